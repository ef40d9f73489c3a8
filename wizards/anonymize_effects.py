"""What goes and what stays, counted in the same way before and by a rehearsal."""

from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL, format_date

from ..engine import plan
from ..engine.periods import NOT_YET
from ..wording import why_kept

COMPANY_FIELDS = ("company_id", "record_company_id")


def heading(text):
    """A heading within a dialog, as its separators look."""
    return (
        Markup(
            "<h3 class='o_horizontal_separator mt-3 mb-2 text-uppercase fw-bolder "
            "small'>%s</h3>"
        )
        % text
    )


def goes(env, planned):
    """A table of what happens to how many records of which kind.

    :param planned: the plan, of a preview or of a rehearsal
    """
    what = {
        "emptied": env._("Emptied"),
        "words": env._("The person's words are replaced, the rest stays"),
        "file": env._("The file is removed"),
        "removed": env._("Removed"),
    }
    rows = [
        (rule.name, _count(env, rule.model, ids), what[effect])
        for rule, effect, ids in plan.effects(planned)
    ]
    rows.sort(key=lambda row: -(row[1] or 0))
    heads = env._("Data"), env._("Records"), env._("What Happens")
    return _table(env, heads, rows)


def stays(env, planned):
    """A table of what is left as it is, until when and why; with its heading."""
    reasons = why_kept.reasons(env)
    today = fields.Date.context_today(env.user)
    rows = []
    for rule, reason, found in plan.stays(planned, today):
        until = max(filter(None, found.values()), default=None)
        count = _count(env, rule.model, found)
        why = reasons.get(reason, reason)
        rows.append((rule.name, count, _until(env, until), why))
    rows.sort(key=lambda row: -(row[1] or 0))
    heads = (
        env._("Data"),
        env._("Records"),
        env._("Kept by law until") if any(row[2] for row in rows) else env._("Until"),
        env._("Reason"),
    )
    told = env._("Amounts, dates and accounts stay in the books as they are.")
    table = _table(env, heads, rows) + _where(env) if rows else ""
    title = heading(env._("What Stays, and until When"))
    return title + table + Markup("<p>%s</p>") % told


def _where(env):
    """Where the rows are found after the run."""
    return Markup("<p>%s</p>") % env._(
        "What still names the person within its legal retention is in Anonymized ‣ "
        "Kept Documents after the run, until its day has come; what stays for another "
        "reason is in the log of the partner, under Kept Records."
    )


def _table(env, heads, rows):
    def line(tag, cells):
        shown = [
            Markup("<%s%s>%s</%s>")
            % (
                Markup(tag),
                Markup(" class='text-end'") if column == 1 else "",
                env._("other companies") if cell is None else cell,
                Markup(tag),
            )
            for column, cell in enumerate(cells)
        ]
        return Markup("<tr>%s</tr>") % Markup("").join(shown)

    return Markup(
        "<table class='table table-sm mb-2'><thead>%s</thead><tbody>%s</tbody></table>"
    ) % (line("th", heads), Markup("").join(line("td", row) for row in rows))


def _until(env, until):
    if until == NOT_YET:
        return env._("the taxes of its year are assessed")
    return format_date(env, until) if until else ""


def _count(env, model, ids):
    """How many there are; None where some are in companies that the user cannot see."""
    return None if _out_of_sight(env, model, list(ids)) else len(ids)


def _out_of_sight(env, model, ids):
    columns = [
        name
        for name in COMPANY_FIELDS
        if (field := env[model]._fields.get(name)) and field.store
    ]
    visible = env.user.company_ids.ids
    return any(
        env.execute_query(
            SQL(
                "SELECT 1 FROM %(table)s WHERE id = ANY(%(ids)s)"
                " AND %(company)s <> ALL(%(visible)s) LIMIT 1",
                table=SQL.identifier(env[model]._table),
                ids=ids,
                company=SQL.identifier(name),
                visible=visible,
            )
        )
        for name in columns
    )

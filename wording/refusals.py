"""Sentences for users about what the engine found; every refusal says what to do."""

import logging
from dataclasses import dataclass, field
from functools import partial

from odoo.exceptions import UserError
from odoo.tools import format_date

from . import legal_holds, lost_values

NAMES_SHOWN = 3
MOST_NAMES, SHORT_NAME = 3, 4


@dataclass
class Description:
    """A blocker in words.

    :param what: what stands in the way, without the partner's name
    :param remedy: what the user can do about it
    :param records: the blocking records, as far as the user may read them
    :param count: the number of blocking records, 0 when it must not be told
    """

    what: str
    remedy: str = ""
    records: list = field(default_factory=list)
    count: int = 0


def unlogged(message):
    """A ``UserError`` for the user's eyes only: it names a person, and Odoo writes the
    text of a refusal to the server log unless the exception says another level."""
    error = UserError(message)
    error.loglevel = logging.DEBUG
    return error


def locked(env):
    return env._(
        "Somebody else is just changing one of these partners or their documents. "
        "Nothing has been changed; try again in a moment."
    )


def kept_reasons(env):
    """Why something is still there, by the engine's reason codes."""
    return {
        "retention": env._("Record within its legal retention"),
        "suspended": env._(
            "Record within its legal retention, which does not end while "
            "the taxes of its year are open"
        ),
        "debtor": env._(
            "Name and tax number of the debtor, sealed, readable for accounting while "
            "the document is kept"
        ),
        "finished": env._("Its legal retention has ended"),
        "hashed": env._("Part of the inalterability hash of a posted entry"),
        "declined": env._("Data category not selected"),
        "opt_out": env._(
            "Opt-out, kept as a keyed hash: still pseudonymous data, which blocks "
            "mailings to the address"
        ),
        "no_pdf": env._(
            "This invoice has no stored PDF and none could be made: print it from a "
            "backup if it has to be shown"
        ),
        "shared": env._("Belongs to a record of somebody else"),
        "added": env._(
            "Added to the person after the anonymization: look at it, and delete it if "
            "it is about the person"
        ),
        "unexpected": env._("Found by the proof where no run has looked"),
        "technical": env._(
            "Stands in what Odoo runs or obeys, which is never redacted: change it "
            "there by hand"
        ),
        "spared": env._("The user has left the word: it may be an ordinary one"),
        "garbage": env._("A file that no record uses: the daily cleaning removes it"),
        "transient": env._("A row of a wizard: Odoo removes it within a few hours"),
        "name_only": env._("Carries the name only: may be somebody else"),
        "ambiguous": env._("An ordinary word, or somebody else of the same name"),
        "shipped": env._("A text that an app ships, which has the same words"),
        "longer": env._(
            "Part of a longer name, address or number that somebody else has"
        ),
        "others_field": env._(
            "Says who somebody else is, and is equal to a value of the person: open "
            "the record, and decide whose it is"
        ),
        "unreadable": env._(
            "Cannot be searched: a picture, or a file that is locked, damaged or too "
            "large"
        ),
        **lost_values.reasons(env),
    }


def refusal(env, blockers):
    """One message that names every blocker."""
    lines = [_sentence(env, one, partial(format_date, env)) for one in blockers]
    head = env._("Cannot anonymize. Nothing has been changed.")
    return "\n".join([head, *(f"• {line}" for line in lines)])


def blocker_dicts(env, blockers):
    """Blockers as the public interface gives them."""
    return [
        {
            "partner_id": one.partner_id,
            "code": one.code,
            "message": _sentence(env, one, str),
            "model": one.model,
            "res_ids": list(one.res_ids),
            "overridable": one.overridable,
        }
        for one in blockers
    ]


def partner_name(env, partner_id):
    """The name of a partner, its number where the user may not read it."""
    partner = env["res.partner"].browse(partner_id)
    companies = env.user.company_ids.ids
    mine = partner.sudo(False).with_context(allowed_company_ids=companies)
    seen = mine._filtered_access("read").sudo()
    return seen.display_name or f"#{partner_id}"


def _sentence(env, blocker, written):
    found = describe(env, blocker, written)
    what = found.what
    if found.count:
        names = [record.display_name or "" for record in found.records[:NAMES_SHOWN]]
        more = ["…"] if found.count > len(names) else []
        what += f": {found.count} ({', '.join(filter(None, names + more))})"
    sentence = f"{partner_name(env, blocker.partner_id)}: {what}. {found.remedy}"
    return sentence.strip()


def describe(env, blocker, written):
    """A blocker in words for the user of ``env``.

    :param written: called with a date, tells how it is written
    :return: :class:`Description`
    """
    build = _DESCRIPTIONS.get(blocker.code, _open_records)
    return build(env, blocker, written)


def _document(env, blocker):
    return blocker.label or env["ir.model"]._get(blocker.model).display_name


def _open_records(env, blocker, _written):
    document = _document(env, blocker)
    if blocker.hidden:
        what = env._("%(document)s in another company", document=document)
        return Description(what, blocker.advice or "")
    return Description(
        document,
        blocker.advice or "",
        _readable(env, blocker),
        len(blocker.res_ids),
    )


def _readable(env, blocker):
    """Blocking records that the user may open, in all of the user's companies."""
    if not env[blocker.model].has_access("read"):
        return []
    companies = env.user.company_ids.ids
    return (
        env[blocker.model]
        .with_context(active_test=False, allowed_company_ids=companies)
        .browse(blocker.res_ids)
        ._filtered_access("read")
    )


def _retention(env, blocker, written):
    remedy = env._(
        "Wait until then, or override the retention if you have the right to."
    )
    cause, records = blocker.cause, []
    if cause and cause.rule:
        records = (
            env[cause.rule.model]
            .with_context(
                active_test=False, allowed_company_ids=env.user.company_ids.ids
            )
            .browse(cause.res_id)
            ._filtered_access("read")
        )
    document = cause.rule.name if cause and cause.rule else env._("last activity")
    if not blocker.date:
        what = env._("Retention while the taxes are open: %s", document)
    else:
        what = env._(
            "Retention until %(date)s: %(document)s of %(day)s",
            date=written(blocker.date),
            document=document,
            day=written(cause.day) if cause else "-",
        )
    return Description(what, remedy, records, len(records))


def _hold(env, blocker, _written):
    return Description(*legal_holds.describe(env, blocker))


def _exempt(env, _blocker, _written):
    return Description(
        env._("Marked as “Never Anonymize”, a collective or one-time customer"),
        env._("Remove the mark on the partner form if it stands for a person."),
    )


def _already(env, blocker, _written):
    return Description(
        env._("ID %(id)s is anonymized already", id=blocker.partner_id),
        env._("Take it out of the selection."),
    )


def _protected(env, blocker, _written):
    if blocker.model == "res.company":
        what = env._("The contact of your own company")
    else:
        what = env._("Belongs to a user of the system itself")
    return Description(what, env._("It cannot be anonymized."))


def _internal_user(env, blocker, _written):
    return Description(
        env._("Active internal user"),
        env._("Archive the user first."),
        _readable(env, blocker),
        len(blocker.res_ids),
    )


def _company_access(env, blocker, _written):
    return Description(
        env._(
            "%(document)s in a company that you cannot see",
            document=_document(env, blocker),
        ),
        env._("Ask a user with the right to manage anonymization."),
    )


def _unmapped(env, blocker, _written):
    return Description(
        env._(
            "%(document)s (%(model)s), a model without a rule in the data map",
            document=_document(env, blocker),
            model=blocker.model,
        ),
        env._("Add a rule, or override if these records hold no personal data."),
        _readable(env, blocker),
        len(blocker.res_ids),
    )


_DESCRIPTIONS = {
    "retention": _retention,
    "hold": _hold,
    "exempt": _exempt,
    "already": _already,
    "protected": _protected,
    "internal_user": _internal_user,
    "company_access": _company_access,
    "unmapped": _unmapped,
}

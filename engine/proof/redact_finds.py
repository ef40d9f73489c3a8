"""Take the words out of places that a proof has found, and seal them."""

from collections import defaultdict

from ..database import columns
from ..datamap import is_markup, own_rule_limits
from ..plan import FullTexts, plan, redact_text
from ..text import Redactor
from ..vault import large_values, subject_seal


def redact(env, scope, line_ids, finds, terms, placeholder, others):
    """Redact texts in columns of models; what is no text is left alone, and so is what
    Odoo runs or obeys.

    :param scope: ``engine.subject.Scope`` of the anonymized subjects
    :param list line_ids: the line of each subject of the scope, in order
    :param list finds: :class:`verdict.Find`
    :param terms: called with a find, gives the terms to take out
    :param others: ``engine.subject.living.Living``: what living people have of them
    :return: the finds that are done with, and what was sealed of each line:
        ``{line id: [(table, column, row id, old value, how)]}``
    """
    index_of = {line_id: index for index, line_id in enumerate(line_ids)}
    wanted = defaultdict(lambda: defaultdict(list))
    for find in finds:
        if find.model in env and own_rule_limits.may_redact(
            env, scope.datamap, find.model, find.column
        ):
            wanted[find.table][find.res_id].append(find)
    types = columns.of_tables(env.cr, wanted)
    unique = columns.unique_now(env.cr, wanted)
    planned = plan.Plan(scope, types, {}, models={})
    done, redactors, full_texts = [], {}, FullTexts()
    for table, by_id in wanted.items():
        rows = _rows(env.cr, table, types[table], by_id)
        for res_id, row in rows.items():
            # Sealed in this order as well.
            for find in sorted(by_id[res_id], key=lambda one: index_of[one.line_id]):
                words = frozenset(terms(find))
                if words not in redactors:
                    redactors[words] = Redactor(words, placeholder, others.longer)
                index, redactor = index_of[find.line_id], redactors[words]
                is_unique = find.column in unique[table]
                where = row, find, redactor, index, is_unique
                if _redact(env, planned, full_texts, *where):
                    done.append(find)
    if done:
        touched = sorted({index_of[find.line_id] for find in done})
        subject_seal.add(env, planned, {index: line_ids[index] for index in touched})
        for table, changes in planned.changes.items():
            columns.update(env.cr, table, types[table], changes)
        env.invalidate_all()
    return done, {line_ids[index]: some for index, some in planned.sealed.items()}


def _rows(cr, table, types, by_id):
    names = sorted(
        {
            find.column
            for finds in by_id.values()
            for find in finds
            if find.column in types and types[find.column].is_text
        }
    )
    found = columns.read(cr, table, names, by_id, lock=True) if names else {}
    return {
        res_id: dict(zip(names, values, strict=True))
        for res_id, values in found.items()
    }


def _redact(env, planned, full_texts, row, find, redactor, index, is_unique):
    """Plan the change of one text; values that must differ go on differing."""
    old = row.get(find.column)
    field = env[find.model]._fields.get(find.column)
    if not old or not redactor.matchers:
        return False
    type_ = planned.types[find.table][find.column]
    markup = bool(field) and is_markup(field)
    suffix = f" {find.res_id}" if is_unique else ""
    new, how = redact_text(redactor, old, markup, type_, suffix)
    if new is None:
        return False
    row[find.column] = new
    if (find.table, find.column) == large_values.FULL_TEXT:
        full_texts.lose(planned, index, None, find.res_id, old, how)
        return True
    planned.change(find.table, find.res_id, find.column, new)
    planned.seal(index, find.table, find.column, find.res_id, old, how)
    return True

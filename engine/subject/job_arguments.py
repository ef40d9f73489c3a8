"""Records whose json names a partner: the arguments of a job that waits."""

import json

from odoo.tools import SQL

from ..database import staging
from ..datamap import paths
from ..text import TermIndex

_PATTERNS = "patterns"
_PARTNER = f'%"{paths.PARTNER}"%'


def find(env, rule, path, owner, terms, domain=None):
    """The records with a json that names one of the partners, or holds its words.

    :param path: ``engine.datamap.paths.MatchPath`` of the kind ``records``
    :param dict owner: ``{partner id: index of its subject}``
    :param dict terms: ``{subject: [Term]}``, e-mails and names
    :return: ``{record id: set of subjects}``
    """
    query = paths.base_query(env, rule.model, domain)
    query.order = None
    column = SQL("%s::text", SQL.identifier(query.table, path.field))
    texts = {term.text for found in terms.values() for term in found}
    wanted = [_PARTNER, *(f"%{_escaped(text)}%" for text in sorted(texts))]
    patterns = staging.put(env.cr, ((None, [one]) for one in wanted), _PATTERNS)
    query.add_where(SQL("%s ILIKE ANY(ARRAY(SELECT v[1] FROM %s))", column, patterns))
    index = TermIndex(terms)
    result = {}
    rows = env.execute_query(query.select(SQL.identifier(query.table, "id"), column))
    for res_id, text in rows:
        subjects = {owner[id_] for id_ in _partners(text) & owner.keys()}
        subjects |= index.hits(text)
        if subjects:
            result[res_id] = subjects
    return result


def _escaped(text):
    """A text as json spells it, escaped for LIKE."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    return quoted.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _partners(text):
    """The ids of the partners that a json names as a recordset."""
    try:
        return set(_ids(json.loads(text)))
    except ValueError:
        return set()


def _ids(value):
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("model") == paths.PARTNER and isinstance(one.get("ids"), list):
                yield from (id_ for id_ in one["ids"] if isinstance(id_, int))
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)

"""Which of the finds stand in what modules ship, as they ship it."""

import json
from collections import defaultdict

from ...database import columns
from ...text import matcher_of, needles
from .pieces import pieces, strings
from .sources import Sources

# Lists that Odoo makes of the names of a module's own records.
_LISTS = "_by_module"


def without(env, models, hits, is_own):
    """The hits that are not simply a module's text.

    What the company has written into such a record, or changed in it, is compared piece
    by piece with what the module ships, in all languages: it remains a hit.

    :param dict models: ``{table: model}``
    :param dict hits: ``{(table, column, row id): set of Term}``
    :param is_own: called with (model, row id): whether the record belongs to one of
        those who are looked for, whose data is to go wherever it comes from
    :return: the others of the hits
    """
    by_table = defaultdict(lambda: defaultdict(dict))
    for (table, column, res_id), terms in hits.items():
        if res_id is not None:
            by_table[table][res_id][column] = terms
    sources, shipped = Sources(env, models), set()
    for table, rows in by_table.items():
        by_id, is_copied = sources.of(table, rows), sources.is_copied(table)
        comparison = _Comparison(env, table, rows, rows if is_copied else by_id)
        for res_id, ships in by_id.items():
            same = comparison.same(res_id, ships)
            if same and not is_own(models.get(table, table), res_id):
                shipped |= {(table, name, res_id) for name in same}
        shipped |= {(table, *place) for place in comparison.technical_names()}
        if is_copied:
            shipped |= {(table, *place) for place in comparison.copies(shipped)}
    return {place: terms for place, terms in hits.items() if place not in shipped}


class _Comparison:
    """Rows of one table beside what modules ship.

    :param dict rows: ``{row id: {column: set of Term}}`` that were found
    :param ids: of the rows that are compared
    """

    def __init__(self, env, table, rows, ids):
        self._env, self._table, self._rows = env, table, rows
        self._types = columns.of_tables(env.cr, [table]).get(table, {})
        ids = {*ids, *(id_ for id_ in rows if any(map(_is_technical, rows[id_])))}
        self._names = sorted(
            {name for id_ in ids for name in rows[id_] if self._is_text(name)}
        )
        self._read = {}
        if self._names:
            self._read = columns.read(env.cr, table, self._names, sorted(ids))

    def _is_text(self, name):
        return name in self._types and self._types[name].is_text

    def same(self, res_id, ships):
        """Those columns of a row in which all that names somebody is as shipped.

        :param ships: what ``Sources.of`` gives for the row
        """
        found = self._rows[res_id]
        if ships(()) is None:
            return set(found)
        return {
            name
            for name, text in self._texts(res_id, found).items()
            if name.endswith(_LISTS) or self._is_same(text, name, ships, found[name])
        }

    def technical_names(self):
        """Places (column, row id) with nothing but the name of a model."""
        for res_id, found in self._rows.items():
            names = list(filter(_is_technical, found))
            for name, text in self._texts(res_id, names).items():
                if text in self._env:
                    yield name, res_id

    def copies(self, shipped):
        """Places (column, row id) that say the same as a module's record in the same
        column: such as a website's own menu.

        :param shipped: places that are as shipped
        """
        known = defaultdict(set)
        for res_id, found in self._rows.items():
            for name in found:
                if (self._table, name, res_id) in shipped:
                    known[name] |= self._naming(res_id, name)
        for res_id, found in self._rows.items():
            for name in found.keys() & known.keys():
                naming = self._naming(res_id, name)
                if naming and naming <= known[name]:
                    yield name, res_id

    def _texts(self, res_id, names):
        """``{column: text}`` of a row."""
        row = dict(zip(self._names, self._read.get(res_id, ()), strict=False))
        return {name: row[name] for name in names if row.get(name)}

    def _is_same(self, text, name, ships, terms):
        suspects = _suspects(terms)
        naming = [
            (lang, found)
            for lang, one in self._translations(text, name)
            if (found := _naming(one, suspects))
        ]
        return bool(naming) and all(
            found <= ships([lang] if lang else []) for lang, found in naming
        )

    def _naming(self, res_id, name):
        text = self._texts(res_id, [name]).get(name, "")
        suspects = _suspects(self._rows[res_id][name])
        found = [
            _naming(one, suspects) for _lang, one in self._translations(text, name)
        ]
        return set().union(*found)

    def _translations(self, text, name):
        """Pairs (language or nothing, text) of a column."""
        value = json.loads(text) if text and self._types[name].is_json else text
        by_lang = value if isinstance(value, dict) else {"": value}
        for lang, translated in by_lang.items():
            for one in strings(translated):
                yield lang, one


def _is_technical(column):
    return column.endswith(("model", "relation"))


def _suspects(terms):
    return [needles.Suspect(term, matcher_of(term), ()) for term in terms]


def _naming(text, suspects):
    """The pieces of a text that name somebody; all of them where a name stands across
    several."""
    sought = needles.find(text, suspects)
    if not sought:
        return set()
    parts = pieces(text)
    named = {one: found for one in parts if (found := needles.find(one, suspects))}
    return set(named) if sought <= set().union(*named.values()) else parts

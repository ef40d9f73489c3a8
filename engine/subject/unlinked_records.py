"""Records that hang on no partner, but carry the subject's e-mail, phone or name.

E-mail and phone that nobody else has identify the person; a name alone does not: what
matches by name only is offered to the user and never changed unasked.
"""

from functools import cached_property

from odoo.tools import SQL

from ..database import id_arrays, staging
from ..datamap import paths
from . import (
    address_lists,
    job_arguments,
    link_indexes,
    linked_others,
    match_values,
    named_records,
)

# Under which number the texts of each kind are put; the ends of phone numbers apart.
_NUMBERS = {kind: number for number, kind in enumerate((*paths.MATCHED, "tail"))}
# Up to here PostgreSQL compares text by text anyway.
_FEW = 8


class Search:
    """Looks for records by the values of some :class:`contacts.Contacts`, which are put
    in place once; nothing else may put terms in place meanwhile, nor roll back."""

    def __init__(self, contacts, env):
        self._contacts = contacts
        self._env = env
        self._found, self._named = {}, {}

    def prepare(self, ways):
        """Ask for all that :meth:`records` will be asked for, in few statements.

        :param ways: iterable of (rule, path, domain)
        """
        ways, others = list(ways), (paths.RECORDS, paths.NAMED)
        self._ask_named([way[:2] for way in ways if way[1].kind == paths.NAMED])
        queries = {
            (rule.id, path, domain): self._query(rule, path, domain)
            for rule, path, domain in ways
            if path.kind not in others and self._leads_on(rule, path)
        }
        self._find(list(queries), list(queries.values()))

    def records(self, rule, path, domain=None):
        """The unlinked records of a rule that carry a value of a subject.

        :param path: ``engine.datamap.paths.MatchPath``
        :return: ``{record id: set of subjects}``
        """
        if path.kind == paths.RECORDS:
            own, words = self._contacts.owner, self._contacts.words()
            domain = domain or rule.domain
            return job_arguments.find(self._env, rule, path, own, words, domain)
        if path.kind == paths.NAMED:
            if (rule.id, path) not in self._named:
                self._ask_named([(rule, path)])
            named = self._named[rule.id, path]
            return named_records.matching(self._env, rule, named, domain)
        if not self._leads_on(rule, path):
            return {}
        key = rule.id, path, domain
        if key not in self._found:
            self._find([key], [self._query(rule, path, domain)])
        rows = self._found[key]
        index = rows and self._contacts.index(path.value)
        result = _hits(index, rows)
        if result and path.kind != "name":
            result = _hits(self._contacts.surely(path.value), rows)
            own = self._contacts.owner
            for res_id in linked_others.of_others(self._env, rule, own, result):
                del result[res_id]
        return result

    def _ask_named(self, ways):
        own = self._contacts.owner
        self._named |= named_records.named(self._env, ways, own)

    def of_others_too(self, rule, path, domain=None):
        """The records that carry addresses of somebody else besides: set of ids."""
        if path.kind != paths.EMAILS:
            return set()
        hits = self._contacts.index(path.value).hits
        rows = self._found.get((rule.id, path, domain), ())
        return address_lists.of_others_too(rows, hits)

    def _leads_on(self, rule, path):
        """Whether there may be records. Of a few people it is asked of all columns at
        once, whatever the rules say of the records: most lead to none."""
        if not self._texts.get(path.value):
            return False
        if not id_arrays.is_few(self._contacts.owner):
            return True
        # A rule that has broken is not in the map.
        reached = self._contacts.reached(self._env.cr, self._columns_reached)
        return reached.get((rule.table, path), True)

    def _columns_reached(self):
        """``{(table, path): whether one of the values stands in the column}``, of the
        rules of the map.

        All are counted: to find the first one, PostgreSQL would read the table."""
        columns = {
            (rule.table, path)
            for rule in self._contacts.datamap.rules
            for path in rule.match_paths
            if path.kind not in (paths.RECORDS, paths.NAMED)
            and self._texts.get(path.value)
        }
        known = sorted(columns)
        parts = [
            SQL(
                "SELECT %s WHERE (SELECT count(*) FROM %s WHERE %s) > 0",
                number,
                SQL.identifier(table),
                self._condition(table, path, SQL.identifier(table, path.field)),
            )
            for number, (table, path) in enumerate(known)
        ]
        union = SQL(" UNION ALL ").join(parts)
        rows = self._env.execute_query(union) if parts else []
        found = {known[number] for (number,) in rows}
        return {column: column in found for column in known}

    def _query(self, rule, path, domain):
        """The query of what may carry a value, and the column with it."""
        query = paths.base_query(self._env, rule.model, domain)
        column = SQL.identifier(query.table, path.field)
        query.add_where(self._condition(query.table, path, column))
        for link in rule.partner_paths[:1] if rule.links else ():
            (name,) = link.names
            free = SQL("%s IS NULL", SQL.identifier(query.table, name))
            if link.unless:
                another = paths.names_another(query.table, name, link.unless)
                free = SQL("(%s OR %s)", free, another)
            query.add_where(free)
        query.order = None
        return query, column

    def _find(self, keys, queries):
        """Remember the (id, text) that queries find: ``{key: rows}``"""
        self._found.update((key, []) for key in keys)
        parts = [
            query.select(
                SQL("%s", number),
                SQL.identifier(query.table, "id"),
                SQL("%s::text", column),
            )
            for number, (query, column) in enumerate(queries)
        ]
        if parts:
            union = SQL(" UNION ALL ").join(parts)
            for number, res_id, text in self._env.execute_query(union):
                self._found[keys[number]].append((res_id, text))

    @cached_property
    def _texts(self):
        found = self._contacts.texts()
        rows = (
            (_NUMBERS[kind], [text]) for kind, texts in found.items() for text in texts
        )
        staging.put(self._env.cr, rows, staging.TERMS)
        staging.count(self._env.cr, staging.TERMS)
        return found

    def _condition(self, table, path, column):
        if path.kind == "phone":
            return self._has_phone(table, path, column)
        if path.kind == "name":
            return self._among(match_values.name(column), "name", (table, path.field))
        if path.kind == paths.EMAILS:
            return address_lists.has_one(column, lambda one: self._among(one, "email"))
        address = paths.address(column, path.field)
        return self._among(address, "email", (table, path.field))

    def _has_phone(self, table, path, column):
        international = all(text.startswith("+") for text in self._texts["phone"])
        if path.field.endswith("sanitized") and international:
            return self._among(column, "phone", (table, path.field))
        return self._among(match_values.tail(column), "tail", (table, path.field))

    def _among(self, expression, kind, column=None):
        """:param column: table and name of the column whose value is compared"""
        indexed = column is not None and link_indexes.serves(self._env, *column, kind)
        if column and not indexed and expression == SQL.identifier(*column):
            indexed = id_arrays.is_indexed(self._env, *column)
        few = len(self._texts[kind]) <= _FEW
        return staging.among(expression, staging.TERMS, _NUMBERS[kind], indexed or few)


def _hits(index, rows):
    """``{record id: set of subjects}``"""
    return {res_id: found for res_id, text in rows if (found := index.hits(text or ""))}

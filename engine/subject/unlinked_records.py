"""Records that hang on no partner, but carry the subject's e-mail, phone or name.

E-mail and phone that nobody else has identify the person; a name alone does not: what
matches by name only is offered to the user and never changed unasked.
"""

from collections import defaultdict
from functools import cached_property

from odoo.tools import SQL

from ..database import id_arrays, staging
from ..datamap import paths
from ..text import TermIndex, is_doubtful, terms_from_values
from . import (
    address_lists,
    former_values,
    identifying_values,
    job_arguments,
    link_indexes,
    linked_others,
    living,
    match_values,
    named_records,
)

# Under which number the texts of each kind are put; the ends of phone numbers apart.
_NUMBERS = {kind: number for number, kind in enumerate((*paths.MATCHED, "tail"))}
# Up to here PostgreSQL compares text by text anyway.
_FEW = 8


def of_run(env, datamap, owner):
    """The :class:`Contacts` of these subjects, whose values are read once per run."""
    key = frozenset(owner.items())
    if key not in datamap.contacts:
        datamap.contacts[key] = Contacts(env, datamap, owner)
    return datamap.contacts[key]


class Contacts:
    """E-mails, phones and names of a batch of subjects, and who carries them.

    :param datamap: ``engine.datamap.DataMap``
    :param dict owner: ``{partner id: index of its subject}``
    :param dict known: ``{subject: [Term]}`` besides those in the records
    """

    def __init__(self, env, datamap, owner, known=None):
        self.env = env
        self.datamap = datamap
        self.owner = owner
        self.known = {
            subject: [term for term in terms if term.kind in paths.MATCHED]
            for subject, terms in (known or {}).items()
        }
        self._indexes, self._reached = {}, {}

    def search(self, env):
        """Something that looks for the records.

        :param env: by whose cursor; the values are those that the transaction of the
            run has read
        :return: :class:`Search`
        """
        return Search(self, env)

    def texts(self):
        """``{kind: set of what its columns are compared with}``"""
        result = {
            kind: {term.text for found in by_subject.values() for term in found}
            for kind, by_subject in self._terms.items()
        }
        if "name" in result:
            lowered = map(str.lower, result["name"])
            result["name"] = {one for name in lowered for one in _spellings(name)}
        if "phone" in result:
            result["tail"] = {
                number[-match_values.TAIL :] for number in result["phone"]
            }
        return result

    def reached(self, cr, ask):
        """In which columns one of the values stands, asked once for a cursor.

        :param ask: called without arguments, gives them
        """
        if cr not in self._reached:
            self._reached[cr] = ask()
        return self._reached[cr]

    def words(self):
        """E-mails, and names of two words or more: ``{subject: [Term]}``"""
        found = defaultdict(list)
        for kind in ("email", "name"):
            for subject, terms in self._terms.get(kind, {}).items():
                found[subject] += [term for term in terms if not is_doubtful(term)]
        return found

    def index(self, kind):
        """What tells whose the texts of this kind are."""
        if kind not in self._indexes:
            self._indexes[kind] = TermIndex(self._terms[kind])
        return self._indexes[kind]

    def surely(self, kind):
        """The same without what cards have that no index leads to; asked only where
        records would be taken for the subject's."""
        others = living.of_run(self.env, self.datamap, self.owner)
        by_subject, count = self._terms[kind], len(others.same)
        others.look_up_unindexed(one for found in by_subject.values() for one in found)
        if len(others.same) > count:
            for subject, found in by_subject.items():
                by_subject[subject] = living.without_same(others, found, (kind,))
            self._indexes.pop(kind, None)
        return self.index(kind)

    @cached_property
    def _terms(self):
        """``{kind: {subject: [Term]}}`` without what another living partner has."""
        values = self._values()
        everything = {
            subject: [*values.get(subject, ()), *self.known.get(subject, ())]
            for subject in {*values, *self.known}
        }
        shared = identifying_values.shared_values(self.env, self.owner, everything)
        terms = {}
        for subject in everything:
            own = [p for p in values.get(subject, ()) if (subject, *p) not in shared]
            known = [
                t for t in self.known.get(subject, ()) if (subject, *t) not in shared
            ]
            terms[subject] = list(dict.fromkeys([*terms_from_values(own), *known]))
        others = living.of_run(self.env, self.datamap, self.owner)
        others.look_up_quickly(one for found in terms.values() for one in found)
        result = defaultdict(lambda: defaultdict(list))
        for subject, found in terms.items():
            for term in living.without_same(others, found, identifying_values.COMPARED):
                result[term.kind][subject].append(term)
        return result

    def _values(self):
        own = self.datamap.own
        kinds = {
            column.name: column.term
            for column in own.fields
            if column.term in paths.MATCHED and column.ftype == "char"
        }
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM res_partner WHERE id = ANY(%s)",
                SQL(", ").join(SQL("%s::text", SQL.identifier(n)) for n in kinds),
                id_arrays.array(self.owner),
            )
        )
        values = former_values.by_subject(self.env, own, self.owner)
        for partner_id, *texts in rows:
            values[self.owner[partner_id]] += [
                (kind, one)
                for kind, text in zip(kinds.values(), texts, strict=True)
                for one in identifying_values.texts(text)
            ]
        return {
            subject: [pair for pair in pairs if pair[0] in paths.MATCHED]
            for subject, pairs in values.items()
        }


class Search:
    """Looks for records by the values of some :class:`Contacts`, which are put in place
    once; nothing else may put terms in place meanwhile, nor roll back."""

    def __init__(self, contacts, env):
        self._contacts = contacts
        self._env = env
        self._found = {}

    def prepare(self, ways):
        """Ask for all that :meth:`records` will be asked for, in one statement.

        :param ways: iterable of (rule, path, domain)
        """
        others = (paths.RECORDS, paths.NAMED)
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
            own = self._contacts.owner
            return named_records.find(self._env, rule, path, own, domain)
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


def _spellings(name):
    """'ann maria miller': also with the last word first, with and without a comma."""
    words = name.split()
    yield " ".join(words)
    if len(words) > 1:
        *first, last = words
        yield " ".join([last, *first])
        yield ", ".join([last, " ".join(first)])
        yield ", ".join([" ".join(words[1:]), words[0]])

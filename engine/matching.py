"""Records that hang on no partner, but carry the subject's e-mail, phone or name.

E-mail and phone that nobody else has identify the person; a name alone does not: what
matches by name only is offered to the user and never changed unasked.
"""

from collections import defaultdict
from functools import cached_property

from odoo.tools import SQL

from . import idlist, paths, person, recordsets
from .redaction import TermIndex, is_doubtful
from .terms import terms_from_values

# Digits at the end of a phone number that are compared by SQL.
_TAIL = 7


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
        self._indexes = {}

    def records(self, env, rule, path, domain=None):
        """The unlinked records of a rule that carry a value of a subject.

        :param env: whose cursor looks for them; the values are those that the
            transaction of the run has read
        :param path: ``engine.paths.MatchPath``
        :return: ``{record id: set of subjects}``
        """
        if path.kind == paths.RECORDS:
            return recordsets.find(
                env, rule, path, self.owner, self._words(), domain or rule.domain
            )
        terms = self._terms.get(path.kind)
        if not terms:
            return {}
        query = paths.base_query(env, rule.model, domain)
        column = SQL.identifier(query.table, path.field)
        query.add_where(self._condition(rule, path, column))
        for link in rule.partner_paths[:1] if rule.links else ():
            (name,) = link.names
            free = SQL("%s IS NULL", SQL.identifier(query.table, name))
            if link.unless:
                another = paths.names_another(query.table, name, link.unless)
                free = SQL("(%s OR %s)", free, another)
            query.add_where(free)
        query.order = None
        rows = env.execute_query(
            query.select(SQL.identifier(query.table, "id"), column)
        )
        index = rows and self._index(path.kind)
        return {
            res_id: found for res_id, text in rows if (found := index.hits(text or ""))
        }

    def _words(self):
        """E-mails, and names of two words or more."""
        found = defaultdict(list)
        for kind in ("email", "name"):
            for subject, terms in self._terms.get(kind, {}).items():
                found[subject] += [term for term in terms if not is_doubtful(term)]
        return found

    def _condition(self, rule, path, column):
        texts = {
            term.text for found in self._terms[path.kind].values() for term in found
        }
        if path.kind == "phone":
            return self._has_phone(path, column, texts)
        if path.kind == "name":
            plain = SQL(r"lower(regexp_replace(btrim(%s), '\s+', ' ', 'g'))", column)
            spellings = {one for text in texts for one in _spellings(text.lower())}
            return SQL("%s = ANY(%s)", plain, sorted(spellings))
        return SQL("%s = ANY(%s)", paths.address(column, path.field), sorted(texts))

    @staticmethod
    def _has_phone(path, column, texts):
        if path.field.endswith("sanitized") and all(t.startswith("+") for t in texts):
            return SQL("%s = ANY(%s)", column, sorted(texts))
        digits = SQL(r"right(regexp_replace(%s, '\D', '', 'g'), %s)", column, _TAIL)
        return SQL("%s = ANY(%s)", digits, sorted({text[-_TAIL:] for text in texts}))

    def _index(self, kind):
        if kind not in self._indexes:
            self._indexes[kind] = TermIndex(self._terms[kind])
        return self._indexes[kind]

    @cached_property
    def _terms(self):
        """``{kind: {subject: [Term]}}`` without what another living partner has."""
        values = self._values()
        everything = {
            subject: [*values.get(subject, ()), *self.known.get(subject, ())]
            for subject in {*values, *self.known}
        }
        shared = person.shared_values(self.env, self.owner, everything)
        result = defaultdict(lambda: defaultdict(list))
        for subject in everything:
            own = [p for p in values.get(subject, ()) if (subject, *p) not in shared]
            known = [
                t for t in self.known.get(subject, ()) if (subject, *t) not in shared
            ]
            for term in dict.fromkeys([*terms_from_values(own), *known]):
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
                idlist.array(self.owner),
            )
        )
        values = person.former_values(self.env, own, self.owner)
        for partner_id, *texts in rows:
            values[self.owner[partner_id]] += [
                (kind, one)
                for kind, text in zip(kinds.values(), texts, strict=True)
                for one in person.texts(text)
            ]
        return {
            subject: [pair for pair in pairs if pair[0] in paths.MATCHED]
            for subject, pairs in values.items()
        }


def _spellings(name):
    """'ann maria miller': also with the last word first, with and without a comma."""
    words = name.split()
    yield " ".join(words)
    if len(words) > 1:
        *first, last = words
        yield " ".join([last, *first])
        yield ", ".join([last, " ".join(first)])
        yield ", ".join([" ".join(words[1:]), words[0]])

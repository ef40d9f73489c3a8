"""E-mails, phones and names of a batch of subjects, and who else carries them."""

from collections import defaultdict
from functools import cached_property

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths
from ..text import TermIndex, is_doubtful, terms_from_values
from . import former_values, identifying_values, living, match_values, same_value
from .unlinked_records import Search


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
                by_subject[subject] = same_value.without_same(others, found, (kind,))
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
            for term in same_value.without_same(
                others, found, identifying_values.COMPARED
            ):
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
                SQL(", ").join(map(_unless_erased, kinds)),
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


def _unless_erased(name):
    """The text of a column; for the name of somebody anonymized stands a word that all
    of them share."""
    if name != "name":
        return SQL("%s::text", SQL.identifier(name))
    return SQL("CASE WHEN anonymization_state IS NULL THEN name END")


def _spellings(name):
    """'ann maria miller': also with the last word first, with and without a comma."""
    words = name.split()
    yield " ".join(words)
    if len(words) > 1:
        *first, last = words
        yield " ".join([last, *first])
        yield ", ".join([last, " ".join(first)])
        yield ", ".join([" ".join(words[1:]), words[0]])

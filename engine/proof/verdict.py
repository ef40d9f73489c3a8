"""What each find means: kept by law, shared, declined, or unexpected."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from ..datamap import own_rule_limits
from ..subject import ordinary_here
from ..sweep import models_by_table
from . import kept_by_law, namesakes, shared_terms, shipped
from .others_fields import OthersFields

# So many records are listed per field and line where the term is also that of a partner
# who is not anonymized.
MOST_SHARED = 20
# A word that is no evidence by itself and stands in more places says nothing.
MOST_ORDINARY = 100
# What a person decides on, and nothing changes by itself.
ASKED = ("others_field", "name_only", "ambiguous", "second_address")
FILE = ("ir_attachment", "raw")
# Places of files that no record uses: one that Odoo's daily cleaning will remove, and
# one that it does not know of.
GARBAGE = ("ir_attachment", "checksum")
ORPHAN = ("ir_attachment", "store_fname")


@dataclass
class Find:
    """A place where a subject's terms stand.

    :param res_id: None in tables without an id, and for files without a record
    :param terms: the terms of this subject that stand there
    :param more: number of other records, not listed, of which the same is to say
    """

    line_id: int
    table: str
    column: str
    model: str
    res_id: int | None
    terms: frozenset
    status: str = "unexpected"
    reason: str = "unexpected"
    until: object = None
    more: int = 0


def ambiguous(find, terms):
    """The words of a find that may be ordinary ones, where the others are gone."""
    return replace(find, terms=frozenset(terms), reason="ambiguous")


class Judge:
    """Judges the finds of a batch.

    :param find_scope: gives the ``engine.subject.Scope`` of the anonymized subjects
    :param dict terms: ``{line id: [Term]}`` that was looked for
    :param dict hits: ``{(table, column, row id): set of Term}`` that was found
    :param dict of_name: ``{line id: {name: ids of partners who have it as well}}``
    """

    def __init__(self, env, datamap, find_scope, terms, hits, of_name=None):
        self.env = env
        self._datamap = datamap
        self._scope = find_scope
        self._of_name = of_name or {}
        self.models = models_by_table(env)
        self._shared = shared_terms.terms(env, datamap, hits)
        self._known = _known(env, terms)
        self._evidence = ordinary_here.evidence(env)
        self._index_of = {line_id: index for index, line_id in enumerate(terms)}
        self._lines = defaultdict(list)
        for line_id, found in terms.items():
            for term in found:
                self._lines[term].append(line_id)
        own = {
            key: some
            for key, some in hits.items()
            if not self._lines.keys().isdisjoint(some)
        }
        self._hits = shipped.without(env, self.models, own, self._is_of_subjects)
        self._ordinary = self._ordinary_terms()

    def _ordinary_terms(self):
        """The weak terms that stand in so many places that they are ordinary here."""
        count = Counter(
            term
            for found in self._hits.values()
            for term in found
            if self._evidence.is_weak(term)
        )
        return {term for term, number in count.items() if number > MOST_ORDINARY}

    def judge(self):
        """Sort out what was found.

        :return: list of :class:`Find`, those that a run has listed already left out
        """
        finds = self._finds()
        kept = kept_by_law.places(self.env, self._datamap, finds)
        open_finds = [find for find in finds if not find.terms <= self._shared]
        fields = OthersFields(self.env, self._datamap, self._is_own)
        others = fields.judge(open_finds)
        shared = [find for find in finds if find.terms <= self._shared]
        self._doubtful = namesakes.doubtful(
            self.env, fields, shared, self._of_name, self._evidence, self._is_of
        )
        for find in finds:
            self._decide(find, kept, others.get(id(find)))
        return finds

    def _finds(self):
        """One per line and place. What the living have as well may stand in thousands
        of places: some are listed, the others counted."""
        finds, alike = [], defaultdict(list)
        for (table, column, res_id), terms in self._hits.items():
            place = (table, column, self.models.get(table, table))
            if terms <= self._shared or terms <= self._ordinary:
                alike[(*place, frozenset(terms))].append(res_id)
            else:
                finds += self._at(*place, res_id, terms)
        for (*place, terms), ids in alike.items():
            listed = [
                find
                for id_ in ids[:MOST_SHARED]
                for find in self._at(*place, id_, terms)
            ]
            last = {find.line_id: find for find in listed}
            for find in last.values():
                find.more = max(0, len(ids) - MOST_SHARED)
            finds += listed
        return finds

    def _at(self, table, column, model, res_id, terms):
        """One :class:`Find` for each line whose terms stand in a place, but none where
        a run has listed the place for that line."""
        by_line = defaultdict(set)
        for term in terms:
            for line_id in self._lines[term]:
                by_line[line_id].add(term)
        return [
            Find(line_id, table, column, model, res_id, frozenset(found))
            for line_id, found in by_line.items()
            if not self.is_known(line_id, model, column, res_id)
        ]

    def exact(self, find):
        """The terms of a find that nobody else has and that mean the subject there: in
        records of others only what does so by itself; in records that are linked to
        the subject what stands beside such a term; in the subject's own all."""
        terms = self.unshared(find)
        strong = {term for term in terms if not self._evidence.is_weak(term)}
        if strong == terms:
            return terms
        hit, index = self._hit(find), self._index_of[find.line_id]
        if hit and (hit.owner == index or (strong and index in hit.subjects)):
            return terms
        return strong

    def unshared(self, find):
        """The terms of a find that nobody else has."""
        return {term for term in find.terms if term not in self._shared}

    def _hit(self, find):
        return self._scope().by_model.get(find.model, {}).get(find.res_id)

    def _is_of(self, find):
        hit = self._hit(find)
        return bool(hit) and self._index_of[find.line_id] in hit.subjects

    def _is_own(self, find):
        hit = self._hit(find)
        return bool(hit) and hit.owner == self._index_of[find.line_id]

    def is_known(self, line_id, model, column, res_id):
        """Whether a run has listed a place for a line, or a user has decided on it."""
        known = self._known.get(line_id, ())
        if model == "ir.attachment" and column in kept_by_law.CONTENT:
            column = "raw"
        return (model, res_id, column) in known

    def _is_of_subjects(self, model, res_id):
        """Whether a record belongs to one of the subjects."""
        if all(rule.model != model for rule in self._datamap.rules):
            return False
        return res_id in self._scope().by_model.get(model, ())

    def _decide(self, find, kept, others):
        """
        :param others: (status, reason) in a field that says who somebody else is
        """
        key = (find.model, find.column, find.res_id)
        if find.res_id is None and (find.table, find.column) == GARBAGE:
            find.status, find.reason = "declined", "garbage"
        elif key in kept:
            find.status, (find.reason, find.until) = "kept", kept[key]
        elif id(find) in self._doubtful and self._may_redact(find):
            find.reason = "ambiguous"
        elif find.terms <= self._shared:
            find.status = find.reason = "shared"
        elif find.model in self.env and self.env[find.model]._transient:
            find.status, find.reason = "declined", "transient"
        elif self._is_namesake(find):
            find.reason = "name_only"
        elif others:
            find.status, find.reason = others
        elif not self.exact(find):
            self._leave_to_a_person(find)
        elif not self._may_redact(find):
            find.reason = "technical"

    def _leave_to_a_person(self, find):
        """Words that may be ordinary ones: a person looks at them, but not where Odoo
        runs or obeys them, nor where they are everywhere."""
        find.reason = "ambiguous"
        if find.terms <= self._ordinary or not self._may_redact(find):
            find.status = "declined"

    def _may_redact(self, find):
        return own_rule_limits.may_redact(
            self.env, self._datamap, find.model, find.column
        )

    def _is_namesake(self, find):
        return (
            find.res_id is not None
            and _names_only(find.terms)
            and (find.model, find.res_id) in self._namesakes
        )

    @cached_property
    def _namesakes(self):
        return {
            (model, res_id)
            for model, found in self._scope().namesakes.items()
            for res_id in found
        }


def _known(env, lines):
    """What the runs have listed as kept, declined or shared, row by row."""
    env.cr.execute(
        """
        SELECT holder.id, kept.model, kept.res_id, kept.field
          FROM partner_anonymization_line holder
          JOIN partner_anonymization_line line
               ON line.partner_id = holder.partner_id
          JOIN partner_anonymization_kept kept
               ON kept.line_id = line.id
                  AND (line.id >= holder.id OR kept.code = 'not_this')
         WHERE holder.id = ANY(%s) AND kept.found_by_proof IS NOT TRUE
           AND kept.status IS DISTINCT FROM 'lost'
        """,
        [list(lines)],
    )
    known = defaultdict(set)
    for line_id, *key in env.cr.fetchall():
        known[line_id].add(tuple(key))
    return known


def _names_only(terms):
    return all(term.kind == "name" for term in terms)

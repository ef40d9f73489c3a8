"""What belongs to a subject: the records that the data map finds for it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths
from . import named_records, partner_links, record_facts, record_persons
from .contacts import Contacts, of_run
from .membership import owners

# The fields of an attachment that say what it is attached to.
FILE_OF = paths.PairPath("res_model", "res_id")


@dataclass
class Hit:
    """One record in the scope.

    :param owner: index of the subject that the record belongs to, None when it only
        mentions one (a delivery address on somebody else's order): an owned record is
        emptied, of another one only the subject's words go
    :param subjects: set of the indices of all subjects it hangs on
    :param until: last day (``date``) on which the law keeps it, or what it is part of;
        None when the law does not
    :param hashed: whether it is part of an inalterability hash
    :param parent_model: model of the record that a file or message hangs on, None for
        what hangs on a partner by a field
    :param remembered: found by an earlier run only, or through such a record: where
        ``until`` is None, the last day that the earlier run has noted counts
    """

    owner: int | None = None
    subjects: set = field(default_factory=set)
    until: object = None
    hashed: bool = False
    parent_model: str | None = None
    remembered: bool = False


@dataclass
class Scope:
    """All records of a batch of subjects.

    :param datamap: the :class:`engine.datamap.DataMap` they were found by
    :param subjects: list of :class:`engine.subject.Subject`; what is said of a subject
        is said of its index in it
    :param owner: ``{partner id: subject}`` of all partners of the subjects
    :param known: ``{subject: [Term]}`` that were told, None when the records do
    :param by_rule: ``{rule id: {record id: Hit}}``, no rule without a record
    :param by_model: ``{model: {record id: Hit}}``, of all rules of the model together
    :param namesakes: ``{model: {record id: subjects}}`` of records that carry the name
        of a subject and nothing else, and that nobody has ticked
    """

    datamap: object
    subjects: list
    owner: dict
    known: dict | None
    by_rule: dict
    by_model: dict
    namesakes: dict


def find(env, datamap, subjects, ticked=None, known=None, besides=None):
    """Find all records of a batch of subjects, rule by rule.

    :param dict ticked: ``{model: ids}`` of the records that carry only a name and that
        the user says belong to the subject
    :param dict known: ``{subject: [Term]}`` of subjects whose records do not say them
        any more; a subject that is not in it has none
    :param besides: called with ``by_model`` when all paths have been followed, gives
        ``{model: {id: Hit}}`` of records that are known to be in the scope although
        nothing leads to them any more; what hangs on these is found then, too
    :return: :class:`Scope`
    """
    owner = owners(subjects)
    contacts = (
        of_run(env, datamap, owner)
        if known is None
        else Contacts(env, datamap, owner, known)
    )
    given = record_persons.given(env, owner) if known is None else {}
    finder = _Finder(env, datamap, owner, ticked or {}, contacts.search(env), given)
    finder.follow_all({})
    if remembered := besides and besides(finder.by_model):
        finder.follow_all(remembered)
    found = finder.by_rule, finder.by_model, finder.namesakes
    return Scope(datamap, subjects, owner, known, *found)


class _Finder:
    """Goes from the partners along the paths of all rules, and gathers what it finds in
    fields as :class:`Scope` has them."""

    def __init__(self, env, datamap, owner, ticked, search, given):
        self._env, self._datamap, self._owner = env, datamap, owner
        self._ticked, self._search = ticked, search
        self._given = {
            model: {id_: Hit(index, {index}) for id_, index in found.items()}
            for model, found in given.items()
        }
        self._remembered = {}
        self._linked = partner_links.find(env, datamap, owner)
        self._rules = [
            rule
            for rule in datamap.scrubbing()
            if rule.action != "keep" or rule.retention or rule.by_hand
        ]
        rules = self._rules
        search.prepare((one, p, one.domain) for one in rules for p in one.match_paths)
        self.by_rule, self.by_model, self.namesakes = {}, {}, {}

    def follow_all(self, remembered):
        """Follow the rules in the order of the map: each one hangs on those before.

        :param dict remembered: ``{model: {id: Hit}}`` to add, where a rule speaks of it
        """
        self._remembered = remembered
        own = {id_: Hit(index, {index}) for id_, index in self._owner.items()}
        self.by_rule = {self._datamap.own.id: own}
        self.by_model = defaultdict(dict, {paths.PARTNER: dict(own)})
        self.namesakes = defaultdict(dict)
        for rule in self._rules:
            hits = {}
            self._add_known(rule, hits, self._given)
            for position, path in enumerate(rule.paths):
                self._follow_path(rule, position, path, hits)
            self._add_known(rule, hits, self._remembered)
            if hits and rule.has_files:
                self._follow_thumbnails(rule, hits)
            if hits:
                self._add(rule, hits)
        self._share_ends()

    def _follow_path(self, rule, position, path, hits):
        """Add what one path of a rule leads to."""
        owning = position == 0 and not rule.mention
        if isinstance(path, paths.PairPath):
            self._follow_pair(rule, path, hits, owning)
        elif isinstance(path, paths.MatchPath):
            self._match(rule, path, hits)
        elif path.target != paths.PARTNER:
            self._follow(rule, path, hits, owning and path.single)
            if hits and owning and not path.single:
                self._own_unshared(rule, path, hits)
        elif (rule.id, position) in self._linked:
            rows = self._linked[rule.id, position]
            if path.unless:
                self._follow(rule, path, hits, owning and path.single)
                # About somebody else, but the chatter may name the subject.
                path, owning = path._replace(unless=None), False
            self._follow(rule, path, hits, owning and path.single, rows)

    def _share_ends(self):
        """The rule that keeps a record longest speaks for all rules of its model."""
        for rule in self._datamap.scrubbing():
            known = self.by_model[rule.model]
            for res_id, hit in self.by_rule.get(rule.id, {}).items():
                hit.until = known[res_id].until

    def _follow(self, rule, path, hits, owning, rows=None):
        """Add what a path leads to.

        :param rows: (record id, target id) that lead to partners of the subjects, where
            they are known
        """
        targets = self.by_model.get(path.target)
        if not targets:
            return
        if rows is None or targets.keys() != self._owner.keys():
            query, *columns = paths.field_query(
                self._env, rule.model, path, list(targets), rule.domain
            )
            rows = self._env.execute_query(query.select(*columns))
        for res_id, target_id in rows:
            self._hit(hits, res_id, targets[target_id], owning)

    def _own_unshared(self, rule, path, hits):
        """What leads to several records is somebody's own when all of these are."""
        targets = self.by_model.get(path.target)
        if not targets:
            return
        query = paths.base_query(self._env, rule.model, rule.domain)
        record = SQL.identifier(query.table, "id")
        target = paths.walk(self._env, query, rule.model, path.names)
        query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(hits)))
        found = defaultdict(set)
        for res_id, target_id in self._env.execute_query(query.select(record, target)):
            parent = targets.get(target_id)
            found[res_id].add(parent and parent.owner)
        for res_id, found_owners in found.items():
            if len(found_owners) == 1 and hits[res_id].owner is None:
                (hits[res_id].owner,) = found_owners

    def _follow_pair(self, rule, pair, hits, owning):
        targets = {
            model: list(found)
            for model, found in self.by_model.items()
            if found and model != rule.model
        }
        query, record, name, target = paths.pair_query(
            self._env, rule.model, pair, targets, rule.domain
        )
        for res_id, model, target_id in self._env.execute_query(
            query.select(record, name, target)
        ):
            hit = self._hit(hits, res_id, self.by_model[model][target_id], owning)
            hit.parent_model = model

    def _add_known(self, rule, hits, known):
        """Add what is known to be in the scope, where the rule speaks of it."""
        ours = known.get(rule.model)
        if not ours:
            return
        query = paths.base_query(self._env, rule.model, rule.domain)
        record = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(ours)))
        for (res_id,) in self._env.execute_query(query.select(record)):
            hit = hits.setdefault(res_id, replace(ours[res_id], subjects=set()))
            hit.subjects |= ours[res_id].subjects
            if hit.owner is None:
                hit.owner = ours[res_id].owner

    def _follow_thumbnails(self, rule, hits):
        """What a field of a file holds, such as a picture of its first page, is a file
        of its own: it goes the same way, whichever files the rule speaks of."""
        query, record, _name, target = paths.pair_query(
            self._env, rule.model, FILE_OF, {rule.model: list(hits)}
        )
        for res_id, file_id in self._env.execute_query(query.select(record, target)):
            self._hit(hits, res_id, hits[file_id], True)

    def _match(self, rule, path, hits):
        """Unlinked records are the subject's own; a name alone has to be ticked."""
        found = self._search.records(rule, path, rule.domain)
        if path.kind == "name":
            ticked = set(self._ticked.get(rule.model, ()))
            for res_id in found.keys() - ticked - hits.keys():
                self.namesakes[rule.model][res_id] = found[res_id]
            found = {res_id: found[res_id] for res_id in found.keys() & ticked}
        shared = self._shared(rule, path, found)
        for res_id, subjects in found.items():
            hit = hits.setdefault(res_id, Hit())
            hit.subjects |= subjects
            if hit.owner is None and res_id not in shared:
                hit.owner = min(subjects)

    def _shared(self, rule, path, found):
        """Which of the matched records are not the subject's own."""
        if path.kind == paths.NAMED and found:
            return named_records.of_others(
                self._env, rule, path, self._owner, found.keys()
            )
        if path.kind == paths.RECORDS or rule.mention:
            return found
        return self._search.of_others_too(rule, path, rule.domain)

    def _hit(self, hits, res_id, parent, owning):
        hit = hits.get(res_id)
        if hit is None:
            hit = hits[res_id] = Hit()
        hit.subjects |= parent.subjects
        hit.remembered |= parent.remembered
        if owning and hit.owner is None:
            hit.owner = parent.owner
        if parent.until and (not hit.until or parent.until > hit.until):
            hit.until = parent.until
        return hit

    def _add(self, rule, hits):
        if rule.retention and rule.activity_field:
            record_facts.set_ends(self._env, self._datamap, rule, hits)
        if rule.hash_path:
            record_facts.mark_hashed(self._env, rule, hits)
        self.by_rule[rule.id] = hits
        known = self.by_model[rule.model]
        for res_id, hit in hits.items():
            other = known.setdefault(res_id, hit)
            if other.owner is None:
                known[res_id] = hit
            hit.subjects |= other.subjects
            known[res_id].subjects |= hit.subjects
            until = max(filter(None, (hit.until, other.until)), default=None)
            hit.until = other.until = known[res_id].until = until

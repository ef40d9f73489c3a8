"""What belongs to a subject: the records that the data map finds for it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths, record_day
from .membership import owners
from .unlinked_records import Contacts, of_run

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
    :param recalled: found by an earlier run only, or through such a record: where
        ``until`` is None, the last day that the earlier run has noted counts
    """

    owner: int | None = None
    subjects: set = field(default_factory=set)
    until: object = None
    hashed: bool = False
    parent_model: str | None = None
    recalled: bool = False


class Scope:
    """All records of a batch of subjects, found rule by rule.

    A subject is an index into ``subjects``.

    :ivar env, datamap: by which the records were found
    :ivar subjects: list of :class:`Subject`
    :ivar dict owner: ``{partner id: subject}`` of all addresses
    :ivar dict by_rule: ``{rule id: {record id: Hit}}``; what the plan changes
    :ivar dict by_model: ``{model: {record id: Hit}}``: the hits of all rules of a model
        in one, on which the paths of later rules go on
    :ivar dict namesakes: ``{model: {record id: subjects}}`` of records that carry only
        the name and were not ticked: listed for the user, not in the scope
    :ivar contacts: the addresses and words by which records without a link are found

    :param dict ticked: ``{model: ids}`` of the records that carry only a name and that
        the user says belong to the subject
    :param dict known: ``{subject: [Term]}`` of subjects whose records do not say them
        any more
    :param also: ``{model: {id: Hit}}`` of records that are known to be in the scope
    """

    def __init__(self, env, datamap, subjects, ticked=None, known=None, also=None):
        self.env = env
        self.datamap = datamap
        self.subjects = subjects
        self.owner = owners(subjects)
        self.ticked = ticked or {}
        self.also = also or {}
        self.namesakes = defaultdict(dict)
        self.contacts = (
            of_run(env, datamap, self.owner)
            if known is None
            else Contacts(env, datamap, self.owner, known)
        )
        self._search = self.contacts.search(env)
        own = {id_: Hit(index, {index}) for id_, index in self.owner.items()}
        self.by_rule = {datamap.own.id: own}
        self.by_model = defaultdict(dict, {paths.PARTNER: dict(own)})
        probed = self._probe()
        for rule in datamap.scrubbing():
            if rule.action == "keep" and not (rule.retention or rule.by_hand):
                continue
            hits = {}
            for position, path in enumerate(rule.paths):
                owning = position == 0 and not rule.mention
                if isinstance(path, paths.PairPath):
                    self._follow_pair(rule, path, hits, owning)
                elif isinstance(path, paths.MatchPath):
                    self._match(rule, path, hits)
                elif path.target != paths.PARTNER or (rule.id, position) in probed:
                    self._follow(rule, path, hits, owning and path.single)
                    if path.unless:
                        # About somebody else, but the chatter may name the subject.
                        self._follow(rule, path._replace(unless=None), hits, False)
                    if hits and owning and not path.single:
                        self._own_unshared(rule, path, hits)
            self._recall(rule, hits)
            if hits and rule.has_files:
                self._follow_thumbnails(rule, hits)
            if hits:
                self._add(rule, hits)
        self._share_ends()

    def _share_ends(self):
        """The rule that keeps a record longest speaks for all rules of its model."""
        for rule in self.datamap.scrubbing():
            known = self.by_model[rule.model]
            for res_id, hit in self.by_rule.get(rule.id, {}).items():
                hit.until = known[res_id].until

    def _probe(self):
        """Which paths to a partner lead to anything, asked in one statement."""
        parts, keys = [], []
        for rule in self.datamap.scrubbing():
            for position, path in enumerate(rule.paths):
                if path in rule.partner_paths:
                    query, _record, _target = paths.field_query(
                        self.env,
                        rule.model,
                        path._replace(unless=None),
                        list(self.owner),
                        rule.domain,
                    )
                    parts.append(
                        SQL(
                            "SELECT %s WHERE EXISTS %s", len(keys), query.subselect("1")
                        )
                    )
                    keys.append((rule.id, position))
        if not parts:
            return set()
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return {keys[index] for (index,) in rows}

    def _follow(self, rule, path, hits, owning):
        targets = self.by_model.get(path.target)
        if not targets:
            return
        query, record, target = paths.field_query(
            self.env, rule.model, path, list(targets), rule.domain
        )
        for res_id, target_id in self.env.execute_query(query.select(record, target)):
            self._hit(hits, res_id, targets[target_id], owning)

    def _own_unshared(self, rule, path, hits):
        """What leads to several records is somebody's own when all of these are."""
        targets = self.by_model.get(path.target)
        if path.target == paths.PARTNER or not targets:
            return
        query = paths.base_query(self.env, rule.model, rule.domain)
        record = SQL.identifier(query.table, "id")
        target = paths.walk(self.env, query, rule.model, path.names)
        query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(hits)))
        found = defaultdict(set)
        for res_id, target_id in self.env.execute_query(query.select(record, target)):
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
            self.env, rule.model, pair, targets, rule.domain
        )
        for res_id, model, target_id in self.env.execute_query(
            query.select(record, name, target)
        ):
            hit = self._hit(hits, res_id, self.by_model[model][target_id], owning)
            hit.parent_model = model

    def _recall(self, rule, hits):
        """Add what is known to be in the scope, where the rule speaks of it."""
        known = self.also.get(rule.model)
        if not known:
            return
        query = paths.base_query(self.env, rule.model, rule.domain)
        record = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(known)))
        for (res_id,) in self.env.execute_query(query.select(record)):
            hit = hits.setdefault(res_id, replace(known[res_id], subjects=set()))
            hit.subjects |= known[res_id].subjects
            if hit.owner is None:
                hit.owner = known[res_id].owner

    def _follow_thumbnails(self, rule, hits):
        """What a field of a file holds, such as a picture of its first page, is a file
        of its own: it goes the same way, whichever files the rule speaks of."""
        query, record, _name, target = paths.pair_query(
            self.env, rule.model, FILE_OF, {rule.model: list(hits)}
        )
        for res_id, file_id in self.env.execute_query(query.select(record, target)):
            self._hit(hits, res_id, hits[file_id], True)

    def _match(self, rule, path, hits):
        """Unlinked records are the subject's own; a name alone has to be ticked."""
        found = self._search.records(rule, path, rule.domain)
        if path.kind == "name":
            ticked = set(self.ticked.get(rule.model, ()))
            for res_id in found.keys() - ticked - hits.keys():
                self.namesakes[rule.model][res_id] = found[res_id]
            found = {res_id: found[res_id] for res_id in found.keys() & ticked}
        for res_id, subjects in found.items():
            hit = hits.setdefault(res_id, Hit())
            hit.subjects |= subjects
            if hit.owner is None and path.kind != paths.RECORDS:
                hit.owner = min(subjects)

    def _hit(self, hits, res_id, parent, owning):
        hit = hits.get(res_id)
        if hit is None:
            hit = hits[res_id] = Hit()
        hit.subjects |= parent.subjects
        hit.recalled |= parent.recalled
        if owning and hit.owner is None:
            hit.owner = parent.owner
        if parent.until and (not hit.until or parent.until > hit.until):
            hit.until = parent.until
        return hit

    def _add(self, rule, hits):
        if rule.retention and rule.activity_field:
            date(self.env, self.datamap, rule, hits)
        if rule.hash_path:
            mark_hashed(self.env, rule, hits)
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


def date(env, datamap, rule, hits):
    """End of each record's own retention, from its date and its company."""
    query = paths.base_query(env, rule.model)
    query.add_where(
        SQL("%s = ANY(%s)", SQL.identifier(query.table, "id"), id_arrays.array(hits))
    )
    policy = datamap.policy
    rows = env.execute_query(
        query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "company_id"),
            record_day.of_rule(env, datamap, rule, query),
        )
    )
    for res_id, company_id, day in rows:
        end = company_id and day and policy.legal_end(company_id, rule.retention, day)
        # What it is part of may be kept longer than the record alone would be.
        if end and (not hits[res_id].until or end > hits[res_id].until):
            hits[res_id].until = end


def mark_hashed(env, rule, hits):
    """Which records are part of an inalterability hash."""
    query = paths.base_query(env, rule.model)
    hashes = paths.column(env, query, rule.model, rule.hash_path)
    query.add_where(
        SQL(
            "%s = ANY(%s) AND %s IS NOT NULL",
            SQL.identifier(query.table, "id"),
            id_arrays.array(hits),
            hashes,
        )
    )
    for (res_id,) in env.execute_query(query.select(SQL.identifier(query.table, "id"))):
        hits[res_id].hashed = True

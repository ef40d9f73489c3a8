"""All documents of subjects, open and closed, each with its own legal retention.

A document is a record of a model that the map calls an activity or can call open. Parts
of a document have no row of their own: journal items of an entry, moves of a transfer.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import ROLES, paths, record_day
from ..subject import of_run, owners
from .document import Document

# Records of one model that people know by several names, and the field that says which.
KINDS = {"account.move": "move_type"}
_ROLE_OF = {bit: role for role, bit in ROLES.items()}


def find(env, datamap, subjects):
    """The documents of subjects; rights do not count here.

    :return: list of :class:`.document.Document`, each record once
    """
    owner = owners(subjects)
    return _Finder(env, datamap, owner).documents() if owner else []


def count(env, datamap, subjects, companies):
    """How many documents of subjects there are, without reading what they say.

    :param companies: ids; documents of others do not count
    """
    owner = owners(subjects)
    return _Finder(env, datamap, owner).count(companies) if owner else 0


def rules_by_model(datamap):
    """``{model: rules}`` of all documents, parts after what they are parts of."""
    found = defaultdict(list)
    for rule in reversed(datamap.scrubbing()):
        if rule.activity_field or rule.open_domain:
            found[rule.model].insert(0, rule)
    return dict(reversed(found.items()))


class _Finder:
    def __init__(self, env, datamap, owner):
        self.env = env
        self.policy = datamap.policy
        self.owner = owner
        self.search = of_run(env, datamap, owner).search(env)
        self.rules = rules_by_model(datamap)
        # {model: [(column, model of the document)]}, and where it is the other way.
        self.parents = {model: [] for model in self.rules}
        self.made_by = {}
        for model in self.rules:
            self._relate(model)

    def _relate(self, model):
        """Find of which other models the records of a model are parts.

        An entry that a payment has made points back at it, and says less than it.
        """
        for rule in self.rules[model]:
            for path in filter(_is_many2one, rule.paths):
                (column,), parent = path.names, path.target
                if parent == model or not self._is_dated(parent):
                    continue
                back = self._link_back(model, column, parent)
                if back and any(one.links for one in self.rules[model]):
                    self.made_by[parent] = (back, model)
                elif (column, parent) not in self.parents[model]:
                    self.parents[model].append((column, parent))

    def _is_dated(self, model):
        return any(rule.activity_field for rule in self.rules.get(model, ()))

    def _link_back(self, model, column, parent):
        if self.env[model]._inherits.get(parent) == column:
            return None
        for field in self.env[parent]._fields.values():
            if field.type == "many2one" and field.store and field.comodel_name == model:
                return field.name
        return None

    def documents(self):
        found = {}
        for model in self.rules:
            if ids := self._ids(model, found):
                found[model] = self._read(model, ids)
        for model in self.rules:
            self._open_by_parts(model, found)
        for model, (back, maker) in self.made_by.items():
            self._replace(found.get(model), back, found.get(maker))
        return [one for records in found.values() for one in records.values()]

    def count(self, companies):
        found = {}
        for model in self.rules:
            if ids := self._ids(model, found):
                found[model] = ids
        for model, (back, maker) in self.made_by.items():
            made, makers = found.get(model), found.get(maker, ())
            for res_id, maker_id in self._rows(model, None, made, back) if made else ():
                if maker_id in makers:
                    del made[res_id]
        return sum(self._seen(model, ids, companies) for model, ids in found.items())

    def _seen(self, model, ids, companies):
        """How many of these belong to no company, or to one of these."""
        name = self._column(model, "company_id")
        if not name or not ids:
            return len(ids)
        rows = self._rows(model, None, ids, name)
        return sum(company is None or company in companies for _id, company in rows)

    # Which records

    def _ids(self, model, found):
        """``{record id: id of the address or None}``, parts of found ones left out."""
        queries = {}
        for rule in self.rules[model]:
            for path in rule.paths:
                if targets := self._targets(model, path, found):
                    rank = len(queries)
                    query = self._query(rule, path, targets, found, rank)
                    queries.setdefault((path, rule.domain), query)
        ids = {}
        if queries:
            union = SQL(" UNION ALL ").join(queries.values())
            ids.update(
                self.env.execute_query(
                    SQL(
                        "SELECT id, (array_agg(partner ORDER BY rank))[1]"
                        " FROM (%s) s GROUP BY id",
                        union,
                    )
                )
            )
        for rule in self.rules[model]:
            for path in rule.match_paths:
                if path.kind != "name":
                    matched = self.search.records(rule, path, rule.domain)
                    ids.update({id_: None for id_ in matched if id_ not in ids})
        return ids

    def _targets(self, model, path, found):
        """The ids that a path leads to, unless it makes the record a part."""
        if not isinstance(path, paths.FieldPath):
            return ()
        if path.target == paths.PARTNER:
            return list(self.owner)
        if not _is_many2one(path) or (*path.names, path.target) in self.parents[model]:
            return ()
        return list(found.get(path.target, ()))

    def _query(self, rule, path, targets, found, rank):
        """The records that a path leads from, without parts of documents that were
        found. The lowest rank of a record's paths decides which address it is listed
        under."""
        query, record, target = paths.field_query(
            self.env, rule.model, path, targets, rule.domain
        )
        query.order = None
        for column, parent in self.parents[rule.model]:
            if found.get(parent):
                query.add_where(
                    SQL(
                        "NOT EXISTS (SELECT FROM unnest(%s) whole WHERE whole = %s)",
                        SQL("%s::int[]", list(found[parent])),
                        SQL.identifier(query.table, column),
                    )
                )
        partner = target if path.target == paths.PARTNER else SQL("NULL::int")
        return query.select(
            SQL("%s AS id", record),
            SQL("%s AS partner", partner),
            SQL("%s AS rank", rank),
        )

    # What they say

    def _read(self, model, ids):
        """``{record id: Document}``"""
        names = (self._column(model, n) for n in ("company_id", KINDS.get(model)))
        created_on = self._column(model, "create_date")
        rows = self._rows(model, None, ids, *names, day=created_on)
        documents, created = {}, {}
        for res_id, company_id, kind, day in rows:
            documents[res_id] = Document(
                model, res_id, ids[res_id], company_id, kind, None
            )
            created[res_id] = day
        for rule in self.rules[model]:
            if rule.activity_field:
                self._date(rule, documents)
            if rule.open_domain:
                for (res_id,) in self._rows(model, rule.open_domain, ids):
                    documents[res_id].is_open = True
        for res_id, document in documents.items():
            document.day = document.day or created[res_id]
        return documents

    def _column(self, model, name):
        field = name and self.env[model]._fields.get(name)
        stored = field and field.store and field.column_type
        return name if stored else None

    def _date(self, rule, documents):
        """Dates and legal ends, as the plan of an anonymization works them out."""
        rows = self._rows(rule.model, rule.domain, documents, day=rule.activity_field)
        for res_id, day in rows:
            document = documents[res_id]
            document.role = document.role or _ROLE_OF.get(rule.role)
            if not day:
                continue
            document.day = document.day or day
            if rule.retention:
                company_id = document.company_id or 0
                end = self.policy.legal_end(company_id, rule.retention, day)
                document.until = _latest(document.until, end)

    def _rows(self, model, domain, ids, *names, day=""):
        """Id and columns of records, NULL for a name that is None.

        :param day: path to a date or moment whose day is the last of the columns
        """
        query = paths.base_query(self.env, model, domain)
        query.order = None
        record = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(list(ids))))
        columns = [
            paths.column(self.env, query, model, name) if name else SQL("NULL")
            for name in names
        ]
        if day != "":
            columns.append(self._day(query, model, day))
        return self.env.execute_query(query.select(record, *columns))

    def _day(self, query, model, path):
        if path is None:
            return SQL("NULL::date")
        return record_day.of_field(self.env, self.policy, query, model, path)

    # Documents and their parts

    def _open_by_parts(self, model, found):
        """A document with an open part is open."""
        for column, parent in self.parents[model]:
            documents = found.get(parent)
            for rule in self.rules[model] if documents else ():
                for path in rule.partner_paths if rule.open_domain else ():
                    query, _record, _target = paths.field_query(
                        self.env, model, path, list(self.owner), rule.open_domain
                    )
                    query.order = None
                    whole = SQL.identifier(query.table, column)
                    for (res_id,) in self.env.execute_query(query.select(whole)):
                        if res_id in documents:
                            documents[res_id].is_open = True

    def _replace(self, made, back, makers):
        """Leave out what others of the documents have made."""
        if not made or not makers:
            return
        model = next(iter(made.values())).model
        for res_id, maker_id in self._rows(model, None, made, back):
            if maker := makers.get(maker_id):
                one = made.pop(res_id)
                maker.is_open = maker.is_open or one.is_open
                maker.until = _latest(maker.until, one.until)


def _latest(*ends):
    return max(filter(None, ends), default=None)


def _is_many2one(path):
    return isinstance(path, paths.FieldPath) and path.single and len(path.names) == 1

"""What will change: for each table and row the new values, and what stays and why.

Nothing is written here. The rows that will change are locked while they are read, so
that what is sealed is what is erased; for a preview they are only read.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL

from ..database import columns, id_arrays, remembered
from ..datamap import paths
from ..subject import Scope, former_values, identifying_values, own_values
from ..vault import large_values, opt_out_hashes
from . import kept_names, new_values, same_login, whose_words


@dataclass(frozen=True)
class LargeValue:
    """A value that was not read because of its size; sealed and erased after all else.

    :param subject: index of the subject in the batch
    :param table, name, res_id: where it is: table, column and id of the row
    :param old: :class:`engine.database.Large`, its length in bytes
    :param new: text that takes its place, None for NULL
    :param restorable: whether the old value is sealed
    """

    subject: int
    table: str
    name: str
    res_id: int
    old: columns.Large
    new: str | None
    restorable: bool


@dataclass
class Plan:
    """The outcome of planning a batch: what to seal, what to write, what to list.

    A subject is an index into ``scope.subjects``. Values are texts as PostgreSQL casts
    them, None for NULL. The vault seals the plan, ``engine.sweep.writing`` writes it
    and the log lists what it keeps.

    :param scope: the records, and whose they are
    :param dict types: ``{table: {column: engine.database.columns.Column}}``
    :param dict terms: ``{subject: [Term]}``: the words that identify it
    :param dict changes: ``{table: {row id: {column: new value}}}``, in the database
    :param dict sealed: ``{subject: [(table, column, row id, old value, how)]}``; `how`
        leads from the new text back to the old one where others may edit it meanwhile:
        the spans that were redacted; or ``{"term": kind}`` says of which kind the value
        is; None to put the old value back as a whole
    :param list large: :class:`LargeValue` of what is too large for ``sealed``
    :param dict relations: ``{subject: [(relation table, own column, other column,
        partner id, other id)]}``: many2many rows to seal and remove
    :param list files: (subject, attachment id, stored file name) of files to seal and
        to remove from the file store
    :param dict discard: ``{table: set of row ids}`` to delete at once, unsealed
    :param list kept: :class:`engine.log.Kept` of all that stays
    :param dict models: ``{table: model}``
    :param set unmarked: ids of partners that are still to be marked anonymized
    :param set written: tables whose changes are in the database already
    :param hasher: makes the keyed hashes of opt-outs, None where none is kept
    :param list doubtful: :class:`new_values.Doubt` of texts that lose a word which may
        be an ordinary one, for the user to look at
    :param dict waiting: ``{subject: set of Term}`` that stand in the texts it keeps;
        sealed with the documents, for the day on which these texts are erased
    :param dict names: ``{subject: {attachment id: original name}}`` of kept files
    :param dict unique: ``{table: columns whose values must differ}``
    :param dict alike: ``{user id: [ids of others]}`` who have the same login
    :param dict of_others: ``{subject: [Term]}``: what somebody living has as well
    :param dict former: ``{id in the change history: kind of the value}``; the proof
        looks for these as well
    """

    scope: Scope
    types: dict
    terms: dict
    changes: dict = field(default_factory=lambda: defaultdict(dict))
    sealed: dict = field(default_factory=lambda: defaultdict(list))
    large: list = field(default_factory=list)
    relations: dict = field(default_factory=lambda: defaultdict(list))
    files: list = field(default_factory=list)
    discard: dict = field(default_factory=lambda: defaultdict(set))
    kept: list = field(default_factory=list)
    models: dict = field(default_factory=dict)
    unmarked: set = field(default_factory=set)
    written: set = field(default_factory=set)
    hasher: opt_out_hashes.Hasher | None = None
    doubtful: list = field(default_factory=list)
    waiting: dict = field(default_factory=lambda: defaultdict(set))
    names: dict = field(default_factory=lambda: defaultdict(dict))
    of_others: dict = field(default_factory=dict)
    former: dict = field(default_factory=dict)
    alike: dict = field(default_factory=dict)
    unique: dict = field(default_factory=dict)

    def change(self, table, res_id, name, new):
        self.changes[table].setdefault(res_id, {})[name] = new

    def seal(self, subject, table, name, res_id, old, how=None):
        """Remember an original for one subject's seal."""
        self.sealed[subject].append((table, name, res_id, old, how))

    def put_large(self, subject, table, column, res_id, old, new):
        """Remember an original that is sealed and erased after all others."""
        where = subject, table, column.name, res_id
        self.large.append(LargeValue(*where, old, new, column.restorable))

    def sealed_large(self, subject):
        """The large values for one subject's seal."""
        return [one for one in self.large if one.subject == subject and one.restorable]


def build(env, scope, options, check_terms=None, is_complete=None, lock=True):
    """Plan the erasure of a batch of subjects.

    :param scope: :class:`engine.subject.Scope` with all their records; terms that it
        knows of are looked for besides those in the records
    :param check_terms: called with ``{subject: [Term]}`` before anything else happens
    :param is_complete: called with the plan and a table whose changes are complete,
        while others are still being planned; not for the partners themselves
    :param lock: hold the rows until the end of the transaction; a plan that nobody
        carries out holds none
    :return: :class:`Plan`
    """
    datamap = scope.datamap
    rules = [rule for rule in datamap.rules if scope.by_rule.get(rule.id)]
    types = columns.of_tables(env.cr, {rule.table for rule in rules})
    rows = _read(env.cr, scope, rules, types, lock)
    former = former_values.tracked(env, datamap.own, scope.owner)
    terms, of_others = _terms(env, datamap, scope, rules, rows, options, former)
    if scope.known is not None:
        terms = _with_known(scope.known, terms)
    if check_terms:
        check_terms(terms)
    redactors = whose_words.redactors(env, scope, rules, rows, terms, options)
    namesakes = whose_words.of_namesakes(env, scope, terms)
    plan = Plan(scope, types, terms, models={rule.table: rule.model for rule in rules})
    plan.of_others = of_others
    plan.unique = columns.unique(env)
    plan.alike = same_login.read(env.cr, rows)
    plan.former = {one.tracking_id: one.kind for one in former if one.tracking_id}
    plan.unmarked = _unmarked(rows.get(datamap.own.table, {}))
    _plan_relations(env, datamap.own, plan)
    if options.opt_outs_until and any(rule.hashes for rule in rules):
        plan.hasher = opt_out_hashes.hasher(env, options.opt_outs_until, lock)
    today = date.today()
    neutral = kept_names.neutral(env, rules, scope, rows, terms, today)
    eraser = new_values.Eraser(plan, options, redactors, today, neutral, namesakes)
    _erase(plan, rules, rows, eraser, is_complete)
    return plan


def _erase(plan, rules, rows, eraser, is_complete):
    """Work out the new values. From here on nothing is asked of the database."""
    own = plan.scope.datamap.own.table
    last = {rule.table: rule.id for rule in rules}
    for rule in rules:
        hits = plan.scope.by_rule[rule.id]
        if rule.by_hand:
            plan.kept.extend(new_values.outside(rule, hits))
        if rule.action == "discard":
            plan.discard[rule.table].update(
                res_id for res_id, hit in hits.items() if hit.owner is not None
            )
        elif rule.action != "keep":
            eraser.apply(rule, rows[rule.table], hits)
        if is_complete and rule.table != own and last[rule.table] == rule.id:
            is_complete(plan, rule.table)


def _read(cr, scope, rules, types, lock):
    """The rows of the scope, once per table."""
    names, ids, read = defaultdict(set), defaultdict(set), defaultdict(set)
    for rule in rules:
        if rule.action in ("keep", "discard"):
            continue
        present = types[rule.table]
        wanted = {column.name for column in rule.fields} | {rule.owner_column}
        if rule.has_files:
            wanted.update(kept_names.DOCUMENT)
        names[rule.table].update(present if rule.own_record else wanted & set(present))
        ids[rule.table].update(scope.by_rule[rule.id])
        whole = new_values.OWNING_METHODS
        read[rule.table].update(c.name for c in rule.fields if c.method not in whole)
    rows = {}
    for table, wanted in names.items():
        wanted = sorted(wanted - {"id"})
        short = large_values.candidates(table, types[table]) - read[table]
        found = columns.read(cr, table, wanted, ids[table], lock=lock, short=short)
        rows[table] = {
            res_id: dict(zip(wanted, values, strict=True))
            for res_id, values in found.items()
        }
    _read_shared(cr, scope, rules, rows)
    return rows


def _read_shared(cr, scope, rules, rows):
    """Read large texts of records that belong to no subject: the subjects' words are
    looked for in them."""
    owned = defaultdict(set)
    for rule in rules:
        hits = scope.by_rule[rule.id].items()
        owned[rule.table].update(id_ for id_, hit in hits if hit.owner is not None)
    table, name = large_values.FULL_TEXT
    for res_id, row in rows.get(table, {}).items():
        if res_id not in owned[table] and isinstance(row.get(name), columns.Large):
            ((row[name],),) = columns.read(cr, table, [name], [res_id]).values()


def _terms(env, datamap, scope, rules, rows, options, former):
    values = defaultdict(list)
    for one in former:
        values[one.subject].append((one.kind, one.text))
    documents = defaultdict(list)
    for rule in rules:
        if any(column.term or column.part for column in rule.fields):
            found = identifying_values.values_of(
                rule, rows[rule.table], scope.by_rule[rule.id]
            )
            for subject, pairs in found.items():
                (values if rule.own_record else documents)[subject].extend(pairs)
    own = {subject: list(pairs) for subject, pairs in values.items()}
    for subject, pairs in documents.items():
        values[subject].extend(own_values.of_records(pairs, values[subject]))
    if options.keep_reference:
        values = {
            subject: [pair for pair in pairs if pair[0] != "ref"]
            for subject, pairs in values.items()
        }
    return identifying_values.terms_by_subject(
        env, datamap, scope.owner, values, options.words, own
    )


def _unmarked(rows):
    return {id_ for id_, row in rows.items() if row["anonymization_state"] is None}


def _with_known(known, terms):
    return {
        subject: list(dict.fromkeys([*found, *terms.get(subject, ())]))
        for subject, found in known.items()
    }


def _plan_relations(env, rule, plan):
    """Many2many rows of the person's own record: removed, and sealed whole, but for
    those that records of somebody else cannot be without."""
    kept = {column.name for column in rule.fields if column.method == "keep"}
    needed = remembered(env, "needed relations", lambda: _needed_relations(env))
    keys = [
        (fld.relation, fld.column1, fld.column2)
        for fld in env[paths.PARTNER]._fields.values()
        if fld.type == "many2many" and fld.store
        if fld.name not in kept and fld.relation not in needed
    ]
    if not keys:
        return
    ids = id_arrays.array(plan.scope.owner)
    query = SQL(" UNION ALL ").join(
        SQL(
            "SELECT %(number)s, %(own)s, %(other)s FROM %(table)s"
            " WHERE %(own)s = ANY(%(ids)s)",
            number=number,
            own=SQL.identifier(own),
            other=SQL.identifier(other),
            table=SQL.identifier(table),
            ids=ids,
        )
        for number, (table, own, other) in enumerate(keys)
    )
    for number, partner_id, other_id in env.execute_query(query):
        plan.relations[plan.scope.owner[partner_id]].append(
            (*keys[number], partner_id, other_id)
        )


def _needed_relations(env):
    """Tables of many2many fields that are required on the other side, as who takes part
    in a booking: the partner stays linked, as a placeholder."""
    return {
        fld.relation
        for model in env.registry.values()
        if not model._abstract and not model._transient
        for fld in model._fields.values()
        if fld.type == "many2many"
        and fld.store
        and fld.required
        and fld.comodel_name == paths.PARTNER
    }

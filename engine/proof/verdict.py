"""What each find means: kept by law, shared, declined, or unexpected."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from .. import person
from ..redaction import is_doubtful
from ..scope import Hit
from ..terms import terms_from_values

FILE = ("ir_attachment", "raw")
# Files that no record uses: Odoo's daily cleaning removes them, or does not know them.
GARBAGE = ("ir_attachment", "checksum")
ORPHAN = ("ir_attachment", "store_fname")
# The names that the trace gives to a file's content, whatever column tells of it.
_CONTENT = ("raw", "store_fname", "db_datas", "name", "url", "description")


@dataclass
class Find:
    """A place where a subject's terms stand.

    :param res_id: None in tables without an id, and for files without a record
    :param terms: the terms of this subject that stand there
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


class Judge:
    """Judges the finds of a batch.

    :param scope: ``engine.scope.Scope`` of the anonymized subjects
    :param dict lines: ``{line id: whether a user is there to decide}``
    :param dict values: ``{line id: [(kind, value)]}`` of the opened seals
    """

    def __init__(self, env, scope, lines, values):
        self.env = env
        self.scope = scope
        self.lines = lines
        self._models = _models_by_table(env)
        owner = _owners(env, lines)
        self._shared = _shared(env, owner, values)
        self._known = _known(env, lines)

    def judge(self, hits):
        """Sort out what was found.

        :param dict hits: ``{(table, column, row id): {line id: set of Term}}``
        :return: list of :class:`Find`, those that a run has listed already left out
        """
        finds = []
        for (table, column, res_id), by_line in hits.items():
            model = self._models.get(table, table)
            for line_id, terms in by_line.items():
                if not self._is_known(line_id, model, column, res_id):
                    finds.append(
                        Find(line_id, table, column, model, res_id, frozenset(terms))
                    )
        kept = self._kept_by_law(finds)
        namesakes = self._namesakes()
        for find in finds:
            self._decide(find, kept, namesakes)
        return finds

    def exact(self, find):
        """The terms of a find that nobody else has and that are no ordinary word."""
        return {
            term
            for term in find.terms
            if (find.line_id, term) not in self._shared and not is_doubtful(term)
        }

    def _is_known(self, line_id, model, column, res_id):
        known = self._known.get(line_id, ())
        if model == "ir.attachment" and column in _CONTENT:
            column = "raw"
        return (model, res_id, column) in known

    def _decide(self, find, kept, namesakes):
        key = (find.model, find.column, find.res_id)
        if find.res_id is None and (find.table, find.column) == GARBAGE:
            find.status, find.reason = "declined", "garbage"
        elif key in kept:
            find.status, (find.reason, find.until) = "kept", kept[key]
        elif all((find.line_id, term) in self._shared for term in find.terms):
            find.status = find.reason = "shared"
        elif (find.model, find.res_id) in namesakes and _names_only(find.terms):
            find.status, find.reason = "declined", "name_only"
        elif not self.exact(find) and not self.lines[find.line_id]:
            find.status, find.reason = "declined", "ambiguous"

    def _kept_by_law(self, finds):
        """Evidence within its retention, also of documents of somebody else."""
        today = date.today()
        result = {}
        wanted = defaultdict(set)
        for find in finds:
            if find.res_id is not None:
                wanted[find.model].add(find.res_id)
        for rule in self.scope.datamap.rules:
            columns = {c.name for c in rule.fields if c.evidence or c.hashed}
            if rule.model == "ir.attachment" or not columns:
                continue
            hits = self._dated(rule, wanted.get(rule.model, ()))
            for find in finds:
                hit = hits.get(find.res_id) if find.model == rule.model else None
                if not hit or find.column not in columns:
                    continue
                reason = "hashed" if hit.hashed else "retention"
                if hit.hashed or (hit.until and hit.until >= today):
                    key = (find.model, find.column, find.res_id)
                    result[key] = (reason, hit.until)
        return result | self._kept_files(finds, today)

    def _dated(self, rule, ids):
        hits = {res_id: Hit() for res_id in ids}
        if hits and rule.retention and rule.activity_field:
            self.scope.date(rule, hits)
        if hits and rule.hash_path:
            self.scope.mark_hashed(rule, hits)
        return hits

    def _kept_files(self, finds, today):
        """Files of documents within their retention."""
        ids = {f.res_id for f in finds if f.model == "ir.attachment" and f.res_id}
        rows = self.env.execute_query(
            SQL(
                "SELECT id, res_model, res_id FROM ir_attachment WHERE id = ANY(%s)",
                list(ids),
            )
        )
        result = {}
        for rule in self.scope.datamap.dated():
            of_rule = {id_: res_id for id_, m, res_id in rows if m == rule.model}
            hits = self._dated(rule, set(of_rule.values()) - {None})
            for attachment_id, res_id in of_rule.items():
                until = hits[res_id].until if res_id in hits else None
                if until and until >= today:
                    for column in _CONTENT:
                        key = ("ir.attachment", column, attachment_id)
                        result[key] = ("retention", until)
        return result

    def _namesakes(self):
        return {
            (model, res_id)
            for model, found in self.scope.namesakes.items()
            for res_id in found
        }


def _models_by_table(env):
    return {
        model._table: name
        for name, model in sorted(env.registry.items(), reverse=True)
        if not model._abstract and model._auto
    }


def _owners(env, lines):
    env.cr.execute(
        "SELECT id, anonymization_line_id FROM res_partner"
        " WHERE anonymization_line_id = ANY(%s)",
        [list(lines)],
    )
    return dict(env.cr.fetchall())


def _shared(env, owner, values):
    """The terms (line id, Term) that a living partner has as well, names included."""
    if not owner:
        return set()
    shared = {
        (line_id, term)
        for line_id, kind, value in person.shared_values(env, owner, values)
        for term in terms_from_values([(kind, value)])
    }
    names = defaultdict(set)
    for line_id, pairs in values.items():
        for term in terms_from_values(pair for pair in pairs if pair[0] == "name"):
            names[term.text.lower()].add((line_id, term))
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT lower(name) FROM res_partner"
            " WHERE anonymization_state IS NULL AND lower(name) = ANY(%s)",
            list(names),
        )
    )
    return shared.union(*(names[name] for (name,) in rows))


def _known(env, lines):
    """What the runs have listed as kept, declined or shared, row by row."""
    env.cr.execute(
        """
        SELECT holder.id, kept.model, kept.res_id, kept.field
          FROM partner_anonymization_line holder
          JOIN partner_anonymization_line line
               ON line.partner_id = holder.partner_id AND line.id >= holder.id
          JOIN partner_anonymization_kept kept ON kept.line_id = line.id
         WHERE holder.id = ANY(%s) AND kept.found_by_proof IS NOT TRUE
        """,
        [list(lines)],
    )
    known = defaultdict(set)
    for line_id, *key in env.cr.fetchall():
        known[line_id].add(tuple(key))
    return known


def _names_only(terms):
    return all(term.kind == "name" for term in terms)

"""The proof of a batch: search everything for what was erased, list what is left."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from odoo.tools import SQL

from .. import hold, links, person, vault
from ..datamap import DataMap
from ..erase import Kept
from ..log import add_kept
from ..quiet import without_gc
from ..scope import Scope
from ..subject import Subject
from . import files, needles, redact, tables, verdict


@dataclass
class Proof:
    """What a proof did.

    :param proved: ids of the lines of which nothing unexpected is left
    :param traces: ids of the lines with something unexpected
    :param failed: ``{line id: reason code}`` of seals that could not be opened
    :param redacted: number of texts that were redacted on the way
    :param table_bytes, file_bytes: how much was searched
    """

    proved: list = field(default_factory=list)
    traces: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)
    redacted: int = 0
    table_bytes: int = 0
    file_bytes: int = 0


@without_gc
def prove(env, line_ids, reasons, placeholder, asked=()):
    """Search the database and the file store once for all subjects of these lines.

    :param line_ids: lines that hold seals; the terms are taken from them, in memory
    :param reasons: ``{reason code: sentence}`` for what stays
    :param placeholder: what takes the place of redacted words
    :param asked: set of (line id, model, field) in which a user wants unexpected words
        redacted; where no user is there, they are in all fields that the map erases
    :return: :class:`Proof`
    """
    env.flush_all()
    result = Proof()
    opened, result.failed = vault.load_usable(env, line_ids)
    line_ids = list(opened)
    if not line_ids:
        return result
    datamap = DataMap(env)
    terms = person.sealed_terms(datamap, opened)
    erased = {name for sealed in opened.values() for name in sealed.files}
    search = needles.Needles(term for found in terms.values() for term in found)
    hits, unreadable = _search(env, search, erased, result)
    lines = _lines(env.cr, line_ids)
    users = {id_: lines[id_].has_user for id_ in line_ids}

    @cache
    def scope():  # only where something was found does it matter what is whose
        known = dict(enumerate(terms[id_] for id_ in line_ids))
        return Scope(
            env, datamap, [lines[id_].subject for id_ in line_ids], known=known
        )

    judge = verdict.Judge(env, datamap, scope, users, terms, hits)
    finds = judge.judge()
    held = hold.held_lines(env, line_ids)
    wanted = _wanted(datamap, finds, users, asked, held)
    if wanted:

        def words(find):
            is_asked = (find.line_id, find.model, find.column) in asked
            return find.terms if is_asked else judge.exact(find)

        done = redact.redact(env, scope(), line_ids, wanted, words, placeholder)
        result.redacted = len(done)
        finished = set(map(id, done))
        finds = [find for find in finds if id(find) not in finished]
    finds += _hung_on(env, line_ids, finds)
    if ids := _since(env.cr, line_ids, unreadable):
        finds += _unreadable(env.cr, scope(), line_ids, ids)
    _log(env, line_ids, finds, reasons, result)
    return result


def _wanted(datamap, finds, users, asked, held):
    """The unexpected finds to redact: those that a user has asked for and, where no
    user is there, those in fields that somebody has decided are to be erased. Of whom
    is on legal hold nothing is changed."""
    mapped = {
        (rule.model, column.name)
        for rule in datamap.rules
        for column in rule.fields
        if column.method != "keep"
    }
    return [
        find
        for find in finds
        if find.status == "unexpected"
        and find.line_id not in held
        and find.res_id is not None
        and (
            (find.line_id, find.model, find.column) in asked
            or (not users[find.line_id] and (find.model, find.column) in mapped)
        )
    ]


def _search(env, search, erased, result):
    """Everything that is stored, once.

    :param erased: names of stored files that go when the transaction commits
    """
    hits = defaultdict(set)

    def found(table, column, res_id, matched):
        hits[(table, column, res_id)] |= matched

    reader = tables.Reader(env.cr, search, found)
    for table in tables.tables(env.cr):
        reader.search(table)
    result.table_bytes = reader.bytes
    in_files, unreadable = {}, []
    result.file_bytes = files.read(env, search, in_files.__setitem__, unreadable.append)
    known = files.attachments(env.cr, [*in_files, *unreadable])
    for name, matched in in_files.items():
        for attachment_id in known.get(name, ()):
            found(*verdict.FILE, attachment_id, matched)
        if name not in known and name not in erased:
            to_clean = files.is_to_be_cleaned(env, name)
            found(*(verdict.GARBAGE if to_clean else verdict.ORPHAN), None, matched)
    return hits, {name: known[name] for name in unreadable if name in known}


@dataclass
class _Line:
    subject: Subject
    has_user: bool


def _lines(cr, line_ids):
    """The subjects of lines, and whether a user has confirmed the run by hand."""
    cr.execute(
        """
        SELECT line.id, line.partner_id, run.is_interactive, array_agg(partner.id)
          FROM partner_anonymization_line line
          JOIN partner_anonymization run ON run.id = line.run_id
          JOIN res_partner partner ON partner.anonymization_line_id = line.id
         WHERE line.id = ANY(%s) GROUP BY line.id, run.is_interactive
        """,
        [list(line_ids)],
    )
    return {
        line_id: _Line(Subject(root or min(ids), frozenset(ids)), bool(has_user))
        for line_id, root, has_user, ids in cr.fetchall()
    }


def _hung_on(env, line_ids, finds):
    """What has been hung on the subjects since, whatever it says."""
    known = {(one.line_id, one.model, one.res_id) for one in finds}
    return [
        verdict.Find(
            line_id, link.table, link.column, link.model or link.table, res_id,
            frozenset(), reason="added",
        )
        for line_id, link, res_id in links.added(env, line_ids)
        if (line_id, link.model, res_id) not in known
    ]  # fmt: skip


def _since(cr, line_ids, unreadable):
    """The attachments with these files that are younger than the runs, which have
    removed or listed all that they saw."""
    ids = [id_ for found in unreadable.values() for id_ in found]
    cr.execute(
        "SELECT id FROM ir_attachment WHERE id = ANY(%s) AND"
        " greatest(create_date, write_date) >= (SELECT min(date)"
        "   FROM partner_anonymization_line WHERE id = ANY(%s))",
        [ids, line_ids],
    )
    return {id_ for (id_,) in cr.fetchall()}


def _unreadable(cr, scope, line_ids, ids):
    """Those that belong to the subjects: no search can look into them."""
    cr.execute(
        "SELECT line_id, res_id FROM partner_anonymization_kept"
        " WHERE model = 'ir.attachment' AND line_id = ANY(%s)",
        [line_ids],
    )
    known = set(cr.fetchall())
    hits = scope.by_model.get("ir.attachment", {})
    for id_ in sorted(ids & hits.keys()):
        for subject in hits[id_].subjects:
            line_id = line_ids[subject]
            if (line_id, id_) not in known:
                yield verdict.Find(
                    line_id, "ir_attachment", "raw", "ir.attachment", id_,
                    frozenset(), "declined", "unreadable",
                )  # fmt: skip


def _log(env, line_ids, finds, reasons, result):
    """Replace what an earlier proof has listed; set the state of each line."""
    index_of = {line_id: index for index, line_id in enumerate(line_ids)}
    for table in ("kept", "trace"):
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE found_by_proof AND line_id = ANY(%s)",
                SQL.identifier(f"partner_anonymization_{table}"),
                line_ids,
            )
        )
    kept = [
        Kept(index_of[one.line_id], one.model, one.res_id or 0, one.column, one.status,
             one.reason, one.until, one.more)
        for one in finds
    ]  # fmt: skip
    add_kept(env, kept, dict(enumerate(line_ids)), reasons, found_by_proof=True)
    left = {one.line_id for one in finds if one.status == "unexpected"}
    result.traces = [id_ for id_ in line_ids if id_ in left]
    result.proved = [id_ for id_ in line_ids if id_ not in left]
    for state, ids in (("proved", result.proved), ("traces", result.traces)):
        env.cr.execute(
            "UPDATE partner_anonymization_line SET proof_state = %s,"
            " proof_date = now() AT TIME ZONE 'utc', accepted_uid = NULL,"
            " accepted_date = NULL, accepted_reason = NULL WHERE id = ANY(%s)",
            [state, ids],
        )
    env.invalidate_all()

"""The proof of a batch: search everything for what was erased, list what is left."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..database import door, without_gc
from ..datamap import DataMap
from ..log import Kept, add_kept
from ..subject import identifying_values, links, living
from ..text import needles
from ..vault import subject_seal
from . import judged_finds, searching, stored_files, verdict


@dataclass
class Proof:
    """What a proof did.

    :param proved: ids of the lines of which nothing unexpected is left
    :param traces: ids of the lines with something unexpected
    :param failed: ``{line id: reason code}`` of seals that could not be opened
    :param errors: ``{line id: code}`` of subjects with which the proof itself fails
    :param redacted: number of texts that were redacted on the way
    """

    proved: list = field(default_factory=list)
    traces: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    redacted: int = 0

    def add(self, other):
        """Take over what another proof did."""
        self.proved += other.proved
        self.traces += other.traces
        self.failed |= other.failed
        self.errors |= other.errors
        self.redacted += other.redacted


@without_gc
def prove(env, line_ids, reasons, placeholder, asked=(), ways=None):
    """Search the database and the file store once for all subjects of these lines.

    :param line_ids: lines that hold seals; the terms are taken from them, in memory
    :param reasons: ``{reason code: sentence}`` for what stays
    :param placeholder: what takes the place of redacted words
    :param asked: set of (line id, model, field), or with the record id behind it, in
        which a user wants unexpected words redacted; where no user is there, they are
        in all fields that the map erases
    :return: :class:`Proof`
    """
    env.flush_all()
    result = Proof()
    opened, result.failed = subject_seal.load_usable(env, line_ids)
    if not opened:
        return result
    datamap = DataMap(env)
    others = living.Living(env, datamap, ())
    terms, search = _prepare(env, datamap, opened, others, result)
    if not terms:
        return result
    erased = {name for sealed in opened.values() for name in sealed.files}
    hits, places, scope = _search(env, search, erased, ways or searching.Ways())

    def conclude(ids):
        own = {id_: terms[id_] for id_ in ids}
        sealed = {id_: opened[id_].values for id_ in ids}
        judged = judged_finds.Judged(env, datamap, own, hits, others, sealed)
        finds = judged.finds(asked, placeholder)
        finds += _hung_on(env, ids, finds)
        finds += judged.unreadable(places)
        _log(env, ids, finds, reasons, result, scope)
        result.redacted += judged.redacted

    result.errors |= _try(env, list(terms), conclude)
    return result


def _try(env, line_ids, do):
    """Do something for these lines, without those with which it fails."""
    return door.models.try_halves(env, "proof", line_ids, do)


def _prepare(env, datamap, opened, others, result):
    """What to look for: ``{line id: [Term]}`` and ``needles.Needles``.

    :param others: ``living.Living``, which is asked for these terms
    """
    terms, searches = {}, []

    def search_for(found):
        wanted = [term for some in found.values() for term in some]
        search = needles.Needles(wanted, others.longer)
        others.look_up(wanted, search)
        return search

    def prepare(ids):
        found = identifying_values.sealed_terms(
            datamap, {id_: opened[id_] for id_ in ids}
        )
        searches.append(search_for(found))
        terms.update(found)

    result.errors |= _try(env, list(opened), prepare)
    if len(searches) == 1:
        return terms, searches[0]
    return terms, search_for(terms)


def _search(env, search, erased, ways):
    """Everything that is stored, once.

    :param erased: names of stored files that go when the transaction commits
    :return: hits, places that cannot be searched, and how much was searched: a dict as
        :func:`engine.proof.searching.search` gives it
    """
    found, scope = searching.search(env, search, ways)
    hits, places = defaultdict(set, found.hits), found.places
    known = stored_files.attachments(env.cr, [*found.in_files, *found.silent])
    for name, matched in sorted(found.in_files.items()):
        for attachment_id in known.get(name, ()):
            hits[(*verdict.FILE, attachment_id)] |= matched
        if name not in known and name not in erased:
            to_clean = stored_files.is_to_be_cleaned(env, name)
            place = verdict.GARBAGE if to_clean else verdict.ORPHAN
            hits[(*place, None)] |= matched
    for name in found.silent:
        places[verdict.FILE].update(known.get(name, ()))
    return hits, places, scope


def _hung_on(env, line_ids, finds):
    """Records that were linked to the subjects after the run, whatever they say."""
    known = {(one.line_id, one.model, one.res_id) for one in finds}
    return [
        verdict.Find(
            line_id, link.table, link.column, link.model or link.table, res_id,
            frozenset(), reason="added",
        )
        for line_id, link, res_id in links.added(env, line_ids)
        if (line_id, link.model, res_id) not in known
    ]  # fmt: skip


def _log(env, line_ids, finds, reasons, result, scope):
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
    traces = [id_ for id_ in line_ids if id_ in left]
    proved = [id_ for id_ in line_ids if id_ not in left]
    for state, ids in (("proved", proved), ("traces", traces)):
        env.cr.execute(
            "UPDATE partner_anonymization_line SET proof_state = %s,"
            " proof_date = now() AT TIME ZONE 'utc', accepted_uid = NULL,"
            " accepted_date = NULL, accepted_reason = NULL, proof_error = NULL,"
            " proof_scope = %s WHERE id = ANY(%s)",
            [state, json.dumps(scope), ids],
        )
    env.invalidate_all()
    result.proved += proved
    result.traces += traces

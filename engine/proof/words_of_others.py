"""What comes back with somebody may name others, who have gone since: their words are
taken out again, and their proof is asked for once more.
"""

from collections import defaultdict
from dataclasses import dataclass

from ..database import columns
from ..datamap import DataMap
from ..subject import identifying_values, living
from ..text import Redactor, TermIndex, needles
from . import contents
from .judged_finds import Judged
from .verdict import FILE


@dataclass
class _Values:
    values: list


def take_out(env, restored, placeholder):
    """Take the words of those who went since out of the texts that came back as a
    whole, as the proof would, and seal them for these.

    :param restored: :class:`engine.sweep.restore.Restored`
    :param placeholder: what takes the place of the words
    :return: ids of the lines whose proof no longer says all: something of theirs came
        back, or nobody knows, since their seal cannot be opened
    """
    by_line = restored.others.values()
    if not by_line:
        return sorted(restored.others.failed)
    datamap = DataMap(env)
    sealed = {line_id: _Values(values) for line_id, values in by_line.items()}
    terms = identifying_values.sealed_terms(datamap, sealed)
    others = living.Living(env, datamap, ())
    hits = _in_texts(env, restored.whole, terms, others)
    if restored.files:
        hits |= _in_files(env, restored.files, terms, others)
    lines = _lines_of(terms, hits)
    if lines:
        own = {line_id: terms[line_id] for line_id in lines}
        values = {line_id: sealed[line_id].values for line_id in lines}
        judged = Judged(env, datamap, own, hits, others, values)
        judged.take_out(placeholder)
    return sorted({*lines, *restored.others.failed})


def _lines_of(terms, hits):
    found = set().union(*hits.values()) if hits else set()
    return [line_id for line_id, own in terms.items() if not found.isdisjoint(own)]


def _in_texts(env, cells, terms, others):
    """``{(table, column, id): set of Term}``"""
    stored = list(_texts(env, cells))
    back = _said_by_cards(env, stored, others)
    index = TermIndex(
        {
            line_id: [one for one in own if _spelled(one) not in back]
            for line_id, own in terms.items()
        }
    )
    texts, near, known = {}, set(), {}
    for cell, text in stored:
        if text not in known:
            known[text] = frozenset(index.hits(text, "<" in text))
        if found := known[text]:
            texts[cell] = text, found
            near |= found
    wanted = {term for line_id in near for term in terms[line_id]}
    if not wanted:
        return {}
    others.look_up(wanted)
    redactors, hits = {}, {}
    for cell, (text, lines) in texts.items():
        if lines not in redactors:
            own = {term for line_id in lines for term in terms[line_id]}
            redactors[lines] = Redactor(own - others.same, "", others.longer)
        if found := redactors[lines].terms_in(text, "<" in text):
            hits[cell] = set(found)
    return hits


def _said_by_cards(env, stored, others):
    """What the cards say that came back, and are of the living now: others that have it
    too have not gone with it."""
    table = env["res.partner"]._table
    cards = [(cell, text) for cell, text in stored if cell[0] == table]
    env.cr.execute(
        "SELECT id FROM res_partner WHERE id = ANY(%s) AND anonymization_state IS NULL",
        [list({res_id for (_table, _name, res_id), _text in cards})],
    )
    living_ids = {id_ for (id_,) in env.cr.fetchall()}
    return {
        _spelled(term)
        for (_table, name, res_id), text in cards
        if res_id in living_ids
        for term in others.on_card(name, text)
    }


def _spelled(term):
    return term.kind, term.text.casefold()


def _texts(env, cells):
    """The texts of places: (cell, text)."""
    wanted = defaultdict(set)
    for table, name, res_id in cells:
        wanted[table, name].add(res_id)
    for (table, name), ids in sorted(wanted.items()):
        for res_id, (text,) in columns.read(env.cr, table, [name], ids).items():
            if text:
                yield (table, name, res_id), text


def _in_files(env, names, terms, others):
    """The same of files."""
    wanted = {term for own in terms.values() for term in own}
    search = needles.Needles(sorted(wanted), others.longer)
    others.look_up(wanted, search)
    full_path, found = env["ir.attachment"]._full_path, {}
    with contents.Searcher(search) as searcher:
        for name in names:
            if hits := searcher.file(full_path(name)).hits - others.same:
                found[name] = hits
    env.cr.execute(
        "SELECT id, store_fname FROM ir_attachment WHERE store_fname = ANY(%s)",
        [list(found)],
    )
    return {(*FILE, id_): found[name] for id_, name in env.cr.fetchall()}

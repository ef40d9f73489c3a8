"""What comes back with somebody may name others, who have gone since: their words are
taken out again, and their proof is asked for once more.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

from ..database import columns
from ..datamap import DataMap
from ..subject import identifying_values, living
from ..text import Redactor, TermIndex, needles
from ..vault import seal_marks
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
    cells = restored.others
    if not cells.heads and not cells.left:
        return sorted(cells.failed)
    stored = list(_texts(env, restored.whole))
    datamap = DataMap(env)
    others = living.Living(env, datamap, ())
    back = _said_by_cards(env, stored, others)
    texts = _open_those_named(env, cells, stored, back, bool(restored.files))
    by_line = cells.values()
    if not by_line:
        return sorted(cells.failed)
    sealed = {line_id: _Values(values) for line_id, values in by_line.items()}
    terms = identifying_values.sealed_terms(datamap, sealed)
    near = [(cell, text) for cell, text in stored if text in texts]
    hits = _in_texts(env, near, back, terms, others)
    if restored.files:
        hits |= _in_files(env, restored.files, terms, others)
    lines = _lines_of(terms, hits)
    if lines:
        own = {line_id: terms[line_id] for line_id in lines}
        values = {line_id: sealed[line_id].values for line_id in lines}
        judged = Judged(env, datamap, own, hits, others, values)
        judged.take_out(placeholder)
    return sorted({*lines, *cells.failed})


def _open_those_named(env, cells, stored, back, has_files):
    """Open the seals of those whom the texts may name; of all where files came back,
    which are not searched for that.

    :param cells: :class:`engine.vault.sealed_cells.Cells`
    :param stored: list of (cell, text)
    :param back: the terms that do not count
    :return: set of the texts that may name somebody
    """
    texts = list(dict.fromkeys(text for _cell, text in stored))
    search, besides = seal_marks.Texts(texts), set(map(seal_marks.hash_of, back))
    found, named = set(), set()
    for head in [*cells.heads, *chain.from_iterable(cells.left.values())]:
        if numbers := search.naming(head.needs, besides):
            found |= numbers
            named.add(head.line_id)
    cells.open(env.cr, [id_ for id_ in cells.left if has_files or id_ in named])
    return {texts[number] for number in found}


def _lines_of(terms, hits):
    found = set().union(*hits.values()) if hits else set()
    return [line_id for line_id, own in terms.items() if not found.isdisjoint(own)]


def _in_texts(env, stored, back, terms, others):
    """``{(table, column, id): set of Term}``"""
    spelled = set(map(_spelled, back))
    index = TermIndex(
        {
            line_id: [one for one in own if _spelled(one) not in spelled]
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
        term
        for (_table, name, res_id), text in cards
        if res_id in living_ids
        for term in others.on_card(name, text)
    }


def _spelled(term):
    return term.kind, term.text.casefold()


def _texts(env, cells):
    """The texts of places: (cell, text)."""
    names, ids = defaultdict(set), defaultdict(set)
    for table, name, res_id in cells:
        names[table].add(name)
        ids[table].add(res_id)
    for table in sorted(names):
        columns_ = sorted(names[table])
        for res_id, texts in columns.read(env.cr, table, columns_, ids[table]).items():
            for name, text in zip(columns_, texts, strict=True):
                if text and (table, name, res_id) in cells:
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

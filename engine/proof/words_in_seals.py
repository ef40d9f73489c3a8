"""Who is purged does not come back with others: their words go from what others have
sealed.
"""

from collections import defaultdict
from dataclasses import dataclass

from ..database import columns
from ..datamap import DataMap
from ..plan import redact_text
from ..subject import identifying_values, living, ordinary_here, same_value
from ..sweep import models_by_table, shared_cells
from ..text import Redactor, TermIndex, layers, matcher_of, needles
from ..vault import large_values, seal_marks, sealed_cells
from .others_fields import OthersFields


@dataclass
class _Values:
    values: list


def forget(env, opened, terms, placeholder):
    """Take the words of those who are purged out of the seals of others.

    :param dict opened: ``{line id: engine.vault.subject_seal.Sealed}`` of the first
    :param dict terms: ``{line id: [Term]}`` of them
    :param placeholder: what takes the place of the words
    """
    found = shared_cells.rows(opened)
    if not found:
        return
    own = _layered(opened)
    evidence = ordinary_here.evidence(env)
    strong = {
        line_id: [one for one in some if not evidence.is_weak(one)]
        for line_id, some in terms.items()
    }
    index = TermIndex(strong)
    places = (seal_marks.place(table, res_id) for table, _name, res_id in own)
    wanted = seal_marks.Wanted(places, index)
    cells = sealed_cells.before(env, found, opened, wanted)
    if not cells.heads:
        return
    tables = {table for table, _name in cells.columns()}
    types = columns.of_tables(env.cr, tables)
    _make_final(own, cells, types)
    _Whole(env, cells, types, strong, placeholder).redact(index)
    sealed_cells.rewrite(env, cells)


def _layered(opened):
    """What they have sealed of texts that others stand in as well: ``{cell: [(order,
    old text, how, None)]}``"""
    own = defaultdict(list)
    for sealed in opened.values():
        for order, (table, name, res_id, old, how) in sealed.ordered():
            if shared_cells.layered(how):
                own[(table, name, res_id)].append((order, old, how, None))
    return own


def _make_final(own, cells, types):
    """In texts from which both have gone, one after the other."""
    for cell, others in cells.by_cell(own).items():
        table, name, _id = cell
        if name not in types.get(table, ()):
            continue
        entries = [(one.order, one.old, one.how, one) for one in others]
        lying = shared_cells.stacked([*entries, *own[cell]], types[table][name].is_json)
        stack = [one for one, _entry in lying]
        for one, entry in reversed(lying):
            if entry is None:
                layers.make_final(stack, one)
        shared_cells.seal_changed(lying)


class _Whole:
    """What others have sealed as a whole, such as a remark on their own card."""

    def __init__(self, env, cells, types, strong, placeholder):
        self._env, self._cells, self._types = env, cells, types
        self._datamap = DataMap(env)
        self._fields = OthersFields(env, self._datamap, None)
        self._models = models_by_table(env)
        self._evidence = ordinary_here.evidence(env)
        self._strong = strong
        self._placeholder = placeholder
        self._redactors = {}

    def redact(self, index):
        """Redact what names somebody by something that is theirs alone.

        :param index: what tells whose words stand in a text
        """
        free = [one for one in self._cells.columns() if self._is_free(*one)]
        found = [
            (one, hits)
            for one in self._cells.of_columns(free)
            if one.old and one.how is None
            if (hits := index.hits(one.old, "<" in one.old))
        ]
        if not found:
            return
        wanted = {term for _one, hits in found for id_ in hits for term in
                  self._strong[id_]}  # fmt: skip
        self._others = living.Living(self._env, self._datamap, ())
        self._others.look_up_quickly(wanted)
        self._own = self._own_terms({one.head.line_id for one, _hits in found})
        for one, hits in found:
            for line_id in sorted(hits):
                if one.old is not None:
                    self._redact(one, line_id)

    def _is_free(self, table, name):
        """Whether a column has texts that say who somebody is by the way only."""
        model, type_ = self._models.get(table), self._types.get(table, {}).get(name)
        return (
            bool(model and type_)
            and type_.is_text
            and not self._fields.says_who(model, name)
        )

    def _own_terms(self, line_ids):
        """``{line id: [Term]}`` of those whose seals these are."""
        values = self._cells.values(line_ids)
        seals = {line_id: _Values(values[line_id]) for line_id in line_ids}
        return identifying_values.sealed_terms(self._datamap, seals)

    def _redact(self, one, line_id):
        table, name, _id = one.cell
        redactor = self._redactor(one.head.line_id, line_id)
        type_ = self._types[table][name]
        new, _spans = redact_text(redactor, one.old, "<" in one.old, type_)
        if new is not None:
            is_lost = (table, name) == large_values.FULL_TEXT
            one.old = None if is_lost else new
            one.store()

    def _redactor(self, owner, line_id):
        """Takes out the words of one; not where they are part of what the owner of the
        seal, or somebody living, is called."""
        key = owner, line_id
        if key not in self._redactors:
            own, longer = self._own[owner], dict(self._others.longer)
            same = set(map(same_value.form, own))
            terms = [
                one
                for one in self._strong[line_id]
                if same_value.form(one) not in same and not self._others.have(one)
            ]
            for term in terms:
                matcher = matcher_of(term)
                more = [matcher_of(o) for o in own if needles.stands(o.text, matcher)]
                longer[term] = [*longer.get(term, ()), *more]
            self._redactors[key] = Redactor(
                terms, self._placeholder, longer, self._evidence
            )
        return self._redactors[key]

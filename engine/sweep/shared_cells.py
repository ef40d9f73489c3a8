"""Texts of which several seals hold something: each person's own words come and go
between those of the others."""

from ..text import json_text, layers
from ..vault import seal_marks, sealed_cells


class SharedCells:
    """What others have sealed of the places to which some come back, since they went.

    :param dict opened: ``{line id: engine.vault.subject_seal.Sealed}`` of those
    :ivar cells: :class:`sealed_cells.Cells` of the others; of those who stood in none
        of the same texts the seals are left closed
    :ivar whole: the places to which a text comes back as a whole
    """

    def __init__(self, env, opened):
        self._env = env
        found = rows(opened)
        own = {
            (table, name, res_id)
            for sealed in opened.values()
            for table, name, res_id, _old, how in sealed.values
            if layered(how)
        }
        self.cells = sealed_cells.Cells()
        if found:
            places = (seal_marks.place(table, res_id) for table, _name, res_id in own)
            wanted = seal_marks.Wanted(places)
            self.cells = sealed_cells.since(env, found, opened, wanted)
        self._by_cell = self.cells.by_cell(own)
        self.whole = set()

    def back(self, cell, own, current, column):
        """The text of a place when some come back.

        :param own: what they have sealed of it: list of (old text, how, order)
        :param current: the text of today, or None
        :param column: :class:`engine.database.columns.Column`
        :return: the text then, or None
        """
        layers_ = [layered(how) for _old, how, _order in own]
        if column.is_text and not all(layers_):
            self.whole.add(cell)
        if layers_ == [False]:
            return own[0][0]
        others = self._by_cell.get(cell, ()) if any(layers_) else ()
        entries = [(one.order, one.old, one.how, one) for one in others]
        entries += [(order, old, how, None) for old, how, order in own]
        lying = stacked(entries, column.is_json)
        stack = [one for one, _entry in lying]
        for one, entry in reversed(lying):
            if entry is None:
                current, _is_whole = layers.take_back(stack, one, current)
        seal_changed(lying)
        return current

    def store(self):
        """Seal again what has changed in the seals of others."""
        sealed_cells.rewrite(self._env, self.cells)


def rows(opened):
    """The numbers of the heads of opened seals."""
    return [row for sealed in opened.values() for row, _count in sealed.heads]


def layered(how):
    """Whether a value was sealed of which only words are the person's."""
    return isinstance(how, list) or (isinstance(how, dict) and "json" in how)


def stacked(entries, is_json):
    """What is sealed of a place, as it lies on each other.

    :param entries: list of (order, old text, how, entry or None)
    :return: list of (:class:`layers.Layer`, entry)
    """
    made = [
        (_layer(old, how, is_json), entry)
        for _order, old, how, entry in sorted(entries, key=lambda one: one[0])
    ]
    entry_of = {id(one): entry for one, entry in made}
    lying = layers.in_order(one for one, _entry in made)
    return [(one, entry_of[id(one)]) for one in lying]


def _layer(old, how, is_json):
    if isinstance(how, list):
        return layers.Layer(old, [tuple(span) for span in how], is_json)
    if layered(how):  # of earlier versions
        return layers.Layer(old, json_text.difference(old, how["json"]), is_json)
    return layers.Layer(old, None, is_json)


def seal_changed(lying):
    """Have those sealed again that have changed: as :func:`stacked` gives them."""
    for one, entry in lying:
        if entry is not None and one.old != entry.old:
            entry.old = one.old
            if one.spans is not None:
                entry.how = [list(span) for span in one.spans]
            entry.store()

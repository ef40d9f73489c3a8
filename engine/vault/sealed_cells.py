"""What seals in force hold of the same places: read in the order in which it was
sealed, and changed where it stands."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from odoo.tools import SQL

from . import seal_format, seal_marks, seal_store
from .errors import SealUnusable


@dataclass
class Head:
    """The values that one key has sealed of one subject.

    :param order: the number of its row: later ones are greater
    :param content: what :mod:`.seal_format` puts in a head, once it is opened
    :param needs: of its mark, see :mod:`.seal_marks`
    """

    order: int
    line_id: int
    key: bytes
    associated: bytes
    needs: bytes = seal_marks.UNKNOWN
    content: dict = field(default_factory=dict)
    is_changed: bool = False


@dataclass
class Entry:
    """One sealed value. Setting ``old`` and ``how`` is to be followed by :meth:`store`.

    :param cell: (table, column, id of the row)
    :param order: where it comes in: number of the head's row, and place in it
    :param old: the text that was found
    :param how: as in ``engine.plan.Plan.sealed``
    """

    head: Head = field(repr=False)
    cell: tuple
    order: tuple
    old: str | None
    how: object

    def store(self):
        """Have it sealed like this by :func:`rewrite`."""
        entry = [self.cell[2], self.old, *([] if self.how is None else [self.how])]
        table, name, _id = self.cell
        self.head.content["values"][table][name][self.order[1]] = entry
        self.head.is_changed = True


@dataclass
class Cells:
    """What some seals hold, and the lines whose seal cannot be opened.

    :param list heads: :class:`Head`, opened, in order
    :param dict left: ``{line id: heads}`` of the seals that were left closed
    """

    heads: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)

    @cached_property
    def _columns(self):
        """``{(table, column): [(head, its entries)]}``"""
        result = defaultdict(list)
        for head in self.heads:
            for table, by_name in head.content["values"].items():
                for name, entries in by_name.items():
                    result[table, name].append((head, entries))
        return result

    def columns(self):
        """(table, column) of all that they hold something of."""
        return self._columns.keys()

    def of_columns(self, columns):
        """The entries of some columns, in order."""
        found = [
            _entry(head, column, place, entry)
            for column in columns
            for head, entries in self._columns.get(column, ())
            for place, entry in enumerate(entries)
        ]
        # Stable: those of one head stay in the order of its columns.
        found.sort(key=lambda one: one.head.order)
        return found

    def by_cell(self, cells):
        """``{cell: entries in order}`` of these cells."""
        wanted, result = defaultdict(set), defaultdict(list)
        for table, name, res_id in cells:
            wanted[table, name].add(res_id)
        for column, ids in wanted.items():
            for head, entries in self._columns.get(column, ()):
                for place, entry in enumerate(entries):
                    if entry[0] in ids:
                        one = _entry(head, column, place, entry)
                        result[one.cell].append(one)
        return result

    def open(self, cr, line_ids):
        """Open some of those that were left closed."""
        heads = [head for line_id in line_ids for head in self.left.pop(line_id)]
        failed = _open(cr, heads)
        self.failed |= failed
        self.heads += [one for one in heads if one.line_id not in failed]
        self.heads.sort(key=_order)
        self.__dict__.pop("_columns", None)

    def values(self, line_ids=None):
        """``{line id: [(table, column, id, old text, how)]}``

        :param line_ids: of these lines only, unless None
        """
        result = defaultdict(list)
        for head in self.heads:
            if line_ids is None or head.line_id in line_ids:
                result[head.line_id] += _values(head)
        return result


def since(env, rows, besides, wanted):
    """What is in force and was sealed after the first of some heads, or together with
    them.

    :param rows: the numbers of their rows
    :param besides: ids of lines that are left out
    :param wanted: :class:`seal_marks.Wanted`: the seals in which none of it can be are
        left closed
    """
    first = SQL(
        "(SELECT min(create_date) FROM partner_anonymization_seal WHERE id = ANY(%s))",
        list(rows),
    )
    condition = SQL("seal.id > %s OR seal.create_date >= %s", min(rows), first)
    return _load(env, condition, besides, wanted)


def before(env, rows, besides, wanted):
    """What is in force and was sealed before the last of some heads, or together with
    them.

    :param rows, besides, wanted: as above
    """
    last = SQL(
        "(SELECT max(create_date) FROM partner_anonymization_seal WHERE id = ANY(%s))",
        list(rows),
    )
    condition = SQL("seal.id < %s OR seal.create_date <= %s", max(rows), last)
    return _load(env, condition, besides, wanted)


def _load(env, condition, besides, wanted):
    rows = env.execute_query(
        SQL(
            """
            SELECT seal.line_id, seal.id, seal.partner_id, seal.key_ref, seal.part,
                   seal.mark
              FROM partner_anonymization_seal seal
             WHERE (%s) AND seal.line_id <> ALL(%s)
               AND (seal.mark IS NOT NULL OR seal.part = (
                       SELECT min(part) FROM partner_anonymization_seal head
                        WHERE head.line_id = seal.line_id
                          AND head.key_ref = seal.key_ref))
             ORDER BY seal.id
            """,
            condition,
            list(besides),
        )
    )
    by_line = defaultdict(list)
    for line_id, *row in rows:
        by_line[line_id].append(row)

    chosen = []

    def closed(keys, line_id):
        heads = []
        for *row, sealed in by_line[line_id]:
            head = _head(keys, line_id, *row)
            mark = seal_marks.opened(head.key, sealed, head.associated)
            if mark:
                head.needs = mark.needs
            if wanted.may_be_in(mark):
                chosen.append(line_id)
            heads.append(head)
        return heads

    left, failed = seal_store.open_usable(env, list(by_line), closed)
    cells = Cells(failed=failed, left=left)
    cells.open(env.cr, dict.fromkeys(one for one in chosen if one in left))
    return cells


def _order(head):
    return head.order


def _head(keys, line_id, order, partner_id, ref_text, part):
    """A head that is still closed."""
    associated = seal_format.associated(ref_text, partner_id, part)
    key = seal_store.key_of(keys, line_id, ref_text)
    return Head(order, line_id, key, associated)


def _open(cr, heads):
    """Open heads.

    :return: ``{line id: reason code}`` of those that cannot be opened
    """
    by_order, failed = {head.order: head for head in heads}, {}
    if not heads:
        return failed
    cr.execute(
        "SELECT id, payload FROM partner_anonymization_seal WHERE id = ANY(%s)",
        [list(by_order)],
    )
    for order, blob in cr.fetchall():
        head = by_order[order]
        try:
            head.content = seal_store.content_of(
                head.line_id, head.key, blob, head.associated
            )
        except SealUnusable as error:
            failed[head.line_id] = error.reason
    return failed


def _entry(head, column, place, entry):
    res_id, old, *how = entry
    order = head.order, place
    return Entry(head, (*column, res_id), order, old, how[0] if how else None)


def _values(head):
    for table, by_name in head.content["values"].items():
        for name, entries in by_name.items():
            for entry in entries:
                how = entry[2] if len(entry) > 2 else None
                yield table, name, entry[0], entry[1], how


def rewrite(env, cells):
    """Seal what has changed again, with the same keys."""
    for head in cells.heads:
        if not head.is_changed:
            continue
        mark = seal_marks.of_content(env.cr, head.content, head.needs)
        env.cr.execute(
            "UPDATE partner_anonymization_seal SET payload = %s, mark = %s"
            " WHERE id = %s",
            [
                seal_store.close_part(head.key, head.content, head.associated),
                mark.sealed(head.key, head.associated),
                head.order,
            ],
        )
        head.is_changed = False

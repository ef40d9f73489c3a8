"""What seals in force hold of the same places: read in the order in which it was
sealed, and changed where it stands."""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from . import seal_format, seal_store


@dataclass
class Head:
    """The values that one key has sealed of one subject.

    :param order: the number of its row: later ones are greater
    :param content: what :mod:`.seal_format` puts in a head
    """

    order: int
    line_id: int
    key: bytes
    associated: bytes
    content: dict
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
    """The entries of some seals, and the lines whose seal cannot be opened."""

    entries: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)

    def by_cell(self, cells=None):
        """``{cell: entries in order}``

        :param cells: of these only, unless None
        """
        result = defaultdict(list)
        for one in self.entries:
            if cells is None or one.cell in cells:
                result[one.cell].append(one)
        return result


def since(env, rows, besides):
    """What is in force and was sealed after the first of some heads, or together with
    them.

    :param rows: the numbers of their rows
    :param besides: ids of lines that are left out
    """
    first = SQL(
        "(SELECT min(create_date) FROM partner_anonymization_seal WHERE id = ANY(%s))",
        list(rows),
    )
    condition = SQL("seal.id > %s OR seal.create_date >= %s", min(rows), first)
    return _load(env, condition, besides)


def before(env, rows, besides):
    """What is in force and was sealed before the last of some heads, or together with
    them.

    :param rows, besides: as above
    """
    last = SQL(
        "(SELECT max(create_date) FROM partner_anonymization_seal WHERE id = ANY(%s))",
        list(rows),
    )
    condition = SQL("seal.id < %s OR seal.create_date <= %s", max(rows), last)
    return _load(env, condition, besides)


def _load(env, condition, besides):
    rows = env.execute_query(
        SQL(
            """
            SELECT seal.id, seal.line_id, seal.partner_id, seal.key_ref, seal.part,
                   seal.payload
              FROM partner_anonymization_seal seal
             WHERE (%s) AND seal.line_id <> ALL(%s)
               AND seal.part = (SELECT min(part) FROM partner_anonymization_seal head
                                 WHERE head.line_id = seal.line_id
                                   AND head.key_ref = seal.key_ref)
             ORDER BY seal.id
            """,
            condition,
            list(besides),
        )
    )
    by_line = defaultdict(list)
    for row in rows:
        by_line[row[1]].append(row)

    def open_line(root, line_id):
        return [_open(env, root, *row) for row in by_line[line_id]]

    opened, failed = seal_store.open_usable(env, list(by_line), open_line)
    heads = sorted((one for some in opened.values() for one in some), key=_order)
    return Cells([one for head in heads for one in _entries(head)], failed)


def _order(head):
    return head.order


def _open(env, root, order, line_id, partner_id, ref_text, part, blob):
    associated = seal_format.associated(ref_text, partner_id, part)
    key, content = seal_store.open_part(env, root, line_id, ref_text, blob, associated)
    return Head(order, line_id, key, associated, content)


def _entries(head):
    for table, by_name in head.content["values"].items():
        for name, entries in by_name.items():
            for place, (res_id, old, *how) in enumerate(entries):
                cell = table, name, res_id
                order = head.order, place
                yield Entry(head, cell, order, old, how[0] if how else None)


def rewrite(env, cells):
    """Seal what has changed again, with the same keys."""
    heads = {id(one.head): one.head for one in cells.entries if one.head.is_changed}
    for head in heads.values():
        env.cr.execute(
            "UPDATE partner_anonymization_seal SET payload = %s WHERE id = %s",
            [
                seal_store.close_part(head.key, head.content, head.associated),
                head.order,
            ],
        )
        head.is_changed = False

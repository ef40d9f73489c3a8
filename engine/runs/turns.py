"""Whose turn it is in a night: one order for all that is done by night.

Those that have not been tried for the longest time come first, those that never were
before all of them, and among these the oldest. So nobody waits behind a subject with
which it fails: not behind one that is left alone, and not behind one that takes the
process down, for a try is noted before it is made.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

_LINES = "partner_anonymization_line"


@dataclass(frozen=True)
class Turns:
    """The order of one kind of night.

    :param table: of what is tried
    :param tried: its column for the day of the last try, if there was one
    :param since: its column for the day from which it waits
    """

    table: str
    tried: str
    since: str

    @property
    def order(self):
        """As an ORDER BY and as the order of a search."""
        return f"{self.tried} NULLS FIRST, {self.since}, id"

    def note(self, cr, ids):
        """Note that these are tried today.

        :return: ``{id: day of the try before, or None}``
        """
        cr.execute(
            SQL(
                "UPDATE %(table)s one SET %(tried)s = %(today)s"
                "  FROM (SELECT id, %(tried)s AS day FROM %(table)s"
                "         WHERE id = ANY(%(ids)s)) before"
                " WHERE one.id = before.id RETURNING one.id, before.day",
                table=SQL.identifier(self.table),
                tried=SQL.identifier(self.tried),
                today=date.today(),
                ids=list(ids),
            )
        )
        return dict(cr.fetchall())

    def give_back(self, cr, before):
        """These could not be tried, and keep their place.

        :param dict before: as :meth:`note` gave it
        """
        cr.execute(
            SQL(
                "UPDATE %(table)s one SET %(tried)s = before.day"
                "  FROM unnest(%(ids)s::int[], %(days)s::date[]) before(id, day)"
                " WHERE one.id = before.id",
                table=SQL.identifier(self.table),
                tried=SQL.identifier(self.tried),
                ids=list(before),
                days=list(before.values()),
            )
        )


FINISH = Turns(_LINES, "finish_tried_date", "finish_date")
PROOF = Turns(_LINES, "proof_tried_date", "date")
PURGE = Turns(_LINES, "purge_tried_date", "purge_date")
RESWEEP = Turns(_LINES, "resweep_tried_date", "date")
CANDIDATES = Turns("partner_anonymization_candidate", "tried_date", "due_date")

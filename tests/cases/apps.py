"""A base case for what the apps store about a person."""

from odoo.fields import Datetime
from odoo.tools import SQL

from ..common import AnonymizationCase


class AppsCase(AnonymizationCase):
    """A person, somebody else, and looks into the tables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create(
            {
                "name": "Olga Octavius",
                "email": "olga@octavius.example",
                "phone": "+45 20 21 22 23",
            }
        )
        cls.later = Datetime.add(Datetime.now(), days=5)
        cls.past = Datetime.subtract(Datetime.now(), days=5)

    def _row(self, record, *names):
        """Columns as the database has them."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(record._table),
                record.id,
            )
        )
        self.assertEqual(len(rows), 1, record)
        return rows[0]

    def _set(self, record, **values):
        """Write columns as another program would, without the ORM's rules."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    record.ids,
                )
            )
        record.invalidate_recordset()

    def _blocked(self, partner=None):
        """``{(code, model)}`` of what stands against anonymizing."""
        blockers = (partner or self.person).anonymization_blockers()
        return {(one["code"], one["model"]) for one in blockers}

    def _files(self, record):
        """How many stored files hang on a record."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE res_model = %s AND res_id = %s"
            " AND (store_fname IS NOT NULL OR db_datas IS NOT NULL)",
            [record._name, record.id],
        )
        return self.env.cr.fetchone()[0]

    def _exists(self, record):
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM %s WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )
        return bool(self.env.cr.fetchall())

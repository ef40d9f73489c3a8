"""A base case for tests of the data map: values as they are in the tables."""

from odoo.tools import SQL

from ..common import AnonymizationCase


class MapCase(AnonymizationCase):
    """A person, and somebody else whose words must stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create(
            {"name": "Olga Octavius", "email": "olga@octavius.example"}
        )
        cls.note = "Olga Octavius told Zacharias Quillfeather"
        cls.redacted = "Olga Octavius told Anonymized"
        cls.html = f"<p>{cls.note}</p>"
        cls.html_redacted = f"<p>{cls.redacted}</p>"

    def stored(self, record, *names):
        """The columns of a record as text, None for NULL; one of them unpacked."""
        self.env.flush_all()
        columns = SQL(", ").join(SQL("%s::text", SQL.identifier(one)) for one in names)
        table = SQL.identifier(record._table)
        query = SQL("SELECT %s FROM %s WHERE id = %s", columns, table, record.id)
        (row,) = self.env.execute_query(query)
        return row if len(names) > 1 else row[0]

    def attach(self, record):
        """A file with content on a record."""
        return self.env["ir.attachment"].create(
            {
                "name": "Zacharias Quillfeather.txt",
                "raw": b"a file",
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def assertBlocked(self, model, code="open_document", partner=None):
        found = (partner or self.person).anonymization_blockers()
        self.assertEqual(
            {(one["code"], one["model"]) for one in found}, {(code, model)}
        )
        (blocker,) = found
        self.assertTrue(blocker["res_ids"])
        self.assertFalse(blocker["overridable"])

    def assertFree(self, partner=None):
        found = (partner or self.person).anonymization_blockers()
        self.assertEqual(found, [])

    def assertEmpty(self, record, *names):
        values = dict(zip(names, self.stored(record, *names, "id"), strict=False))
        self.assertEqual(values, dict.fromkeys(names))

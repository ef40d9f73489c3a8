"""Whom the list of documents shows what."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..cases.overview import MODEL, OverviewCase


@tagged("post_install", "-at_install")
class TestDocumentOverviewRights(OverviewCase):
    def test_without_the_right(self):
        nobody = self._clerk("nobody", "")
        with self.assertRaises(AccessError):
            self.person.with_user(nobody).action_anonymization_documents()
        with self.assertRaises(AccessError):
            nobody.with_user(nobody).env[MODEL].search([])

    def test_one_partner_only(self):
        with self.assertRaises(ValueError):
            (self.person | self.other).action_anonymization_documents()

    def test_rows_are_the_users_own(self):
        self._invoice(self.person)
        rows = self._rows()
        manager = self._clerk("boss", "group_manager")
        self.assertFalse(rows.with_user(manager).search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            rows.with_user(manager).read(["date"])
        with self.assertRaises(AccessError):
            rows.with_user(manager).action_open()
        with self.assertRaises(AccessError):
            rows.write({"state": "closed"})

    def test_without_accounting_rights(self):
        """The documents are found and dated; their names are not told."""
        move = self._invoice(self.person, "2015-05-05")
        blind = self._clerk("blind", "group_anonymize", accounting=False)
        row = self._found(user=blind)["account.move", move.id]
        self.assertEqual(row.document, f"#{move.id}")
        self.assertEqual((row.date, row.state), (date(2015, 5, 5), "open"))

    def test_company_out_of_sight(self):
        here = self._invoice(self.person)
        with_two = self.env.user
        with_two.company_ids |= self.company_data_2["company"]
        for _copy in range(2):
            self._elsewhere()
        rows = self._rows()
        self.assertEqual(rows.filtered("res_id").mapped("res_id"), here.ids)
        (hidden,) = rows.filtered(lambda row: row.kind == "hidden")
        self.assertEqual(hidden.type, "Other companies")
        self.assertFalse(hidden.model)
        manager = self._clerk("boss", "group_manager")
        rows = self._rows(user=manager)
        (hidden,) = rows.filtered(lambda row: row.kind == "hidden")
        self.assertEqual(hidden.type, "Customer Invoice")
        self.assertEqual(hidden.document, "Other company")
        for name in ("res_id", "date", "state", "kept_until", "company_id", "more"):
            self.assertFalse(hidden[name], name)
        with self.assertRaisesRegex(UserError, "cannot see"):
            hidden.action_open()
        manager.company_ids |= self.company_data_2["company"]
        rows = self._rows(user=manager)
        self.assertEqual(rows.mapped("kind"), ["document"] * 3)
        self.assertIn(self.company_data_2["company"], rows.company_id)
        self.assertNotIn("#", "".join(rows.mapped("document")))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_data_2 = cls.setup_other_company()

    def _elsewhere(self):
        company = self.company_data_2["company"]
        account = self.company_data_2["default_account_revenue"]
        env = self.env(context={"allowed_company_ids": company.ids})
        line = {"name": "Nest", "price_unit": 3, "account_id": account.id}
        line["tax_ids"] = [Command.clear()]
        return env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_date": "2015-05-05",
                "invoice_line_ids": [Command.create(line)],
            }
        )

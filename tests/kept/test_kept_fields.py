"""Files in fields of orders and transfers are kept like those of entries."""

from datetime import datetime

from odoo.exceptions import RedirectWarning
from odoo.tests import HttpCase, tagged

from ..cases.kept_files_case import KeptFilesCase
from ..common import PIXEL


@tagged("post_install", "-at_install")
class TestKeptFields(KeptFilesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installed = {"sale.order", "stock.picking"} <= set(cls.env.registry)
        if not cls.installed:
            return
        cls.env["partner.anonymization.period"].search([]).unlink()
        cls.env["partner.anonymization.period"].create(
            {"retention_class": "correspondence", "years": 30}
        )
        cls.order = cls._order(cls.person)
        cls.living_order = cls._order(cls.other)
        cls.clerk = cls._employee(
            "kept_salesman",
            "sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
        )
        cls.accountant.group_ids |= cls.clerk.group_ids
        cls.env.flush_all()

    @classmethod
    def _order(cls, partner):
        """A confirmed order of which nothing is left to deliver or to invoice."""
        order = cls.env["sale.order"].create(
            {"partner_id": partner.id, "signed_by": partner.name, "signature": PIXEL}
        )
        order.action_confirm()
        return order

    def _signatures(self, user, orders):
        self.env.invalidate_all()
        found = [one["signature"] for one in orders.with_user(user).read(["signature"])]
        self.env.invalidate_all()
        return list(map(bool, found))

    def test_read_by_accounting_only(self):
        if not self.installed:
            return
        both = self.order | self.living_order
        self.assertEqual(self._signatures(self.clerk, both), [True, True])
        self._anonymize()
        self.assertEqual(self._signatures(self.clerk, both), [False, True])
        self.assertEqual(self._signatures(self.accountant, both), [True, True])
        seen = self.order.with_user(self.clerk)
        self.assertFalse(seen.with_context(bin_size=True).signature)
        self.env.invalidate_all()
        self.assertFalse(seen.sudo().signature, "what somebody else asked for")
        self.env.invalidate_all()
        self.person.deanonymize()
        self.assertEqual(self._signatures(self.clerk, both), [True, True])

    def test_pages_that_odoo_makes_as_superuser(self):
        if not self.installed:
            return
        picture = f"/my/orders/{self.order.id}"
        self.authenticate(self.clerk.login, self.clerk.login)
        self.assertIn(PIXEL[:60], self.url_open(picture).text)
        self._anonymize()
        self.assertNotIn(PIXEL[:60], self.url_open(picture).text)

    def test_not_printed_again(self):
        if not self.installed:
            return
        self._anonymize()
        reports = self.env["ir.actions.report"]
        (file,) = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "sale.order"),
                ("res_id", "=", self.order.id),
                ("res_field", "=", "signature"),
            ]
        )
        name = "sale.report_saleorder"
        both = self.order | self.living_order
        for method in ("_render_qweb_pdf", "_render_qweb_html"):
            mine = getattr(reports.with_user(self.accountant), method)
            with self.assertRaises(RedirectWarning) as caught:
                mine(name, both.ids)
            message, action, _button, _context = caught.exception.args
            self.assertIn(self.order.name, message)
            self.assertNotIn(self.living_order.name, message)
            self.assertEqual(action["url"], f"/web/content/{file.id}?download=true")
            with self._refused():
                getattr(reports.with_user(self.clerk), method)(name, both.ids)
        html, _type = reports._render_qweb_html(name, self.living_order.ids)
        self.assertIn("Berta Unbeteiligt", str(html))

    def test_printed_where_nothing_is_kept(self):
        if not self.installed:
            return
        self.order.signature = False
        self._anonymize()
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        html, _type = reports._render_qweb_html("sale.report_saleorder", self.order.ids)
        self.assertNotIn("Zacharias", str(html))
        self.assertIn(self.order.name, str(html))

    def test_transfer(self):
        if not self.installed:
            return
        types = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.env.company.id)]
        )
        transfer = self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": types[0].id,
                "signature": PIXEL,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'done', date_done = %s WHERE id = %s",
            [datetime.now(), transfer.id],
        )
        self._anonymize()
        for user, seen in ((self.clerk, False), (self.accountant, True)):
            mine = transfer.with_user(user)
            self.assertEqual(bool(mine.read(["signature"])[0]["signature"]), seen)
            self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        with self.assertRaises(RedirectWarning):
            reports._render_qweb_html("stock.report_deliveryslip", transfer.ids)

"""Anonymized contacts can be told apart without a name; a hold is seen on the card."""

import base64

from odoo.tests import HttpCase, tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install")
class TestAnonymizedContacts(BooksCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = cls.Partner.create({"name": "Olga Octavius", "ref": "C-7"})
        cls.held = cls.Partner.create({"name": "Hedwig Halteverbot"})
        cls.boss = cls._user("contacts-boss", "group_manager")
        cls.boss.group_ids |= cls.env.ref("account.group_account_invoice")
        companies = cls.env.company.ids
        cls.boss.write({"company_ids": [(6, 0, companies)], "company_id": companies[0]})

    def test_list(self):
        run = (self.person | self.olga).anonymize()
        action = self.env.ref("partner_anonymization.res_partner_anonymized_action")
        view = self.env.ref("partner_anonymization.res_partner_view_list_anonymized")
        self.assertEqual(action.views[0], (view.id, "list"))
        found = (
            self.env["res.partner"]
            .with_user(self.boss)
            .with_context(active_test=False)
            .search([("anonymization_state", "!=", False)])
        )
        self.assertLessEqual(self.person | self.olga, found)
        self.assertNotIn(self.held, found)
        shown = found.read(["id", "country_id", "anonymization_date"])
        lines = run.line_ids
        names = lines.with_user(self.boss).mapped("display_name")
        self.assertEqual(len(set(names)), 2)
        self.assertTrue(all(row["anonymization_date"] for row in shown))

    def _pictures(self, partner):
        partner.invalidate_recordset()
        sizes = ("128", "256", "512", "1024", "1920")
        return [base64.b64decode(partner[f"avatar_{size}"]) for size in sizes]

    def test_no_picture_is_made_of_a_name(self):
        before = self._pictures(self.olga)
        self.assertTrue(all(b"<svg" in picture for picture in before))
        self.assertNotEqual(self._pictures(self.person), before)
        (self.person | self.olga).anonymize()
        mine, hers = self._pictures(self.person), self._pictures(self.olga)
        self.assertFalse([one for one in (*mine, *hers) if b"<svg" in one])
        self.assertEqual(mine, hers, "nobody is told apart by a picture")
        response = self.url_open(f"/web/image/res.partner/{self.olga.id}/avatar_128")
        self.assertNotIn(b"<svg", response.content)

    def test_tour(self):
        """The card of a held contact has a ribbon and says so; the list of anonymized
        ones has numbers; deleting for good asks for a sentence."""
        self._pay(self._invoice(self.held, "2015-05-05"))
        self.held.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "C-1"}
        )
        self.person.anonymize()
        self.start_tour(
            f"/odoo/customers/{self.held.id}",
            "partner_anonymization_card",
            login="contacts-boss",
        )
        self.assertEqual(self.person.anonymization_state, "deleted")

"""What the clerk, the manager and everybody else see, clicked through in a browser."""

from odoo.tests import HttpCase, tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install")
class TestTour(BooksCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Names of their own: the scripts with the tours are stored as files, in which
        # a proof of other tests would find the words.
        cls.person.name = "Ignatius Mossfeather"
        cls.person.email = "ignatius@mossfeather.example"
        wilhelmina = cls.person.child_ids.filtered(lambda one: one.type == "invoice")
        wilhelmina.name = "Rosalind Mossfeather"
        cls.blocked = cls.Partner.create({"name": "Bartholomew Unpaid"})
        cls._invoice(cls.blocked, "2015-05-05")
        cls._pay(cls._invoice(cls.person, "2015-05-05"))
        (cls.blocked | cls.person).customer_rank = 1

    def _login(self, login, groups=""):
        user = self._user(login, groups)
        user.group_ids |= self.env.ref("account.group_account_invoice")
        companies = self.env.company.ids
        user.write({"company_ids": [(6, 0, companies)], "company_id": companies[0]})
        return user

    def _form(self):
        return f"/odoo/customers/{self.person.id}"

    def test_clerk(self):
        """Refusal with a link; note, rehearsal, confirmation; ribbon and log."""
        self._login("clerk", "group_anonymize")
        self.start_tour("/odoo/customers", "partner_anonymization_clerk", login="clerk")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertFalse(self.blocked.anonymization_state)
        kinds = self.env["partner.anonymization"].search([]).mapped("kind")
        self.assertEqual(kinds[:2], ["anonymize", "rehearsal"])

    def test_manager_restores(self):
        self.person.anonymize()
        self._login("boss", "group_manager")
        self.start_tour(self._form(), "partner_anonymization_manager", login="boss")
        self.assertEqual(self.person.name, "Ignatius Mossfeather")
        self.assertTrue(self.person.active)

    def test_several_from_the_list(self):
        self._login("clerk", "group_anonymize")
        self.start_tour(
            "/odoo/customers", "partner_anonymization_several", login="clerk"
        )
        self.assertEqual(self.person.anonymization_state, "anonymized")
        run = self.env["partner.anonymization"].search([], limit=1)
        self.assertEqual(run.partner_count, 1)
        self.assertEqual(run.refused_count, 1)

    def test_nobody(self):
        """Without the right no button, no page, no app."""
        self._login("somebody")
        self.start_tour(self._form(), "partner_anonymization_nobody", login="somebody")

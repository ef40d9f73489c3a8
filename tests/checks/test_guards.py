"""An anonymized partner takes part in nothing new, by any route."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install", "accounting_only")
class TestGuards(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid = cls._invoice(cls.person)
        cls._pay(cls.paid)
        cls.portal = new_test_user(
            cls.env, "zq", groups="base.group_portal", partner_id=cls.person.id
        )
        cls.addresses = cls.person.child_ids
        cls.person.anonymize("Ticket 4711", override_retention=True)
        cls.live = cls.Partner.create({"name": "Live One"})

    def _refused(self, function):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "anonymiz"):
            with self.env.cr.savepoint():
                function()
                self.env.flush_all()
        self.env.invalidate_all()

    def test_edit(self):
        self._refused(lambda: self.person.write({"name": "Zacharias"}))
        self._refused(lambda: self.person.write({"active": True}))
        self._refused(lambda: self.person.action_unarchive())
        self._refused(lambda: self.person.write({"comment": False}))
        self._refused(lambda: self.addresses.write({"email": "a@b.example"}))
        self._refused(lambda: self.person.write({"anonymization_state": False}))

    def test_state_is_not_written_by_hand(self):
        self._refused(lambda: self.live.write({"anonymization_state": "deleted"}))
        self._refused(
            lambda: self.Partner.create(
                {"name": "Faked", "anonymization_state": "anonymized"}
            )
        )

    def test_belongings(self):
        self._refused(lambda: self.portal.write({"active": True}))
        self._refused(lambda: self.portal.write({"login": "back"}))
        self._refused(lambda: self.portal.write({"password": "secret-secret"}))
        bank = self.env["res.partner.bank"].search(
            [("partner_id", "=", self.person.id)]
        )
        self._refused(lambda: bank.write({"acc_holder_name": "Z"}))
        self._refused(
            lambda: bank.create({"partner_id": self.person.id, "acc_number": "1"})
        )

    def test_parent(self):
        self._refused(lambda: self.live.write({"parent_id": self.person.id}))
        self._refused(
            lambda: self.Partner.create({"name": "c", "parent_id": self.person.id})
        )

    def test_new_documents(self):
        self._refused(lambda: self._invoice(self.person, post=False))
        draft = self._invoice(self.live, post=False)
        self._refused(lambda: draft.write({"partner_id": self.person.id}))
        self._refused(
            lambda: draft.write(
                {
                    "line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "partner_id": self.person.id,
                                "account_id": self.company_data[
                                    "default_account_revenue"
                                ].id,
                            }
                        )
                    ]
                }
            )
        )
        self._refused(
            lambda: self.env["account.payment"].create(
                {"partner_id": self.person.id, "amount": 1}
            )
        )
        imported = self.env["account.move"].load(
            ["move_type", "partner_id/.id"], [["out_invoice", str(self.person.id)]]
        )
        self.assertFalse(imported["ids"])
        self.assertIn("anonymized", imported["messages"][0]["message"])
        self._refused(lambda: new_test_user(self.env, "n", partner_id=self.person.id))

    def test_reopening(self):
        self._refused(lambda: self.paid.button_draft())
        self._refused(lambda: self.paid.line_ids.remove_move_reconcile())
        spoofed = self.paid.with_context(anonymization_accounting_correction=True)
        self._refused(lambda: spoofed.button_draft())

    def test_merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        self._refused(lambda: wizard._merge((self.person | self.live).ids, self.live))
        self._refused(lambda: wizard._merge((self.person | self.live).ids, self.person))

    def test_delete(self):
        self._refused(lambda: self.addresses[0].unlink())

    def test_corrections_stay_possible(self):
        credit = self.paid._reverse_moves([{"date": self.paid.date}], cancel=False)
        self.assertEqual(credit.partner_id, self.person)
        credit.action_post()
        self.assertEqual(credit.invoice_partner_display_name, "Anonymized")
        cancel = self.paid._reverse_moves([{"date": self.paid.date}], cancel=True)
        self.assertEqual(cancel.state, "posted")
        open_lines = (self.paid | credit | cancel).line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )
        self.assertIn(credit, open_lines.move_id)

    def test_reversal_wizard(self):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.paid.ids)
            .create({"journal_id": self.paid.journal_id.id})
        )
        action = wizard.reverse_moves()
        credit = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(credit.partner_id, self.person)
        credit.ref = "corrected"
        credit.action_post()
        self.assertEqual(credit.state, "posted")

    def test_living_partners_are_free(self):
        self.live.write({"name": "Live Two"})
        self._invoice(self.live).button_draft()

    def test_no_mail(self):
        self.assertFalse(self.person.email)
        self.paid.message_subscribe(self.live.ids)
        message = self.paid.message_post(
            body="note", partner_ids=(self.person | self.live).ids
        )
        notified = message.sudo().notification_ids.res_partner_id
        self.assertNotIn(self.person, notified)

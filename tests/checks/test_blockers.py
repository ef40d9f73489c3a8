"""Every reason against, all at once, each with its records."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install", "accounting_only")
class TestBlockers(BooksCase):
    def _blockers(self, code, partner=None):
        found = (partner or self.person).anonymization_blockers()
        return [one for one in found if one["code"] == code]

    def test_form_of_a_blocker(self):
        move = self._invoice(self.person, post=False)
        (blocker,) = self._blockers("draft_entry")
        self.assertEqual(
            {key: blocker[key] for key in ("partner_id", "model", "overridable")},
            {
                "partner_id": self.person.id,
                "model": "account.move",
                "overridable": False,
            },
        )
        self.assertEqual(blocker["res_ids"], move.ids)
        self.assertTrue(blocker["message"])

    def test_nothing_blocks(self):
        self.assertEqual(self.person.anonymization_blockers(), [])

    def test_open_invoice_and_item(self):
        move = self._invoice(self.person, "2012-05-05")
        self.assertEqual(self._blockers("open_document")[0]["res_ids"], move.ids)
        self.assertTrue(self._blockers("open_item"))
        self._pay(move)
        self.assertFalse(self._blockers("open_document"))
        self.assertFalse(self._blockers("open_item"))

    def test_cancelled_documents_never_block(self):
        move = self._invoice(self.person, "2012-05-05", post=False)
        move.button_cancel()
        self.assertEqual(self.person.anonymization_blockers(), [])

    def test_payable(self):
        bill = self._invoice(
            self.person, "2012-05-05", post=False, move_type="in_invoice"
        )
        bill.action_post()
        self.assertTrue(self._blockers("open_item"))

    def test_payment_not_matched(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.person.id,
                "amount": 5,
                "journal_id": self.bank_journal.id,
            }
        )
        (blocker,) = self._blockers("unmatched_payment")
        self.assertEqual(blocker["res_ids"], payment.ids)

    def test_statement_line(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "payment_ref": "transfer",
                "partner_id": self.person.id,
                "amount": 5,
                "date": "2012-05-05",
            }
        )
        self.assertIn(line.id, self._blockers("unmatched_payment")[0]["res_ids"])

    def test_own_company_and_system(self):
        for partner in (
            self.env.company.partner_id,
            self.env.ref("base.partner_root"),
            self.env.ref("base.public_partner"),
        ):
            self.assertTrue(self._blockers("protected", partner))

    def test_users(self):
        user = new_test_user(self.env, "inside", partner_id=self.person.id)
        self.assertEqual(self._blockers("internal_user")[0]["res_ids"], user.ids)
        user.active = False
        self.assertFalse(self._blockers("internal_user"))

    def test_retention_from_the_end_of_the_fiscal_year(self):
        self.env.company.write(
            {"fiscalyear_last_month": "6", "fiscalyear_last_day": 30}
        )
        self._pay(self._invoice(self.person, "2018-02-01"))
        with freeze_time("2023-06-30"):
            (blocker,) = self._blockers("retention")
            self.assertTrue(blocker["overridable"])
            self.assertIn("2023-06-30", blocker["message"])
            with self.assertRaises(UserError) as refusal:
                self.person.anonymize()
            self.assertRegex(str(refusal.exception), "06/30/2023: .* 02/01/2018")
            wizard = self.env["partner.anonymize"].create(
                {"partner_ids": self.person.ids}
            )
            (item,) = wizard.blocker_groups[0]["items"]
            self.assertRegex(item["what"], "06/30/2023: .* 02/01/2018")
        with freeze_time("2023-07-01"):
            self.assertFalse(self._blockers("retention"))

    def test_retention_starts(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        for start, last in (
            ("calendar_year_end", "2023-12-31"),
            ("last_activity", "2023-02-01"),
        ):
            self.env.company.anonymization_retention_start = start
            with freeze_time(last):
                self.assertTrue(self._blockers("retention"), start)
            with freeze_time(date.fromisoformat(last).replace(month=12, year=2024)):
                self.assertFalse(self._blockers("retention"), start)

    def test_individual_retention(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        self.person.anonymization_retention_years = 10
        with freeze_time("2028-12-31"):
            self.assertTrue(self._blockers("retention"))
        self.person.anonymization_retention_years = 1
        with freeze_time("2023-12-31"):
            self.assertTrue(self._blockers("retention"), "the law is not undercut")
        with freeze_time("2024-01-01"):
            self.assertFalse(self._blockers("retention"))

    def test_override_needs_its_right(self):
        self._pay(self._invoice(self.person))
        clerk = self._user("clerk", "group_anonymize")
        person = self.person.with_user(clerk)
        with self.assertRaises(UserError):
            person.anonymize()
        with self.assertRaises(AccessError):
            person.anonymize("Ticket 4711", override_retention=True)
        chief = self._user("chief", "group_anonymize,group_override_retention")
        self.person.with_user(chief).anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_unmapped_model_blocks(self):
        model = self.env["ir.model"].create(
            {
                "name": "Parrot",
                "model": "x_parrot",
                "field_id": [
                    Command.create(
                        {
                            "name": "x_owner",
                            "ttype": "many2one",
                            "relation": "res.partner",
                            "field_description": "Owner",
                        }
                    )
                ],
            }
        )
        parrot = self.env[model.model].create({"x_owner": self.person.id})
        (blocker,) = self._blockers("unmapped")
        self.assertEqual(blocker["model"], "x_parrot")
        self.assertEqual(blocker["res_ids"], parrot.ids)
        self.assertTrue(blocker["overridable"])
        self.env["partner.anonymization.rule"].create(
            {"name": "Parrot", "model": "x_parrot", "partner_path": "x_owner"}
        )
        self.assertFalse(self._blockers("unmapped"))

    def test_documents_in_other_companies(self):
        other = self.company_data_2["company"]
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.person.id,
                    "company_id": other.id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 1})
                    ],
                }
            )
        )
        clerk = self._user("clerk", "group_anonymize")
        clerk.write({"company_ids": [(6, 0, self.env.company.ids)]})
        found = self.person.with_user(clerk).anonymization_blockers()
        codes = {one["code"] for one in found}
        self.assertIn("company_access", codes)
        self.assertIn("draft_entry", codes)
        for one in found:
            self.assertFalse(set(one["res_ids"]) & set(move.ids))
            self.assertNotIn("1", one["message"].replace(self.person.name, ""))
        move.unlink()
        self.assertEqual(self.person.with_user(clerk).anonymization_blockers(), [])

    def test_negative_years(self):
        for record in (self.person, self.env.company):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                record.anonymization_retention_years = -1
                self.env.flush_all()

    def test_many_reasons_at_once(self):
        self._invoice(self.person)
        self._invoice(self.person, post=False)
        self.person.child_ids[0].anonymization_hold = True
        codes = {one["code"] for one in self.person.anonymization_blockers()}
        self.assertLessEqual(
            {"open_document", "open_item", "draft_entry", "hold", "retention"}, codes
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_data_2 = cls.setup_other_company()

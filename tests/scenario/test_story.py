"""The story of one customer, from the first quotation to the deletion for good.

Read it from top to bottom to learn what the module does: each chapter tells what people
do on one day, and what stands in the tables afterwards. The company keeps its books for
five years from the end of the fiscal year.
"""

import tempfile
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .. import search
from ..cases import files_search
from ..cases.scheduled import ScheduledCase
from ..common import digest

# Everything that identifies the customer; it stands nowhere else.
WORDS = [
    "Zacharias Quillfeather",
    "zacharias@quillfeather.example",
    "+45 31 41 59 26",
    "Brombærvej 15",
    "DK5000400440116243",
]
LETTER = b"Dear Zacharias Quillfeather, your bird house has left us."


@tagged("post_install", "-at_install")
class TestStory(ScheduledCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setting("auto_customer", "False")  # here people decide, not the night
        cls._setting("render_missing_pdf", "False")
        cls.clerk = cls._user("story_clerk", "group_anonymize,group_override_retention")
        cls.officer = cls._user("story_officer", "group_manager")
        cls.accountant = new_test_user(
            cls.env,
            "story_accountant",
            "base.group_user,account.group_account_invoice",
        )
        for user in (cls.clerk, cls.officer, cls.accountant):
            user.company_ids = cls.env.company
            user.company_id = cls.env.company
        cls.bird_house = cls.env["product.product"].create(
            {
                "name": "Bird house",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
            }
        )
        cls.neighbour = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.orders, cls.invoices = {}, {}

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.keys = Path(folder.name)
        self._setting("key_dir", folder.name)
        # A test cannot commit.
        self.patch(
            self.registry["ir.cron"], "_commit_progress", lambda *_a, **_kw: 600.0
        )

    def test_from_the_first_quotation_to_the_deletion_for_good(self):
        self._2018_a_customer_buys()
        self._2020_he_buys_again()
        self._2021_he_wants_to_be_forgotten_and_is_refused()
        self._2025_the_worklist_knows_when_he_is_due()
        self._2025_a_rehearsal_changes_nothing()
        before = self._2025_he_is_anonymized()
        self._2025_accounting_still_sees_what_the_law_keeps()
        self._2025_it_was_the_wrong_one_and_all_comes_back(before)
        self._2025_he_is_anonymized_again()
        self._2025_the_last_day_of_the_retention()
        self._2026_the_night_finishes_his_last_invoice()
        self._2026_the_key_is_destroyed()
        self._2026_nothing_of_him_is_left()
        self._2026_nothing_comes_back()

    # The chapters

    def _2018_a_customer_buys(self):
        """A quotation, an order, an invoice, a letter, and the money."""
        with freeze_time("2018-03-05"):
            order = self._quote()
            self.assertEqual(order.state, "draft")
            order.action_confirm()
            self._bill(order)
            self._pay(self.invoices[2018])
        self.assertEqual(self.invoices[2018].payment_state, "paid")
        self.assertEqual(
            self.invoices[2018].invoice_partner_display_name,
            "Zacharias Quillfeather, Wilhelmina Quillfeather",  # she gets the invoices
        )
        self.assertGreater(self._found(), 10)

    def _2020_he_buys_again(self):
        with freeze_time("2020-09-10"):
            order = self._quote()
            order.action_confirm()
            self._bill(order)
            self._pay(self.invoices[2020])
        self.assertEqual(self.invoices[2020].payment_state, "paid")

    def _2021_he_wants_to_be_forgotten_and_is_refused(self):
        """A quotation is still open: the clerk is told which, and nothing changes."""
        with freeze_time("2021-02-01"):
            order = self._quote()
            found = self._as(self.clerk).anonymization_blockers()
            self.assertIn(
                ("open_document", "sale.order", order.ids, False),
                [
                    (one["code"], one["model"], one["res_ids"], one["overridable"])
                    for one in found
                ],
            )
            with self.assertRaisesRegex(UserError, "Confirm the quotation, or"):
                self._as(self.clerk).anonymize("Ticket 4711", override_retention=True)
            self.assertEqual(self._card(), ("Zacharias Quillfeather", False))
            order._action_cancel()

    def _2025_the_worklist_knows_when_he_is_due(self):
        """Five years from the end of 2020, whose invoice is his last document."""
        with freeze_time("2024-12-31"):
            self.Candidate.refresh()
            self.assertFalse(self._row(self.person))  # not within a year
        with freeze_time("2025-02-01"):
            self.Candidate.refresh()
            row = self._row(self.person)
            self.assertEqual(
                (str(row.due_date), row.category, row.is_due),
                ("2026-01-01", "customer", False),
            )

    def _2025_a_rehearsal_changes_nothing(self):
        """He insists, and the officer wants to see first what would happen."""
        with freeze_time("2025-02-05"):
            before = self._digest()
            wizard = self._wizard()
            wizard.action_rehearse()
            self.assertDigest(before, self._digest())
            run = self.env["partner.anonymization"].search([], limit=1)
            self.assertEqual((run.kind, run.state), ("rehearsal", "done"))
            self.assertEqual(run.line_ids.partner_id, self.person)

    def _2025_he_is_anonymized(self):
        """What the law keeps stays, and everything else says nothing of him any more.

        :return: what stood in the tables before
        """
        self._commit()  # Odoo counts the customer's invoices only then
        with freeze_time("2025-02-05"):
            before = self._digest()
            wizard = self._wizard()
            wizard.action_anonymize()
        self.env.flush_all()
        self.env.invalidate_all()
        line = self.person.sudo().anonymization_line_id
        self.assertEqual((line.outcome, line.is_sealed), ("partial", True))
        self.assertEqual(self._card(), ("Anonymized", "anonymized"))
        self.assertEqual(
            {year: self._says(year) for year in self.invoices},
            {2018: "<p>For Anonymized</p>", 2020: "<p>For Zacharias Quillfeather</p>"},
        )
        # One with the key of all that is gone, one with that of the invoice that waits.
        self.assertEqual(len(list(self.keys.glob("*/*.keys"))), 2)
        return before

    def _2025_accounting_still_sees_what_the_law_keeps(self):
        """Amounts, dates and links of both; names and files only where they must."""
        for year in self.invoices:
            move = self.invoices[year].with_user(self.accountant)
            self.assertEqual((move.amount_total, move.state), (100.0, "posted"))
            self.assertEqual(move.partner_id.name, "Anonymized")
        waiting = self._waiting()
        self.assertIn(self.invoices[2020].id, self._ids_of(waiting, "account.move"))
        self.assertNotIn(self.invoices[2018].id, self._ids_of(waiting, "account.move"))
        self.assertEqual(set(map(str, waiting.mapped("date_until"))), {"2025-12-31"})

    def _2025_it_was_the_wrong_one_and_all_comes_back(self, before):
        """Within the month the officer brings everything back, to the last byte."""
        with freeze_time("2025-02-20"):
            self._as(self.officer).deanonymize(note="ticket 4711: the wrong customer")
            self._commit()
        self.assertEqual(self._card(), ("Zacharias Quillfeather", False))
        self.assertDigest(before, self._digest())

    def _2025_he_is_anonymized_again(self):
        with freeze_time("2025-03-01"):
            run = self._as(self.clerk).anonymize(
                note="ticket 4712", override_retention=True
            )
        self.assertEqual((run.kind, run.partner_count), ("anonymize", 1))
        self.assertEqual(self._card(), ("Anonymized", "anonymized"))

    def _2025_the_last_day_of_the_retention(self):
        """The invoice of 2020 is kept to the end of this day."""
        self._finish("2025-12-31")
        self.assertEqual(self._says(2020), "<p>For Zacharias Quillfeather</p>")

    def _2026_the_night_finishes_his_last_invoice(self):
        self._finish("2026-01-01")
        self.assertEqual(self._says(2020), "<p>For Anonymized</p>")
        self.assertFalse(self._waiting())
        self.assertEqual(self.invoices[2020].amount_total, 100.0)

    def _2026_the_key_is_destroyed(self):
        """The proof looks everywhere first; then there is no way back."""
        with freeze_time("2026-02-02"):
            self.assertTrue(list(self.keys.glob("*/*.keys")))
            run = self._as(self.officer).purge_anonymized(note="ticket 4713")
            self._commit()
        self.assertEqual((run.kind, run.state), ("purge", "done"))
        self.assertEqual(self._card(), ("Deleted", "deleted"))
        self.assertEqual(list(self.keys.glob("*/*.keys")), [])
        self.env.cr.execute(
            "SELECT (SELECT count(*) FROM partner_anonymization_seal"
            "         WHERE partner_id = %s)"
            " + (SELECT count(*) FROM partner_anonymization_document_seal"
            "     WHERE partner_id = %s)",
            [self.person.id] * 2,
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def _2026_nothing_of_him_is_left(self):
        """A search that shares no code with the module: all tables and all files."""
        self.env.flush_all()
        self.assertEqual(search.find(self.env.cr, WORDS), set())
        self.assertEqual(files_search.find(self.env, WORDS), set())
        self.assertEqual(self.neighbour.name, "Berta Unbeteiligt")
        for year, move in self.invoices.items():
            self.assertEqual((move.amount_total, move.date.year), (100.0, year))

    def _2026_nothing_comes_back(self):
        """Neither by the officer, nor by a night, nor by a new document."""
        with freeze_time("2026-02-03"):
            with self.assertRaisesRegex(UserError, "deleted"):
                self._as(self.officer).deanonymize(note="ticket 4714")
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.env["sale.order"].create({"partner_id": self.person.id})
        nights = ("candidates", "resweep", "finish", "purge")
        self._night("2026-02-04", *nights)  # which tell managers once what to know
        before = self._digest()
        self._night("2026-02-05", *nights)
        self.assertDigest(before, self._digest())
        self.assertEqual(self._card(), ("Deleted", "deleted"))

    # What the chapters are told with

    def _quote(self):
        """A quotation that names the customer in its texts, with a letter."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "client_order_ref": "As Zacharias Quillfeather asked",
                "order_line": [Command.create({"product_id": self.bird_house.id})],
            }
        )
        order.message_post(
            body="Sent to Zacharias Quillfeather, Brombærvej 15",
            attachments=[("Zacharias Quillfeather.txt", LETTER)],
        )
        return order

    def _bill(self, order):
        move = order._create_invoices()
        move.write(
            {
                "invoice_date": move.date,
                "narration": "<p>For Zacharias Quillfeather</p>",
            }
        )
        move.action_post()
        self.invoices[move.date.year] = move

    def _finish(self, day):
        """The night of a day, as far as it is about documents whose time is over."""
        with freeze_time(day):
            self.env["partner.anonymization"]._cron_finish()
            self._commit()

    def _commit(self):
        """What a commit does: keys are destroyed, files removed."""
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()

    def _as(self, user):
        return self.env["res.partner"].with_user(user).browse(self.person.id)

    def _wizard(self):
        return (
            self.env["partner.anonymize"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_ids": [Command.set(self.person.ids)],
                    "override_retention": True,
                    "override_reason": "Ticket 4711",
                    "confirmation": "I understand anonymization",
                    "note": "ticket 4710",
                }
            )
        )

    def _card(self):
        self.env.invalidate_all()
        return self.person.name, self.person.anonymization_state

    def _says(self, year):
        self.env.invalidate_all()
        return str(self.invoices[year].narration)

    def _waiting(self):
        return self.env["partner.anonymization.kept"].search(
            [("is_waiting", "=", True), ("partner_id", "=", self.person.id)]
        )

    def _ids_of(self, rows, model):
        return set(rows.filtered(lambda row: row.model == model).mapped("res_id"))

    def _found(self):
        self.env.flush_all()
        return len(search.find(self.env.cr, WORDS))

    def _digest(self):
        """Every row of every table but those of the log and of dialogs."""
        self.env.flush_all()
        return digest(
            self.env.cr,
            skip=(
                "bus_bus", "ir_config_parameter", "ir_cron", "ir_cron_progress",
                "ir_cron_trigger", "ir_logging", "partner_anonymize",
                "partner_anonymize_res_partner_rel",
            ),
        )  # fmt: skip

"""Missing PDFs are made in the background, before the run, and tried once."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.pdf import PdfReadError

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ...models.kept import partner_anonymization_pdf_task
from ..cases.accounting import BooksCase

CRON = "partner_anonymization.ir_cron_make_pdfs"
TASKS = "odoo.addons.partner_anonymization.models.kept.partner_anonymization_pdf_task"
RUNS = "odoo.addons.partner_anonymization.models.kept.res_partner_pdf"


@tagged("post_install", "-at_install")
class TestPdfsInBackground(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = cls.env["account.move"].union(
            *(cls._invoice(cls.person) for _number in range(3))
        )
        for move in cls.moves:
            cls._pay(move)
        cls.clerk = cls._user("pdf-clerk", "group_anonymize,group_override_retention")
        cls.env.ref(CRON).lastcall = False

    def setUp(self):
        super().setUp()
        self.rendered, self.broken = [], set()
        self.error = UserError("broken")
        render = IrActionsReport._pre_render_qweb_pdf

        def maybe(report, report_ref, res_ids=None, data=None):
            self.rendered += res_ids
            if self.broken & set(res_ids):
                raise self.error
            return render(report, report_ref, res_ids=res_ids, data=data)

        self.startPatcher(patch.object(IrActionsReport, "_pre_render_qweb_pdf", maybe))

    def _wizard(self, user=None, **values):
        model = self.env["partner.anonymize"].with_user(user or self.clerk)
        return model.create(
            {
                "partner_ids": self.person.ids,
                "confirmation": "I understand anonymization",
                "override_retention": True,
                "override_reason": "Ticket 4711",
                **values,
            }
        )

    def _files(self):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", self.moves.ids),
                ("res_field", "=", "invoice_pdf_report_file"),
            ]
        )

    def _work(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def test_asked_closed_and_opened_again(self):
        wizard = self._wizard()
        self.assertTrue(wizard.can_make_pdfs)
        self.assertFalse(wizard.pdf_progress)
        action = wizard.action_make_pdfs()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (wizard._name, wizard.id)
        )
        again = self._wizard()
        self.assertIn("0 of 3. You can close", again.pdf_progress)
        self.assertFalse(again.can_make_pdfs, "asked for already")
        self.assertFalse(self._files(), "nothing is made while the user waits")
        self._work()
        self.assertEqual(len(self._files()), 3)
        again = self._wizard()
        self.assertEqual(again.pdf_progress, "PDFs made in the background: all 3.")
        self.assertFalse(again.missing_pdf_summary)

    def test_nothing_is_missing(self):
        """As when the PDFs were made since the wizard was opened."""
        other = self.Partner.create({"name": "Olga Octavius"})
        wizard = self._wizard(partner_ids=other.ids)
        wizard.action_make_pdfs()
        tasks = self.env["partner.anonymization.pdf.task"].search([])
        self.assertFalse(tasks)

    def test_shown_in_the_form(self):
        self._wizard().action_make_pdfs()
        self.assertIn("0 of 3", Form(self._wizard()).pdf_progress)

    def test_a_partner_in_use_comes_later(self):
        self._wizard().action_make_pdfs()
        busy = patch.object(
            type(self.person),
            "try_lock_for_update",
            lambda partners, **_options: partners.browse(),
        )
        cron = self.env.ref(CRON)
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        with busy:
            self._work()
        self.assertFalse(self._files())
        self.assertIn("0 of 3. You can", self._wizard().pdf_progress)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        self._work()
        self.assertEqual(len(self._files()), 3)

    def test_progress_of_a_part(self):
        self.patch(partner_anonymization_pdf_task, "AT_ONCE", 1)
        self._wizard().action_make_pdfs()
        self.env["partner.anonymization.pdf.task"].search([], limit=1)._make()
        self.assertIn("1 of 3. You can", self._wizard().pdf_progress)

    def test_told_once_and_not_tried_again(self):
        self.broken = {self.moves[1].id}
        self._wizard().action_make_pdfs()
        with self.assertLogs(TASKS, "WARNING") as logs:
            self._work()
        self.assertEqual(len(logs.output), 1)
        self.assertIn("1 invoices", logs.output[0])
        self.assertEqual(len(self._files()), 2)
        wizard = self._wizard(
            self.env.user, without_pdf=True, without_pdf_reason="Folder 12"
        )
        self.assertIn("2 of 3. It was not possible for 1", wizard.pdf_progress)
        self.rendered.clear()
        with self.assertLogs(RUNS, "WARNING"):
            wizard.action_anonymize()
        self.assertEqual(self.rendered, [], "not tried again by the run")
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_what_is_no_pdf_holds_up_nobody(self):
        """The program writes something, but no PDF."""
        self.broken, self.error = {self.moves[1].id}, PdfReadError("no PDF")
        self._wizard().action_make_pdfs()
        with self.assertLogs(TASKS, "WARNING"):
            self._work()
        self.assertEqual(len(self._files()), 2)
        with self.assertLogs(RUNS, "WARNING"), self.assertRaises(UserError):
            self._wizard(self.env.user).action_anonymize()

    def test_a_refused_run_leaves_what_was_made(self):
        """Otherwise all of them would be made anew each time."""
        self.broken = {self.moves[1].id}
        self._wizard().action_make_pdfs()
        with self.assertLogs(TASKS, "WARNING"):
            self._work()
        with self.assertLogs(RUNS, "WARNING"), self.assertRaises(UserError):
            self._wizard(self.env.user).action_anonymize()
        self.assertEqual(len(self._files()), 2)

    def test_nothing_to_print_with(self):
        self._wizard().action_make_pdfs()
        state = patch.object(
            type(self.env["account.move"]), "_anonymization_can_print", lambda _s: False
        )
        with state, self.assertLogs(TASKS, "WARNING") as logs:
            self._work()
            self.assertFalse(self._wizard().can_make_pdfs)
        self.assertEqual((self.rendered, len(logs.output)), ([], 1))

    def test_restoring_leaves_them(self):
        """They were there before the run."""
        self._wizard().action_make_pdfs()
        self._work()
        before = self._files().mapped("checksum")
        self._wizard(self.env.user).action_anonymize()
        self.person.deanonymize()
        self.assertEqual(self._files().mapped("checksum"), before)

    def test_anonymized_meanwhile(self):
        """Nobody prints a placeholder for a customer who is gone."""
        self._wizard().action_make_pdfs()
        self.broken = set(self.moves.ids)
        with self.assertLogs(RUNS, "WARNING"):
            self._wizard(
                self.env.user, without_pdf=True, without_pdf_reason="Folder 12"
            ).action_anonymize()
        self.broken = set()
        self._work()
        self.assertFalse(self._files())

    def test_right(self):
        wizard = self._wizard()
        nobody = self._user("pdf-nobody")
        with self.assertRaises(AccessError):
            wizard.with_user(nobody).action_make_pdfs()
        with self.assertRaises(AccessError):
            self.env["partner.anonymization.pdf.task"].with_user(self.clerk).search([])

    def test_old_tasks_go(self):
        self._wizard().action_make_pdfs()
        self._work()
        tasks = self.env["partner.anonymization.pdf.task"]
        self.env.cr.execute(
            "UPDATE partner_anonymization_pdf_task"
            "   SET write_date = now() - '25 h'::interval"
        )
        tasks.invalidate_model()
        tasks._gc_done()
        self.assertFalse(tasks.search([]))

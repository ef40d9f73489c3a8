"""An invoice within its retention gets its PDF while its customer can be named."""

import os
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..cases.accounting import BooksCase

LOGGER = "odoo.addons.partner_anonymization.models.kept.res_partner_pdf"
PDF = b"%PDF-1.4 bird house"


@tagged("post_install", "-at_install")
class TestMissingPdf(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recent = cls._invoice(cls.person)
        cls.old = cls._invoice(cls.person, "2009-05-05")
        for move in cls.recent | cls.old:
            cls._pay(move)
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.foreign = cls._invoice(cls.other)

    def _files(self, *moves):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", [move.id for move in moves]),
                ("res_field", "=", "invoice_pdf_report_file"),
            ]
        )

    def _anonymize(self, **context):
        self.person.with_context(**context).anonymize(
            "Ticket 4711", override_retention=True
        )
        return self.person.sudo().anonymization_line_id

    def _traces(self, line):
        return line.trace_ids.filtered(lambda t: t.model == "account.move")

    def test_rendered_before_the_erasure(self):
        before = self.recent.write_date, self.recent.is_move_sent
        line = self._anonymize()
        (file,) = self._files(self.recent, self.old, self.foreign)
        self.assertEqual(file.res_id, self.recent.id)
        self.assertIn("Zacharias Quillfeather", file.raw.decode())
        self.assertEqual(self.recent.invoice_pdf_report_id, file)
        self.assertEqual((self.recent.write_date, self.recent.is_move_sent), before)
        kept = line.kept_ids.filtered(lambda one: one.model == "ir.attachment")
        self.assertEqual(kept.res_id, file.id)
        self.assertEqual(kept.date_until, self.recent.anonymization_retention_end)
        self.assertFalse(
            self._traces(line).filtered(lambda t: t.status == "missing_pdf")
        )

    def test_printed_as_pdf(self):
        calls = []

        def run(*args, **kwargs):
            calls.append(args)
            return PDF

        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", run),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda _self: "ok"),
        ):
            self._anonymize(force_report_rendering=True)
        self.assertEqual(len(calls), 1)
        (file,) = self._files(self.recent, self.old)
        self.assertEqual((file.raw, file.mimetype), (PDF, "application/pdf"))

    def test_a_stored_pdf_stays(self):
        stored = self.env["ir.attachment"].create(
            {
                "name": "INV.pdf",
                "raw": PDF,
                "res_model": "account.move",
                "res_id": self.recent.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self._anonymize()
        self.assertEqual(self._files(self.recent), stored)
        self.assertEqual(stored.raw, PDF)
        self.person.deanonymize()
        self.assertEqual(self._files(self.recent), stored)

    def test_undone_with_the_anonymization(self):
        self._anonymize()
        name = self._files(self.recent).store_fname
        self.assertTrue(os.path.exists(self.env["ir.attachment"]._full_path(name)))
        self.person.deanonymize()
        self.assertFalse(self._files(self.recent))
        self.assertFalse(self.recent.invoice_pdf_report_id)

    def test_undoing_the_company_leaves_what_its_contact_has(self):
        contact = self.person.child_ids.filtered(
            lambda one: one.name == "Otto Nachtigall"
        )
        mine, dated = self._invoice(contact), self._invoice(contact)
        for move in mine | dated:
            self._pay(move)
        self.assertEqual(mine.commercial_partner_id, self.person)
        stored = self.env["ir.attachment"].create(
            {
                "name": "INV.pdf",
                "raw": PDF,
                "res_model": "account.move",
                "res_id": dated.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        contact.anonymize("Ticket 4711", override_retention=True)
        line = contact.sudo().anonymization_line_id
        rendered = self._files(mine)
        content = rendered.raw
        self.assertIn("Otto Nachtigall", content.decode())
        company_line = self._anonymize()
        self.assertNotEqual(company_line, line)
        for file in rendered | stored:
            self.assertEqual(file.anonymization_kept_line_id, line)
        recent = self._files(self.recent)
        self.assertEqual(recent.anonymization_kept_line_id, company_line)
        self.person.deanonymize()
        self.assertFalse(recent.exists(), "made by the run that is undone")
        self.assertEqual(self._files(mine), rendered)
        self.assertEqual(rendered.raw, content)
        for file in rendered | stored:
            self.assertEqual(file.anonymization_kept_line_id, line)
        contact.deanonymize()
        self.assertFalse(self._files(mine))
        self.assertEqual(self._files(dated), stored)
        self.assertFalse(stored.anonymization_kept_line_id)

    def test_finished_and_undone(self):
        """What was finished is not waiting any more, and goes all the same."""
        line = self._anonymize()
        rendered = self._files(self.recent)
        self.env.cr.execute(
            "UPDATE ir_attachment SET anonymization_kept_line_id = NULL WHERE id = %s",
            rendered.ids,
        )
        self.env.invalidate_all()
        self.assertEqual(rendered.anonymization_rendered_line_id, line)
        self.person.deanonymize()
        self.assertFalse(rendered.exists())

    def test_nothing_is_left_of_a_rehearsal_or_a_refusal(self):
        self.env["partner.anonymize"].create(
            {"partner_ids": [Command.set(self.person.ids)], "override_retention": True}
        ).action_rehearse()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertFalse(self._files(self.recent))
        with self.assertRaisesRegex(UserError, "names the person"):
            self.person.anonymize(
                note="for Zacharias Quillfeather", override_retention=True
            )
        self.assertFalse(self._files(self.recent))

    def test_failing_is_listed_and_logged_without_names(self):
        second = self._invoice(self.person)
        self._pay(second)
        render = IrActionsReport._pre_render_qweb_pdf

        def fail(report, report_ref, res_ids=None, data=None):
            if second.id in res_ids:
                raise UserError(self.person.name)
            return render(report, report_ref, res_ids=res_ids, data=data)

        with (
            patch.object(IrActionsReport, "_pre_render_qweb_pdf", fail),
            self.assertLogs(LOGGER, "WARNING") as logs,
        ):
            line = self._anonymize()
        self.assertEqual(len(logs.output), 1, logs.output)
        self.assertIn(str(second.id), logs.output[0])
        self.assertNotIn("Zacharias", logs.output[0])
        self.assertEqual(self._files(self.recent, second).res_id, self.recent.id)
        (trace,) = self._traces(line).filtered(lambda t: t.status == "missing_pdf")
        self.assertEqual((trace.field, trace.res_count), ("invoice_pdf_report_file", 1))
        self.assertIn("no stored PDF", trace.reason)
        self.assertEqual(self.person.name, "Anonymized")

    @mute_logger(LOGGER)
    def test_no_program_to_print_with(self):
        with patch.object(
            IrActionsReport, "get_wkhtmltopdf_state", lambda _self: "install"
        ):
            line = self._anonymize(force_report_rendering=True)
        self.assertFalse(self._files(self.recent))
        self.assertEqual(
            self._traces(line).filtered(lambda t: t.status == "missing_pdf").res_count,
            1,
        )

    def test_turned_off(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.anonymization_render_missing_pdf)
        settings.anonymization_render_missing_pdf = False
        settings.execute()
        line = self._anonymize()
        self.assertFalse(self._files(self.recent))
        self.assertFalse(
            self._traces(line).filtered(lambda t: t.status == "missing_pdf")
        )

    def test_six_queries_where_there_is_nothing_to_render(self):
        """Whatever the number of invoices: five for the periods, one for these."""
        partners = self.other | self.Partner.create({"name": "Prospect"})
        self.foreign.button_draft()
        partners._anonymization_invoices_without_pdf()  # reads the parameter
        with self.assertQueryCount(6):
            self.assertFalse(partners._anonymization_invoices_without_pdf())

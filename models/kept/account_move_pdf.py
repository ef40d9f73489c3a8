"""Invoices within their retention get the PDF that nobody has stored, before the data
that it prints is erased."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.modules import module
from odoo.tools import config
from odoo.tools.pdf import PdfReadError

from odoo.addons.base.models.ir_qweb import QWebError

from ...engine.database import file_store
from ...engine.due import document_end

PDF_FIELD = "invoice_pdf_report_file"
AT_ONCE = 50
# After so many failures, and nothing else, the rest is not tried.
MOST_TRIES = 5
# The last one: what the program has written is no PDF.
NOT_PRINTED = (UserError, QWebError, ValueError, OSError, PdfReadError)
NO_PROGRAM = ("install", "broken")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _anonymization_posted_invoices(self, condition=Domain.TRUE):
        """The query of the posted invoices that meet a condition."""
        invoices = Domain("state", "=", "posted") & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )
        everything = self.sudo().with_context(active_test=False)
        return BaseModel._search(everything, invoices & condition)

    def _anonymization_kept_today(self, datamap=None):
        """Those of these entries whose retention goes on, in the order of their ids."""
        ends = document_end.Ends(self.sudo().env, self._name, datamap)
        return self.browse(sorted(ends.kept(self.ids, fields.Date.context_today(self))))

    @api.model
    def _anonymization_can_print(self):
        """Whether PDFs can be made here, as far as is known without trying. Override it
        where something else than Odoo's own program prints."""
        in_tests = module.current_test or config["test_enable"]
        if in_tests and not self.env.context.get("force_report_rendering"):
            return True  # Odoo makes HTML then
        return self.env["ir.actions.report"].get_wkhtmltopdf_state() not in NO_PROGRAM

    def _anonymization_store_pdfs(self):
        """Make a PDF of each of these. Where nothing at all can be printed, a few are
        tried and not all of them.

        :return: ``{id of an invoice without: kind of error}``
        """
        failed = {}
        for group in self._anonymization_groups():
            failed.update(group._anonymization_store_pdf())
            if len(group) >= MOST_TRIES and failed.keys() >= set(group.ids):
                error = failed[group.ids[-1]]
                made = self.sudo().filtered(PDF_FIELD)
                return dict.fromkeys((self - made).ids, error) | failed
        return failed

    def _anonymization_groups(self):
        for moves in self.grouped("company_id").values():
            for start in range(0, len(moves), AT_ONCE):
                yield moves[start : start + AT_ONCE]

    def _anonymization_store_pdf(self):
        """Render and store; where a group fails, its invoices are tried one by one.

        :return: as :meth:`_anonymization_store_pdfs`
        """
        error = self._anonymization_try_pdf()
        if not error or len(self) == 1:
            return dict.fromkeys(self.ids, error) if error else {}
        failed = {}
        for tried, move in enumerate(self):
            if len(failed) == tried >= MOST_TRIES:  # none of them
                return dict.fromkeys(self.ids, error)
            failed.update(move._anonymization_store_pdf())
        return failed

    def _anonymization_try_pdf(self):
        """:return: the kind of error, or None"""
        self.env.flush_all()
        try:
            # A savepoint that flushes would also send the bus messages that wait.
            with self.env.cr.savepoint(flush=False):
                self._anonymization_render_pdf()
                self.env.flush_all()
        except NOT_PRINTED as error:
            self.env.transaction.clear()
            return type(error).__name__
        return None

    def _anonymization_render_pdf(self):
        send = self.env["account.move.send"]
        data = {
            move: {"pdf_report": send._get_default_pdf_report_id(move)} for move in self
        }
        send._prepare_invoice_pdf_report(data)
        files = self.env["ir.attachment"].create(
            [
                {**values["pdf_attachment_values"], "anonymization_rendered": True}
                for values in data.values()
            ]
        )
        file_store.remove_at_rollback(self.env, files.mapped("store_fname"))
        self.invalidate_recordset([PDF_FIELD, "invoice_pdf_report_id"])

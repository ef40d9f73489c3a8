"""Invoices within their retention get the PDF that nobody has stored, before the data
that it prints is erased."""

import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel

from odoo.addons.base.models.ir_qweb import QWebError

from ...engine.database import file_store
from ...engine.due import document_end

_logger = logging.getLogger(__name__)
PDF_FIELD = "invoice_pdf_report_file"
AT_ONCE = 50


class AccountMove(models.Model):
    _inherit = "account.move"

    def _anonymization_kept_today(self):
        """The query of the posted invoices whose retention goes on."""
        yesterday = fields.Date.subtract(fields.Date.context_today(self), days=1)
        ended = document_end.Ends(self.sudo().env, self._name).ended(yesterday)
        invoices = Domain("state", "=", "posted") & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )
        everything = self.sudo().with_context(active_test=False)
        return BaseModel._search(everything, invoices & ~ended)

    def _anonymization_store_pdf(self):
        """Render and store; where a group fails, its invoices are tried one by one.

        A failure is no reason to refuse a person's erasure: it is listed on the trace.
        """
        self.env.flush_all()
        try:
            # A savepoint that flushes would also send the bus messages that wait.
            with self.env.cr.savepoint(flush=False):
                self._anonymization_render_pdf()
                self.env.flush_all()
        except (UserError, QWebError, ValueError, OSError) as error:
            self.env.transaction.clear()
            if len(self) > 1:
                for move in self:
                    move._anonymization_store_pdf()
                return
            # The error's text may quote the invoice.
            _logger.warning(
                "Invoice %s got no PDF before its customer is anonymized: %s",
                self.id,
                type(error).__name__,
            )

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

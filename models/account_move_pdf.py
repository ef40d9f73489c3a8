"""Invoices within their retention get the PDF that nobody has stored, before the data
that it prints is erased."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL

from odoo.addons.base.models.ir_qweb import QWebError

from ..engine import document_end, filestore, idlist, log, parameters
from ..engine.kept import Kept
from . import messages

_logger = logging.getLogger(__name__)
RENDER_PARAMETER = "partner_anonymization.render_missing_pdf"
PDF_FIELD = "invoice_pdf_report_file"
AT_ONCE = 50


class PartnerAnonymization(models.Model):
    _inherit = "partner.anonymization"

    @api.model
    def _anonymization_before(self, kind, partners):
        result = super()._anonymization_before(kind, partners)
        if kind == "deanonymize":
            partners._anonymization_remove_pdf()
        elif kind == "anonymize":
            moves = partners._anonymization_invoices_without_pdf()
            for _company, group in moves.grouped("company_id").items():
                for start in range(0, len(group), AT_ONCE):
                    group[start : start + AT_ONCE]._anonymization_store_pdf()
        return result

    @api.model
    def _anonymization_after(self, kind, partners):
        result = super()._anonymization_after(kind, partners)
        if kind == "anonymize":
            partners._anonymization_own_rendered()
            moves = partners._anonymization_invoices_without_pdf()
            if moves:
                partners._anonymization_list_without_pdf(moves)
        return result


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    anonymization_rendered = fields.Boolean(
        readonly=True,
        copy=False,
        help="A PDF of an invoice that was made when its customer was anonymized.",
    )
    anonymization_rendered_line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Made For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The PDF goes when this is undone.",
    )
    _anonymization_rendered_idx = models.Index(
        "(res_id) WHERE anonymization_rendered"
        " AND anonymization_rendered_line_id IS NULL"
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _anonymization_invoices_without_pdf(self):
        """Posted invoices of these partners within their retention."""
        moves = self.env["account.move"]
        if not parameters.flag(self.env, "render_missing_pdf"):
            return moves
        names = ("state", "move_type", "date", "partner_id", "commercial_partner_id")
        moves.flush_model(names)
        query = moves._anonymization_kept_today()
        move = SQL.identifier(query.table, "id")
        own = SQL(" UNION ").join(self._anonymization_moves())
        query.add_where(SQL("%s IN (%s)", move, own))
        query.add_where(
            SQL(
                """
                NOT EXISTS (SELECT FROM ir_attachment file
                             WHERE file.res_model = 'account.move'
                               AND file.res_id = %s AND file.res_field = %s)
                """,
                move,
                PDF_FIELD,
            )
        )
        query.order = move
        rows = self.env.execute_query(query.select(move))
        return moves.browse(move_id for (move_id,) in rows)

    def _anonymization_moves(self):
        """Queries of the ids of these partners' entries."""
        return [
            SQL(
                "SELECT id FROM account_move WHERE %s = ANY(%s)",
                SQL.identifier(name),
                idlist.array(self.ids),
            )
            for name in ("partner_id", "commercial_partner_id")
        ]

    def _anonymization_own_rendered(self):
        """Note for which line the PDFs of a run were made: a contact and its company
        may have one each, and each is undone on its own."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_attachment file
                   SET anonymization_rendered_line_id = made.line_id
                  FROM (SELECT file.id,
                               COALESCE(file.anonymization_kept_line_id,
                                        max(partner.anonymization_line_id)) AS line_id
                          FROM ir_attachment file
                          JOIN account_move move ON move.id = file.res_id
                          JOIN res_partner partner
                            ON partner.id IN (move.partner_id,
                                              move.commercial_partner_id)
                         WHERE file.anonymization_rendered
                           AND file.anonymization_rendered_line_id IS NULL
                           AND partner.id = ANY(%s)
                         GROUP BY file.id) made
                 WHERE file.id = made.id
                """,
                idlist.array(self.ids),
            )
        )
        self.env["ir.attachment"].invalidate_model(["anonymization_rendered_line_id"])

    def _anonymization_remove_pdf(self):
        """De-anonymizing undoes what the run has made; by SQL, since the audit trail
        of accounting detaches such a file only."""
        line_ids = self.sudo().anonymization_line_id.ids
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ir_attachment
                 WHERE anonymization_rendered AND res_model = 'account.move'
                   AND res_field = %s
                   AND (anonymization_rendered_line_id = ANY(%s)
                        OR anonymization_rendered_line_id IS NULL
                           AND anonymization_kept_line_id = ANY(%s))
             RETURNING store_fname
                """,
                PDF_FIELD,
                line_ids,
                line_ids,
            )
        )
        filestore.remove_at_commit(self.env, {name for (name,) in rows if name})
        self.env.invalidate_all()

    def _anonymization_list_without_pdf(self, moves):
        """On the trace of the partner that each invoice belongs to."""
        found = []
        for move in moves:
            for partner in move.partner_id | move.commercial_partner_id:
                line_id = partner.anonymization_line_id.id
                if partner in self and line_id:
                    found.append(
                        Kept(
                            line_id,
                            move._name,
                            move.id,
                            PDF_FIELD,
                            "declined",
                            "no_pdf",
                        )
                    )
                    break
        lines = {kept.subject: kept.subject for kept in found}
        log.add_kept(self.env, found, lines, messages.kept_reasons(self.env))


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
        """Render and store; those that fail together are tried one by one.

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
        filestore.remove_at_rollback(self.env, files.mapped("store_fname"))
        self.invalidate_recordset([PDF_FIELD, "invoice_pdf_report_id"])

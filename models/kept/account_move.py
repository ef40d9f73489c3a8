"""Entries of anonymized customers: their kept files, and their debtor."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.due import document_end
from ...engine.plan import kept_debtor


class AccountMove(models.Model):
    _inherit = "account.move"

    anonymization_debtor_readable = fields.Boolean(
        compute="_compute_anonymization_debtor_readable",
        groups="base.group_user",
        help="Name and tax number of the debtor are sealed and readable here, because "
        "the law wants them readable while this document is kept.",
    )

    def _compute_anonymization_debtor_readable(self):
        may = self.env["partner.anonymization"]._may_read_kept()
        today = fields.Date.context_today(self)
        for move in self:
            end = move.anonymization_retention_end
            move.anonymization_debtor_readable = bool(
                may
                and move.id
                and move.anonymization_state
                and end
                and end >= today
                and kept_debtor.holders(self.env.cr, move.id)
            )

    def action_anonymization_debtor(self):
        """Show the debtor of an entry whose customer is anonymized."""
        self.ensure_one()
        self._anonymization_debtor_lines()
        dialog = self.env["partner.anonymization.debtor"].create({"move_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debtor"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "target": "new",
        }

    def _anonymization_debtor_lines(self):
        """The lines that hold the debtor's cards, the first one first.

        :raise AccessError: the user may not read it
        :raise UserError: there is none, or the document is kept no longer
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_may_read_kept()
        self.check_access("read")
        holders = kept_debtor.holders(self.env.cr, self.id)
        if not holders:
            raise UserError(
                self.env._(
                    "No debtor is kept readable for this entry: the law of its company "
                    "does not ask for it, or its retention has ended."
                )
            )
        end = document_end.Ends(self.sudo().env, self._name).of(self.sudo())
        if not end or end < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The legal retention of this entry has ended: its debtor is not "
                    "shown any more."
                )
            )
        return self.env["partner.anonymization.line"].sudo().browse(holders)

    # ------------------------------------------------------------------
    # Kept files
    # ------------------------------------------------------------------

    def _anonymization_check_kept(self):
        """:raise AccessError: there are kept files, and the user may not read them"""
        if self._anonymization_kept_files():
            self.env["partner.anonymization"]._check_may_read_kept()

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        self._anonymization_check_kept()
        return super()._get_invoice_legal_documents(filetype, allow_fallback)

    def _get_invoice_legal_documents_all(self, allow_fallback=False):
        self._anonymization_check_kept()
        return super()._get_invoice_legal_documents_all(allow_fallback)

    def _get_move_zip_export_docs(self):
        self._anonymization_check_kept()
        return super()._get_move_zip_export_docs()

from odoo import fields, models

from ..engine.subject import membership
from . import anonymize_pdfs


class PartnerAnonymize(models.TransientModel):
    """Missing PDFs are made in the background, before the run."""

    _inherit = "partner.anonymize"

    pdf_progress = fields.Char(compute="_compute_check")
    can_make_pdfs = fields.Boolean(compute="_compute_check")

    def _warn_of_missing_pdfs(self, subjects, effective):
        result = super()._warn_of_missing_pdfs(subjects, effective)
        partners = self._members(subjects)
        task = self.env["partner.anonymization.pdf.task"].sudo()
        counts = task._progress(partners) if partners else {}
        self.pdf_progress = anonymize_pdfs.progress(self.env, counts)
        self.can_make_pdfs = bool(
            self.missing_pdf_summary
            and not counts.get("waiting")
            and self.env["account.move"]._anonymization_can_print()
        )
        return result

    def _members(self, subjects):
        ids = [id_ for one in subjects for id_ in one.partner_ids]
        return self.env["res.partner"].sudo().browse(ids)

    def action_make_pdfs(self):
        """Have the missing PDFs made while the user does something else."""
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._check_partners()
        self.env.flush_all()
        subjects = membership.collect(self.env.cr, self.partner_ids.ids)
        moves = self._members(subjects)._anonymization_invoices_without_pdf()
        self.env["partner.anonymization.pdf.task"].sudo()._ask(moves)
        return self._reopen()

from odoo import api, models

from .account_move_pdf import AT_ONCE


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

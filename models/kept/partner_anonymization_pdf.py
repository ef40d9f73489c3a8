from odoo import api, models

from ...engine.datamap import DataMap
from ..log.engine_door import OF_RUN


class PartnerAnonymization(models.Model):
    _inherit = "partner.anonymization"

    @api.model
    def _anonymization_before(self, kind, partners):
        result = super()._anonymization_before(kind, partners)
        if kind == "deanonymize":
            partners._anonymization_remove_pdf()
        return result

    @api.model
    def _anonymization_after(self, kind, partners):
        result = super()._anonymization_after(kind, partners)
        if kind == "anonymize":
            partners._anonymization_own_rendered()
            datamap = self.env.context.get(OF_RUN)
            if not isinstance(datamap, DataMap):  # a client may send anything
                datamap = None
            moves = partners._anonymization_invoices_without_pdf(datamap)
            if moves:
                partners._anonymization_list_without_pdf(moves)
        return result

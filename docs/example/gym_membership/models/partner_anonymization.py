from odoo import models


class PartnerAnonymization(models.Model):
    _inherit = "partner.anonymization"

    def _anonymization_before(self, kind, partners):
        """Close the door before nobody knows any more whose card it is."""
        result = super()._anonymization_before(kind, partners)
        if kind == "anonymize":
            domain = [("partner_id", "in", partners.ids), ("opens_door", "=", True)]
            self.env["gym.membership"].sudo().search(domain).opens_door = False
        return result

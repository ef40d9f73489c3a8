from odoo import fields, models
from odoo.exceptions import AccessError


class PartnerAnonymizationSealMixin(models.AbstractModel):
    """A part of what is encrypted for a log line, and where its key is. Nobody reads
    one by the ORM, not even as superuser: the engine does by SQL."""

    _name = "partner.anonymization.seal.mixin"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Sealed data"

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    partner_id = fields.Integer(required=True)
    key_ref = fields.Char(required=True)
    part = fields.Integer(required=True)
    payload = fields.Binary(attachment=False, required=True)

    def _fetch_query(self, query, fields):
        if fields:
            raise AccessError(
                self.env._("Sealed data is read by nobody; de-anonymize the partner.")
            )
        return super()._fetch_query(query, fields)

from odoo import api, fields, models


class PartnerAnonymizationReplay(models.Model):
    """Whom the ledger says to have been erased after the backup that was restored."""

    _name = "partner.anonymization.replay"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Partner to be erased again"
    _order = "date desc, partner_ref"
    _log_access = False

    partner_ref = fields.Integer(string="Partner ID", required=True, readonly=True)
    kind = fields.Selection(
        [("anonymize", "Anonymize"), ("purge", "Delete for Good")],
        required=True,
        readonly=True,
        help="What was done before the backup was restored.",
    )
    date = fields.Datetime(string="Erased On", required=True, readonly=True)
    state = fields.Selection(
        [
            ("doubtful", "To be decided"),
            ("waiting", "To be erased again"),
            ("done", "Erased again"),
            ("missing", "Not in the backup"),
            ("reused", "The ID is another partner's"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(
        string="Waits For",
        readonly=True,
        help="Codes of what is in the way, as in the log; it is tried again every day.",
    )
    tried_date = fields.Date(string="Tried On", readonly=True)

    _unique_partner = models.UniqueIndex("(partner_ref)")

    @api.depends("partner_ref")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"#{row.partner_ref}"

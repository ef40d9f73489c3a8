from odoo import fields, models


class PartnerAnonymizationLine(models.Model):
    """When a night last tried something with a subject: others go first then."""

    _inherit = "partner.anonymization.line"

    proof_tried_date = fields.Date(
        string="Proof Tried On",
        readonly=True,
        help="The night that last searched for what was erased.",
    )
    purge_tried_date = fields.Date(
        string="Deletion Tried On",
        readonly=True,
        help="The night that last looked whether it can be deleted for good.",
    )
    resweep_tried_date = fields.Date(
        string="Sweep Tried On",
        readonly=True,
        help="The night that last swept it again.",
    )
    resweep_run = fields.Integer(
        string="Swept By",
        readonly=True,
        help="The newest run that has swept it again: an older one need not.",
    )

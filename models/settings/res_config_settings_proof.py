from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Where and by how many processes a proof searches."""

    _inherit = "res.config.settings"

    anonymization_proof_searchers = fields.Integer(
        string="Searchers Side by Side",
        config_parameter="partner_anonymization.proof_searchers",
        default=2,
    )
    anonymization_proof_replica = fields.Char(
        string="Read Replica", config_parameter="partner_anonymization.proof_replica"
    )

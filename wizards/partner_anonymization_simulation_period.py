from odoo import fields, models


class PartnerAnonymizationSimulationPeriod(models.TransientModel):
    _name = "partner.anonymization.simulation.period"
    _inherit = "partner.anonymization.period.mixin"
    _description = "Legal period that is tried out"

    simulation_id = fields.Many2one(
        "partner.anonymization.simulation", ondelete="cascade"
    )
    years = fields.Integer(default=5)

    _years = models.Constraint(
        "CHECK (years BETWEEN 1 AND 999)", "A legal period has 1 to 999 years."
    )

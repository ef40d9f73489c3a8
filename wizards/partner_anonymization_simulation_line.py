from odoo import api, fields, models

from ..models.worklist.partner_anonymization_candidate import CATEGORIES
from .partner_anonymization_simulation import year_label


class PartnerAnonymizationSimulationLine(models.TransientModel):
    _name = "partner.anonymization.simulation.line"
    _description = "Persons due in a year"
    _order = "year, category"

    simulation_id = fields.Many2one(
        "partner.anonymization.simulation", ondelete="cascade"
    )
    category = fields.Selection(CATEGORIES, readonly=True)
    year = fields.Integer(readonly=True)
    year_label = fields.Char(string="Due", compute="_compute_year_label")
    before = fields.Integer(string="Now", readonly=True)
    after = fields.Integer(string="Proposed", readonly=True)
    difference = fields.Integer(compute="_compute_difference")

    @api.depends("year")
    def _compute_year_label(self):
        for line in self:
            line.year_label = year_label(self.env, line.year)

    @api.depends("before", "after")
    def _compute_difference(self):
        for line in self:
            line.difference = line.after - line.before

from odoo import fields, models

from .partner_anonymization_period import RETENTION_CLASSES
from .res_company import RETENTION_STARTS


class PartnerAnonymizationPreset(models.Model):
    """What the law of a country asks for, with its source: offered to companies."""

    _name = "partner.anonymization.preset"
    _description = "Legal retention period of a country"
    _order = "country_id, retention_class"
    _rec_name = "source"

    country_id = fields.Many2one(
        "res.country", help="Empty: all countries of the European Union."
    )
    retention_class = fields.Selection(RETENTION_CLASSES, required=True)
    years = fields.Integer(required=True)
    start = fields.Selection(
        RETENTION_STARTS,
        string="Counted From",
        required=True,
        default=RETENTION_STARTS[0][0],
    )
    suspended = fields.Boolean(string="Suspended While Taxes Are Open")
    machine_readable = fields.Boolean(string="Debtor Stays Readable")
    source = fields.Char(required=True, help="The law, with its paragraph.")
    source_date = fields.Date(string="As Of", required=True)
    note = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    _years = models.Constraint(
        "CHECK (years > 0)", "A legal period has at least one year."
    )

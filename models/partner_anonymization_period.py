from odoo import fields, models

from .res_company import RETENTION_STARTS

RETENTION_CLASSES = [
    ("accounting", "Accounting vouchers"),
    ("books", "Books and closings"),
    ("correspondence", "Orders and business letters"),
    ("oss", "One-stop-shop sales"),
]


class PartnerAnonymizationPeriod(models.Model):
    """How long a company keeps a class of documents by law."""

    _name = "partner.anonymization.period"
    _description = "Legal retention period of a company"
    _order = "company_id, retention_class"
    _rec_name = "retention_class"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda s: s.env.company,
    )
    retention_class = fields.Selection(RETENTION_CLASSES, required=True)
    years = fields.Integer(required=True)
    start = fields.Selection(
        RETENTION_STARTS,
        string="Counted From",
        required=True,
        default=RETENTION_STARTS[0][0],
    )
    suspended = fields.Boolean(
        string="Suspended While Taxes Are Open",
        help="Documents of years whose taxes are not assessed yet are kept on.",
    )
    machine_readable = fields.Boolean(
        string="Debtor Stays Readable",
        help="Name, address and tax number of the customer or supplier stay readable "
        "for accounting, although sealed, while the document is kept.",
    )
    source = fields.Char(help="The law, with its paragraph.")
    source_date = fields.Date(string="As Of")

    _once = models.Constraint(
        "UNIQUE (company_id, retention_class)",
        "A company has one period per class of documents.",
    )
    _years = models.Constraint(
        "CHECK (years > 0)", "A legal period has at least one year."
    )

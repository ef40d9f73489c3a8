from odoo import fields, models

from .res_company import RETENTION_STARTS

RETENTION_CLASSES = [
    ("accounting", "Accounting vouchers"),
    ("books", "Books and closings"),
    ("correspondence", "Orders and business letters"),
    ("oss", "One-stop-shop sales"),
]


class PartnerAnonymizationPeriodMixin(models.AbstractModel):
    """How long a class of documents is kept, from when on, and by which law."""

    _name = "partner.anonymization.period.mixin"
    _description = "Legal retention period"

    retention_class = fields.Selection(
        RETENTION_CLASSES, required=True, string="Documents"
    )
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

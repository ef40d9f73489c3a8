from odoo import fields, models

from .ir_attachment import READER_GROUPS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    anonymization_rendered = fields.Boolean(
        readonly=True,
        copy=False,
        groups=READER_GROUPS,
        help="A PDF of an invoice that was made when its customer was anonymized.",
    )
    anonymization_rendered_line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Made For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=READER_GROUPS,
        help="The PDF goes when this is undone.",
    )
    _anonymization_rendered_idx = models.Index(
        "(res_id) WHERE anonymization_rendered"
        " AND anonymization_rendered_line_id IS NULL"
    )

from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    anonymization_rendered = fields.Boolean(
        readonly=True,
        copy=False,
        help="A PDF of an invoice that was made when its customer was anonymized.",
    )
    anonymization_rendered_line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Made For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The PDF goes when this is undone.",
    )
    _anonymization_rendered_idx = models.Index(
        "(res_id) WHERE anonymization_rendered"
        " AND anonymization_rendered_line_id IS NULL"
    )

from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # The other side of the files of a message: what hangs on no record but on messages
    # is found by it.
    anonymization_message_ids = fields.Many2many(
        "mail.message", "message_attachment_rel", "attachment_id", "message_id",
        string="Messages with This File", copy=False, groups="base.group_system",
    )  # fmt: skip

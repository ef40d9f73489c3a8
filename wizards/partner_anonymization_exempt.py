from odoo import fields, models


class PartnerAnonymizationExempt(models.TransientModel):
    """Declare fields not personal, with the reason."""

    _name = "partner.anonymization.exempt"
    _description = "Declare fields not personal"

    unmapped_ids = fields.Many2many("partner.anonymization.unmapped", string="Fields")
    whole_model = fields.Boolean(
        help="All fields of the models, also those that come later; their records do "
        "not block any more.",
    )
    reason = fields.Char(required=True)

    def action_exempt(self):
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        Exemption = self.env["partner.anonymization.exemption"]
        rows = self.unmapped_ids.filtered(lambda row: row.state == "open")
        pairs = {(row.model, "*" if self.whole_model else row.field) for row in rows}
        known = Exemption.with_context(active_test=False).search([])
        known.filtered(lambda one: (one.model, one.field) in pairs).write(
            {"active": True}
        )
        pairs -= {(one.model, one.field) for one in known}
        Exemption.create(
            [
                {"model": model, "field": field, "reason": self.reason}
                for model, field in sorted(pairs)
            ]
        )
        rows.sudo()._refresh()
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.unmapped import suggestion_reach


class PartnerAnonymizationSuggestion(models.TransientModel):
    """Shows what suggested rules would change before they are accepted."""

    _name = "partner.anonymization.suggestion"
    _description = "Accept suggestions"

    line_ids = fields.One2many("partner.anonymization.suggestion.line", "wizard_id")

    @api.model
    def _open(self, rows):
        """The action that shows what rows of the list of unmapped fields suggest."""
        lines = []
        for row in rows.filtered("suggested_path"):
            row_count, people = suggestion_reach.reach(
                self.sudo().env, row.model, row.field, row.suggested_path
            )
            values = {"unmapped_id": row.id, "row_count": row_count}
            values.update(people_count=people, is_taken=not row.is_ambiguous)
            lines.append(fields.Command.create(values))
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing leads from these fields to a contact, so there is no rule "
                    "to suggest: declare them not personal, or write a rule of your "
                    "own in the data map."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accept Suggestions"),
            "res_model": self._name,
            "res_id": self.create({"line_ids": lines}).id,
            "view_mode": "form",
            "target": "new",
        }

    def action_accept(self):
        """Accept what is ticked."""
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        rows = self.line_ids.filtered("is_taken").unmapped_id.sudo()
        rows = rows.filtered(lambda row: row.state == "open" and row.suggested_path)
        if told := rows._accept_each():
            return told
        return {"type": "ir.actions.client", "tag": "soft_reload"}

from odoo import models
from odoo.exceptions import UserError

from ...engine.log import decisions, log_entries
from ...wording import why_kept


class PartnerAnonymizationTrace(models.Model):
    _inherit = "partner.anonymization.trace"

    def action_redact(self):
        """Redact the words in the records of these traces, and search again."""
        self.line_id._check_may_use("group_anonymize")
        unexpected = self.filtered(lambda trace: trace.status == "unexpected")
        if not unexpected:
            raise UserError(
                self.env._("Only unexpected traces can be redacted; these are not.")
            )
        asked = {(one.line_id.id, one.model, one.field) for one in unexpected}
        is_technical = set(unexpected.mapped("code")) == {"technical"}
        lines = unexpected.line_id
        lines._check_not_held(lines)
        result = lines._prove(asked)
        log_entries.add_events(self.sudo().env, "redact", lines.ids, "done")
        if not result.redacted and is_technical:
            raise UserError(
                self.env._(
                    "The words stand in what Odoo runs or obeys, such as a view, an "
                    "action or a setting, or in this log, which are never redacted. "
                    "Change them there by hand, or accept the traces with a reason."
                )
            )
        if not result.redacted:
            raise UserError(
                self.env._(
                    "The words stand in a file or in a field that is no text. Open "
                    "the records, and change or delete them there."
                )
            )
        return lines._proof_message(result)

    def action_not_this_person(self):
        """Remember that what these traces count is not about the person: this proof and
        later ones do not ask again.

        :raise UserError: nothing of it is left to decide
        """
        self.line_id._check_may_use("group_anonymize")
        unexpected = self.filtered(lambda trace: trace.status == "unexpected")
        if not unexpected:
            raise UserError(
                self.env._("Only unexpected traces can be decided; these are not.")
            )
        lines = unexpected.line_id
        reason = why_kept.reasons(self.env)[decisions.CODE]
        decisions.not_this_person(self.sudo().env, unexpected.ids, reason)
        log_entries.add_events(self.sudo().env, "not_this", lines.ids, "done")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

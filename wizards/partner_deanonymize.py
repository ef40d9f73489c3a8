from odoo import fields, models

from . import report


class PartnerDeanonymize(models.TransientModel):
    """Bring partners back, or make them final, with a note for the log."""

    _name = "partner.deanonymize"
    _description = "De-anonymize partners"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Partners",
        required=True,
        context={"active_test": False},
        default=lambda self: self._default_partner_ids(),
    )
    note = fields.Text(
        help="For the log, e.g. a ticket number. It must not name the person.",
    )

    def _default_partner_ids(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env.context.get("active_ids")
        return False

    def action_deanonymize(self):
        self.ensure_one()
        run = self.partner_ids.deanonymize(note=self.note)
        message = self.env._("Partners restored: %s.", run.partner_count)
        return report.done(self.env, run, message)

    def action_purge(self):
        self.ensure_one()
        run = self.partner_ids.purge_anonymized(note=self.note)
        message = self.env._("Partners deleted for good: %s.", run.partner_count)
        return report.done(self.env, run, message)

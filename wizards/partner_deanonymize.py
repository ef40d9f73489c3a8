from odoo import models

from . import report


class PartnerDeanonymize(models.TransientModel):
    """Bring partners back, or make them final, with a note for the log."""

    _name = "partner.deanonymize"
    _inherit = "partner.anonymization.wizard"
    _description = "De-anonymize partners"

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

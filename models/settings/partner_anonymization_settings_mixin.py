from odoo import api, models

from ...wording import stored_texts
from ..log import change_log


class PartnerAnonymizationSettingsMixin(models.AbstractModel):
    """Records that decide how long something is kept: whoever writes them, as superuser
    or by an access rule of an administrator, needs the right to manage anonymization.
    That they did is logged.
    """

    _name = "partner.anonymization.settings.mixin"
    _description = "Settings of anonymization"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["partner.anonymization"]._check_may_set()
        stored_texts.check_values(self.env, vals_list)
        records = super().create(vals_list)
        change_log.note_records(records, ["created"])
        return records

    def write(self, vals):
        self.env["partner.anonymization"]._check_may_set()
        stored_texts.check_values(self.env, [vals])
        change_log.note_records(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["partner.anonymization"]._check_may_set()
        change_log.note_records(self, ["removed"])
        return super().unlink()

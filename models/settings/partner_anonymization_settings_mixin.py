from odoo import api, models


class PartnerAnonymizationSettingsMixin(models.AbstractModel):
    """Records that decide how long something is kept: whoever writes them, as superuser
    or by an access rule of an administrator, needs the right to manage anonymization.
    """

    _name = "partner.anonymization.settings.mixin"
    _description = "Settings of anonymization"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["partner.anonymization"]._check_may_set()
        return super().create(vals_list)

    def write(self, vals):
        self.env["partner.anonymization"]._check_may_set()
        return super().write(vals)

    def unlink(self):
        self.env["partner.anonymization"]._check_may_set()
        return super().unlink()

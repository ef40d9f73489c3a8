from odoo import api, models

from ...engine.vault import opt_out_hashes


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Searches find hashed opt-outs as well."""
        return super()._search(opt_out_hashes.widen(self, domain), *args, **kwargs)

from odoo import models

from ...engine.checks import guard


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    def _insert_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        """Anonymized partners follow nothing new, and nobody follows them."""
        gone = self._anonymization_among(partner_ids or ())
        if gone:
            partner_ids = [id_ for id_ in partner_ids if id_ not in gone]
        if res_model == "res.partner":
            followed = self._anonymization_among(res_ids or ())
            res_ids = [id_ for id_ in res_ids or () if id_ not in followed]
            if followed and not res_ids:
                return None
        return super()._insert_followers(
            res_model, res_ids, partner_ids, *args, **kwargs
        )

    def _anonymization_among(self, partner_ids):
        return guard.gone(self.env, partner_ids)

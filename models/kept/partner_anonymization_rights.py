from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.http import request

from .ir_attachment import READERS


class PartnerAnonymization(models.Model):
    _inherit = "partner.anonymization"

    @api.model
    def _may_read_kept(self):
        """Whether the user may read what the law keeps; being superuser is no right.

        The portal works as superuser: who has sent the request counts."""
        user = self.env.user
        if self.env.uid == SUPERUSER_ID and request and request.env:
            user = request.env.user
        return any(map(user.has_group, READERS))

    @api.model
    def _check_may_read_kept(self):
        """:raise AccessError: the user belongs neither to accounting nor to those who
        manage anonymization"""
        if not self._may_read_kept():
            raise self._kept_error()

    @api.model
    def _kept_error(self):
        return AccessError(
            self.env._(
                "This document belongs to an anonymized partner and is kept by law "
                "only: accounting may read it. Ask somebody in accounting, or an "
                "administrator for that right."
            )
        )

from base64 import b64encode

from odoo import models


class ResPartner(models.Model):
    """No picture is made of the name of somebody anonymized."""

    _inherit = "res.partner"

    def _compute_avatar(self, avatar_field, image_field):
        nameless = self.filtered("anonymization_state")
        for partner in nameless:
            picture = partner[image_field] or b64encode(
                partner._avatar_get_placeholder()
            )
            partner[avatar_field] = picture
        return super(ResPartner, self - nameless)._compute_avatar(
            avatar_field, image_field
        )

from odoo import fields, models
from odoo.exceptions import ValidationError


class PartnerAnonymizationLoginUser(models.TransientModel):
    """One user who waits for a login."""

    _name = "partner.anonymization.login.user"
    _description = "User who waits for a login"

    wizard_id = fields.Many2one("partner.anonymization.login", ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    name = fields.Char(string="User", related="user_id.name")
    login = fields.Char(string="New Login")

    def _check_free(self):
        login = self.login.strip()
        self.env["res.users"].flush_model(["login"])
        self.env.cr.execute(
            "SELECT FROM res_users WHERE lower(login) = lower(%s) AND id <> %s LIMIT 1",
            [login, self.user_id.id],
        )
        if self.env.cr.rowcount:
            raise ValidationError(
                self.env._(
                    "Another user has the login “%(login)s”. Choose one that nobody "
                    "has.",
                    login=login,
                )
            )

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class PartnerAnonymizationLogin(models.TransientModel):
    """Give users another login instead of one that somebody else has by now."""

    _name = "partner.anonymization.login"
    _description = "Set another login"

    line_ids = fields.Many2many(
        "partner.anonymization.line",
        relation="partner_anonymization_login_line_rel",
        string="Subjects",
        readonly=True,
    )
    login_ids = fields.One2many(
        "partner.anonymization.login.user",
        "wizard_id",
        string="Users",
        compute="_compute_login_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("line_ids")
    def _compute_login_ids(self):
        for wizard in self:
            wizard.login_ids = [
                Command.clear(),
                *(Command.create({"user_id": user.id}) for user in wizard._users()),
            ]

    def _users(self):
        """Those who may get a login here, whatever a client has sent."""
        lines = self.line_ids._filtered_access("read")
        return self.env["res.users"].union(*lines._users_without_login().values())

    def action_set_logins(self):
        """Write the logins that were filled in; the others can be set later.

        :raise UserError: none is filled in, or its user does not wait for one
        :raise ValidationError: another user has one of them, in whatever capitals
        """
        self.ensure_one()
        self.line_ids._check_may_use("group_manager")
        users = self._users()
        rows = self.login_ids.filtered(lambda row: (row.login or "").strip())
        if not rows or rows.user_id.sudo() - users:
            raise UserError(
                self.env._("Fill in a login for a user of this list who waits for one.")
            )
        for row in rows:
            row._check_free()
            row.user_id.sudo().login = row.login.strip()
        self.env["res.users"].flush_model(["login"])
        return {"type": "ir.actions.act_window_close"}

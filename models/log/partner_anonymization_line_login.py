from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.plan import same_login
from ...engine.vault import TAKEN


class PartnerAnonymizationLine(models.Model):
    """Logins that a restore had to leave out, as somebody else has them by now."""

    _inherit = "partner.anonymization.line"

    has_taken_login = fields.Boolean(
        compute="_compute_has_taken_login",
        help="A user of the person waits for another login.",
    )

    @api.depends("kept_ids")
    def _compute_has_taken_login(self):
        waiting = self._users_without_login()
        for line in self:
            line.has_taken_login = line in waiting

    def _users_without_login(self):
        """``{line: users whose login did not come back, and who have no other yet}``"""
        domain = [
            ("line_id", "in", self.ids),
            ("status", "=", "lost"),
            ("code", "=", TAKEN),
            ("model", "=", "res.users"),
            ("field", "=", same_login.COLUMN),
        ]
        kept = self.env["partner.anonymization.kept"].search(domain)
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = (
            users.browse(kept.mapped("res_id"))
            .exists()
            .filtered(
                lambda user: (
                    user.login == same_login.placeholder(user.id)
                    and not user.partner_id.anonymization_state
                )
            )
        )
        found = {}
        for one in kept.filtered(lambda one: one.res_id in users._ids):
            user = users.browse(one.res_id)
            found[one.line_id] = found.get(one.line_id, users.browse()) | user
        return found

    def action_set_login(self):
        """Ask for other logins instead of those that somebody else has by now.

        :raise UserError: nobody of these lines waits for one
        """
        self._check_may_use("group_manager")
        lines = list(self._users_without_login())
        if not lines:
            raise UserError(
                self.env._("Nobody here waits for a login: all users have theirs.")
            )
        wizard = self.env["partner.anonymization.login"].create(
            {"line_ids": [Command.set([line.id for line in lines])]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Another Login"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

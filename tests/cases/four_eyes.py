"""Two managers, one with overrides only, and how each of them goes on."""

from odoo.exceptions import RedirectWarning
from odoo.tests import new_test_user

from .accounting import BooksCase

FLAG = "partner_anonymization.four_eyes"


class FourEyesCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        system = "base.group_user,base.group_partner_manager,base.group_system,"
        system += "base.group_erp_manager,account.group_account_manager"
        cls.ann, cls.bob = (
            new_test_user(
                cls.env, login, f"{system},partner_anonymization.group_manager"
            )
            for login in ("eyes_ann", "eyes_bob")
        )
        rights = "group_anonymize,group_override_retention"
        cls.carl, cls.dora = (
            cls._user(login, rights) for login in ("eyes_carl", "eyes_dora")
        )
        cls.clerk = cls._user("eyes_clerk", "group_anonymize")
        cls.env["ir.config_parameter"].set_param(FLAG, "True")
        cls.env.flush_all()

    def _off(self):
        """As if it had never been on."""
        self.env.cr.execute("DELETE FROM ir_config_parameter WHERE key = %s", [FLAG])
        self.env.registry.clear_cache("stable")
        self.env.invalidate_all()

    def _on(self):
        self.env["ir.config_parameter"].set_param(FLAG, "True")

    def _refused(self, call):
        """Call what needs a second person. :return: the warning"""
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            call()
        return caught.exception

    def _asked(self, user, call):
        """Call it, and press the button of the warning. :return: the request"""
        _message, action, _button, context = self._refused(call).args
        self.assertEqual(action, self.env.ref("partner_anonymization.action_ask").id)
        act = self.env["ir.actions.server"].with_user(user).browse(action)
        return self._shown(user, act.with_context(**context).run())

    def _shown(self, user, action):
        """The request that an action shows."""
        self.assertEqual(action["res_model"], "partner.anonymization.approval")
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def _approve(self, approval, user=None):
        approval.with_user(user or self.bob).action_approve()
        self.assertEqual(approval.state, "approved")

    def _events(self, approval):
        self.env.flush_all()
        reason = f"{approval.operation} #{approval.id}"
        found = self.env["partner.anonymization.event"].search(
            [("reason", "=", reason)], order="id"
        )
        return [(one.kind, one.partner_ref, one.user_id) for one in found]

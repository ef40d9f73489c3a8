"""The list of candidates and the log have menus of their own; without the right there
is none."""

from odoo.tests import tagged

from ..common import AnonymizationCase

MENUS = {
    "partner_anonymization_candidate_menu": "partner.anonymization.candidate",
    "partner_anonymization_menu": "partner.anonymization",
}


@tagged("post_install", "-at_install", "accounting_only")
class TestMenus(AnonymizationCase):
    def _visible(self, groups):
        user = self._user(f"menus-{groups}", groups)
        ids = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        return {
            name
            for name in MENUS
            if self.env.ref(f"partner_anonymization.{name}").id in ids
        }

    def _action(self, name):
        menu = self.env.ref(f"partner_anonymization.{name}")
        root = self.env.ref("partner_anonymization.menu_root")
        self.assertEqual(menu.parent_id.parent_id, root)
        return menu.action

    def test_few_words_at_the_top(self):
        """Also in the longest language they have room beside the user's name."""
        root = self.env.ref("partner_anonymization.menu_root")
        for lang, _name in self.env["res.lang"].get_installed():
            names = root.with_context(lang=lang).child_id.mapped("name")
            self.assertLessEqual(len(names), 5, lang)
            self.assertLess(len("".join(names)), 70, lang)

    def test_candidates(self):
        action = self._action("partner_anonymization_candidate_menu")
        self.assertEqual(action.res_model, "partner.anonymization.candidate")
        self.assertEqual(action.view_mode.split(",")[0], "list")

    def test_log(self):
        action = self._action("partner_anonymization_menu")
        self.assertEqual(action.res_model, "partner.anonymization")
        run = self.person.anonymize(note="Asked for")
        clerk = self._user("log-clerk", "group_anonymize")
        found = self.env[action.res_model].with_user(clerk).search([])
        self.assertIn(run, found)

    def test_who_sees_them(self):
        self.assertEqual(self._visible("group_anonymize"), set(MENUS))
        self.assertEqual(self._visible("group_manager"), set(MENUS))
        self.assertEqual(self._visible(""), set())

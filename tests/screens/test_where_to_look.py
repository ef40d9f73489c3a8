"""Words and places: what a user sees is where and what it says."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...hooks import post_init_hook
from ..common import AnonymizationCase

MODULE = "partner_anonymization"
PREFIX = f"{MODULE}.placeholder_"


@tagged("post_install", "-at_install")
class TestWhereToLook(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "places_clerk", f"base.group_user,{MODULE}.group_anonymize"
        )

    def test_the_role_is_not_taken_for_the_check_box(self):
        """The choice that makes a manager says so, and is not of accounting."""
        privilege = self.env.ref(f"{MODULE}.group_manager").privilege_id
        self.assertIn("Manager", privilege.name)
        self.assertIn("Manager", privilege.placeholder)
        self.assertNotEqual(
            privilege.category_id, self.env.ref("base.module_category_accounting")
        )
        self.assertEqual(privilege.category_id.name, "Anonymization")
        for name in ("group_anonymize", "group_override_retention"):
            self.assertFalse(self.env.ref(f"{MODULE}.{name}").privilege_id)

    def test_the_menu_says_what_it_holds(self):
        menu = self.env.ref(f"{MODULE}.partner_anonymization_line_menu")
        self.assertEqual(menu.action.res_model, "partner.anonymization.line")
        self.assertEqual(menu.name, "Log by Partner")

    def _retention(self, user):
        action = self.env.ref(f"{MODULE}.res_company_retention_action")
        view_id = action.view_ids.filtered(lambda one: one.view_mode == "form").view_id
        companies = self.env["res.company"].with_user(user)
        form = etree.fromstring(companies.get_view(view_id.id, "form")["arch"])
        names = [
            node.get("name") for node in form.xpath("//field[not(ancestor::field)]")
        ]
        company = self.env.company.with_user(user)
        return form, company.web_read({name: {} for name in names})[0]

    def test_a_clerk_reads_the_retention(self):
        menus = self.env["ir.ui.menu"].with_user(self.clerk)._visible_menu_ids()
        self.assertIn(self.env.ref(f"{MODULE}.res_company_retention_menu").id, menus)
        self.env.company.anonymization_retention_years = 7
        form, values = self._retention(self.clerk)
        self.assertEqual(form.get("edit"), "0")
        self.assertEqual(values["anonymization_retention_years"], 7)
        self.assertIn("anonymization_period_ids", values)
        with self.assertRaises(AccessError):
            self.env.company.with_user(self.clerk).write(
                {"anonymization_retention_years": 1}
            )

    def test_nobody_else_has_the_menu(self):
        nobody = new_test_user(self.env, "places_nobody", "base.group_user")
        menus = self.env["ir.ui.menu"].with_user(nobody)._visible_menu_ids()
        self.assertNotIn(self.env.ref(f"{MODULE}.res_company_retention_menu").id, menus)


@tagged("post_install", "-at_install")
class TestPlaceholders(AnonymizationCase):
    WORDS = {
        "da_DK": ("Anonymiseret", "Slettet"),
        "de_DE": ("Anonymisiert", "Gelöscht"),
        "en_US": ("Anonymized", "Deleted"),
    }

    def _installed(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"].search(
            [("name", "=", MODULE)]
        )._update_translations(filter_lang=lang, overwrite=True)
        self.env.company.partner_id.lang = lang
        post_init_hook(self.env)
        parameters = self.env["ir.config_parameter"]
        return tuple(
            parameters.get_param(PREFIX + state) for state in ("anonymized", "deleted")
        )

    def test_in_the_language_of_the_company(self):
        parameters = self.env["ir.config_parameter"]
        for lang, words in self.WORDS.items():
            parameters.set_param(PREFIX + "anonymized", "Anonymized")
            parameters.set_param(PREFIX + "deleted", "Deleted")
            with self.subTest(lang):
                self.assertEqual(self._installed(lang), words)
                person = self.Partner.create({"name": "Xanthippe Fernweh"})
                person.anonymize()
                self.assertEqual(person.name, words[0])
                person.purge_anonymized()
                self.assertEqual(person.name, words[1])

    def test_what_somebody_has_chosen_stays(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(PREFIX + "anonymized", "Unbekannt")
        self.assertEqual(self._installed("de_DE")[0], "Unbekannt")

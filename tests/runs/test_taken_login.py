"""A login that somebody else has got meanwhile stays with them; all else comes back."""

from itertools import permutations

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import AnonymizationCase, digest

PORTAL = "base.group_portal"
LOGIN = "Zach.Quill@login.example"


def portal_user(env, login, partner=None):
    """A user who is called as the partner is."""
    values = {"partner_id": partner.id, "name": partner.name} if partner else {}
    email = partner.email if partner else False
    return new_test_user(env, login, PORTAL, email=email, **values)


@tagged("post_install", "-at_install")
class TestTakenLogin(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._portal(LOGIN, cls.person)

    @classmethod
    def _portal(cls, login, partner=None):
        return portal_user(cls.env, login, partner)

    def _anonymize(self, partners=None):
        (partners or self.person).anonymize()
        self.env.flush_all()

    def _restore(self, partners=None):
        """``{user id: code}`` of the logins that do not come back."""
        run = (partners or self.person).deanonymize()
        self.env.flush_all()
        self.env.invalidate_all()
        lost = run.line_ids.kept_ids.filtered(lambda one: one.status == "lost")
        self.assertLessEqual({(one.model, one.field) for one in lost}, self._place())
        return {one.res_id: one.code for one in lost}

    def _place(self):
        return {("res.users", "login")}

    def _is_left_out(self):
        placeholder = self.user.login
        self.assertEqual(self._restore(), {self.user.id: "lost_taken"})
        self.assertEqual(self.user.login, placeholder)
        self.assertTrue(self.user.active)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertEqual(self.person.email, "zacharias@quillfeather.example")

    def test_in_other_capitals(self):
        self._anonymize()
        self._portal(LOGIN.upper())
        self._is_left_out()

    def test_renamed_meanwhile(self):
        other = self._portal("other@login.example")
        self._anonymize()
        other.login = LOGIN.lower()
        self._is_left_out()

    def test_archived_meanwhile(self):
        self._anonymize()
        self._portal(LOGIN).active = False
        self._is_left_out()

    def test_where_the_database_takes_both(self):
        """As with a website, where logins are unique by website."""
        self.env.cr.execute("ALTER TABLE res_users DROP CONSTRAINT res_users_login_key")
        self._anonymize()
        self.env.cr.execute(
            "UPDATE res_users SET login = %s WHERE id = %s",
            [LOGIN, self._portal("other@login.example").id],
        )
        self._is_left_out()

    def _is_left_out_by(self, index):
        self._anonymize()
        self.env.cr.execute(f"CREATE UNIQUE INDEX pa_login ON res_users {index}")
        self._portal(LOGIN.swapcase())
        self._is_left_out()

    def test_unique_by_an_expression(self):
        self._is_left_out_by("(btrim(lower(login)))")

    def test_unique_in_a_part(self):
        self._is_left_out_by("(upper(login)) WHERE active")

    def test_unique_by_what_nobody_else_knows(self):
        """What only the database knows."""
        self._anonymize()
        part = "NULLIF(split_part(login, '.', 2), '')"
        self.env.cr.execute(f"CREATE UNIQUE INDEX pa_login ON res_users (({part}))")
        self._portal("other.Quill@login.example")
        self._is_left_out()

    def test_same_before_in_other_capitals(self):
        """Two who had it before have it again, in any order, and both at once."""
        son = self.Partner.create({"name": "Zebulon Quillfeather"})
        self._portal(LOGIN.lower(), son)
        self.env.flush_all()
        skip = {"res_partner": ["signup_type"], "res_users": ["password"]}
        before = digest(self.env.cr, skip_columns=skip)
        both = self.person | son
        orders = [list(one) for one in permutations(both)]
        for erased in (*orders, [both]):
            for restored in (*orders, [both]):
                with self.subTest(erased=erased, restored=restored):
                    for partners in erased:
                        self._anonymize(partners)
                    for partners in restored:
                        self.assertEqual(self._restore(partners), {})
                    self.assertDigest(before, digest(self.env.cr, skip_columns=skip))

    def test_one_of_many(self):
        others = self.Partner.create(
            [{"name": f"Nestor Quill {number}"} for number in ("Prime", "Seconda")]
        )
        users = [
            self._portal(f"nestor{number}@login.example", one)
            for number, one in enumerate(others)
        ]
        everybody = self.person | others
        self._anonymize(everybody)
        self._portal(LOGIN.lower())
        self.assertEqual(self._restore(everybody), {self.user.id: "lost_taken"})
        self.assertEqual(
            [user.login for user in users],
            ["nestor0@login.example", "nestor1@login.example"],
        )
        self.assertEqual(set(everybody.mapped("anonymization_state")), {False})

    def test_both_were_anonymized(self):
        """Who had it first gets it back."""
        later = self.Partner.create({"name": "Olga Octavius"})
        self._anonymize()
        user = self._portal(LOGIN.lower(), later)
        self._anonymize(later)
        lost = self._restore(self.person | later)
        self.assertEqual(lost, {user.id: "lost_taken"})
        self.assertEqual(self.user.login, LOGIN)


@tagged("post_install", "-at_install")
class TestAnotherLogin(AnonymizationCase):
    """What the manager is offered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = portal_user(cls.env, LOGIN, cls.person)
        cls.manager = cls._user("boss", "group_manager")
        cls.env.flush_all()
        cls.person.anonymize()
        cls.env.flush_all()
        cls.other = portal_user(cls.env, LOGIN.upper())

    def _shown(self):
        wizard = self.env["partner.deanonymize"].with_user(self.manager)
        wizard = wizard.create({"partner_ids": [Command.set(self.person.ids)]})
        return wizard.action_deanonymize()["params"]

    def _wizard(self, shown):
        action = shown["next"]
        self.assertEqual(action["target"], "new")
        wizard = self.env[action["res_model"]].with_user(self.manager)
        return wizard.browse(action["res_id"])

    def test_is_offered_and_set(self):
        shown = self._shown()
        self.assertIn("Set Another Login", shown["message"])
        self.assertNotIn("login.example", shown["message"])
        wizard = self._wizard(shown)
        self.assertEqual(wizard.login_ids.user_id, self.user)
        with self.assertRaisesRegex(UserError, "Fill in"):
            wizard.action_set_logins()
        wizard.login_ids.login = LOGIN.lower()
        with self.assertRaisesRegex(ValidationError, "Another user has"):
            wizard.action_set_logins()
        wizard.login_ids.login = " zacharias@quillfeather.example "
        wizard.action_set_logins()
        self.assertEqual(self.user.login, "zacharias@quillfeather.example")
        self.env.invalidate_all()
        line = wizard.line_ids
        self.assertFalse(line.has_taken_login)
        with self.assertRaisesRegex(UserError, "Nobody here waits"):
            line.action_set_login()

    def test_button_on_the_line(self):
        line = self._wizard(self._shown()).line_ids
        self.assertTrue(line.has_taken_login)
        view = line.with_user(self.manager).get_view(view_type="form")
        self.assertIn("action_set_login", view["arch"])
        with self.assertRaises(AccessError):
            line.with_user(self._user("clerk", "group_anonymize")).action_set_login()

    def test_of_nobody_else(self):
        """Whatever a client sends."""
        wizard = self._wizard(self._shown())
        admin = self.env.ref("base.user_admin")
        wizard.login_ids.sudo().write({"user_id": admin.id, "login": "mine"})
        with self.assertRaisesRegex(UserError, "who waits"):
            wizard.action_set_logins()
        self.assertNotEqual(admin.login, "mine")

    def test_nothing_is_offered_without_need(self):
        self.other.login = "free@login.example"
        shown = self._shown()
        self.assertEqual(shown["type"], "success")
        self.assertEqual(shown["next"], {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.user.login, LOGIN)

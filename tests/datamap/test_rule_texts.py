"""The texts of the data map, and what names of fields tell, without a database."""

from odoo.tests import BaseCase, tagged

from ...engine.datamap import field_owner, paths, telling_names


@tagged("post_install", "-at_install", "pure")
class TestRuleTexts(BaseCase):
    def test_domains_are_data(self):
        for text, wanted in {
            "[]": [],
            "[('state', '=', 'draft')]": [("state", "=", "draft")],
            "['|', ('a', '=', 1), ('b', 'in', [1, None])]":
                ["|", ("a", "=", 1), ("b", "in", [1, None])],
        }.items():  # fmt: skip
            self.assertEqual(paths.domain_of(text), wanted)
        for text in (
            "",
            "[(",
            "uid",
            "[('a', '=', uid)]",
            "[('a', '=', time.time())]",
            "__import__('os').system('true')",
            "[x for x in ()]",
        ):
            with self.subTest(text=text), self.assertRaises((ValueError, SyntaxError)):
                paths.domain_of(text)

    def test_fields_of_a_domain(self):
        for text, wanted in {
            "[]": set(),
            "[('state', '=', 'draft')]": {"state"},
            "['|', ('a.b.c', '=', 1), ['d', '!=', 2], ('a', '=', 3)]": {"a", "d"},
        }.items():
            self.assertEqual(paths.domain_fields(text), wanted, text)

    def test_what_a_name_tells(self):
        for name, category, kind, exact in (
            ("x_email", "contact", "email", False),
            ("private_phone", "contact", "phone", False),
            ("x_studio_birth_date", "name", None, True),
            ("last_name", "name", "last", False),
            ("iban", "bank", "iban", False),
            ("street", "address", "street", False),
            ("passport_no", "tax", "registry", True),
            ("member_birth_date", "name", None, True),
            ("access_token", "login", None, False),
        ):
            found = telling_names.meaning(name)
            self.assertEqual(tuple(found), (category, kind, exact), name)
            self.assertEqual(telling_names.is_exact(name), exact, name)
        for name in ("amount_total", "sequence", "state", "quantity"):
            self.assertIsNone(telling_names.meaning(name), name)

    def test_whose_field_it_is(self):
        for name, others in (
            ("email", False),
            ("x_emergency_contact_phone", True),
            ("spouse_name", True),
            ("manager_email", True),
            ("birth_name", False),
        ):
            self.assertEqual(field_owner.is_others(name), others, name)
            self.assertFalse(others and field_owner.is_own(name), name)

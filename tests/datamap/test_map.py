"""The data map: shipped rules stay, rules of one's own add to them."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...engine.datamap import own_rules, paths
from ...engine.datamap.datamap import DataMap
from ..common import AnonymizationCase


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestMap(AnonymizationCase):
    def _rule(self, name):
        return self.env.ref(f"partner_anonymization.{name}")

    def test_shipped_rules_are_read_only(self):
        rule = self._rule("rule_mail_message")
        for call in (
            lambda: rule.write({"action": "keep"}),
            lambda: rule.unlink(),
            lambda: rule.field_ids[0].write({"method": "keep"}),
            lambda: rule.field_ids[0].unlink(),
            lambda: rule.write({"field_ids": [Command.clear()]}),
            lambda: rule.field_ids.create(
                {"rule_id": rule.id, "field": "pinned_at", "method": "keep"}
            ),
        ):
            with self.assertRaisesRegex(UserError, "shipped"):
                call()
        rule.active = False
        self.assertFalse(rule.active)

    def test_the_contact_itself_stays_mapped(self):
        with self.assertRaises(UserError):
            self._rule("rule_res_partner").active = False

    def test_every_rule_fits_the_registry(self):
        for rule in DataMap(self.env).rules:
            model = self.env[rule.model]
            # Paths of absent apps do not count; with all apps, all of them must fit.
            self.assertTrue(rule.paths or rule.own_record, rule.name)
            for column in rule.fields:
                self.assertIn(column.name, model._fields)

    def test_domains_select(self):
        for rule in DataMap(self.env).rules:
            for name in own_rules.DOMAINS:
                domain = getattr(rule, name)
                query = paths.base_query(self.env, rule.model, domain)
                self.env.execute_query(query.select("count(*)"))

    def test_rule_of_ones_own(self):
        rule = self.env["partner.anonymization.rule"].create(
            {
                "name": "Country notes",
                "model": "res.partner.bank",
                "partner_path": "partner_id",
                "open_domain": "[('acc_holder_name', '=', 'frozen assets')]",
            }
        )
        self.assertEqual(self._codes(self.person), set())
        self.person.bank_ids.acc_holder_name = "frozen assets"
        self.assertEqual(self._codes(self.person), {"open_document"})
        rule.active = False
        self.assertEqual(self._codes(self.person), set())
        rule.unlink()

    def test_bad_rules(self):
        create = self.env["partner.anonymization.rule"].create
        for bad in (
            {"partner_path": "no_such_field"},
            {"partner_path": "name"},
            {"open_domain": "[('no_such_field', '=', 1)]"},
            {"open_domain": "not a domain"},
            {"open_domain": "__import__('os').getcwd()"},
        ):
            with self.assertRaises(ValidationError, msg=bad):
                create({"name": "Bad", "model": "res.partner.bank", **bad})
        with self.assertRaises(ValidationError):
            create(
                {
                    "name": "Bad",
                    "model": "res.partner.bank",
                    "field_ids": [
                        Command.create({"field": "sequence", "method": "redact"})
                    ],
                }
            )

    def test_fields_that_decide_need_the_right(self):
        person = self.person.with_user(self._user("nobody"))
        for name, value in (
            ("anonymization_hold", True),
            ("anonymization_exempt", True),
            ("anonymization_retention_years", 1),
        ):
            with self.assertRaises(AccessError):
                person.write({name: value})
        person.function = "Gardener"
        self.person.with_user(self._user("clerk", "group_anonymize")).write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7"}
        )
        self.assertTrue(self.person.anonymization_hold)

"""No text of a rule stops a run, and none makes a rule drop out unseen."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ..cases.rule_case import RuleCase

DOMAINS = (
    "not a domain",
    "[(",
    "[('no_such_field', '=', 1)]",
    "[('country_id.no_such', '=', 1)]",
    "[('number', '=', 'many')]",
    "[('day', '>', 'some day')]",
    "1",
    "\u2028[",
    "(" * 300,
)
TEXTS = {
    "domain": DOMAINS,
    "open_domain": DOMAINS,
    "activity_domain": DOMAINS,
    "activity_settles": DOMAINS,
    "hash_path": ("no_such", "x.y", "'", "computed", "partner_id."),
    "activity_field": ("no_such", "name", "computed", "'"),
    "partner_path": ("no_such", "'", "name", "x/y", "email:no_such", "fax:name", ","),
}


@tagged("slow", "post_install", "-at_install", "accounting_only")
class TestBrokenRuleTexts(RuleCase):
    def _each(self):
        for name, texts in TEXTS.items():
            for text in texts:
                with self.subTest(field=name, text=text[:40]):
                    yield name, text

    def test_saving_names_rule_and_field(self):
        for name, text in self._each():
            words = rf"rule Mine .*\({name}\)"
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self._own("name", **{"activity_field": "day", name: text})

    def test_own_rule_slipped_in(self):
        rule = self._own("name", activity_field="day")
        self._check(rule, self.person, "pa.fake.card")

    def test_shipped_rule_slipped_in(self):
        rule = self._own("name", activity_field="day")
        self._slip_in(rule, shipped=True)
        self.assertFalse(rule.is_broken)
        self._check(rule, self.person, "pa.fake.card")

    def _check(self, rule, person, model):
        for name, text in self._each():
            savepoint = self.env.cr.savepoint()
            self._slip_in(rule, **{name: text})
            self.assertBroken(rule, rf"\({name}\)")
            self.assertNotIn(rule.id, [one.id for one in DataMap(self.env).rules])
            blockers = person.anonymization_blockers()
            unmapped = [one for one in blockers if one["code"] == "unmapped"]
            self.assertIn(model, [one["model"] for one in unmapped])
            if text == TEXTS[name][0]:  # the others are compiled in the same way
                self._check_shown(rule)
                person.anonymize("Ticket 4711", override_retention=True)
                self.assertEqual(person.name, "Anonymized")
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()
            self.env.registry.clear_cache("stable")
        self.assertFalse(rule.is_broken)

    def test_proof_tells(self):
        rule = self._own("name", activity_field="day")
        self._slip_in(rule, activity_domain="[(")
        line = self.person.anonymize("Ticket 4711", override_retention=True).line_ids
        shown = line.action_prove()["params"]["message"]
        for text in (shown, line.proof_notice):
            self.assertIn("Mine (pa.fake.card)", text)
        self._slip_in(rule, activity_domain="[]")
        line.action_prove()
        self.assertFalse(line.proof_notice)

    def _check_shown(self, rule):
        Unmapped = self.env["partner.anonymization.unmapped"]
        Unmapped._refresh()
        row = Unmapped.search([("rule_id", "=", rule.id), ("kind", "=", "rule_broken")])
        self.assertEqual((len(row), row.state, row.shipped), (1, "stale", False))
        self.assertIn(rule.name, row.advice)

    def test_two_broken_rules_of_a_model_are_two_rows(self):
        rules = self._own("name") + self._own("text", name="Other")
        for rule in rules:
            self._slip_in(rule, activity_domain="[(")
        for rule in rules:
            self._check_shown(rule)

    def test_values_slipped_in(self):
        rule = self._own("name", {"field": "number"})
        self._slip_in(rule, shipped=True)
        self._slip_in(
            rule.field_ids.filtered(lambda one: one.field == "number"), value="x"
        )
        self.assertBroken(rule, "number")
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self.person.name, "Anonymized")

    def test_rule_of_the_contact(self):
        """Without it nothing could be looked at: what fits of it counts."""
        rule = self.env.ref("partner_anonymization.rule_res_partner")
        self.assertFalse(rule.is_broken)
        for name in ("domain", "open_domain", "activity_domain", "hash_path"):
            with self.subTest(field=name), self.env.cr.savepoint() as savepoint:
                self._slip_in(rule, **{name: "[("})
                self.assertBroken(rule, rf"\({name}\)")
                self.assertIn("unmapped", self._codes(self.person))
                self.person.anonymize("Ticket 4711", override_retention=True)
                self.assertEqual(self.person.name, "Anonymized")
                self.assertFalse(self.person.email)
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache("stable")

    def test_records_without_a_link(self):
        """What a lost rule would have found by an address or a pair blocks as well."""
        self._own("name")
        line = self.env["pa.fake.card.line"].create({"card_id": self.card.id})
        line.remark = self.person.email
        rule = self._own(
            {"field": "remark", "method": "redact"},
            model="pa.fake.card.line",
            partner_path="email:remark",
        )
        self._slip_in(rule, domain="[(")
        found = [
            one["res_ids"]
            for one in self.person.anonymization_blockers()
            if one["model"] == "pa.fake.card.line"
        ]
        self.assertEqual(found, [line.ids])

    def test_rules_of_absent_apps_wait(self):
        self.assertFalse(self.Rule.search([("is_broken", "=", True)]))
        rule = self._own("name", activity_field="day")
        self._slip_in(
            rule,
            shipped=True,
            required_modules="no_such_app",
            open_domain="[('of_that_app', '=', 1)]",
        )
        self.assertFalse(rule.is_broken)
        self.assertNotIn(rule.id, [one.id for one in DataMap(self.env).rules])


@tagged("post_install", "-at_install", "all_apps")
class TestShippedRulesFit(RuleCase):
    def test_with_all_apps(self):
        self.assertFalse(self.Rule.search([("is_broken", "=", True)]).mapped("name"))

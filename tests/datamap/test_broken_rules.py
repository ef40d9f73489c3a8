"""Promise 2: a rule that no longer fits is shown, and what it spoke of is unmapped."""

from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ..cases.rule_case import RuleCase


@tagged("slow", "post_install", "-at_install")
class TestBrokenRules(RuleCase):
    HOSTILE = (
        {"hash_path": "no_such.path"},
        {"activity_field": "name"},
        {"activity_domain": "[('nope', '=', 1)]", "activity_field": "day"},
        {"activity_domain": "not a domain", "activity_field": "day"},
        {"activity_path": "country_id", "activity_field": "day"},
        {"domain": "[('number', '=', 'many')]"},
        {"domain": "[("},
        {"open_domain": "[(1, 2"},
        {"open_domain": "x" * 10000},
        {"open_domain": "[('computed', '=', 'x')]"},
        {"partner_path": "partner_id,lost_id"},
        {"partner_path": ""},
        {"partner_path": "create_uid.partner_id"},
        {"model": "no.such.model"},
        {"model": "pa.fake.wizard"},
        {"own_record": True},
        {"has_files": True},
        {"action": "evil"},
        {"action": "discard"},
    )

    def test_slipped_in(self):
        rule = self._own("name")
        for values in self.HOSTILE:
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self._slip_in(rule, **values)
                self.assertBroken(rule)
                self.assertNotIn(rule.id, [one.id for one in DataMap(self.env).rules])
                self.env["partner.anonymization.unmapped"]._refresh()
                self.assertTrue(self._listed(rule))
                self.assertIn("unmapped", self._codes(self.person))
                self._card(name="everybody can go on working")
                self.person.anonymize("Ticket 4711", override_retention=True)
                self.assertEqual(self.person.name, "Anonymized")
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache("stable")
        self.assertFalse(rule.is_broken)

    def _listed(self, rule):
        rows = self.env["partner.anonymization.unmapped"].search(
            [
                ("rule_id", "=", rule.id),
                ("state", "=", "stale"),
                ("shipped", "=", False),
            ]
        )
        return rows.filtered(lambda row: row.kind in ("rule_broken", "rule_model"))

    def test_lines_slipped_in(self):
        rule = self._own("name")
        for values in (
            {"field": "id"},
            {"field": "number", "method": "placeholder"},
            {"field": "country_id", "method": "clear"},
            {"field": "state", "method": "clear"},
            {"field": "tag_ids"},
            {"method": "evil"},
            {"value": "x"},
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self._slip_in(rule.field_ids, **values)
                self.assertBroken(rule)
                self.assertIn("unmapped", self._codes(self.person))
                self.person.anonymize("Ticket 4711", override_retention=True)
                self.assertEqual(self.card.name, "Card of Zacharias Quillfeather")
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache("stable")

    def test_records_several_steps_away(self):
        self._own("name")
        line = self.env["pa.fake.card.line"].create({"card_id": self.card.id})
        rule = self._own(
            {"field": "remark", "method": "redact"},
            model="pa.fake.card.line",
            partner_path="card_id.partner_id",
        )
        self.assertNotIn("unmapped", self._codes(self.person))
        self._slip_in(rule, domain="[('gone', '=', 1)]")
        self.assertBroken(rule, "gone")
        (blocker,) = [
            one
            for one in self.person.anonymization_blockers()
            if one["code"] == "unmapped"
        ]
        self.assertEqual(blocker["model"], "pa.fake.card.line")
        self.assertEqual(blocker["res_ids"], line.ids)

    def test_advice_and_count(self):
        Unmapped = self.env["partner.anonymization.unmapped"]
        rule = self._own("name")
        Unmapped._refresh()
        before = Unmapped._open_count()
        self._slip_in(rule, hash_path="gone")
        Unmapped._refresh()
        self.assertGreater(Unmapped._open_count(), before)
        self.assertIn("gone", self._listed(rule).advice)

    def test_replaced_rule_counts_again(self):
        first = self._own("name")
        second = self._own("text", replaces_id=first.id)
        counting = {one.id for one in DataMap(self.env).rules}
        self.assertNotIn(first.id, counting)
        self._slip_in(second, hash_path="gone")
        counting = {one.id for one in DataMap(self.env).rules}
        self.assertIn(first.id, counting)

    def test_a_broken_rule_lifts_no_guard(self):
        rule = self._own("name", guard=False)
        self._slip_in(rule, open_domain="[(")
        self._own("text")
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.refused(lambda: self._card())

    def test_accept_each_row_on_its_own(self):
        Unmapped = self.env["partner.anonymization.unmapped"]
        Unmapped._refresh()
        rows = Unmapped.search([("model", "=", "pa.fake.card"), ("state", "=", "open")])
        names = ("name", "text", "script_code")
        rows = rows.filtered(lambda row: row.field in names)
        self.assertEqual(len(rows), 3)
        # As it was suggested before: words are never put where Odoo may run them.
        rows.filtered(
            lambda row: row.field == "script_code"
        ).suggested_method = "redact"
        result = rows.with_user(self.manager).action_accept()
        self.assertIn("may be run", result["params"]["message"])
        self.assertEqual(
            {row.field: row.state for row in rows},
            {"name": "accepted", "text": "accepted", "script_code": "open"},
        )

    def test_accept_takes_only_paths_of_this_database(self):
        rule = self._own("name", partner_path="partner_id")
        self._slip_in(rule, partner_path="partner_id,phone:absent_phone", shipped=True)
        self.env["ir.model.data"].create(
            {
                "module": "pa_fake",
                "name": "rule_card",
                "model": rule._name,
                "res_id": rule.id,
            }
        )
        rule.invalidate_recordset()
        Unmapped = self.env["partner.anonymization.unmapped"]
        Unmapped._refresh()
        rows = Unmapped.search(
            [("model", "=", "pa.fake.card"), ("field", "in", ("text", "other_id"))]
        )
        self.assertEqual(len(rows), 2)
        self.assertFalse(rows.with_user(self.manager).action_accept())
        own = rows.rule_id
        self.assertEqual(own.partner_path, "partner_id,other_id")
        self.assertFalse(own.is_broken)
        self.assertLessEqual({"text", "name"}, set(own.field_ids.mapped("field")))

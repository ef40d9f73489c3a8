"""Promise 2: fields that no rule covers are on a list, and the list is decided."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.unmapped import row_counts
from ..cases.fakes import FakeModelsCase


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestUnmapped(FakeModelsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Unmapped = cls.env["partner.anonymization.unmapped"]
        cls.manager = cls._user("manager", "group_manager")
        cls.canary = cls.env["pa.fake.canary"].create(
            {"partner_id": cls.person.id, "canary": "Zacharias Quillfeather sings"}
        )

    def _row(self, model, field):
        return self.Unmapped.search([("model", "=", model), ("field", "=", field)])

    def _exempt(self, rows, reason="no person in it", whole_model=False):
        wizard = self.env["partner.anonymization.exempt"].with_user(self.manager)
        wizard.create(
            {
                "unmapped_ids": rows.ids,
                "reason": reason,
                "whole_model": whole_model,
            }
        ).action_exempt()
        return rows

    def test_names_the_canary(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.canary", "canary")
        self.assertEqual(row.state, "open")
        self.assertEqual(row.kind, "text")
        self.assertEqual(row.path, "partner_id")
        self.assertEqual(row.row_count, 1)
        self.assertEqual(row.suggested_path, "partner_id")
        self.assertEqual(row.suggested_method, "redact")
        self.assertEqual(self._row("pa.fake.canary", "partner_id").kind, "link")
        self.assertFalse(self._row("pa.fake.case", "amount"))

    def test_meaning_of_names(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.case", "contact_email")
        self.assertEqual(
            (row.suggested_method, row.suggested_category, row.suggested_term),
            ("clear", "contact", "email"),
        )
        row = self._row("pa.fake.case", "contact_name")
        self.assertEqual((row.suggested_method, row.suggested_term), ("clear", "name"))
        row = self._row("pa.fake.case.line", "remark")
        self.assertEqual(row.path, "case_id.partner_id")

    def test_models_without_a_link(self):
        visit = self.env["pa.fake.visit"].create({"color": "red"})
        self.Unmapped._refresh()
        self.assertEqual(self._row("pa.fake.visit", "visitor_email").kind, "contact")
        self.assertFalse(self._row("pa.fake.visit", "remark"))
        visit.remark = "write to someone@somewhere.example"
        self.Unmapped._refresh()
        self.assertEqual(self._row("pa.fake.visit", "remark").kind, "contact")
        self.assertFalse(self._row("pa.fake.visit", "color"))

    def test_rule_takes_fields_off_the_list(self):
        self._rule()
        self.Unmapped._refresh()
        rows = self.Unmapped.search([("model", "=", "pa.fake.case")])
        self.assertFalse(rows)
        row = self._row("pa.fake.case.line", "remark")
        self.assertEqual(row.path, "case_id", "the line belongs to a mapped case")

    def test_accept(self):
        self.Unmapped._refresh()
        self.assertIn("unmapped", self._codes(self.person))
        rows = self._row("pa.fake.canary", "canary")
        rows |= self._row("pa.fake.canary", "partner_id")
        rows.with_user(self.manager).action_accept()
        rule = rows.rule_id
        self.assertEqual(
            (rule.model, rule.partner_path, rule.module),
            ("pa.fake.canary", "partner_id", False),
        )
        line = rule.field_ids
        self.assertEqual((line.field, line.method), ("canary", "redact"))
        self.assertEqual(set(rows.mapped("state")), {"accepted"})
        self.Unmapped._refresh()
        self.assertEqual(set(rows.mapped("state")), {"accepted"})
        self.assertNotIn("unmapped", self._codes(self.person))
        self.person.anonymize()
        self.assertEqual(self.canary.canary, "Anonymized sings")
        self.person.deanonymize()
        self.assertEqual(self.canary.canary, "Zacharias Quillfeather sings")

    def test_accept_adds_to_the_own_rule(self):
        self.Unmapped._refresh()
        for name in ("contact_name", "story"):
            self._row("pa.fake.case", name).with_user(self.manager).action_accept()
        rules = self.env["partner.anonymization.rule"].search(
            [("model", "=", "pa.fake.case")]
        )
        self.assertEqual(len(rules), 1)
        self.assertEqual(
            set(rules.field_ids.mapped("field")), {"contact_name", "story"}
        )

    def test_accept_needs_a_path(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.visit", "visitor_email")
        row.suggested_path = False
        with self.assertRaisesRegex(UserError, "Nothing leads"):
            row.with_user(self.manager).action_accept()

    def test_not_personal(self):
        self.Unmapped._refresh()
        row = self._exempt(self._row("pa.fake.canary", "canary"), "sings only")
        self.assertEqual((row.state, row.reason), ("exempt", "sings only"))
        self.assertEqual(row.user_id, self.manager)
        self.assertTrue(row.date)
        self.assertIn("unmapped", self._codes(self.person), "partner_id is undecided")
        self._exempt(self._row("pa.fake.canary", "partner_id"))
        self.assertNotIn("unmapped", self._codes(self.person))
        row.with_user(self.manager).action_reopen()
        self.assertEqual(row.state, "open")
        self.assertIn("unmapped", self._codes(self.person))

    def test_a_row_opens_what_is_to_be_decided(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.canary", "canary").with_user(self.manager)
        opened = row.action_open()
        self.assertEqual(opened["res_model"], "partner.anonymization.suggestion")
        self._exempt(row)
        opened = row.action_open()
        self.assertEqual(opened["res_model"], "partner.anonymization.exemption")
        self.assertEqual(opened["res_id"], row.exemption_id.id)

    def test_suggestions_are_in_words(self):
        self.Unmapped._refresh()
        rows = self.Unmapped.search([("suggested_path", "!=", False)])
        self.assertTrue(rows)
        for row in rows:
            # A pair of model and number has no label of its own.
            if "/" not in row.suggested_path:
                self.assertNotRegex(row.advice, r"\w+_id\b|email:|phone:")

    def test_the_map_begins_with_the_contact(self):
        rules = self.env["partner.anonymization.rule"]
        view = self.env.ref(
            "partner_anonymization.partner_anonymization_rule_view_list"
        )
        order = etree.fromstring(view.arch_db).get("default_order")
        first = rules.search([], order=order, limit=1)
        self.assertEqual(first.model, "res.partner")

    def test_whole_model_not_personal(self):
        self.Unmapped._refresh()
        self._exempt(self._row("pa.fake.canary", "canary"), whole_model=True)
        self.assertEqual(self._row("pa.fake.canary", "partner_id").state, "exempt")
        self.assertNotIn("unmapped", self._codes(self.person))

    def test_stale(self):
        rule = self.env["partner.anonymization.rule"].create(
            {
                "name": "Mine",
                "model": "pa.fake.canary",
                "partner_path": "partner_id",
                "field_ids": [(0, 0, {"field": "gone"})],
            }
        )
        self.env.cr.execute(
            "UPDATE partner_anonymization_rule SET partner_path = 'partner_id,lost_id'"
            " WHERE id = %s",
            [rule.id],
        )
        self.env["partner.anonymization.exemption"].create(
            {"model": "pa.fake.canary", "field": "vanished", "reason": "no person"}
        )
        self.env.invalidate_all()
        self.Unmapped._refresh()
        for name, kind in (
            ("gone", "rule_field"),
            ("lost_id", "rule_path"),
            ("vanished", "exemption"),
        ):
            row = self._row("pa.fake.canary", name)
            self.assertEqual((row.state, row.kind), ("stale", kind))
            self.assertFalse(row.shipped)
            self.assertTrue(row.advice)

    def test_worked_out_when_something_changed(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.canary", "canary")
        self.env.cr.execute(
            "UPDATE partner_anonymization_unmapped SET row_count = 99 WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        self.Unmapped._refresh_if_outdated()
        self.assertEqual(row.row_count, 99, "nothing changed: not worked out again")
        self._rule()
        self.Unmapped._refresh_if_outdated()
        self.assertEqual(row.row_count, 1)

    def test_large_tables_are_estimated(self):
        self.patch(row_counts, "COUNTED_BYTES", 0)
        self.env.cr.execute("ANALYZE pa_fake_canary")
        self.Unmapped._refresh()
        row = self._row("pa.fake.canary", "canary")
        self.assertTrue(row.is_estimate)
        self.assertEqual(row.row_count, 1)

    def test_shipped_decisions_have_reasons(self):
        shipped = self.env["partner.anonymization.exemption"].search(
            [("shipped", "=", True)]
        )
        self.assertGreater(len(shipped), 50)
        self.assertTrue(all(shipped.mapped("reason")))
        with self.assertRaises(UserError):
            shipped[0].reason = "because"
        with self.assertRaises(UserError):
            shipped[0].unlink()

    def test_rights(self):
        self.Unmapped._refresh()
        row = self._row("pa.fake.canary", "canary")
        clerk = self._user("clerk", "group_anonymize,group_override_retention")
        for call in (
            lambda: row.with_user(clerk).action_accept(),
            lambda: row.with_user(clerk).action_exempt(),
            lambda: row.with_user(clerk).action_open_list(),
            lambda: row.with_user(clerk).read(["field"]),
            lambda: row.with_user(self.manager).write({"state": "exempt"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_count_in_the_settings(self):
        self.Unmapped._refresh()
        before = self.Unmapped._open_count()
        self.assertGreaterEqual(before, 1)
        self._exempt(self._row("pa.fake.canary", "canary"))
        self.assertEqual(self.Unmapped._open_count(), before - 1)
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.anonymization_unmapped_count, before - 1)

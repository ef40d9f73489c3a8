"""The redaction of finds reaches texts of every size, and nothing that Odoo runs."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..cases.rule_case import RuleCase


@tagged("slow", "post_install", "-at_install")
class TestRedactTechnical(RuleCase):
    def _line(self):
        self.person.anonymize("Ticket 4711", override_retention=True)
        return self.person.sudo().anonymization_line_id

    def _find(self, line, model, name):
        line._prove()
        traces = line.trace_ids.filtered(
            lambda one: (one.model, one.field) == (model, name)
        )
        self.assertEqual(traces.mapped("status"), ["unexpected"])
        return traces

    def _table(self, table, column, res_id):
        self.env.cr.execute(
            f'SELECT "{column}"::text FROM "{table}" WHERE id = %s', [res_id]
        )
        return self.env.cr.fetchone()[0]

    def test_technical_tables(self):
        line = self._line()
        words = "Zacharias Quillfeather"
        view = self.env["ir.ui.view"].search([], limit=1)
        parameter = self.env["ir.config_parameter"].search([], limit=1)
        action = self.env["ir.actions.server"].search([], limit=1)
        rule = self.env["ir.rule"].search([], limit=1)
        field = self.env["ir.model.fields"].search([], limit=1)
        places = (
            (view, "ir_ui_view", "name"),
            (parameter, "ir_config_parameter", "value"),
            (action, "ir_act_server", "code"),
            (rule, "ir_rule", "domain_force"),
            (field, "ir_model_fields", "name"),
            (self.env["partner.anonymization.rule"].search([], limit=1),
             "partner_anonymization_rule", "partner_path"),
        )  # fmt: skip
        for record, table, column in places:
            self.env.cr.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",
                [f"x {words} y", record.id],
            )
        line._prove()
        for record, table, column in places:
            with self.subTest(table=table), self.env.cr.savepoint():
                traces = line.trace_ids.filtered(
                    lambda one, table=table, column=column: (
                        one.field == column and self.env[one.model]._table == table
                    )
                )
                if table != "partner_anonymization_rule":
                    self.assertEqual(traces.mapped("code"), ["technical"])
                if traces:
                    with self.assertRaisesRegex(UserError, "never redacted"):
                        traces.action_redact()
                self.assertEqual(self._table(table, column, record.id), f"x {words} y")

    def test_values_that_must_differ(self):
        line = self._line()
        cards = [self._card(partner_id=False), self._card(partner_id=False)]
        for card, name in zip(cards, ("Zacharias", "zacharias"), strict=True):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE pa_fake_card SET serial = %s WHERE id = %s",
                [f"{name} Quillfeather", card.id],
            )
        self._find(line, "pa.fake.card", "serial").action_redact()
        for card in cards:
            found = self._table("pa_fake_card", "serial", card.id)
            self.assertEqual(found, f"Anonymized {card.id}")

    def test_columns_of_a_size(self):
        cr = self.env.cr
        line = self._line()
        card = self.env["pa.fake.card.line"].create({})
        self.env.flush_all()
        cr.execute("CREATE DOMAIN pa_fake_words AS varchar(40)")
        cr.execute("CREATE DOMAIN pa_fake_text AS text")
        for type_, size in (
            ("varchar(64)", 64),
            ("varchar(26)", 26),
            ("char(30)", 30),
            ("pa_fake_words", 40),
            ("pa_fake_text", None),
        ):
            with self.subTest(type=type_), cr.savepoint() as savepoint:
                cr.execute(f"ALTER TABLE pa_fake_card_line ALTER remark TYPE {type_}")
                self.person.invalidate_recordset()
                old = "zacharias quillfeather hums"[:size]
                cr.execute(
                    "UPDATE pa_fake_card_line SET remark = %s WHERE id = %s",
                    [old, card.id],
                )
                traces = self._find(line, "pa.fake.card.line", "remark")
                traces.action_redact()
                new = self._table("pa_fake_card_line", "remark", card.id)
                self.assertTrue(new.startswith("Anonymized hum"), new)
                self.person.deanonymize()
                restored = self._table("pa_fake_card_line", "remark", card.id)
                self.assertEqual(restored, old)
                savepoint.rollback()
            self.env.invalidate_all()

"""Promise 2: on the person's own record every stored field is erased."""

from odoo import Command
from odoo.tests import tagged

from ..common import AnonymizationCase, digest

KEPT = {
    "id", "name", "complete_name", "company_id", "parent_id", "type", "active",
    "country_id", "is_company", "employee", "partner_share", "commercial_partner_id",
    "create_uid", "create_date", "write_uid", "write_date", "customer_rank",
    "supplier_rank", "autopost_bills", "message_bounce", "group_rfq", "group_on",
    "suggest_based_on", "suggest_days", "suggest_percent", "anonymization_state",
    "anonymization_line_id",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestOwnRecord(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = {
            "char": {},
            "text": {},
            "html": {},
            "integer": {},
            "float": {},
            "boolean": {},
            "date": {},
            "datetime": {},
            "binary": {},
            "many2one": {"relation": "res.country"},
            "many2many": {"relation": "res.country"},
            "selection": {
                "selection_ids": [Command.create({"value": "a", "name": "A"})]
            },
        }
        model = cls.env["ir.model"]._get("res.partner")
        for kind, values in kinds.items():
            cls.env["ir.model.fields"].create(
                {
                    "model_id": model.id,
                    "name": f"x_{kind}",
                    "field_description": kind,
                    "ttype": kind,
                    **values,
                }
            )
        cls.env["ir.model.fields"].create(
            {
                "model_id": model.id,
                "name": "x_translated",
                "field_description": "translated",
                "ttype": "char",
                "translate": "standard",
            }
        )
        cls.env["res.lang"]._activate_lang("da_DK")
        cls.person = cls.env["res.partner"].browse(cls.person.id)
        cls.person.write(
            {
                "x_char": "canary",
                "x_text": "canary",
                "x_html": "<p>canary</p>",
                "x_integer": 4711,
                "x_float": 0.1 + 0.2,
                "x_boolean": True,
                "x_date": "1971-02-03",
                "x_datetime": "1971-02-03 04:05:06",
                "x_binary": b"Y2FuYXJ5",
                "x_many2one": cls.country.id,
                "x_many2many": [Command.link(cls.country.id)],
                "x_selection": "a",
                "x_translated": "canary",
            }
        )
        cls.person.with_context(lang="da_DK").x_translated = "kanariefugl"
        cls.env.flush_all()

    def test_every_column(self):
        self.person.anonymize()
        self.env.cr.execute(
            "SELECT to_jsonb(p) FROM res_partner p WHERE id = %s", [self.person.id]
        )
        left = {
            name
            for name, value in self.env.cr.fetchone()[0].items()
            if value not in (None, False) and name not in KEPT
        }
        self.assertEqual(left, set())
        for name in ("x_binary", "x_many2many", "category_id", "image_128"):
            self.assertFalse(self.person[name], name)

    def test_round_trip(self):
        self.env.flush_all()
        before = digest(self.env.cr)
        self.person.anonymize()
        self.person.deanonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))
        self.assertEqual(
            self.person.with_context(lang="da_DK").x_translated, "kanariefugl"
        )

    def test_keep_reference(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.keep_reference", "True"
        )
        self.person.anonymize()
        self.assertEqual(self.person.ref, "CUST-77231")

    def test_required_column_takes_a_value_that_says_nothing(self):
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD COLUMN legacy_code varchar"
            " NOT NULL DEFAULT 'canary'"
        )
        self.person.anonymize()
        self.env.cr.execute(
            "SELECT legacy_code FROM res_partner WHERE id = %s", [self.person.id]
        )
        self.assertEqual(self.env.cr.fetchone()[0], f"anonymized-{self.person.id}")
        self.person.deanonymize()
        self.env.cr.execute(
            "SELECT legacy_code FROM res_partner WHERE id = %s", [self.person.id]
        )
        self.assertEqual(self.env.cr.fetchone()[0], "canary")

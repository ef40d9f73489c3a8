"""Promise 2: a rule that only keeps records says nothing of other modules' fields."""

from odoo.tests import tagged

from ..cases.fakes import FakeModelsCase

LISTED = (
    "rider_name",
    "rider_phone",
    "rider_birth_date",
    "rider_scan",
    "rider_data",
    "rider_story",
    "rider_of",
    "rider_ids",
    "rider_blood_type",
)


@tagged("slow", "post_install", "-at_install")
class TestKeepRulesHideNothing(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import foreign_models as foreign

        return foreign.ForeignContact, foreign.ForeignOrder, foreign.ForeignClaim

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Unmapped = cls.env["partner.anonymization.unmapped"]
        cls.manager = cls._user("manager", "group_manager")

    def _row(self, model, field):
        return self.Unmapped.search([("model", "=", model), ("field", "=", field)])

    def test_foreign_fields_are_listed(self):
        self.Unmapped._refresh()
        for name in LISTED:
            row = self._row("account.move", name)
            self.assertEqual(row.state, "open", name)
            self.assertTrue(row.suggested_path, name)
        self.assertFalse(self._row("account.move", "rider_color"))
        # A file goes with the files of the entry.
        self.assertFalse(self._row("account.move", "rider_photo"))
        # What the map was written for is decided.
        for name in ("narration", "ref", "invoice_origin", "partner_bank_id"):
            self.assertFalse(self._row("account.move", name), name)

    def test_field_of_a_user(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get("res.partner.category").id,
                "name": "x_telefon",
                "ttype": "char",
            }
        )
        self.Unmapped._refresh()
        self.assertEqual(self._row("res.partner.category", "x_telefon").state, "open")

    def test_suggestion_works(self):
        move = self.env["account.move"].create(
            {
                "partner_id": self.person.id,
                "move_type": "entry",
                "rider_phone": "+45 21 43 65 87",
                "rider_birth_date": "1971-02-03",
                "rider_blood_type": "a",
            }
        )
        move.button_cancel()
        self.Unmapped._refresh()
        rows = self.Unmapped.browse()
        for name in ("rider_phone", "rider_birth_date", "rider_blood_type"):
            row = self._row("account.move", name)
            self.assertEqual(row.row_count, 1, name)
            self.assertEqual(row.suggested_method, "clear", name)
            rows |= row
        rows.with_user(self.manager).action_accept()
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        move.invalidate_recordset()
        self.assertFalse(move.rider_phone)
        self.assertFalse(move.rider_birth_date)
        self.assertFalse(move.rider_blood_type)

    def test_rule_of_ones_own(self):
        """One that blocks says nothing of fields, one that only keeps is a decision."""
        self.Unmapped._refresh()
        values = {"model": "pa.foreign.claim", "partner_path": "partner_id"}
        rule = self.env["partner.anonymization.rule"].create(
            {**values, "name": "Open", "action": "keep", "open_domain": "[]"}
        )
        self.Unmapped._refresh()
        self.assertEqual(self._row("pa.foreign.claim", "story").state, "open")
        rule.open_domain = False
        self.Unmapped._refresh()
        self.assertEqual(self._row("pa.foreign.claim", "story").state, "accepted")

    def test_telling_fields_of_any_type(self):
        self.Unmapped._refresh()
        for name in (
            "birth_date",
            "passport_no",
            "diagnosis",
            "client_ip",
            "user_agent",
            "religion",
        ):
            row = self._row("pa.foreign.claim", name)
            self.assertEqual(row.suggested_method, "clear", name)
            self.assertEqual(row.suggested_path, "partner_id", name)
        for name in ("amount", "day"):
            self.assertFalse(self._row("pa.foreign.claim", name), name)
        for name in ("email_cc", "lawyer_phone", "client_ip"):
            self.assertFalse(self._row("pa.foreign.claim", name).suggested_term, name)
        row = self._row("pa.foreign.claim", "contact_phone")
        self.assertEqual(row.suggested_term, "phone")

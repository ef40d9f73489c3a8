"""Where the law wants it, the debtor of a kept document stays readable, sealed."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...engine.plan import kept_debtor
from ...engine.vault import document_seal
from .. import search
from ..cases.finish_case import FinishCase

CARD = {
    "name": "Zacharias Quillfeather",
    "street": "Brombærvej 15",
    "zip": "8000",
    "city": "Aarhus",
    "vat": "DK13585628",
}


@tagged("post_install", "-at_install")
class TestDebtor(FinishCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.vat = CARD["vat"]
        cls.period = cls.env["partner.anonymization.period"].create(
            {
                "company_id": cls.company.id,
                "retention_class": "accounting",
                "years": 5,
                "start": "fiscal_year_end",
                "machine_readable": True,
            }
        )
        cls.accountant = new_test_user(
            cls.env,
            "debtor_accountant",
            "base.group_user,account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.env.flush_all()

    def _dialog(self, year, user=None):
        """What the button shows."""
        self.env.invalidate_all()
        move = self.moves[year].with_user(user or self.accountant)
        action = move.action_anonymization_debtor()
        dialog = move.env[action["res_model"]].browse(action["res_id"])
        return dialog.read([*CARD, "street2", "country_id"])[0]

    def _readings(self):
        return self.env["partner.anonymization.event"].search_count(
            [("kind", "=", "read"), ("line_id", "=", self.line.id)]
        )

    def _assert_card(self, found):
        self.assertEqual({name: found[name] for name in CARD}, CARD)
        self.assertEqual(found["country_id"][0], self.country.id)

    def test_listed(self):
        line = self._anonymize()
        rows = line.kept_ids.filtered(lambda row: row.code == "debtor")
        mine = [move.id for move in self.moves.values()]
        self.assertLessEqual(set(mine), set(rows.mapped("res_id")))
        self.assertEqual(set(rows.mapped("model")), {"account.move"})
        self.assertEqual(set(rows.mapped("field")), {"partner_id"})
        trace = line.trace_ids.filtered(lambda one: one.code == "debtor")
        self.assertIn("sealed, readable for accounting", trace.reason)
        self.assertEqual(trace.res_count, len(rows))
        self.assertEqual(trace.date_until, date(2030, 12, 31))

    def test_readable_and_logged(self):
        self._anonymize()
        self.assertTrue(
            self.moves[2022].with_user(self.accountant).anonymization_debtor_readable
        )
        self._assert_card(self._dialog(2022))
        self.assertEqual(self._readings(), 1)
        self._purge()
        self._assert_card(self._dialog(2022))
        self.assertEqual(self._readings(), 2)
        event = self.env["partner.anonymization.event"].search([], limit=1)
        self.assertEqual(event.user_id, self.accountant)
        self.env.flush_all()
        self.assertFalse(
            {
                place
                for place in search.find(self.env.cr, list(CARD.values())[:2])
                if place[0].startswith("partner_anonymization")
            },
            "never stored",
        )

    def test_refused_after_its_own_retention(self):
        self._anonymize()
        self._purge()
        with freeze_time("2027-12-31"):
            self._assert_card(self._dialog(2022))
        with freeze_time("2028-01-01"):
            self.env.invalidate_all()
            self.assertFalse(self.moves[2022].anonymization_debtor_readable)
            with self.assertRaisesRegex(UserError, "has ended"):
                self._dialog(2022)
            self._assert_card(self._dialog(2025))
        self._night("2028-01-01")
        with self.assertRaisesRegex(UserError, "No debtor"), freeze_time("2028-01-01"):
            self._dialog(2022)
        with freeze_time("2028-01-01"):
            self._assert_card(self._dialog(2025))

    def test_gone_with_the_last_document(self):
        self._anonymize()
        self._purge()
        for day in ("2028-01-01", "2029-01-01", "2030-01-01"):
            self._night(day)
            self.assertTrue(self._refs())
        run = self._night("2031-01-01")
        self.assertIn("debtor", run.line_ids.finished_ids.mapped("code"))
        self.assertEqual(run.line_ids.outcome, "done")
        self.assertFalse(self._refs())
        self.assertFalse(self._key_files())

    def test_rights(self):
        self._anonymize()
        clerk = self._user("debtor_clerk", "group_anonymize")
        manager = self._user("debtor_manager", "group_manager")
        manager.group_ids += self.env.ref("account.group_account_readonly")
        self._assert_card(self._dialog(2022, manager))
        with self.assertRaises(AccessError):
            self._dialog(2022, clerk)
        dialog = self.env["partner.anonymization.debtor"].create(
            {"move_id": self.moves[2022].id}
        )
        with self.assertRaises(AccessError):
            dialog.with_user(clerk).read(["name"])
        self.assertFalse(
            self.moves[2022]
            .sudo()
            .with_user(clerk)
            .sudo()
            .anonymization_debtor_readable
        )

    def test_not_where_the_law_does_not_ask(self):
        self.period.machine_readable = False
        line = self._anonymize()
        self.assertNotIn("debtor", line.kept_ids.mapped("code"))
        self.assertFalse(self.moves[2022].anonymization_debtor_readable)
        with self.assertRaisesRegex(UserError, "No debtor"):
            self._dialog(2022)

    def test_broken_seal(self):
        self._anonymize()
        self.env.cr.execute(
            "UPDATE partner_anonymization_document_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
        )
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self._dialog(2022)

    def test_a_contact_before_its_company(self):
        """Each is sealed as it stood before: the contact in its own seal only."""
        contact = self.person.child_ids.filtered(lambda one: one.type == "invoice")
        contact.write({"zip": "8200", "city": "Skejby"})
        move = self._invoice(contact, "2025-06-16")
        self._pay(move)
        self.moves = {**self.moves, "contact": move}
        contact.type = "other"  # later invoices go to the company itself
        self.env.flush_all()
        contact.anonymize("Ticket 4711", override_retention=True)
        first = contact.sudo().anonymization_line_id
        card = {
            "name": "Wilhelmina Quillfeather",
            "street": "Æblegade 3",
            "zip": "8200",
            "city": "Skejby",
            "vat": CARD["vat"],
        }
        found = self._dialog("contact")
        self.assertEqual({name: found[name] for name in card}, card)
        second = self._anonymize()
        self.assertNotEqual(second, first)
        opened, failed = document_seal.load_usable(self.env, (first | second).ids)
        self.assertFalse(failed)
        self.assertEqual(set(opened[first.id].cards), {contact.id})
        self.assertEqual(set(opened[second.id].cards), {self.person.id})
        self.assertEqual(
            kept_debtor.holders(self.env.cr, move.id), [first.id, second.id]
        )
        found = self._dialog("contact")
        self.assertEqual({name: found[name] for name in card}, card)
        self._purge()
        found = self._dialog("contact")
        self.assertEqual({name: found[name] for name in card}, card)
        self._assert_card(self._dialog(2025))

    def test_the_seal_of_the_company_is_broken(self):
        """The contact's own seal is enough; the company's is not."""
        contact = self.person.child_ids[0]
        move = self._invoice(contact, "2025-06-16")
        self._pay(move)
        self.moves = {**self.moves, "contact": move}
        contact.anonymize("Ticket 4711", override_retention=True)
        self._anonymize()

        def break_seal(line):
            self.env.cr.execute(
                "UPDATE partner_anonymization_document_seal"
                " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
                " WHERE line_id = %s",
                line.ids,
            )

        break_seal(self.line)
        self.assertTrue(self._dialog("contact")["name"])
        break_seal(contact.sudo().anonymization_line_id)
        break_seal(self.line)
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self._dialog("contact")

    def test_restored(self):
        self._anonymize()
        self.person.deanonymize()
        self.assertFalse(self.moves[2022].anonymization_debtor_readable)
        opened, failed = document_seal.load_usable(self.env, self.line.ids)
        self.assertEqual((opened, failed), ({}, {self.line.id: "seal_missing"}))

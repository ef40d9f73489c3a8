"""What can be restored is restored byte for byte; the rest is left out and told."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..cases.deletions_case import AfterDeletionsCase
from ..common import digest


@tagged("post_install", "-at_install")
class TestRestoreAfterDeletions(AfterDeletionsCase):
    def test_nothing_is_lost_where_nothing_is_gone(self):
        before = digest(self.env.cr, skip_columns={"res_partner": ["signup_type"]})
        self._anonymize()
        self.assertEqual(self._restore(), set())
        self.assertEqual(
            digest(self.env.cr, skip_columns={"res_partner": ["signup_type"]}), before
        )

    def test_everything_that_a_contact_refers_to(self):
        tag, other = (
            self.person.category_id,
            self.env["res.partner.category"].create({"name": "Tea drinker"}),
        )
        country = self.env["res.country"].create({"name": "Ruritania", "code": "X9"})
        state = self.env["res.country.state"].create(
            {"name": "Zenda", "code": "ZE", "country_id": country.id}
        )
        industry = self.env["res.partner.industry"].create({"name": "Feathers"})
        seller = self._user("seller")
        twin = self.Partner.create({"name": "Zachary Quill"})
        self.person.write(
            {
                "category_id": [Command.link(other.id)],
                "state_id": state.id,
                "industry_id": industry.id,
                "user_id": seller.id,
                "anonymization_same_partner_ids": [Command.set(twin.ids)],
            }
        )
        gone = ("state_id", "industry_id", "user_id", "pa_fake_home_id", "pa_fake_club")
        before = self._row(*gone, "pa_fake_homes_id")
        self._anonymize()
        self.assertEqual(twin.anonymization_state, "anonymized")
        tag.unlink()
        state.unlink()
        industry.unlink()
        self._table("DELETE FROM res_users WHERE id = %s", seller.id)
        self._table("DELETE FROM res_partner WHERE id = %s", twin.id)
        self.club.unlink()
        lost = self._restore()
        self.assertEqual(self._row(*gone, "pa_fake_homes_id"), before)
        for name in gone:
            self.assertFalse(self.person[name], name)
        self.assertEqual(self.person.category_id, other)
        self.assertEqual(self.person.pa_fake_club_ids, self.other_club)
        self.assertFalse(self.person.pa_fake_homes_id)
        by_company = self.person.with_company(self.second)
        self.assertEqual(by_company.pa_fake_homes_id, self.other_club)
        every = (*gone, "pa_fake_homes_id", "category_id", "pa_fake_club_ids")
        self.assertLessEqual(
            self._own(*((name, "lost_target") for name in every)), lost
        )
        self.assertIn(("res.partner", "id", twin.id, "lost_record"), lost)

    def test_uninstalled_app(self):
        self._rule()
        case = self._case(self.person)
        self._anonymize()
        self.assertNotIn("Quillfeather", case.story)
        self._table("DROP TABLE pa_fake_club_rel")
        self._table("ALTER TABLE pa_fake_case DROP COLUMN story")
        lost = self._restore_rows("name, email, pa_fake_motto, pa_fake_digits")
        self.assertEqual(
            self.rows,
            [
                (
                    "Zacharias Quillfeather",
                    "zacharias@quillfeather.example",
                    "Feathers \\ first\n\t{x}",
                    "3141",
                )
            ],
        )
        self.assertEqual(
            lost,
            {
                ("res.partner", "pa_fake_club_ids", self.person.id, "lost_field"),
                ("pa.fake.case", "story", case.id, "lost_field"),
            },
        )

    def test_dropped_table(self):
        self._rule()
        case = self._case(self.person)
        self._anonymize()
        self._table("DROP TABLE pa_fake_case CASCADE")
        lost = self._restore_rows("email")
        self.assertEqual(self.rows, [("zacharias@quillfeather.example",)])
        self.assertEqual(
            lost,
            {
                ("pa.fake.case", "id", case.id, "lost_field"),
            },
        )

    def _restore_rows(self, names):
        """By SQL, where the registry knows columns that are gone."""
        self.env.cr.execute(
            "SELECT anonymization_line_id FROM res_partner WHERE id = %s",
            [self.person.id],
        )
        run = self._engine_restore(self.env.cr.fetchone())
        self.env.cr.execute(
            f"SELECT {names} FROM res_partner WHERE id = %s", [self.person.id]
        )
        self.rows = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT model, field, res_id, code FROM partner_anonymization_kept"
            " WHERE status = 'lost' AND line_id = ANY(%s)",
            [run.line_ids.ids],
        )
        return set(self.env.cr.fetchall())

    def _engine_restore(self, line_ids):
        from ...engine import runs
        from ...wording import why_kept

        reasons = why_kept.reasons(self.env)
        env = self.env(su=True)
        run_id = runs.deanonymize(
            env, line_ids, None, lambda _terms: None, reasons, "_"
        )
        return self.env["partner.anonymization"].browse(run_id)

    def test_deleted_record(self):
        self._rule()
        case, other = self._case(self.person), self._case(self.person)
        self._anonymize()
        case.unlink()
        lost = self._restore()
        self.assertEqual(other.story, "Zacharias Quillfeather wants his parrot back")
        self.assertEqual(
            lost,
            {
                ("pa.fake.case", "id", case.id, "lost_record"),
            },
        )

    def test_login_taken(self):
        user = new_test_user(self.env, "zach@login.example", "base.group_portal")
        user.partner_id = self.person
        self.env.flush_all()
        self._anonymize()
        placeholder = user.login
        self.assertNotEqual(placeholder, "zach@login.example")
        new_test_user(self.env, "zach@login.example", "base.group_portal")
        lost = self._restore()
        self.assertEqual(lost, {("res.users", "login", user.id, "lost_taken")})
        self.assertEqual(user.login, placeholder)
        self.assertTrue(user.active)
        self.assertEqual(self.person.email, "zacharias@quillfeather.example")

    def test_half_of_a_bank_account_is_none(self):
        bank = self.person.bank_ids
        stranger = self.Partner.create({"name": "Olga Octavius"})
        other = bank.copy({"acc_number": "DK4300-4", "partner_id": stranger.id})
        self._anonymize()
        self._table(
            "UPDATE res_partner_bank SET partner_id = %s,"
            " sanitized_acc_number = 'DK5000400440116243' WHERE id = %s",
            self.person.id,
            other.id,
        )
        lost = self._restore()
        self.assertEqual(
            lost,
            {
                ("res.partner.bank", name, bank.id, "lost_taken")
                for name in ("acc_number", "sanitized_acc_number")
            },
        )
        self.assertNotIn("DK50", bank.acc_number)
        self.assertEqual(bank.acc_holder_name, "Zacharias Quillfeather")
        self.assertEqual(other.acc_number, "DK4300-4")

    def test_newer_rules_of_the_database(self):
        before = self._row("pa_fake_motto", "pa_fake_number", "pa_fake_rank", "city")
        self.person.city = False
        self._anonymize()
        for sql in (
            "ADD CONSTRAINT c CHECK (pa_fake_motto NOT LIKE 'Feathers%%')",
            "ALTER COLUMN pa_fake_number TYPE integer USING 0",
        ):
            self._table(f"ALTER TABLE res_partner {sql}", None)
        self._table("UPDATE res_partner SET city = '-' WHERE city IS NULL")
        self._table("ALTER TABLE res_partner ALTER COLUMN city SET NOT NULL")
        self._table("UPDATE res_partner SET pa_fake_digits = 'mine'")
        self._table(
            "CREATE UNIQUE INDEX x ON res_partner (lower(pa_fake_digits))"
            " WHERE pa_fake_digits IS NOT NULL AND id IN (%s, %s)",
            self.person.id,
            0,
        )
        lost = self._restore_rows("pa_fake_motto, pa_fake_number, city")
        self.assertEqual(self.rows, [(None, 0, "-")])
        self._table("ALTER TABLE res_partner ALTER COLUMN pa_fake_number TYPE varchar")
        after = self._row("pa_fake_motto", "pa_fake_number", "pa_fake_rank", "city")
        self.assertEqual(after, before)
        self.assertLessEqual(self._own(("pa_fake_motto", "lost_refused")), lost)
        self.assertLessEqual(self._own(("pa_fake_number", "lost_refused")), lost)

    def test_choice_that_is_gone(self):
        self._anonymize()
        field = self.env["res.partner"]._fields["pa_fake_rank"]
        kept, field.selection = field.selection, [("low", "Low")]
        try:
            lost = self._restore()
        finally:
            field.selection = kept
        self.assertEqual(lost, self._own(("pa_fake_rank", "lost_choice")))
        self.assertFalse(self.person.pa_fake_rank)
        self.assertEqual(self.person.pa_fake_motto, "Feathers \\ first\n\t{x}")

    def test_company_that_is_gone(self):
        company = self.Partner.create({"name": "Ravens Ltd", "is_company": True})
        self.person.parent_id = company
        self.person.child_ids.type = "other"  # else the company's invoices go there
        self.env.flush_all()
        self.assertEqual(
            self.person.complete_name, "Ravens Ltd, Zacharias Quillfeather"
        )
        self._anonymize()
        self._table("DELETE FROM res_partner WHERE id = %s", company.id)
        self._restore()
        self.assertFalse(self.person.parent_id)
        self.assertEqual(self.person.commercial_partner_id, self.person)
        self.assertEqual(self.person.complete_name, "Zacharias Quillfeather")
        self.assertFalse(self.person.commercial_company_name)

    def test_the_user_is_told(self):
        manager = self._user("boss", "group_manager")
        self._anonymize()
        tag = self.env["res.partner.category"].search([("name", "=", "Bird lover")])
        tag.unlink()
        self.club.unlink()
        wizard = self.env["partner.deanonymize"].with_user(manager)
        wizard = wizard.create({"partner_ids": [Command.set(self.person.ids)]})
        shown = wizard.action_deanonymize()["params"]
        self.assertEqual(shown["type"], "warning")
        self.assertIn(
            f"Contact, Tags (ID {self.person.id}): What it refers to has been deleted "
            "meanwhile.",
            shown["message"],
        )
        self.assertNotIn("Bird lover", shown["message"])
        self.assertNotIn("Quillfeather", shown["message"])
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

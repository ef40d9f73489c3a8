"""Finishing follows the settings of the day, reviews, holds and a night's bounds."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.vault import key_usage
from ...models.nights import partner_anonymization_finish
from ..cases.finish_case import LAST_DAYS, YEARS, FinishCase


@tagged("post_install", "-at_install")
class TestFinishPolicy(FinishCase):
    """Settings that change, postponement, holds, locks, and bounds of a night."""

    def _period(self, **values):
        return self.env["partner.anonymization.period"].create(
            {
                "company_id": self.company.id,
                "retention_class": "accounting",
                "years": 5,
                "start": "fiscal_year_end",
                **values,
            }
        )

    def test_longer_period(self):
        period = self._period()
        self._anonymize()
        self._purge()
        period.years = 8
        self.env.flush_all()
        run = self._night("2028-01-01")
        self.assertFalse(run.line_ids)
        self.assertEqual(self._clear(), list(YEARS))
        dates = set(self._waiting().mapped("date_until"))
        self.assertEqual(dates, {date(year + 8, 12, 31) for year in YEARS})
        self.assertEqual(self.line.finish_date, date(2031, 1, 1))
        self._night("2031-01-01")
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_shorter_period(self):
        period = self._period(years=10)
        self._anonymize()
        self._purge()
        self._night("2027-01-01")
        self.assertEqual(self._clear(), list(YEARS))
        period.years = 5
        self.env.flush_all()
        self._night("2028-05-05")
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_suspended_while_taxes_are_open(self):
        self._period(suspended=True)
        self.company.anonymization_taxes_open_from = "2023-01-01"
        self._anonymize()
        rows = self._waiting()
        open_ = rows.filtered(lambda row: row.code == "suspended")
        self.assertEqual(set((rows - open_).mapped("date_until")), {LAST_DAYS[2022]})
        self.assertEqual(set(open_.mapped("date_until")), {False})
        self.assertIn("taxes of its year are open", open_[0].reason)
        self.assertEqual(self.line.outcome, "partial")
        self._purge()
        self._night("2032-01-01")
        self.assertEqual(self._clear(), [2023, 2024, 2025])
        self.company.anonymization_taxes_open_from = "2025-01-01"
        self.env.flush_all()
        self._night("2029-01-01")
        self.assertEqual(self._clear(), [2024, 2025])
        rows = self._waiting()
        self.assertEqual(set(rows.mapped("code")), {"retention", "suspended"})
        self.assertEqual(self.line.finish_date, date(2030, 1, 1))
        suspended = self.line.trace_ids.filtered(lambda t: t.code == "suspended")
        self.assertTrue(suspended)
        self.assertEqual(set(suspended.mapped("date_until")), {False})

    def test_preview_says_that_no_day_is_known(self):
        self._period(suspended=True)
        self.company.anonymization_taxes_open_from = "2023-01-01"
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": [Command.set(self.person.ids)],
                "override_retention": True,
                "override_reason": "Ticket 4711",
            }
        )
        self.assertIn("taxes of its year are assessed", wizard.preview_html)
        self.assertNotIn("9999", wizard.preview_html)
        wizard.action_rehearse()
        self.assertIn("taxes of its year are assessed", wizard.report_html)
        self.assertNotIn("9999", wizard.report_html)

    def test_postponed(self):
        self._anonymize()
        row = self._waiting().filtered(
            lambda one: one.res_id == self.files[2022].id and one.field == "raw"
        )
        with self.assertRaisesRegex(UserError, "names the person"):
            row.postpone("2028-06-30", "Quillfeather complains")
        with self.assertRaisesRegex(UserError, "reason"):
            row.postpone("2028-06-30", " ")
        with self.assertRaisesRegex(UserError, "still to come"):
            row.postpone("2020-06-30", "T-1")
        wizard = self.env["partner.anonymization.postpone"].create(
            {"kept_ids": row.ids, "until": "2028-06-30", "reason": "T-1 warranty"}
        )
        wizard.action_postpone()
        same = self._waiting().filtered("postponed_until")
        self.assertEqual(
            set(same.mapped("model")),
            {"account.move", "account.move.line", "ir.attachment"},
            "texts, items and file of one document",
        )
        self.assertEqual(set(same.mapped("date_until")), {LAST_DAYS[2022]})
        event = self.env["partner.anonymization.event"].search([], limit=1)
        self.assertEqual((event.kind, event.line_id), ("postpone", self.line))
        self._purge()
        for day in ("2028-01-01", "2028-06-30"):
            self._night(day)
            self.assertEqual(self._clear(), list(YEARS))
        self._night("2028-07-01")
        self.assertEqual(self._clear(), [2023, 2024, 2025])
        with self.assertRaisesRegex(UserError, "wait for their day"):
            row.postpone("2030-06-30", "T-2")

    def test_postponing_needs_the_right(self):
        self._anonymize()
        clerk = self._user("clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self._waiting().with_user(clerk).postpone("2028-06-30", "T-1")
        with self.assertRaises(AccessError):
            self._waiting().with_user(clerk).action_postpone()

    def test_a_sweep_leaves_what_waits(self):
        self._anonymize()
        self._waiting().filtered(
            lambda one: one.res_id == self.moves[2022].id
        ).postpone("2030-06-30", "T-1")
        with self._on("2028-03-03"):
            self.log.resweep(self.person.ids)
        self.assertEqual(self._clear(), list(YEARS))

    def test_a_sweep_finds_nothing_new_in_what_waits_or_is_finished(self):
        self._anonymize()
        self._night("2028-01-01")
        with self._on("2028-01-02"):
            run = self.log.resweep(self.person.ids)
        self.assertFalse(run.line_ids)
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_what_a_sweep_finds_waits_with_the_rest(self):
        self._anonymize()
        late = self._file(self.moves[2025], "late {year} Zacharias Quillfeather.pdf")
        late.res_field = False
        self.env.cr.execute(
            "UPDATE account_move SET invoice_origin = '+45 31 41 59 26' WHERE id = %s",
            [self.moves[2025].id],
        )
        self.env.invalidate_all()
        run = self.log.resweep(self.person.ids)
        self.assertEqual(late.anonymization_kept_line_id, self.line)
        self.assertIn(late.id, run.line_ids.kept_ids.mapped("res_id"))
        self.assertEqual(len(self._refs()), 2)
        self._purge()
        self._night("2030-12-31")
        self.assertTrue(late.raw)
        self._night("2031-01-01")
        self.assertFalse(late.raw)
        self.assertEqual(self.moves[2025].invoice_origin, "Deleted")
        self.assertFalse(self._clear())
        self.assertFalse(self._key_files())

    def test_legal_hold(self):
        self._anonymize()
        self._purge()
        self.env.cr.execute(
            "UPDATE res_partner SET anonymization_hold = true WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self._night("2028-01-01"))
        self.assertEqual(self._clear(), list(YEARS))
        self.env.cr.execute(
            "UPDATE res_partner SET anonymization_hold = false WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        self._night("2028-01-02")
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_bounded_and_resumed(self):
        second = self.Partner.create({"name": "Olga Octavius"})
        move = self._invoice(second, "2022-02-02", narration="<p>Olga Octavius</p>")
        self._pay(move)
        self._anonymize()
        second.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        params = self.env["ir.config_parameter"]
        params.set_param("partner_anonymization.finish_per_night", "1")
        first = self._night("2028-01-01")
        self.assertEqual((first.partner_count, first.state), (1, "done"))
        self.assertEqual(self._clear(), [2023, 2024, 2025])
        self.assertIn("Olga", move.narration)
        self._night("2028-01-02")
        self.assertNotIn("Olga", move.narration)

    def test_cut_short(self):
        """The job stops after a batch; the next one goes on with the same run."""
        second = self.Partner.create({"name": "Olga Octavius"})
        move = self._invoice(second, "2022-02-02", narration="<p>Olga Octavius</p>")
        self._pay(move)
        self._anonymize()
        second.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.patch(partner_anonymization_finish, "BATCH", 1)
        self._progress(0.0)
        run = self._night("2028-01-01")
        self.assertEqual(run.state, "running")
        self.assertIn("Olga", move.narration)
        self.assertFalse(self._night("2028-01-02"), "no new run")
        self.assertNotIn("Olga", move.narration)
        self._night("2028-01-02")
        self.assertEqual((run.state, run.partner_count), ("done", 2))

    def test_scheduled_action(self):
        self._anonymize()
        cron = self.env.ref("partner_anonymization.ir_cron_finish")
        with freeze_time("2028-01-01"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_broken_seal(self):
        self._anonymize()
        self._purge()
        self.env.cr.execute(
            "UPDATE partner_anonymization_document_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
        )
        run = self._night("2028-01-01")
        self.assertEqual(
            (run.line_ids.outcome, run.line_ids.reason), ("failed", "seal_corrupt")
        )
        self.assertEqual(self._clear(), list(YEARS))
        self.assertFalse(self._night("2028-01-02").line_ids, "said once a month")

    def test_a_deleted_document_waits_no_longer(self):
        self._anonymize()
        self._purge()
        self.env.cr.execute(
            "DELETE FROM ir_attachment WHERE id = %s", [self.files[2022].id]
        )
        self.env.invalidate_all()
        self._night("2028-01-01")
        rows = self.kept.search(
            [("model", "=", "ir.attachment"), ("res_id", "=", self.files[2022].id)]
        )
        self.assertFalse(any(rows.mapped("is_waiting")))

    def test_orphans(self):
        """The keys of document seals are none."""
        self._anonymize()
        self._purge()
        (ref,) = self._refs()
        self.assertEqual(
            key_usage.alive(self.env.cr, [ref.file]), {(ref.file, ref.slot)}
        )
        settings = self.env["res.config.settings"].create({})
        self.assertNotIn(ref.identity, settings._anonymization_foreign_identities())

    def test_deleting_the_contact_waits_too(self):
        person = self.Partner.create({"name": "Olga Octavius"})
        move = self._invoice(person, "2022-02-02", narration="<p>Olga Octavius</p>")
        self._pay(move)
        person.anonymize("Ticket 4711", override_retention=True)
        person.purge_anonymized()
        with self.assertRaisesRegex(UserError, "kept by law"):
            person.unlink()

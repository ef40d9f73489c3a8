"""What the law keeps waits for its own day, each document by itself, none earlier."""

import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import document_seal, keys, vault
from ..engine.document_seal import Documents
from ..models import partner_anonymization_finish
from . import files_search, search
from .accounting import BooksCase
from .common import digest

WORDS = [
    "Zacharias Quillfeather",
    "zacharias@quillfeather.example",
    "+45 31 41 59 26",
    "Brombærvej 15",
    "Wilhelmina Quillfeather",
]
YEARS = (2022, 2023, 2024, 2025)
# Denmark: five years from the end of the fiscal year.
LAST_DAYS = {year: date(year + 5, 12, 31) for year in YEARS}


class FinishCase(BooksCase):
    """Four invoices of four years with texts and files, and a bystander."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.anonymization_retention_years = 5
        cls.company.anonymization_retention_start = "fiscal_year_end"
        cls.log = cls.env["partner.anonymization"]
        cls.kept = cls.env["partner.anonymization.kept"]
        cls.env["ir.config_parameter"].set_param(
            "partner_anonymization.render_missing_pdf", "False"
        )
        cls.moves = {year: cls._document(year) for year in YEARS}
        cls.other = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.foreign = cls._invoice(cls.other, "2022-03-03", narration="Berta pays")
        cls._pay(cls.foreign)

    @classmethod
    def _document(cls, year):
        move = cls._invoice(
            cls.person,
            f"{year}-06-15",
            narration=f"<p>For Zacharias Quillfeather, {year}</p>",
            ref=f"{year} zacharias@quillfeather.example",
        )
        cls._pay(move)
        return move

    @classmethod
    def _file(cls, move, name="INV {year} Zacharias Quillfeather.pdf"):
        return cls.env["ir.attachment"].create(
            {
                "name": name.format(year=move.date.year),
                "raw": b"%PDF-1.4 Zacharias Quillfeather " + str(move.id).encode(),
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
                "mimetype": "application/pdf",
            }
        )

    def setUp(self):
        super().setUp()
        self.today = freeze_time("2026-02-02")
        self.today.start()
        self.addCleanup(self.today.stop)
        # A test cannot commit.
        self._progress(600.0)
        self.env.cr.postcommit.clear()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.key_dir = folder.name
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.key_dir", folder.name
        )
        # Each test removes the stored files for good.
        self.files = {year: self._file(move) for year, move in self.moves.items()}

    def _progress(self, seconds):
        """How much time the scheduler leaves after a batch."""
        cron = self.registry["ir.cron"]
        self.patch(cron, "_commit_progress", lambda *_a, **_kw: seconds)

    @contextmanager
    def _on(self, day):
        with freeze_time(day):
            yield

    def _anonymize(self):
        self.person.anonymize(override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()
        self.line = self.person.sudo().anonymization_line_id
        return self.line

    def _purge(self, day="2026-03-05"):
        with self._on(day):
            self.line._prove()
            if self.line.proof_state == "traces":
                self.line.accept_traces("a test")
            self.person.purge_anonymized()
            self._commit()
        self.env.invalidate_all()

    def _commit(self):
        """Do what a commit would do: destroy keys, remove files."""
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()

    def _night(self, day):
        """The nightly job on a day.

        :return: the run, empty when there was nothing to do
        """
        before = self.log.search([("kind", "=", "finish")])
        with self._on(day):
            self.log._cron_finish()
            self._commit()
        self.env.invalidate_all()
        return self.log.search([("kind", "=", "finish")]) - before

    def _is_clear(self, year):
        """Whether the document of a year says everything, or nothing, of the person."""
        move, file = self.moves[year], self.files[year]
        found = {
            "Zacharias Quillfeather" in move.narration,
            "zacharias@" in move.ref,
            bool(file.raw),
            "Zacharias" in file.name,
        }
        self.assertEqual(
            len(found), 1, (year, move.narration, move.ref, file.raw, file.name)
        )
        return found.pop()

    def _clear(self):
        return [year for year in YEARS if self._is_clear(year)]

    def _refs(self, table="document_seal"):
        self.env.cr.execute(
            f"SELECT key_ref FROM partner_anonymization_{table} WHERE partner_id = %s",
            [self.person.id],
        )
        return [keys.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]

    def _key_files(self):
        return list(Path(self.key_dir).glob("*/*.keys"))

    def _waiting(self):
        return self.kept.search(
            [("is_waiting", "=", True), ("partner_id", "=", self.person.id)]
        )


@tagged("post_install", "-at_install", "accounting_only")
class TestFinish(FinishCase):
    def test_partial(self):
        line = self._anonymize()
        self.assertEqual(line.outcome, "partial")
        self.assertEqual(line.proof_state, "pending")
        self.assertEqual(self._clear(), list(YEARS))
        rows = self._waiting()
        self.assertEqual(set(rows.mapped("code")), {"retention"})
        self.assertEqual(rows.line_id, line)
        for year in YEARS:
            mine = rows.filtered(
                lambda row, y=year: (
                    (row.model, row.res_id)
                    in (
                        ("account.move", self.moves[y].id),
                        ("ir.attachment", self.files[y].id),
                    )
                )
            )
            self.assertEqual(
                set(mine.mapped("field")), {"narration", "ref", "raw", "name"}
            )
            self.assertEqual(set(mine.mapped("date_until")), {LAST_DAYS[year]})
        self.assertEqual(line.finish_date, date(2028, 1, 1))
        events = self.env["partner.anonymization.event"].search(
            [("line_id", "=", line.id), ("kind", "=", "anonymize")]
        )
        self.assertEqual(events.mapped("outcome"), ["partial"])

    def test_the_message_says_that_something_waits(self):
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": [Command.set(self.person.ids)],
                "override_retention": True,
                "confirmation": "I understand anonymization",
            }
        )
        action = wizard.action_anonymize()
        self.assertIn("until their own day", action["params"]["message"])

    def test_done_without_kept_documents(self):
        person = self.Partner.create({"name": "Xaver Ohneakten"})
        person.anonymize()
        line = person.sudo().anonymization_line_id
        self.assertEqual((line.outcome, line.finish_date), ("done", False))

    def test_a_rehearsal_may_be_partial(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.require_rehearsal", "True"
        )
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": [Command.set(self.person.ids)],
                "override_retention": True,
            }
        )
        self.assertTrue(wizard.rehearsal_required)
        before = self._key_files()
        wizard.action_rehearse()
        self.assertEqual(self._key_files(), before)
        run = self.log.search([("kind", "=", "rehearsal")], limit=1)
        self.assertEqual(run.line_ids.outcome, "partial")
        wizard.invalidate_recordset()
        self.assertFalse(wizard.rehearsal_required)
        self.assertFalse(self._waiting())
        self.assertFalse(self.files[2022].anonymization_kept_line_id)

    def test_over_the_years(self):
        """Anonymized with override, purged, then every year's last and first night."""
        self._anonymize()
        self._purge()
        self.assertEqual(self.person.anonymization_state, "deleted")
        self.assertFalse(self._refs("seal"))
        self.assertEqual(len(self._refs()), 1)
        waiting = list(YEARS)
        for year in YEARS:
            last = LAST_DAYS[year]
            self.assertFalse(self._night(last), "the law keeps it on its last day")
            self.assertEqual(self._clear(), waiting)
            run = self._night(last + timedelta(days=1))
            waiting.remove(year)
            self.assertEqual(self._clear(), waiting)
            self._assert_logged(run, year, "partial" if waiting else "done")
        self.assertFalse(self._refs())
        self.assertFalse(self._key_files(), "no key outlives the last document")
        self.assertEqual(self.line.outcome, "partial", "as it was on that day")
        self.assertFalse(self.line.finish_date)
        self.env.flush_all()
        self.assertFalse(search.find(self.env.cr, WORDS))
        self.assertFalse(files_search.find(self.env, WORDS))
        self.assertIn("Berta pays", self.foreign.narration)
        self.assertFalse(self._night("2040-01-01"))

    def _assert_logged(self, run, year, outcome):
        self.assertEqual(
            (run.kind, run.state, run.partner_count), ("finish", "done", 1)
        )
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertEqual(run.line_ids.outcome, outcome)
        rows = run.line_ids.finished_ids
        items = rows.filtered(lambda row: row.model == "account.move.line")
        self.assertLessEqual(
            set(items.mapped("res_id")), set(self.moves[year].line_ids.ids)
        )
        self.assertEqual(
            {(row.model, row.res_id) for row in rows - items},
            {
                ("account.move", self.moves[year].id),
                ("ir.attachment", self.files[year].id),
            },
        )
        day = LAST_DAYS[year] + timedelta(days=1)
        self.assertEqual(set(rows.mapped("date_finished")), {day})
        traces = run.line_ids.trace_ids
        self.assertEqual(set(traces.mapped("status")), {"finished"})
        self.assertEqual(
            set(traces.filtered(lambda t: "line" not in t.model).mapped("res_count")),
            {1},
        )
        events = self.env["partner.anonymization.event"].search(
            [("line_id", "=", run.line_ids.id)]
        )
        self.assertEqual(
            events.mapped(lambda one: (one.kind, one.outcome)), [("finish", outcome)]
        )
        left = len([other for other in YEARS if other > year])
        counts = self.line.trace_ids.filtered(lambda t: t.code == "retention")
        counts = counts.filtered(lambda t: t.model == "ir.attachment")
        self.assertEqual(set(counts.mapped("res_count")), {left} if left else set())

    def test_before_the_purge_all_comes_back(self):
        """What was finished while sealed is restored with the rest, byte for byte."""
        self.env.flush_all()
        before = digest(self.env.cr, skip=("ir_config_parameter", "bus_bus"))
        self._anonymize()
        run = self._night("2028-01-01")
        self.assertEqual(self._clear(), [2023, 2024, 2025])
        self.assertEqual(self.line.proof_state, "pending")
        self.assertEqual(run.line_ids.outcome, "partial")
        self._night("2029-01-01")
        self.person.deanonymize()
        self._commit()
        self.env.flush_all()
        after = digest(self.env.cr, skip=("ir_config_parameter", "bus_bus"))
        self.assertDigest(before, after)
        self.assertEqual(self._clear(), list(YEARS))
        for file in self.files.values():
            self.assertIn(b"Zacharias Quillfeather", file.raw)
        self.assertFalse(self._waiting())
        self.assertFalse(self._refs())
        self.assertFalse(self._refs("seal"))
        self.assertFalse(self._key_files())
        self.assertFalse(self._night("2040-01-01"), "nothing of a live partner")

    def test_finished_files_leave_the_file_store(self):
        self._anonymize()
        self._purge()
        path = Path(self.files[2022]._full_path(self.files[2022].store_fname))
        self.assertTrue(path.exists())
        self._night("2028-01-01")
        self.assertFalse(path.exists())

    def test_purge_after_some_were_finished(self):
        self._anonymize()
        self._night("2028-01-01")
        self._purge("2028-02-02")
        self.assertFalse(self._refs("seal"))
        self._night("2031-01-01")
        self.assertFalse(self._clear())
        self.assertFalse(self._key_files())

    def test_only_needed_words_are_sealed(self):
        line = self._anonymize()
        opened, _failed = document_seal.load_usable(self.env, line.ids)
        self.assertEqual(
            set(opened[line.id].terms),
            {
                ("name", "Zacharias Quillfeather"),
                ("email", "zacharias@quillfeather.example"),
            },
        )
        self.assertEqual(opened[line.id].cards, {})
        self.assertEqual(Documents().terms, [])

    def test_hashed_labels_stay(self):
        self.moves[2025].line_ids[0].flush_recordset()
        item = self.moves[2025].invoice_line_ids
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = '$1$x' WHERE id = %s",
            [self.moves[2025].id],
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET name = 'For Zacharias Quillfeather'"
            " WHERE id = %s",
            [item.id],
        )
        self.env.invalidate_all()
        self._anonymize()
        hashed = self.line.kept_ids.filtered(lambda row: row.code == "hashed")
        self.assertIn(item.id, hashed.mapped("res_id"))
        self.assertFalse(any(hashed.mapped("is_waiting")))
        self._purge()
        self._night("2040-01-01")
        self.assertEqual(item.name, "For Zacharias Quillfeather")
        self.assertFalse(self._waiting())
        self.env.flush_all()
        found = search.find(self.env.cr, WORDS)
        self.assertEqual(
            found,
            {("account_move_line", "name", id_) for id_ in hashed.mapped("res_id")},
        )
        self.assertFalse(self._key_files())


@tagged("post_install", "-at_install", "accounting_only")
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
        second.anonymize(override_retention=True)
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
        second.anonymize(override_retention=True)
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
        self.assertEqual(vault.alive(self.env.cr, [ref.file]), {(ref.file, ref.slot)})
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings._anonymization_foreign_identities())

    def test_deleting_the_contact_waits_too(self):
        person = self.Partner.create({"name": "Olga Octavius"})
        move = self._invoice(person, "2022-02-02", narration="<p>Olga Octavius</p>")
        self._pay(move)
        person.anonymize(override_retention=True)
        person.purge_anonymized()
        with self.assertRaisesRegex(UserError, "kept by law"):
            person.unlink()

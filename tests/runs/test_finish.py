"""What the law keeps waits for its own day, each document by itself, none earlier."""

from datetime import date, timedelta
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from ...engine.vault import document_seal
from ...engine.vault.document_seal import Documents
from .. import search
from ..cases import files_search
from ..cases.finish_case import LAST_DAYS, WORDS, YEARS, FinishCase
from ..common import digest


@tagged("post_install", "-at_install")
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

    def test_reasons_are_read_in_ones_own_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        row = self._anonymize().kept_ids[:1]
        english = row.reason_label
        german = row.with_context(lang="de_DE").reason_label
        self.assertEqual(english, row.reason)
        self.assertNotEqual(german, english)
        self.assertIn("Aufbewahrung", german)

    def test_the_message_says_that_something_waits(self):
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": [Command.set(self.person.ids)],
                "override_retention": True,
                "override_reason": "Ticket 4711",
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
                "override_reason": "Ticket 4711",
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

"""Four invoices of four years, for the tests of what waits for its own day."""

import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from ...engine.vault import key_store
from .accounting import BooksCase

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
        self.person.anonymize("Ticket 4711", override_retention=True)
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
            not file.name.startswith("anonymized-"),
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
        return [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]

    def _key_files(self):
        return list(Path(self.key_dir).glob("*/*.keys"))

    def _waiting(self):
        return self.kept.search(
            [("is_waiting", "=", True), ("partner_id", "=", self.person.id)]
        )

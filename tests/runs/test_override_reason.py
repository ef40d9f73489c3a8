"""Skipping the retention takes a reason, which the log keeps."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..cases.accounting import BooksCase
from ..certificates.test_certificate import REPORTS

REASON = "Decision 12/2026 of the board"


@tagged("post_install", "-at_install")
class TestOverrideReason(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._invoice(cls.person))
        cls.other = cls.Partner.create({"name": "Olga Octavius"})

    def _wizard(self, partners=None, **values):
        return self.env["partner.anonymize"].create(
            {
                "partner_ids": (partners or self.person).ids,
                "confirmation": "I understand anonymization",
                "override_retention": True,
                **values,
            }
        )

    def _events(self, run):
        events = self.env["partner.anonymization.event"].search(
            [("run_id", "=", run.id), ("kind", "=", "override")]
        )
        return [(one.partner_ref, one.outcome, one.reason) for one in events]

    def _last_run(self):
        return self.env["partner.anonymization"].search([], limit=1)

    def test_refused_without(self):
        for options in (
            {},
            {"note": ""},
            {"note": "  "},
            {"override_reason": " \n "},
        ):
            with self.subTest(options=options), self.assertRaises(UserError) as caught:
                self.person.anonymize(override_retention=True, **options)
            self.assertIn("why the retention", str(caught.exception))
        for values in ({}, {"note": " "}, {"override_reason": " "}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "Override Reason"),
            ):
                self._wizard(**values).action_anonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_kept_by_run_line_and_event(self):
        run = (self.person | self.other).anonymize(
            override_retention=True, override_reason=REASON
        )
        self.assertFalse(run.note)
        self.assertEqual(run.override_reason, REASON)
        mine, others = (
            run.line_ids.filtered(lambda one, p=partner: one.partner_id == p)
            for partner in (self.person, self.other)
        )
        self.assertEqual(mine.override_reason, REASON)
        self.assertFalse(others.override_reason, "nothing was skipped for her")
        self.assertEqual(self._events(run), [(self.person.id, "done", REASON)])

    def test_certificates_say_it(self):
        run = (self.person | self.other).anonymize(
            override_retention=True, override_reason=REASON
        )
        for record in (run, *run.line_ids):
            is_said = record == run or record.partner_id == self.person
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                REPORTS[record._name], record.ids
            )
            self.assertEqual(REASON in html.decode(), is_said, record)

    def test_the_note_is_one(self):
        run = self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual((run.note, run.override_reason), ("Ticket 4711",) * 2)

    def test_wizard(self):
        self._wizard(override_reason=f" {REASON} ").action_anonymize()
        run = self._last_run()
        self.assertEqual(run.override_reason, REASON)
        self.assertEqual(run.line_ids.override_reason, REASON)
        self.assertEqual(self._events(run), [(self.person.id, "done", REASON)])

    def test_nobody_is_named(self):
        for words in (
            "Zacharias Quillfeather has called",
            "for zacharias@quillfeather.example",
            "Quillfeathers lawyer",
            "Wilhelmina Quillfeather has called",
        ):
            with self.subTest(words=words):
                with self.assertRaisesRegex(UserError, "names the person"):
                    self.person.anonymize(
                        override_retention=True, override_reason=words
                    )
                with self.assertRaisesRegex(UserError, "names the person"):
                    self._wizard(override_reason=words).action_anonymize()

    def test_whoever_is_refused_is_not_named_either(self):
        """The reason and the note of a run stand at all of its lines."""
        self._invoice(self.other)
        both = self.person | self.other
        for values in ({"override_reason": "Olga Octavius"}, {"note": "Octavius"}):
            wizard = self._wizard(both, **{"override_reason": REASON, **values})
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "names the person"),
            ):
                wizard.action_anonymize()

    def test_nothing_to_skip(self):
        run = self.other.anonymize(override_retention=True)
        self.assertFalse(run.override_reason)
        self.assertEqual(self._events(run), [])

    def test_rehearsed_without(self):
        self._wizard().action_rehearse()
        self.assertEqual(self._last_run().kind, "rehearsal")

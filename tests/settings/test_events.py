"""What somebody decides or reads leaves an event, without personal data."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..cases.request_case import RequestCase

REASON = "A contract is being negotiated"
REPORT = "partner_anonymization.partner_anonymization_request_report"


@tagged("post_install", "-at_install")
class TestEvents(RequestCase):
    def _events(self, *kinds):
        events = self.env["partner.anonymization.event"].search(
            [("partner_ref", "=", self.person.id), ("kind", "in", kinds)], order="id"
        )
        return [(one.kind, one.user_id, one.reason) for one in events]

    def _row(self, **values):
        columns = {"category": "customer", "state": "ready", "due_date": "2020-01-01"}
        columns |= {"partner_id": self.person.id} | values
        self.env.cr.execute(
            f"INSERT INTO partner_anonymization_candidate ({', '.join(columns)})"
            f" VALUES ({', '.join(['%s'] * len(columns))}) RETURNING id",
            list(columns.values()),
        )
        rows = self.env["partner.anonymization.candidate"].with_user(self.clerk)
        return rows.browse(self.env.cr.fetchone()[0])

    def test_excluded_and_included(self):
        row = self._row()
        row.exclude(REASON)
        row.action_include()
        self.assertEqual(
            self._events("exclude", "include"),
            [("exclude", self.clerk, REASON), ("include", self.clerk, False)],
        )

    def test_no_reason_with_a_name(self):
        row = self._row()
        for reason in (
            "Zacharias Quillfeather pays late",
            "Quillfeathers contract",
            "mail to zacharias@quillfeather.example",
            "call 31 41 59 26",
            "ask Wilhelmina",
        ):
            with (
                self.subTest(reason=reason),
                self.assertRaisesRegex(UserError, "names the person"),
            ):
                row.exclude(reason)
        self.assertFalse(row.is_excluded)
        self.assertEqual(self._events("exclude"), [])

    def test_hold(self):
        person = self.person.with_user(self.clerk)
        person.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7"}
        )
        person.anonymization_hold_reason = "Case 8"
        person.anonymization_hold_reason = "Case 8"
        person.anonymization_hold_until = "2099-01-01"
        person.anonymization_hold = False
        self.assertEqual(
            self._events("hold", "hold_reason", "unhold"),
            [
                (kind, self.clerk, False)
                for kind in ("hold", "hold_reason", "hold_reason", "unhold")
            ],
        )

    def test_hold_without_a_reason(self):
        for reason in (False, "", "  "):
            values = {"anonymization_hold": True, "anonymization_hold_reason": reason}
            with (
                self.subTest(reason=reason),
                self.assertRaisesRegex(UserError, "reason of the hold"),
                self.env.cr.savepoint(),
            ):
                self.person.with_user(self.clerk).write(values)
            with (
                self.subTest(reason=reason),
                self.assertRaisesRegex(UserError, "reason of the hold"),
            ):
                self.Partner.with_user(self.clerk).create({"name": "New", **values})
            self.env.invalidate_all()
        self.assertFalse(self.person.anonymization_hold)
        values = {"anonymization_hold": True, "anonymization_hold_reason": "Case 7"}
        person = self.person.with_user(self.clerk)
        person.write(values)
        with (
            self.assertRaisesRegex(UserError, "reason of the hold"),
            self.env.cr.savepoint(),
        ):
            person.anonymization_hold_reason = False
        self.env.invalidate_all()
        self.assertEqual(person.anonymization_hold_reason, "Case 7")

    def test_redacted(self):
        self._anonymize(self._request())  # a user looks at what is found
        line = self.person.anonymization_line_id
        other = self.Partner.create({"name": "Olga Octavius"})
        message = other.message_post(body="about zacharias@quillfeather.example")
        line._prove()
        traces = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertTrue(traces, message.body)
        traces.with_user(self.clerk).action_redact()
        self.assertEqual(self._events("redact"), [("redact", self.clerk, False)])

    def test_letter(self):
        request = self._request(user=self.clerk)
        self._anonymize(request)
        request.action_close()
        for user, expected in ((self.clerk, []), (self.manager, [self.manager])):
            report = self.env["ir.actions.report"].with_user(user)
            report._render_qweb_html(REPORT, request.ids)
            found = [one for _kind, one, _reason in self._events("letter")]
            self.assertEqual(found, expected)

    def test_a_letter_in_clear_opens_no_seal(self):
        request = self._request()
        self._refuse(request)
        self.env["ir.actions.report"]._render_qweb_html(REPORT, request.ids)
        self.assertEqual(self._events("letter"), [])
        self.assertEqual(request.date_closed, fields.Date.today())

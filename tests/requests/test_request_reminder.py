"""An activity reminds the responsible in time; there is no conversation."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..cases.request_case import RequestCase

RECEIVED = "2026-01-05"


@tagged("post_install", "-at_install")
@freeze_time("2026-01-06")
class TestRequestReminder(RequestCase):
    def _open(self, request):
        return request.activity_ids.filtered("active")

    def test_some_days_before(self):
        request = self._request(date_received=RECEIVED, user=self.clerk)
        (activity,) = self._open(request)
        self.assertEqual(request.date_due, date(2026, 2, 5))
        self.assertEqual(activity.date_deadline, date(2026, 1, 29))
        self.assertEqual(activity.user_id, self.clerk)
        self.assertEqual(activity.res_name, request.display_name)

    def test_days_are_a_setting(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.request_reminder_days", "3"
        )
        request = self._request(date_received=RECEIVED)
        self.assertEqual(self._open(request).date_deadline, date(2026, 2, 2))

    def test_never_in_the_past(self):
        request = self._request(date_received="2025-12-08")
        self.assertEqual(self._open(request).date_deadline, date(2026, 1, 6))

    def test_follows_the_responsible_and_the_date(self):
        request = self._request(date_received=RECEIVED)
        request.user_id = self.clerk
        self.assertEqual(self._open(request).user_id, self.clerk)
        request.date_received = "2026-01-08"
        self.assertEqual(self._open(request).date_deadline, date(2026, 2, 2))
        self._extend(request)
        self.assertEqual(request.date_due, date(2026, 4, 8))
        self.assertEqual(self._open(request).date_deadline, date(2026, 4, 1))
        request.user_id = False
        self.assertFalse(self._open(request))
        request.user_id = self.manager
        self.assertEqual(self._open(request).user_id, self.manager)

    def test_done_when_closed(self):
        for close in (
            lambda request: request.action_withdraw(),
            self._refuse,
            lambda request: (self._anonymize(request), request.action_close()),
        ):
            request = self._request(date_received=RECEIVED, user=self.clerk)
            self.assertTrue(self._open(request))
            close(request)
            self.assertFalse(self._open(request))

    def test_colleague_closes(self):
        request = self._request(date_received=RECEIVED, user_id=self.manager.id)
        self._refuse(request.with_user(self.clerk))
        self.assertFalse(self._open(request))

    def test_done_by_hand(self):
        request = self._request(date_received=RECEIVED, user=self.clerk)
        self._open(request).action_feedback(feedback="called")
        self.assertFalse(self._open(request))
        request.note = "T-1"
        self.assertFalse(self._open(request))

    def test_message_to_the_responsible_names_nobody(self):
        request = self._request(date_received=RECEIVED, user_id=self.clerk.id)
        self.env.flush_all()
        messages = self.env["mail.message"].search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertTrue(messages)
        for message in messages:
            text = f"{message.subject} {message.body} {message.record_name}"
            self.assertNotIn("Quillfeather", text)
            self.assertIn(request.display_name, text)
        self._refuse(request)
        self.assertEqual(
            messages,
            self.env["mail.message"].search(
                [("model", "=", request._name), ("res_id", "=", request.id)]
            ),
        )

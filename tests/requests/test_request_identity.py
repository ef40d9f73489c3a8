"""Nobody is erased, or told so, before it is known who asks and what is left."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..cases.request_case import RequestCase

REASON = "Came to the counter with a passport"


@tagged("post_install", "-at_install")
class TestRequestIdentity(RequestCase):
    def _events(self, kind):
        events = self.env["partner.anonymization.event"].search(
            [("partner_ref", "=", self.person.id), ("kind", "=", kind)]
        )
        return [(one.user_id, one.reason) for one in events]

    def _line(self):
        return self.person.anonymization_line_id

    def test_not_anonymized_before(self):
        request = self._request(user=self.clerk)
        with self.assertRaisesRegex(UserError, "Nobody has checked who asks"):
            request.action_anonymize()
        wizard = self.env["partner.anonymize"].with_user(self.clerk)
        wizard = wizard.with_context(default_request_id=request.id).create(
            {
                "partner_ids": self.person.ids,
                "confirmation": "I understand anonymization",
            }
        )
        with (
            self.assertRaisesRegex(UserError, "Nobody has checked who asks"),
            self.env.cr.savepoint(),
        ):
            wizard.action_anonymize()
        self.env.invalidate_all()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_not_closed_before(self):
        """Also where somebody else has anonymized the person meanwhile."""
        request = self._request(user=self.clerk)
        self.person.anonymize()
        purge_date = self._line().purge_date
        with self.assertRaisesRegex(UserError, "Nobody has checked who asks"):
            request.action_close()
        self.assertEqual((request.state, request.outcome), ("new", False))
        self.assertEqual(self._line().purge_date, purge_date)
        self._refuse(request, ground="11_2")
        self.assertEqual(request.state, "refused")

    def test_checked(self):
        request = self._request(user=self.clerk)
        request.action_check_identity()
        self.assertEqual(self._events("identity"), [(self.clerk, False)])
        self._anonymize(request)
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "erased"))
        self.assertEqual(self._line().proof_state, "proved")

    def test_gone_on_with_a_reason(self):
        request = self._request(user=self.clerk)
        action = request.action_unidentified()
        self._wizard(request, action, reason=REASON).action_unidentified()
        self.assertEqual(request.unidentified_reason, REASON)
        self.assertEqual(request.unidentified_uid, self.clerk)
        self.assertTrue(request.unidentified_date)
        self.assertFalse(request.identity_verified)
        self.assertEqual(self._events("unidentified"), [(self.clerk, REASON)])
        self._anonymize(request)
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "erased"))
        with self.assertRaisesRegex(UserError, "closed"):
            request.go_on_unidentified(REASON)

    def test_not_without_a_reason_and_a_right(self):
        request = self._request(user=self.clerk)
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "Give a reason"):
                request.go_on_unidentified(reason)
        with self.assertRaisesRegex(UserError, "names the person"):
            request.go_on_unidentified("Mr Quillfeather himself")
        with self.assertRaises(AccessError):
            request.with_user(self.plain).sudo().go_on_unidentified(REASON)
        for values in (
            {"unidentified_reason": REASON},
            {"unidentified_uid": self.clerk.id},
            {"unidentified_date": "2026-01-01"},
        ):
            with self.assertRaisesRegex(UserError, "buttons"):
                request.write(values)

    def test_says_what_is_open(self):
        request = self._request()
        self._anonymize(request)
        industry = self.env["res.partner.industry"].search([], limit=1)
        self.env.cr.execute(
            "UPDATE res_partner_industry SET name = %s WHERE id = %s",
            ['{"en_US": "zacharias@quillfeather.example"}', industry.id],
        )
        self.env["ir.config_parameter"].create(
            {"key": "some.text", "value": "zacharias@quillfeather.example"}
        )
        with self.assertRaises(UserError) as caught:
            request.action_close()
        text = str(caught.exception)
        self.assertIn(self._line().display_name, text)
        self.assertIn("Traces left", text)
        self.assertNotIn("uillfeather", text)
        self.assertEqual(request.state, "in_progress")
        self._line()._prove()  # what a refusal has found is rolled back with it
        self._line().accept_traces("In the name of a product")
        request.action_close()
        self.assertEqual(request.state, "done")

    def test_closed_once_it_is_mended(self):
        request = self._request()
        self._anonymize(request)
        left = self.env["ir.config_parameter"].create(
            {"key": "some.text", "value": "zacharias@quillfeather.example"}
        )
        with self.assertRaisesRegex(UserError, "Traces left"):
            request.action_close()
        left.unlink()
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "erased"))

    def test_nobody_in_it(self):
        request = self._request(self.env["res.partner"])
        request.action_close()
        self.assertEqual(request.outcome, "nothing")

    def test_deleted_meanwhile(self):
        """What is final has no seal by which anything could be proved."""
        request = self._request()
        self._anonymize(request)
        self.person.purge_anonymized()
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "erased"))

    def test_names_who_may_be_the_same(self):
        twin = self.Partner.create({"name": "Twin", "email": self.person.email})
        second = self.env["res.company"].create({"name": "Second"})
        self.Partner.create(
            {"name": "Unseen", "email": self.person.email, "company_id": second.id}
        )
        request = self._request(user=self.clerk)
        self.assertEqual(request.alike_ids, twin)
        self.person._anonymization_decide(twin, False)
        request.invalidate_recordset()
        self.assertFalse(request.alike_ids)

    def test_whoever_is_on_hold_is_decided_on(self):
        twin = self.Partner.create(
            {
                "name": "Twin",
                "email": self.person.email,
                "anonymization_hold": True,
                "anonymization_hold_reason": "Case 7",
            }
        )
        request = self._request()
        with self.assertRaisesRegex(UserError, "same person"):
            self._anonymize(request)
        self.person._anonymization_decide(twin, False)
        self._anonymize(request)
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(twin.name, "Twin")

"""Legal hold on somebody who is anonymized already."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..cases.hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestHoldAnonymized(HoldCase):
    def test_only_the_hold_can_be_written(self):
        self.person.anonymize()
        person = self.person.with_user(self.clerk)
        self._hold(person, anonymization_hold_until="2099-01-01")
        self.assertEqual(person.anonymization_hold_uid, self.clerk)
        for values in (
            {"anonymization_hold": False, "name": "Zacharias"},
            {"anonymization_exempt": True},
            {"anonymization_retention_years": 3},
        ):
            with self.assertRaisesRegex(UserError, "anonymized"):
                person.write(values)
        with self.assertRaises(AccessError):
            self.person.with_user(self.plain).write({"anonymization_hold": False})
        person.anonymization_hold = False
        self.assertFalse(self._held(self.person))

    def test_reason_must_not_name_an_anonymized_person(self):
        self.person.anonymize()
        for reason in ("Quillfeather ./. us", "see zacharias@quillfeather.example"):
            with self.assertRaisesRegex(UserError, "names the person"):
                self._hold(anonymization_hold_reason=reason)
        self.assertFalse(self.person.anonymization_hold)

    def test_restoring_keeps_the_hold_of_now(self):
        written = self._column("write_date")
        self.person.anonymize()
        self._hold(self.person.with_user(self.clerk))
        moved = self._column("write_date")
        self.person.deanonymize()
        self.assertEqual(self._column("write_date"), moved)
        self.assertGreaterEqual(moved, written)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertTrue(self.person.anonymization_hold)
        self.assertEqual(self.person.anonymization_hold_reason, "Case 7 O 12/26")
        self.assertEqual(self.person.anonymization_hold_uid, self.clerk)
        self.assertIn("hold", self._codes(self.person))

    def _over(self):
        with freeze_time("2020-01-01"):
            self._hold(
                anonymization_hold_reason="Zacharias Quillfeather ./. us",
                anonymization_hold_until="2020-06-30",
            )
        self.env.invalidate_all()
        self.person.anonymize()
        self.assertIsNone(self._column("anonymization_hold_reason"))

    def test_restoring_a_hold_that_is_over(self):
        self._over()
        self.person.deanonymize()
        self.assertEqual(
            self.person.anonymization_hold_reason, "Zacharias Quillfeather ./. us"
        )
        self.assertTrue(self.person.anonymization_hold)

    def test_restoring_does_not_undo_what_was_set_since(self):
        self._over()
        self._hold(anonymization_hold_until=False)
        self.person.deanonymize()
        self.assertEqual(self.person.anonymization_hold_reason, "Case 7 O 12/26")
        self.assertFalse(self.person.anonymization_hold_until)

    def test_restoring_does_not_undo_a_lifted_hold(self):
        self._over()
        self.person.anonymization_hold = False
        self.person.deanonymize()
        self.assertFalse(self.person.anonymization_hold)
        self.assertFalse(self.person.anonymization_hold_reason)

    def test_restoring_does_not_mix_two_holds(self):
        self._over()
        self.person.write(
            {"anonymization_hold": True, "anonymization_hold_until": False}
        )
        self.person.deanonymize()
        self.assertTrue(self.person.anonymization_hold)
        self.assertFalse(self.person.anonymization_hold_reason)

    def test_sweeping_again_keeps_the_reason(self):
        self.person.anonymize()
        self._hold()
        self.env["partner.anonymization"].resweep(self.person.ids)
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_hold_reason, "Case 7 O 12/26")

    def test_no_text_after_the_purge(self):
        self.person.anonymize()
        self._hold(anonymization_hold_until="2020-01-01")
        self.person.purge_anonymized()
        self.assertIsNone(self._column("anonymization_hold_reason"))
        with self.assertRaisesRegex(UserError, "without a reason"):
            self._hold()
        self.person.write(
            {"anonymization_hold": True, "anonymization_hold_until": False}
        )
        self.assertEqual(self._held(self.person), {self.person.id})

    def test_merging_and_archiving_stay_refused(self):
        self.person.anonymize()
        self._hold()
        with self.assertRaisesRegex(UserError, "anonymized"):
            self.person.action_unarchive()

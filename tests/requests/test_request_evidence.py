"""A request is evidence that it was answered, and names nobody."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..cases.request_case import RequestCase


@tagged("post_install", "-at_install")
class TestRequestEvidence(RequestCase):
    def test_closed_stays_as_it_is(self):
        request = self._request()
        self._refuse(request)
        for call in (
            lambda: request.write({"note": "x"}),
            lambda: request.write({"partner_ids": [(5,)]}),
            lambda: request.write({"date_received": "2020-01-01"}),
            request.action_check_identity,
            request.action_anonymize,
            request.action_close,
            request.action_withdraw,
            request.action_extend,
            request.action_refuse,
        ):
            with self.assertRaisesRegex(UserError, "closed"):
                call()

    def test_state_is_not_written_by_hand(self):
        request = self._request()
        for values in (
            {"state": "done"},
            {"outcome": "erased"},
            {"date_closed": "2020-01-01"},
            {"extended": True},
            {"identity_verified": True},
        ):
            with self.assertRaisesRegex(UserError, "buttons"):
                request.write(values)
            with self.assertRaisesRegex(UserError, "buttons"):
                self._request(**values)

    def test_state_is_not_set_by_a_default(self):
        values = {
            "state": "done",
            "outcome": "erased",
            "date_closed": "2020-01-01",
            "extended": True,
            "identity_verified": True,
        }
        forged = {f"default_{name}": value for name, value in values.items()}
        Request = self.env["partner.anonymization.request"].with_user(self.clerk)
        self.env["ir.default"].set(
            Request._name, "outcome", "erased", user_id=self.clerk.id
        )
        request = Request.with_context(**forged).create(
            {"partner_ids": self.person.ids, "channel": "letter"}
        )
        self.assertEqual(request.state, "new")
        for name in values.keys() - {"state"}:
            self.assertFalse(request[name], name)

    def test_whom_it_has_anonymized_stays_in_it(self):
        request = self._request()
        self._anonymize(request)
        with (
            self.assertRaisesRegex(UserError, "stays in it"),
            self.env.cr.savepoint(),
        ):
            request.with_user(self.clerk).partner_ids = False
        self.env.invalidate_all()
        other = self.Partner.create({"name": "Olga Octavius"})
        request.partner_ids |= other
        request.partner_ids -= other
        request.action_close()
        self.assertEqual(request.outcome, "erased")

    def test_brought_back_and_taken_out(self):
        """The wrong person was in it; the request goes on without."""
        other = self.Partner.create({"name": "Olga Octavius"})
        request = self._request(self.person | other)
        self._anonymize(request)
        other.deanonymize(note="The wrong person, T-78")
        with self.assertRaisesRegex(UserError, "take it out"):
            request.action_close()
        request.partner_ids -= other
        request.action_close()
        self.assertEqual(request.outcome, "erased")

    def test_received_stays_once_it_was_extended(self):
        request = self._request()
        request.date_received = "2026-01-09"
        with freeze_time("2026-01-20"):
            self._extend(request)
            with self.assertRaisesRegex(UserError, "day of receipt"):
                request.date_received = "2026-01-19"
            request.write({"date_received": "2026-01-09", "note": "T-77"})
        self.assertEqual(request.date_due, date(2026, 4, 9))

    def test_partner_of_a_company_that_is_not_seen(self):
        """It is no less part of the answer."""
        second = self.env["res.company"].create({"name": "Second"})
        request = self._request()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [second.id, self.person.id],
        )
        self.env.invalidate_all()
        seen = request.with_user(self.clerk)
        self.assertFalse(seen.partner_ids)
        with self.assertRaisesRegex(UserError, f"#{self.person.id}"):
            seen.action_close()
        with self.assertRaisesRegex(UserError, f"{self.person.id}.*do not see"):
            seen.action_anonymize()
        self.person.anonymize()
        seen.invalidate_recordset()
        seen.action_check_identity()
        seen.action_close()
        self.assertEqual(seen.outcome, "erased")
        line = self.person.anonymization_line_id
        self.assertLessEqual(line.purge_date, request.date_closed)

    def test_refused_for_one_of_two(self):
        """The other one has been told as well: the data goes with the reply, and comes
        back with a reason only."""
        other = self.Partner.create({"name": "Olga Octavius"})
        other.anonymization_hold = True
        request = self._request(self.person | other)
        self._anonymize(request)
        self.assertFalse(other.anonymization_state)
        self._refuse(request)
        line = self.person.anonymization_line_id
        self.assertLessEqual(line.purge_date, request.date_closed)
        with self.assertRaisesRegex(UserError, "note"):
            self.person.deanonymize()

    def test_never_deleted(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            request.unlink()
        with self.assertRaises(AccessError):
            request.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, f"#{request.number}.*Anonymize"):
            self.person.unlink()
        other = self.Partner.create({"name": "Olga Octavius"})
        other.unlink()

    def test_merging_partners_keeps_the_request(self):
        request = self._request()
        kept = self.Partner.create({"name": "Zacharias Quillfeather"})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.person | kept).ids, kept)
        self.assertEqual(request.partner_ids, kept)

    def test_rights(self):
        request = self._request()
        for call in (
            lambda: self._request(user=self.plain),
            lambda: request.with_user(self.plain).read(["note"]),
            lambda: request.with_user(self.plain).write({"note": "x"}),
            lambda: request.with_user(self.plain).sudo().action_close(),
            lambda: request.with_user(self.plain).sudo().refuse("12_5", "x"),
        ):
            with self.assertRaises(AccessError):
                call()
        request.with_user(self.clerk).note = "T-77"
        self.assertEqual(request.note, "T-77")

    def test_requests_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        request = self._request(company_id=other.id)
        found = self.env["partner.anonymization.request"].with_user(self.clerk)
        self.assertNotIn(request, found.search([]))

    # names

    def test_texts_must_not_name_a_live_person(self):
        request = self._request()
        for text in (
            "Quillfeather called",
            "zacharias@quillfeather.example",
            "ask Wilhelmina Quillfeather",
        ):
            for call in (
                lambda text=text: request.write({"note": text}),
                lambda text=text: request.refuse("12_5", text),
                lambda text=text: request.extend(text),
                lambda text=text: self._request(note=text),
            ):
                with self.assertRaisesRegex(UserError, "names the person"):
                    with self.env.cr.savepoint():
                        call()
                self.env.invalidate_all()
        request.note = "T-77, by letter"

    def test_texts_must_not_name_an_anonymized_person(self):
        request = self._request()
        self._anonymize(request)
        with self.assertRaisesRegex(UserError, "names the person"):
            request.note = "Quillfeather called"

    def test_partners_added_later(self):
        request = self._request(self.env["res.partner"], note="Quillfeather called")
        with self.assertRaisesRegex(UserError, "names the person"):
            request.partner_ids = self.person

    def test_no_name_in_the_tables(self):
        request = self._request(note="T-77")
        self._extend(request)
        self._anonymize(request)
        request.action_close()
        self.env.flush_all()
        for table in ("partner_anonymization_request", "mail_activity", "mail_mail"):
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text ILIKE %s",
                ["%quillfeather%"],
            )
            self.assertEqual(self.env.cr.fetchone()[0], 0, table)

    # bringing back

    def test_deanonymizing_needs_a_reason(self):
        request = self._request()
        self._anonymize(request)
        for note in (None, "", "  "):
            with self.assertRaisesRegex(UserError, f"Request #{request.number}.*note"):
                self.person.deanonymize(note=note)
        self.assertEqual(self.person.anonymization_state, "anonymized")
        wizard = Form(
            self.env["partner.deanonymize"].with_context(
                default_partner_ids=self.person.ids
            )
        )
        with self.assertRaisesRegex(AssertionError, "note is a required field"):
            wizard.save()
        self.person.deanonymize(note="The wrong person, T-78")
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_deanonymizing_without_a_request(self):
        self.person.anonymize()
        self._request(self.Partner.create({"name": "Olga Octavius"}))
        self.person.deanonymize()
        self.assertFalse(self.person.anonymization_state)

    def test_deanonymizing_after_a_withdrawal(self):
        request = self._request()
        self._anonymize(request)
        request.action_withdraw()
        self.person.deanonymize()
        self.assertFalse(self.person.anonymization_state)

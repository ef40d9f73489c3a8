"""Requests of data subjects: answered in time, with evidence, without names."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...engine.log import log_rows
from ..cases.request_case import RequestCase

RECEIVED = "2026-01-07"


@tagged("post_install", "-at_install")
class TestRequest(RequestCase):
    # the period

    def test_due(self):
        request = self._request(date_received="2026-01-31")
        self.assertEqual(request.date_due, date(2026, 3, 2))
        self.assertIn("Denmark", request.holidays_hint)
        self.assertNotIn("not counted", request.holidays_hint)
        request.date_received = "2026-03-06"
        self.assertEqual(request.date_due, date(2026, 4, 7), "Easter Monday")

    def test_due_without_the_library(self):
        with patch(
            "odoo.addons.partner_anonymization.engine.periods.request_deadline.public_holidays",
            return_value=None,
        ):
            request = self._request(date_received="2026-03-06")
            self.assertEqual(request.date_due, date(2026, 4, 6))
            self.assertIn("install", request.holidays_hint)

    def test_company_without_a_country(self):
        self.env.company.country_id = False
        request = self._request(date_received="2026-03-06")
        self.assertEqual(request.date_due, date(2026, 4, 6))
        self.assertIn("set the country", request.holidays_hint)

    def test_a_move_of_the_company_changes_no_evidence(self):
        request = self._request(date_received="2026-03-06")
        self.env.company.country_id = self.env.ref("base.us")
        self.assertEqual(request.date_due, date(2026, 4, 7))

    @freeze_time("2026-02-09")
    def test_extended_on_the_last_day_of_the_first_month(self):
        request = self._request(date_received=RECEIVED, user=self.clerk)
        self.assertEqual(request.date_due, date(2026, 2, 9))
        self._extend(request)
        self.assertEqual(request.date_due, date(2026, 4, 7))
        self.assertEqual(request.extension_date, date(2026, 2, 9))
        self.assertEqual(request.state, "in_progress")
        with self.assertRaisesRegex(UserError, "extended already"):
            request.action_extend()

    @freeze_time("2026-02-10")
    def test_not_extended_after_the_first_month(self):
        request = self._request(date_received=RECEIVED)
        for call in (request.action_extend, lambda: request.extend("late")):
            with self.assertRaisesRegex(UserError, "02/09/2026.*Answer"):
                call()
        self.assertFalse(request.extended)

    # life

    def test_name(self):
        request = self._request()
        self.assertTrue(request.number)
        self.assertEqual(request.display_name, f"Request #{request.number}")
        found = request.name_search(f"#{request.number}")
        self.assertEqual([id_ for id_, _name in found], request.ids)
        self.assertEqual(request.name_search("Quillfeather"), [])

    def test_refused_saves_leave_no_gap(self):
        first = self._request()
        for _attempt in range(2):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._request(note=f"About {self.person.name}")
        second, third = self._request() | self._request()
        self.assertEqual(
            [second.number, third.number], [first.number + 1, first.number + 2]
        )
        self.assertGreater(second.id, first.id + 1)

    def test_requests_of_before_there_were_numbers(self):
        first, second = self._request(), self._request()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE partner_anonymization_request SET number = NULL WHERE id = ANY(%s)",
            [(first + second).ids],
        )
        (first + second).invalidate_recordset()
        third = self._request()
        self.env["partner.anonymization.request"]._number_all()
        self.assertEqual(
            [first.number, second.number], [third.number + 1, third.number + 2]
        )

    def test_a_number_is_not_chosen(self):
        request = self._request(user=self.clerk)
        with self.assertRaisesRegex(UserError, "buttons"):
            request.write({"number": 7})
        with self.assertRaisesRegex(UserError, "buttons"):
            self._request(user=self.clerk, number=7)
        self.env.ref("partner_anonymization.sequence_request").prefix = "R-"
        with self.assertRaisesRegex(UserError, "without prefix"):
            self._request(user=self.clerk)

    def test_identity(self):
        request = self._request(user=self.clerk)
        self.assertEqual(request.state, "new")
        with freeze_time("2026-01-08"):
            request.action_check_identity()
        self.assertTrue(request.identity_verified)
        self.assertEqual(request.identity_date, date(2026, 1, 8))
        self.assertEqual(request.state, "in_progress")

    def test_erased(self):
        request = self._request(user=self.clerk)
        run = self._anonymize(request)
        self.assertEqual((run.kind, run.request_id), ("anonymize", request))
        line = self.person.anonymization_line_id
        self.assertEqual(request.line_ids, line)
        self.assertEqual(line.purge_date, date.today() + timedelta(days=30))
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "erased"))
        self.assertEqual(request.date_closed, date.today())
        self.assertEqual(line.purge_date, date.today())
        self.assertEqual(request.partner_ids, self.person)
        self.assertEqual(request.partner_ids.display_name, "Anonymized")

    def test_purge_date_never_moves_back(self):
        request = self._request()
        self._anonymize(request)
        line = self.person.anonymization_line_id
        log_rows.update(line.sudo(), {"purge_date": "2020-01-01"})
        request.action_close()
        self.assertEqual(line.purge_date, date(2020, 1, 1))

    def test_the_next_purge_destroys_the_key(self):
        request = self._request()
        self._anonymize(request)
        request.action_close()
        cron = self.env.ref("partner_anonymization.ir_cron_purge")
        with self.enter_registry_test_mode():
            self.env.flush_all()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "deleted")
        self.assertEqual(request.outcome, "erased")
        self.assertEqual(request.line_ids.partner_id, self.person)

    def test_lines_of_other_partners_keep_their_date(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        request = self._request()
        self._anonymize(request, partner_ids=(self.person | other).ids)
        request.action_close()
        later = date.today() + timedelta(days=30)
        self.assertEqual(other.anonymization_line_id.purge_date, later)
        self.assertEqual(request.line_ids, self.person.anonymization_line_id)

    def test_partly_erased(self):
        request = self._request()
        self._anonymize(request, category_address=False)
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "partial"))
        self.assertLessEqual(request.line_ids.purge_date, date.today())

    def test_already_anonymized_before(self):
        self.person.anonymize()
        request = self._request()
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            request.action_anonymize()
        request.action_check_identity()
        request.action_close()
        self.assertEqual(request.outcome, "erased")
        self.assertEqual(self.person.anonymization_line_id.purge_date, date.today())

    def test_nothing_found(self):
        request = self._request(self.env["res.partner"])
        request.action_close()
        self.assertEqual((request.state, request.outcome), ("done", "nothing"))

    def test_not_closed_before_it_is_done(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Zacharias Quillfeather.*refuse"):
            request.action_close()
        self.assertEqual(request.state, "new")

    def test_rehearsal_is_no_answer(self):
        request = self._request()
        request.action_check_identity()
        action = request.action_anonymize()
        wizard = (
            self.env["partner.anonymize"].with_context(**action["context"]).create({})
        )
        wizard.action_rehearse()
        self.assertFalse(request.run_ids)

    def test_refused(self):
        request = self._request(user=self.clerk)
        self._refuse(request)
        self.assertEqual((request.state, request.outcome), ("refused", "refused"))
        self.assertEqual(request.refusal_ground, "17_3_e")
        self.assertEqual(request.refusal_reason, "A lawsuit is going on")
        self.assertTrue(request.date_closed)
        event = self.env["partner.anonymization.event"].search(
            [("kind", "=", "not_erased")]
        )
        self.assertEqual(
            (event.partner_ref, event.user_id, event.reason),
            (self.person.id, self.clerk, "17_3_e"),
        )

    def test_reasons_are_mandatory(self):
        request = self._request()
        for call in (
            lambda: request.refuse("12_5", "  "),
            lambda: request.extend(""),
        ):
            with self.assertRaisesRegex(UserError, "Give a reason"):
                call()

    def test_withdrawn(self):
        request = self._request()
        request.action_withdraw()
        self.assertEqual((request.state, request.outcome), ("withdrawn", False))

    # filters

    @freeze_time("2026-02-04")
    def test_filters(self):
        Request = self.env["partner.anonymization.request"]
        overdue = self._request(date_received="2025-12-01")
        due = self._request(date_received="2026-01-05")
        later = self._request(date_received="2026-02-01")
        done = self._request(date_received="2025-12-01")
        done.action_withdraw()
        every = overdue | due | later | done
        view = Request.get_views([(False, "search")])["views"]["search"]["arch"]

        def found(name):
            (node,) = etree.fromstring(view).xpath(f"//filter[@name='{name}']")
            domain = safe_eval(node.get("domain"), {"uid": self.env.uid})
            return Request.search(domain) & every

        self.assertEqual(found("open"), overdue | due | later)
        self.assertEqual(found("overdue"), overdue)
        self.assertEqual(every.filtered("is_overdue"), overdue)
        self.assertEqual(found("due_this_week"), due)
        self.assertEqual(found("mine"), every)

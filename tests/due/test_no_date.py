"""Records without a date, and dates without an end, where no clock is that of UTC."""

from copy import copy
from datetime import date

from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.due import document_end, document_list
from ...engine.proof import unreadable
from ...engine.subject import membership, record_facts, scope
from ..cases.finish_case import FinishCase
from ..worklist.test_candidates import CandidateCase


@tagged("post_install", "-at_install")
class TestNoDate(CandidateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "Europe/Copenhagen"
        cls.env["partner.anonymization.period"].create(
            {
                "company_id": cls.env.company.id,
                "retention_class": "correspondence",
                "years": 6,
                "start": "calendar_year_end",
            }
        )

    def test_lead(self):
        """An old lead that says of one of its dates nothing is listed all the same."""
        if "crm.lead" not in self.env:
            return
        lead = self.env["crm.lead"].create(
            {"name": "Aviary", "email_from": "lena@leadbetter.example"}
        )
        lead.action_set_lost()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2018-05-05', date_closed = NULL,"
            " date_last_stage_update = '2018-12-31 23:30:00' WHERE id = %s",
            [lead.id],
        )
        self.env.invalidate_all()
        self.Candidate.refresh()
        row = self.Candidate.search(
            [("origin_model", "=", "crm.lead"), ("origin_id", "=", lead.id)]
        )
        self.assertEqual(row.last_date, date(2019, 1, 1))
        self.assertEqual(row.due_date, date(2021, 1, 1))

    def test_purchase_order(self):
        """An order that nobody has approved is not kept, and least of all for ever."""
        if "purchase.order" not in self.env:
            return
        order = self.env["purchase.order"].create({"partner_id": self.person.id})
        datamap = DataMap(self.env)
        rules = [one for one in datamap.dated() if one.model == "purchase.order"]
        self.assertTrue(rules)
        days = (
            (None, None),
            ("2018-12-31 23:30:00", date(2025, 12, 31)),
            ("2018-12-31 22:30:00", date(2024, 12, 31)),
            ("infinity", date.max),
        )
        self.env.flush_all()
        subjects = membership.collect(self.env.cr, self.person.ids)
        for moment, until in days:
            self.env.cr.execute(
                "UPDATE purchase_order SET date_approve = %s, state = 'purchase'"
                " WHERE id = %s",
                [moment, order.id],
            )
            self.env.invalidate_all()
            for rule in rules:
                hits = {order.id: scope.Hit()}
                record_facts.set_ends(self.env, datamap, rule, hits)
                self.assertEqual(hits[order.id].until, until, moment)
            (found,) = (
                one
                for one in document_list.find(self.env, datamap, subjects)
                if (one.model, one.res_id) == ("purchase.order", order.id)
            )
            self.assertEqual(found.until, until, moment)

    def test_entry(self):
        """What a search finds is what the entries say, at both ends of a year."""
        field = "anonymization_retention_end"
        moves = self.env["account.move"]
        for day in ("2018-12-31", "2019-01-01", "2019-12-31"):
            moves |= self._invoice(self.person, day)
        self.assertEqual(
            moves.mapped(field),
            [date(2023, 12, 31), date(2024, 12, 31), date(2024, 12, 31)],
        )
        for day in (date(2023, 12, 31), date(2024, 12, 30), date(2024, 12, 31)):
            domain = [("id", "in", moves.ids), (field, "<=", day)]
            expected = moves.filtered(lambda move, day=day: move[field] <= day)
            self.assertEqual(moves.search(domain), expected.sorted(moves._order), day)

    def test_moments_of_entries(self):
        """A rule that dates records by moments searches by them where they are."""
        ends = document_end.Ends(self.env, "account.move")
        move = self._invoice(self.person, "2018-05-05")
        self.env.flush_all()
        ends.rules = [copy(rule) for rule in ends.rules]
        for rule in ends.rules:
            rule.activity_field = "create_date"
        for moment, last in (
            ("2018-12-31 22:59:59", 2023),
            ("2018-12-31 23:00:00", 2024),
            ("2018-06-30 23:30:00", 2023),
        ):
            self.env.cr.execute(
                "UPDATE account_move SET create_date = %s WHERE id = %s",
                [moment, move.id],
            )
            self.env.invalidate_all()
            self.assertEqual(ends.of(move), date(last, 12, 31))
            for day in (date(last, 12, 30), date(last, 12, 31)):
                found = move.search(ends.ended(day))
                self.assertEqual(move in found, day == date(last, 12, 31), moment)


@tagged("post_install", "-at_install", "accounting_only")
class TestNoEnd(FinishCase):
    def test_postponed_without_end(self):
        """The day after the last one of the calendar is none that can be read."""
        self._anonymize()
        rows = self.kept.search([("is_waiting", "=", True)])
        rows.postpone("9999-12-31", "T-1")
        line = self.person.anonymization_line_id
        self.env.invalidate_all()
        self.assertEqual(line.finish_date, date.max)

    def test_age_unknown(self):
        """A row that does not say how old it is may be younger than the run."""
        self._anonymize()
        line = self.person.anonymization_line_id
        file = self.env["ir.attachment"].create({"name": "Unknown"})
        self.env.flush_all()
        for created, written, is_young in (
            (None, None, True),
            ("2001-01-01", None, False),
            (None, "2001-01-01", False),
            ("2001-01-01", "2099-01-01", True),
        ):
            self.env.cr.execute(
                "UPDATE ir_attachment SET create_date = %s, write_date = %s"
                " WHERE id = %s",
                [created, written, file.id],
            )
            args = (self.env, line.ids, "ir_attachment", file.ids)
            self.assertEqual(unreadable.since(*args), {file.id} if is_young else set())

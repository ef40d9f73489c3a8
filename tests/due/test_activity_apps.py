"""Orders, deliveries, tasks and leads as activities."""

from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date
from ...engine.subject.membership import Subject
from ...engine.worklist import due_for_all
from ...engine.worklist.listed_persons import Listing
from ..cases.activity import ActivityMixin
from ..cases.apps import AppsCase


@tagged("post_install", "-at_install")
class TestActivityApps(ActivityMixin, AppsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = datetime(2022, 2, 3, 12)
        cls.apps = {"sale.order", "purchase.order", "crm.lead", "project.task"}
        cls.installed = cls.apps <= set(cls.env.registry)

    def _order(self, **values):
        order = self.env["sale.order"].create(
            {"partner_id": self.person.id, "date_order": self.day, **values}
        )
        order.access_token = False
        return order

    def test_order(self):
        if not self.installed:
            return
        order = self._order()
        self.assertLast(self.day, order, "quote")
        self.assertEqual(self.category(), due_date.QUICK)
        order.action_confirm()
        self._set(order, date_order=self.day + timedelta(days=1))
        self.assertLast(self.day + timedelta(days=1), order, "quote")
        order._action_cancel()
        self.assertIsNone(self.last())
        self.assertEqual(self.category(), due_date.CONTACT)

    def test_new_year_where_the_company_is(self):
        """23:30 in London is the next year in Copenhagen, and not yet in New York."""
        if not self.installed:
            return
        second = self.env["res.company"].create({"name": "Second"})
        moment = datetime(2020, 12, 31, 23, 30)
        order = self._order()
        self._set(order, date_order=moment, company_id=self.env.company.id)
        for zone, other, day, end in (
            (False, "Asia/Tokyo", date(2020, 12, 31), date(2021, 12, 31)),
            ("Europe/Copenhagen", False, date(2021, 1, 1), date(2022, 12, 31)),
            ("America/New_York", "Asia/Tokyo", date(2020, 12, 31), date(2021, 12, 31)),
            ("Asia/Tokyo", "Asia/Tokyo", date(2021, 1, 1), date(2022, 12, 31)),
        ):
            self.env.company.partner_id.tz = zone
            second.partner_id.tz = other
            with self.subTest(zone=zone, other=other):
                self.assertLast(day, order, "quote")
                (due,) = self.person.anonymization_due()
                self.assertEqual(due["due_date"], end + timedelta(days=1))
                datamap = DataMap(self.env)
                due_for_all.evaluate(self.env, datamap, Listing(), date(2026, 1, 1))
                self.env.cr.execute(
                    "SELECT ends FROM anonymization_due WHERE root = %s",
                    [self.person.id],
                )
                self.assertEqual(self.env.cr.fetchone(), (end,))
                document = self.env["partner.anonymization.document"]
                action = document._open(self.person)
                row = document.search([*action["domain"], ("model", "=", "sale.order")])
                self.assertEqual(row.date, day)

    def test_no_end_in_the_east(self):
        """The last moment of the calendar, where it is the year 10000 already."""
        if not self.installed:
            return
        order = self._order()
        self._set(order, date_order=datetime(9999, 12, 31, 23, 59, 59))
        self.env.company.partner_id.tz = "Asia/Tokyo"
        self.assertLast(date(9999, 12, 31), order, "quote")
        document = self.env["partner.anonymization.document"]
        action = document._open(self.person)
        row = document.search([*action["domain"], ("model", "=", "sale.order")])
        self.assertEqual(row.date, date(9999, 12, 31))

    def test_purchase(self):
        if not self.installed:
            return
        order = self.env["purchase.order"].create(
            {"partner_id": self.person.id, "date_order": self.day}
        )
        self.assertIsNone(self.last(), "never sent")
        order.button_confirm()
        self._set(order, date_approve=self.day)
        self.assertLast(self.day, order, "purchase")
        self.assertEqual(self.category(), due_date.SUPPLIER)
        order.button_cancel()
        self.assertIsNone(self.last())

    def test_delivery(self):
        if not self.installed:
            return
        picking = self._picking()
        self.assertIsNone(self.last(), "only planned")
        self._set(picking, state="cancel", date_done=self.day)
        self.assertIsNone(self.last(), "cancelled")
        self._set(picking, state="done")
        self.assertLast(self.day, picking, "business")
        self.assertEqual(self.category(), due_date.CUSTOMER)

    def _picking(self):
        types = self.env["stock.picking.type"].search([("code", "=", "outgoing")])
        return self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": types[0].id,
                "scheduled_date": self.later,
                "origin": "For Zacharias Quillfeather",
            }
        )

    def test_task(self):
        if not self.installed:
            return
        project = self.env["project.project"].create({"name": "Houses"})
        task = self.env["project.task"].create(
            {
                "name": "House",
                "project_id": project.id,
                "partner_id": self.person.id,
                "date_deadline": "2099-01-01",
            }
        )
        self._set(task, date_last_stage_update=self.day)
        self.assertLast(self.day, task, "business")
        task.state = "1_canceled"
        self.env.flush_all()
        self._set(task, date_last_stage_update=self.day)
        self.assertIsNone(self.last())

    def test_project(self):
        if not self.installed:
            return
        project = self.env["project.project"].create(
            {
                "name": "Houses",
                "partner_id": self.person.id,
                "date_start": "2021-01-01",
                "date": "2099-01-01",
            }
        )
        self._set(project, create_date=self.day)
        self.assertLast(self.day, project, "business")
        project.date = "2023-04-05"
        self.assertLast(date(2023, 4, 5), project, "business")

    def test_lead(self):
        if not self.installed:
            return
        lead = self.env["crm.lead"].create(
            {"name": "Houses", "partner_id": self.person.id}
        )
        self._set(lead, date_last_stage_update=self.day)
        self.assertLast(self.day, lead, "quote")
        self.assertEqual(self.category(), due_date.QUICK)
        self._set(lead, date_closed=self.day + timedelta(days=9))
        self.assertLast(self.day + timedelta(days=9), lead, "quote")

    def test_lead_without_a_partner(self):
        if not self.installed:
            return
        lead = self.env["crm.lead"].create(
            {"name": "Houses", "email_from": "Z <Zacharias@quillfeather.example>"}
        )
        self._set(lead, date_last_stage_update=self.day, partner_id=None)
        self.assertLast(self.day, lead, "quote")
        self.assertIsNone(self.last(self.other))

    def test_payment_online(self):
        everything = self.env(context={"active_test": False})
        provider = everything["payment.provider"].search([], limit=1)
        method = everything["payment.method"].search([], limit=1)
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "online-1",
                "amount": 5,
                "currency_id": self.env.company.currency_id.id,
                "partner_id": self.person.id,
            }
        )
        self._set(payment, last_state_change=self.day)
        self.assertIsNone(self.last(), "only tried")
        self._set(payment, state="done")
        self.assertLast(self.day, payment, "business")


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestActivityAllApps(ActivityMixin, AppsCase):
    """Apps whose dates mislead, or that lead to the person by detours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = datetime(2022, 2, 3, 12)

    def test_till(self):
        config = self.env["pos.config"].create({"name": "Till"})
        session = self.env["pos.session"].create(
            {"config_id": config.id, "user_id": self.env.uid}
        )
        order = self.env["pos.order"].create(
            {
                "partner_id": self.person.id,
                "session_id": session.id,
                "company_id": self.env.company.id,
                "date_order": self.day,
                **dict.fromkeys(("amount_tax", "amount_total", "amount_return"), 0),
                "amount_paid": 0,
            }
        )
        self.assertIsNone(self.last(), "not paid")
        self._set(order, state="done")
        self.assertLast(self.day, order, "business")
        # Odoo has no entry of its own for it: the order is the voucher.
        subjects = [Subject(self.person.id, frozenset(self.person.ids))]
        found = due_date.due(self.env, DataMap(self.env), subjects)[0]
        self.assertEqual(found.legal_end, date(2027, 12, 31))
        self._set(order, state="cancel")
        self.assertIsNone(self.last())

    def test_registration(self):
        event = self.env["event.event"].create(
            {
                "name": "Birds",
                "date_begin": self.day,
                "date_end": self.day + timedelta(hours=3),
            }
        )
        seat = self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": self.person.id}
        )
        self._set(seat, state="open")
        self.assertLast(self.day, seat, "contact")
        self._set(seat, state="cancel")
        self.assertIsNone(self.last())

    def test_contract_that_was_closed_early(self):
        model = self.env["fleet.vehicle.model"].search([], limit=1)
        vehicle = self.env["fleet.vehicle"].create({"model_id": model.id})
        contract = self.env["fleet.vehicle.log.contract"].create(
            {
                "vehicle_id": vehicle.id,
                "insurer_id": self.person.id,
                "start_date": self.day.date(),
                "expiration_date": "2099-01-01",
                "state": "closed",
            }
        )
        self.assertLast(self.day, contract, "purchase")

    def test_visitor(self):
        visitor = self.env["website.visitor"].create(
            {"access_token": str(self.person.id), "partner_id": self.person.id}
        )
        self._set(visitor, last_connection_datetime=self.day)
        self.assertLast(self.day, visitor, "contact")

    def test_work(self):
        employee = self.env["hr.employee"].create(
            {"name": "Zacharias Quillfeather", "work_contact_id": self.person.id}
        )
        worked = self.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": self.day,
                "check_out": self.day + timedelta(hours=4),
            }
        )
        self.assertLast(self.day, worked, "business")
        employee.departure_date = "2023-04-05"
        self.assertEqual(self.last()[:2], (date(2023, 4, 5), "hr.version"))

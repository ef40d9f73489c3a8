"""What leads to an anonymized partner by one step more, or cannot be without it."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.checks import automatic_actions
from ..cases.fakes import FakeModelsCase


@tagged("post_install", "-at_install")
class TestGuardsIndirect(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import fake_things as fake

        return (
            fake.FakePlace,
            fake.FakeStage,
            fake.FakeTicket,
            fake.FakeBooking,
            fake.FakeBooker,
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.place, cls.elsewhere = cls.env["pa.fake.place"].create(
            [{"name": "Aviary", "owner_id": p.id} for p in (cls.person, cls.other)]
        )
        cls.new, cls.folded = cls.env["pa.fake.stage"].create(
            [{"name": "New"}, {"name": "Closed", "fold": True}]
        )
        cls.at_place, cls.ticket = cls.env["pa.fake.ticket"].create(
            [
                {"place_id": cls.place.id, "state": "done"},
                {"partner_id": cls.person.id, "state": "done"},
            ]
        )
        (cls.at_place | cls.ticket).stage_id = cls.folded
        both = cls.person | cls.other
        cls.booking = cls.env["pa.fake.booking"].create(
            {"partner_ids": both.ids, "guest_ids": both.ids}
        )
        cls.person.anonymize("Ticket 4711", override_retention=True)
        cls.env.invalidate_all()

    def _refused(self, function):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "anonymiz"), self.env.cr.savepoint():
            function()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_work_at_a_place(self):
        tickets = self.env["pa.fake.ticket"]
        self._refused(lambda: tickets.create({"place_id": self.place.id}))
        ticket = tickets.create({"place_id": self.elsewhere.id})
        self._refused(lambda: ticket.write({"place_id": self.place.id}))
        self._refused(lambda: self.place.write({"active": True}))
        self.assertEqual(ticket.place_id, self.elsewhere)

    def test_reopening(self):
        for ticket in self.ticket, self.at_place:
            self._refused(lambda t=ticket: t.write({"state": "open"}))
            self._refused(lambda t=ticket: t.write({"stage_id": self.new.id}))
            ticket.write({"stage_id": self.folded.id, "state": "done"})
            ticket.name = "a remark"
        self.assertEqual(self.ticket.state, "done")

    def test_who_takes_part_stays(self):
        self.env.cr.execute("SELECT count(*) FROM pa_fake_booking_rel")
        self.assertEqual(self.env.cr.fetchone(), (2,))
        booking = self.booking.with_context(active_test=False)
        self.assertEqual(booking.partner_ids, self.person | self.other)
        self.assertEqual(booking.guest_ids, self.other)
        self.assertEqual(self.person.name, "Anonymized")

    def test_bookings_of_others(self):
        booking = self.booking.with_context(active_test=False)
        third = self.Partner.create({"name": "Xaver Sinfonie"})
        booking.write({"partner_ids": [Command.link(third.id)]})
        booking.write({"partner_ids": [Command.set((self.person | third).ids)]})
        self.assertEqual(booking.partner_ids, self.person | third)
        self._refused(
            lambda: booking.write({"guest_ids": [Command.link(self.person.id)]})
        )
        self._refused(
            lambda: booking.write({"guest_ids": [Command.set(self.person.ids)]})
        )
        new = {"partner_ids": (self.person | third).ids}
        self._refused(lambda: self.env["pa.fake.booking"].create(new))
        made = automatic_actions.working(self.env["pa.fake.booking"]).create(new)
        self.assertEqual(made.with_context(active_test=False).partner_ids, third)

    def test_a_job_keeps_what_comes_in(self):
        tickets = automatic_actions.working(self.env["pa.fake.ticket"])
        ticket = tickets.create({"name": "leak", "partner_id": self.person.id})
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.name, "leak")
        told = self.env["mail.message"].search(
            [("subject", "=", "A record was kept without its anonymized partner")]
        )
        self.assertEqual(len(told), 1)
        self.assertIn(str(ticket.id), told.body)

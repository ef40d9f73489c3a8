"""Models of an imaginary service app: places, tickets and bookings of people."""

from odoo import fields, models


class FakePlace(models.Model):
    """A place of somebody's: no document, and nobody wrote a rule for it."""

    _name = "pa.fake.place"
    _description = "Fake place"

    name = fields.Char()
    active = fields.Boolean(default=True)
    owner_id = fields.Many2one("res.partner")


class FakeStage(models.Model):
    _name = "pa.fake.stage"
    _description = "Fake stage"

    name = fields.Char()
    fold = fields.Boolean()


class FakeTicket(models.Model):
    """Work at a place, or for a partner."""

    _name = "pa.fake.ticket"
    _description = "Fake ticket"

    name = fields.Char()
    place_id = fields.Many2one("pa.fake.place")
    partner_id = fields.Many2one("res.partner")
    stage_id = fields.Many2one("pa.fake.stage")
    state = fields.Selection([("open", "Open"), ("done", "Done")], default="open")


class FakeBooking(models.Model):
    """It cannot be without those who take part, and may have guests."""

    _name = "pa.fake.booking"
    _description = "Fake booking"

    name = fields.Char()
    partner_ids = fields.Many2many(
        "res.partner", "pa_fake_booking_rel", "booking_id", "partner_id", required=True
    )
    guest_ids = fields.Many2many(
        "res.partner", "pa_fake_guest_rel", "booking_id", "partner_id"
    )


class FakeBooker(models.Model):
    _inherit = "res.partner"

    pa_fake_booking_ids = fields.Many2many(
        "pa.fake.booking", "pa_fake_booking_rel", "partner_id", "booking_id"
    )
    pa_fake_guest_ids = fields.Many2many(
        "pa.fake.booking", "pa_fake_guest_rel", "partner_id", "booking_id"
    )

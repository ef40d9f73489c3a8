"""A model of an imaginary app: texts of every kind that several people stand in."""

from odoo import fields, models


class FakeParty(models.Model):
    """Some people, and what is written of them."""

    _name = "pa.fake.party"
    _description = "Fake party"

    partner_ids = fields.Many2many(
        "res.partner", "pa_fake_party_rel", "party_id", "partner_id"
    )
    title = fields.Char()
    name = fields.Char()
    story = fields.Text()
    page = fields.Html(sanitize=False)
    label = fields.Char(translate=True)
    badge = fields.Char(translate=True)
    data = fields.Json()
    remark = fields.Char(size=64)

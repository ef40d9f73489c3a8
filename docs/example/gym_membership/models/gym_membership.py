from odoo import fields, models


class GymMembership(models.Model):
    _name = "gym.membership"
    _description = "Membership"

    partner_id = fields.Many2one("res.partner", required=True)
    member_name = fields.Char()
    card_number = fields.Char()
    remarks = fields.Text()
    price = fields.Float()
    opens_door = fields.Boolean()
    state = fields.Selection([("running", "Running"), ("ended", "Ended")])

"""Models and fields of modules that nobody has heard of; imported by tests only."""

from odoo import fields, models


class ForeignContact(models.Model):
    """What modules add to the contact."""

    _inherit = "res.partner"

    phone2 = fields.Char()
    fax = fields.Char()
    street3 = fields.Char()
    firstname = fields.Char()
    lastname = fields.Char()
    maiden_name = fields.Char()
    nickname = fields.Char()
    email2 = fields.Char(company_dependent=True)
    passport_no = fields.Char()
    passport_expiry = fields.Date()
    member_number = fields.Integer()
    landline = fields.Char()
    odd_one = fields.Char()
    emergency_phone = fields.Char()
    guarantor_name = fields.Char()
    lawyer_email = fields.Char()


class ForeignOrder(models.Model):
    """What a module adds to a model whose shipped rule only keeps."""

    _inherit = "account.move"

    rider_name = fields.Char()
    rider_phone = fields.Char()
    rider_birth_date = fields.Date()
    rider_photo = fields.Binary()
    rider_scan = fields.Binary(attachment=False)
    rider_data = fields.Json()
    rider_story = fields.Html()
    rider_of = fields.Reference([("res.partner", "Contact"), ("res.users", "User")])
    rider_ids = fields.Many2many("res.partner", "pa_rider_rel", "move_id", "rider_id")
    rider_blood_type = fields.Selection([("a", "A"), ("b", "B")])
    rider_color = fields.Integer()


class ForeignClaim(models.Model):
    """A claim of a customer, with other people's addresses on it."""

    _name = "pa.foreign.claim"
    _description = "Foreign claim"

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    email_from = fields.Char()
    email_cc = fields.Char()
    lawyer_phone = fields.Char()
    contact_phone = fields.Char()
    story = fields.Text()
    birth_date = fields.Date()
    passport_no = fields.Char()
    diagnosis = fields.Text()
    client_ip = fields.Char()
    user_agent = fields.Char()
    religion = fields.Selection([("a", "A"), ("b", "B")])
    amount = fields.Integer()
    day = fields.Date()


class ForeignBoat(models.Model):
    """Owned by one, managed by another."""

    _name = "pa.foreign.boat"
    _description = "Foreign boat"

    managed_by_id = fields.Many2one("res.partner")
    owned_by_id = fields.Many2one("res.partner")
    harbour_phone = fields.Char()
    story = fields.Text()


class ForeignDeal(models.Model):
    """Between two who are equals."""

    _name = "pa.foreign.deal"
    _description = "Foreign deal"

    left_id = fields.Many2one("res.partner")
    right_id = fields.Many2one("res.partner")
    contact_email = fields.Char()


class ForeignBranch(models.Model):
    _name = "pa.foreign.branch"
    _description = "Foreign branch"

    name = fields.Char()
    manager_id = fields.Many2one("res.partner")


class ForeignZip(models.Model):
    """A company's list of places; none of it is about the manager."""

    _name = "pa.foreign.zip"
    _description = "Foreign zip"

    branch_id = fields.Many2one("pa.foreign.branch")
    zip = fields.Char()
    city = fields.Char()
    note = fields.Char()


class ForeignEntry(models.Model):
    """Typed in by users, and about nobody."""

    _name = "pa.foreign.entry"
    _description = "Foreign entry"

    note = fields.Char()

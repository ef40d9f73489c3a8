"""A model with columns of every kind; imported by tests that load it."""

from odoo import fields, models


class FakeCard(models.Model):
    _name = "pa.fake.card"
    _description = "Fake card"

    partner_id = fields.Many2one("res.partner")
    other_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company")
    country_id = fields.Many2one("res.country", required=True)
    name = fields.Char()
    short = fields.Char(size=8)
    tiny = fields.Char(size=4)
    serial = fields.Char()
    label = fields.Char(translate=True)
    local = fields.Char(company_dependent=True)
    text = fields.Text()
    html = fields.Html()
    script_code = fields.Char()
    number = fields.Integer()
    amount = fields.Float()
    day = fields.Date()
    moment = fields.Datetime()
    flag = fields.Boolean()
    state = fields.Selection([("a", "A"), ("b", "B")], required=True, default="a")
    data = fields.Json()
    photo = fields.Binary()
    scan = fields.Binary(attachment=False)
    checked = fields.Char()
    access_token = fields.Char()
    hidden = fields.Char(groups="base.group_no_one")
    computed = fields.Char(compute="_compute_computed", search="_search_computed")
    made_by = fields.Many2one("res.users", related="create_uid", store=True)
    tag_ids = fields.Many2many("res.partner.category")
    attachment_ids = fields.One2many("ir.attachment", "res_id")
    line_ids = fields.One2many("pa.fake.card.line", "card_id")

    _serial = models.Constraint("UNIQUE(serial)", "One card a serial number.")
    _checked = models.Constraint("CHECK(length(checked) < 9)", "A short one.")

    def _compute_computed(self):
        self.computed = "x"

    def _search_computed(self, operator, value):
        return [("id", "!=", 0)]


class FakeCardLine(models.Model):
    _name = "pa.fake.card.line"
    _description = "Fake card line"

    card_id = fields.Many2one("pa.fake.card", ondelete="restrict")
    partner_id = fields.Many2one("res.partner")
    remark = fields.Char()


class FakeWizard(models.TransientModel):
    _name = "pa.fake.wizard"
    _description = "Fake wizard"

    partner_id = fields.Many2one("res.partner")

"""Models of an imaginary app; imported by tests that load them, never before."""

from odoo import api, fields, models


class FakeCase(models.Model):
    """Hangs on a partner; somebody wrote a rule for it, or not."""

    _name = "pa.fake.case"
    _description = "Fake case"

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    contact_name = fields.Char()
    contact_email = fields.Char()
    story = fields.Text()
    amount = fields.Float()
    line_ids = fields.One2many("pa.fake.case.line", "case_id")


class FakeCaseLine(models.Model):
    """Two steps away from the partner."""

    _name = "pa.fake.case.line"
    _description = "Fake case line"

    case_id = fields.Many2one("pa.fake.case")
    remark = fields.Char()


class FakeCanary(models.Model):
    """Hangs on a partner, and nobody thought of it."""

    _name = "pa.fake.canary"
    _description = "Fake canary"

    partner_id = fields.Many2one("res.partner")
    canary = fields.Char()


class FakeVisit(models.Model):
    """Knows of people, but hangs on none."""

    _name = "pa.fake.visit"
    _description = "Fake visit"

    visitor_email = fields.Char()
    remark = fields.Text()
    color = fields.Char()


class FakeReceipt(models.Model):
    """A sale at the till: it names nobody, but was sent to somebody's address."""

    _name = "pa.fake.receipt"
    _description = "Fake receipt"
    _inherit = "mail.thread"

    email = fields.Char()
    remark = fields.Text()
    day = fields.Date()
    company_id = fields.Many2one("res.company")


class FakePartner(models.Model):
    """Fields of every kind that an app may add to the contact."""

    _inherit = "res.partner"

    pa_fake_birthday = fields.Date()
    pa_fake_code = fields.Char(required=True, default="none")
    pa_fake_number = fields.Char(company_dependent=True)
    pa_fake_country_id = fields.Many2one("res.country", company_dependent=True)
    pa_fake_data = fields.Json()
    pa_fake_photo = fields.Image()
    pa_fake_scan = fields.Binary(attachment=False)
    pa_fake_about = fields.Reference([("res.country", "Country")])
    pa_fake_friend_ids = fields.Many2many(
        "res.partner", "pa_fake_friend_rel", "partner_id", "friend_id"
    )
    pa_fake_initials = fields.Char(compute="_compute_pa_fake_initials", store=True)

    @api.depends("name")
    def _compute_pa_fake_initials(self):
        for partner in self:
            partner.pa_fake_initials = f"Initials of {partner.name}"


class FakeClub(models.Model):
    """What members of an imaginary club have: an app that goes again."""

    _name = "pa.fake.club"
    _description = "Fake club"

    name = fields.Char()


class FakeMember(models.Model):
    """A contact in an imaginary club."""

    _inherit = "res.partner"

    pa_fake_club_ids = fields.Many2many(
        "pa.fake.club", "pa_fake_club_rel", "partner_id", "club_id"
    )
    pa_fake_home_id = fields.Many2one("pa.fake.club")
    pa_fake_homes_id = fields.Many2one("pa.fake.club", company_dependent=True)
    pa_fake_club = fields.Reference([("pa.fake.club", "Club")])
    pa_fake_rank = fields.Selection([("low", "Low"), ("high", "High")])
    pa_fake_motto = fields.Char()
    pa_fake_number = fields.Char()
    pa_fake_digits = fields.Char(compute="_compute_pa_fake_digits", store=True)

    @api.depends("pa_fake_number")
    def _compute_pa_fake_digits(self):
        for partner in self:
            partner.pa_fake_digits = (partner.pa_fake_number or "").replace("-", "")


class FakeHook(models.Model):
    """What an app does that data cannot say: a counter of its own per partner."""

    _inherit = "partner.anonymization"

    def _anonymization_before(self, kind, partners):
        self.env["pa.fake.canary"].search([("partner_id", "in", partners.ids)]).write(
            {"canary": f"before {kind}"}
        )
        return super()._anonymization_before(kind, partners)

    def _anonymization_after(self, kind, partners):
        self.env["pa.fake.visit"].create(
            {"color": f"{kind} {sorted(partners.mapped('name'))}"}
        )
        return super()._anonymization_after(kind, partners)

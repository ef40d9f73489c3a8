from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.periods import request_deadline
from ...wording import record_numbers

OPEN_STATES = ("new", "in_progress")
CHANNELS = [
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("phone", "Phone"),
    ("in_person", "In person"),
    ("portal", "Portal"),
    ("authority", "Authority"),
    ("other", "Other"),
]
STATES = [
    ("new", "New"),
    ("in_progress", "In Progress"),
    ("done", "Answered"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
OUTCOMES = [
    ("erased", "Erased"),
    ("partial", "Partly erased (kept by law)"),
    ("refused", "Refused"),
    ("nothing", "Nothing found"),
]
GROUNDS = [
    ("17_3_a", "Art. 17(3)(a): freedom of expression and information"),
    ("17_3_b", "Art. 17(3)(b): legal obligation"),
    ("17_3_c", "Art. 17(3)(c): public health"),
    ("17_3_d", "Art. 17(3)(d): archiving, research or statistics"),
    ("17_3_e", "Art. 17(3)(e): legal claims"),
    ("12_5", "Art. 12(5): manifestly unfounded or excessive"),
    ("11_2", "Art. 11(2), 12(6): person not identified"),
]


class PartnerAnonymizationRequest(models.Model):
    """A request of a data subject, and by when it has to be answered.

    It holds no name: the partners are linked, and texts that name them are refused.
    """

    _name = "partner.anonymization.request"
    _inherit = "mail.activity.mixin"
    _description = "Request of a data subject"
    _order = "date_due, id"

    name = fields.Char(compute="_compute_name", search="_search_name")
    number = fields.Integer(
        readonly=True,
        copy=False,
        help="Counted without a gap: what was refused when it was saved has none.",
    )
    kind = fields.Selection(
        [("erasure", "Erasure (Art. 17)")], required=True, default="erasure"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Partners",
        ondelete="restrict",
        context={"active_test": False},
        help="Whose data it is about. Empty if nobody was found.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index=True,
        domain=[("share", "=", False)],
    )
    date_received = fields.Date(
        string="Received", required=True, default=fields.Date.context_today
    )
    channel = fields.Selection(CHANNELS, required=True, default="email")
    note = fields.Text(
        string="Internal Note",
        help="It must not name the person: it stays when the person is erased.",
    )
    identity_verified = fields.Boolean(
        readonly=True, copy=False, help="Who asks is who it is about: GDPR Art. 12(6)."
    )
    identity_date = fields.Date(string="Identity Checked On", readonly=True, copy=False)
    date_due = fields.Date(
        string="Answer Until",
        compute="_compute_date_due",
        store=True,
        index=True,
        help="One month from receipt, or three if extended: GDPR Art. 12(3), counted "
        "by Regulation (EEC, Euratom) 1182/71 Art. 3.",
    )
    date_due_first = fields.Date(
        string="End of the First Month", compute="_compute_date_due", store=True
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    holidays_hint = fields.Char(compute="_compute_holidays_hint")
    extended = fields.Boolean(readonly=True, copy=False)
    extension_date = fields.Date(string="Extended On", readonly=True, copy=False)
    extension_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    date_closed = fields.Date(string="Answered On", readonly=True, copy=False)
    refusal_ground = fields.Selection(GROUNDS, readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    run_ids = fields.One2many(
        "partner.anonymization", "request_id", string="Runs", readonly=True
    )
    line_ids = fields.Many2many(
        "partner.anonymization.line", string="Anonymized", compute="_compute_line_ids"
    )

    _number_uniq = models.UniqueIndex("(number)")

    @api.depends("number")
    @api.depends_context("lang")
    def _compute_name(self):
        for request in self:
            number = request.number
            request.name = (
                self.env._("Request #%s", number) if number else self.env._("Request")
            )

    @api.depends("name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.name

    @api.model
    def _search_name(self, operator, value):
        return record_numbers.search(operator, value, "number")

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("name", operator, value)

    @api.depends("date_received", "extended", "company_id")
    def _compute_date_due(self):
        holidays = {}
        for request in self:
            code = request.company_id.country_id.code
            if code not in holidays:
                found = request_deadline.public_holidays(code)
                holidays[code] = () if found is None else found
            received = request.date_received
            if received and received.year == date.max.year:
                raise ValidationError(
                    self.env._(
                        "No deadline can be counted from %(date)s: correct the day of "
                        "receipt.",
                        date=received,
                    )
                )
            if not received:
                request.date_due = request.date_due_first = False
                continue
            request.date_due_first = request_deadline.end(
                received, False, holidays[code]
            )
            request.date_due = request_deadline.end(
                received, request.extended, holidays[code]
            )

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for request in self:
            due = request.state in OPEN_STATES and request.date_due
            request.is_overdue = bool(due) and due < today

    @api.onchange("date_received")
    def _onchange_date_received(self):
        received, today = self.date_received, fields.Date.context_today(self)
        if received and received > today:
            return {
                "warning": {
                    "title": self.env._("Received in the Future"),
                    "message": self.env._("The day of receipt is still to come."),
                }
            }
        return None

    @api.depends("company_id.country_id")
    def _compute_holidays_hint(self):
        for request in self:
            country = request.company_id.country_id
            if not country:
                hint = self.env._(
                    "Public holidays are not counted, weekends are: set the country of "
                    "the company."
                )
            elif request_deadline.public_holidays(country.code) is None:
                hint = self.env._(
                    "Public holidays of %(country)s are not counted, weekends are: "
                    "install or update the Python package holidays.",
                    country=country.name,
                )
            else:
                hint = self.env._(
                    "Weekends and public holidays of %(country)s are counted.",
                    country=country.name,
                )
            request.holidays_hint = hint

    def _all_partners(self):
        """Those that the user does not see are part of the request too. The cache may
        hold those only that somebody sees.

        :return: ``res.partner`` as superuser
        """
        saved = self.filtered(lambda request: isinstance(request.id, int))
        field = self._fields["partner_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT %(partner)s FROM %(table)s"
                " WHERE %(request)s = ANY(%(ids)s) ORDER BY 1",
                partner=SQL.identifier(field.column2),
                table=SQL.identifier(field.relation),
                request=SQL.identifier(field.column1),
                ids=saved.ids,
            )
        )
        found = self.env["res.partner"].sudo().browse(id_ for (id_,) in rows)
        return found | (self - saved).sudo().partner_ids

    @api.depends("run_ids.line_ids", "partner_ids.anonymization_line_id")
    def _compute_line_ids(self):
        for request in self:
            lines = request._all_lines().with_env(self.env)
            request.line_ids = lines._filtered_access("read")

    def _all_lines(self):
        """The lines of :meth:`_all_partners`, as superuser."""
        self.ensure_one()
        partners = self._all_partners()
        lines = self.sudo().run_ids.line_ids.filtered(
            lambda line: line.outcome == "done" and line.partner_id in partners
        )
        return lines | partners.anonymization_line_id

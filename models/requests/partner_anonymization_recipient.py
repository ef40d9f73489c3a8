from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.log import log_entries

KINDS = [
    ("peppol", "E-invoices by Peppol (access point, customer)"),
    ("nemhandel", "E-invoices by Nemhandel (access point, customer)"),
    ("edi", "E-invoices by another service"),
    ("mailing", "Mass mailings (mail service)"),
    ("sms", "Text messages (SMS service)"),
    ("letter", "Letters by post (printing service)"),
    ("carrier", "Deliveries (carrier)"),
    ("dropship", "Direct deliveries (supplier, by partner ID)"),
    ("payment", "Payments (payment provider)"),
    ("google_calendar", "Meetings in Google Calendar"),
    ("outlook_calendar", "Meetings in Outlook Calendar"),
    ("login", "Login by another provider (OAuth)"),
    ("enrichment", "Look-up of contact data (enrichment service)"),
    ("cloud", "Files in a cloud storage"),
    ("webhook", "Webhook that tells of contacts: may have been sent"),
    ("export", "Exported lists of contacts (whoever got the file)"),
]
OPEN = "open"


class PartnerAnonymizationRecipient(models.Model):
    """Somebody to whom data of the person was disclosed, and who must be told of the
    erasure, unless this proves impossible or involves disproportionate effort: GDPR
    Art. 19. It says nothing of the person, and buttons alone change it."""

    _name = "partner.anonymization.recipient"
    _description = "Recipient of data of a data subject"
    _order = "request_id desc, id"

    request_id = fields.Many2one(
        "partner.anonymization.request",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(
        KINDS, string="What For", required=True, readonly=True, help="How it is known."
    )
    name = fields.Char(
        string="Recipient",
        readonly=True,
        help="As your configuration calls it; empty where the kind says who.",
    )
    res_count = fields.Integer(
        string="Records",
        readonly=True,
        help="How many records show it; 0 where it is only possible.",
    )
    date_last = fields.Date(string="Last On", readonly=True)
    state = fields.Selection(
        [
            (OPEN, "To Inform"),
            ("informed", "Informed"),
            ("impossible", "Not Possible"),
        ],
        required=True,
        readonly=True,
        default=OPEN,
    )
    date_done = fields.Date(string="Decided On", readonly=True)
    uid_done = fields.Many2one("res.users", string="Decided By", readonly=True)

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for recipient in self:
            recipient.display_name = recipient.name or kinds.get(recipient.kind)

    def action_inform(self):
        """Say that the recipient was told of the erasure.

        :raise UserError: somebody has decided on it already
        """
        self._decide("informed", "inform")

    def action_impossible(self):
        """Say that telling the recipient is impossible or a disproportionate effort.

        :raise UserError: somebody has decided on it already
        """
        self._decide("impossible", "not_informed")

    def action_reopen(self):
        """Take a decision back; the events keep it."""
        self._check_may_decide()
        self.sudo().write({"state": OPEN, "date_done": False, "uid_done": False})

    def _check_may_decide(self):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.sudo(False).check_access("read")

    def _decide(self, state, event):
        self._check_may_decide()
        if done := self.filtered(lambda one: one.state != OPEN):
            raise UserError(
                self.env._(
                    "This is decided on already: %(recipients)s. Press Reopen first if "
                    "the decision was wrong.",
                    recipients=", ".join(done.mapped("display_name")),
                )
            )
        today = fields.Date.context_today(self)
        self.sudo().write(
            {"state": state, "date_done": today, "uid_done": self.env.uid}
        )
        for recipient in self.sudo():
            partners = recipient.request_id._all_partners()
            log_entries.add_partner_events(
                partners.env, event, partners.ids, recipient.display_name
            )

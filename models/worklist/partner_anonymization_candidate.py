from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.datamap import DataMap
from ...engine.log import log_entries
from ...engine.text import terms_from_values
from ...engine.worklist import leads_without_contact
from ...wording import blocker_codes, labels, notes
from .loose_many2one import LooseMany2one

CATEGORIES = [
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("quick", "Quick customer"),
    ("contact", "Other contact"),
]
# Of the categories in graphs.
COLORS = {
    "customer": "#017e84",
    "supplier": "#8f6594",
    "quick": "#e7a13d",
    "contact": "#6c9ebf",
}


class PartnerAnonymizationCandidate(models.Model):
    """A person whose retention is over, or will be soon: the worklist.

    Written by the engine from the activities of all partners; what users decide on a
    row (exclude, announce) stays while the row does.
    """

    _name = "partner.anonymization.candidate"
    _description = "Candidate for anonymization"
    _order = "due_date, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = LooseMany2one("res.partner", readonly=True)
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(
        string="Record without Contact",
        model_field="origin_model",
        readonly=True,
        help="A lead that hangs on no contact.",
    )
    origin_company_id = fields.Many2one(
        "res.company", string="Company of the Record", readonly=True
    )
    name = fields.Char(compute="_compute_name")
    category = fields.Selection(CATEGORIES, required=True, readonly=True)
    last_date = fields.Date(string="Last Activity", readonly=True)
    last_model = fields.Char(readonly=True)
    last_id = fields.Many2oneReference(
        string="Last Document ID", model_field="last_model", readonly=True
    )
    last_label = fields.Char(string="Last Document", compute="_compute_last_label")
    due_date = fields.Date(
        string="Due",
        readonly=True,
        help="The first day on which neither the law nor the company's own retention "
        "keeps this person.",
    )
    is_due = fields.Boolean(compute="_compute_is_due", search="_search_is_due")
    state = fields.Selection(
        [
            ("unchecked", "To check"),
            ("ready", "Ready"),
            ("blocked", "Blocked"),
        ],
        default="unchecked",
        readonly=True,
    )
    blocker_count = fields.Integer(string="Blockers", readonly=True)
    blocker_codes = fields.Char(readonly=True)
    blocker_label = fields.Char(string="Blocked By", compute="_compute_blocker_label")
    is_excluded = fields.Boolean(string="Excluded", readonly=True)
    excluded_reason = fields.Char(readonly=True)
    excluded_uid = fields.Many2one("res.users", string="Excluded By", readonly=True)
    announced_date = fields.Date(
        string="Announced On",
        readonly=True,
        help="The day on which the responsible person was told that the scheduled run "
        "will take this candidate.",
    )
    tried_date = fields.Date(
        string="Last Tried On",
        readonly=True,
        help="The day on which a scheduled run could not anonymize this candidate; "
        "others come first the next time.",
    )

    _partner = models.UniqueIndex("(partner_id)")
    # All that the overview counts by, so that it reads no row.
    _counted_idx = models.Index("(due_date, category, state, is_excluded)")

    @api.depends("partner_id", "origin_model", "origin_id")
    def _compute_name(self):
        for candidate in self:
            record = candidate.partner_id or candidate._origin_record()
            record = record._filtered_access("read") if record else record
            candidate.name = record.display_name if record else f"#{candidate.id}"

    @api.depends("name")
    def _compute_display_name(self):
        for candidate in self:
            candidate.display_name = candidate.name

    def _origin_record(self):
        if self.origin_model not in self.env:
            return None
        return self.env[self.origin_model].browse(self.origin_id)

    @api.depends("last_model", "last_id")
    @api.depends_context("uid", "company")
    def _compute_last_label(self):
        for candidate in self:
            model = candidate.last_model
            if not candidate.last_id or model not in self.env:
                candidate.last_label = self.env._("none; contact created")
                continue
            kind = labels.model_label(self.env, model)
            record = self.env[model].browse(candidate.last_id).exists()
            if record and record.has_access("read") and "body" not in record._fields:
                kind = f"{kind} {record.display_name or ''}".strip()
            candidate.last_label = kind

    @api.depends("due_date")
    def _compute_is_due(self):
        today = fields.Date.context_today(self)
        for candidate in self:
            candidate.is_due = bool(candidate.due_date and candidate.due_date <= today)

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("due_date", "<=" if True in value else ">", today)]

    @api.depends("blocker_codes")
    @api.depends_context("lang")
    def _compute_blocker_label(self):
        names = blocker_codes.labels(self.env)
        for candidate in self:
            codes = filter(None, (candidate.blocker_codes or "").split(", "))
            candidate.blocker_label = ", ".join(names.get(code, code) for code in codes)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _check_may_use(self):
        """The right, and that these are not of a company that the user cannot see."""
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.sudo(False).check_access("read")
        partners = self.sudo().partner_id.with_env(self.env)
        partners._anonymization_check_access()

    def action_anonymize(self):
        """Open the wizard for the ticked candidates; they are checked again."""
        self._check_may_use()
        partners = self.partner_id | self._make_partners()
        if not partners:
            raise UserError(self.env._("Tick at least one candidate."))
        action = partners.action_anonymize()
        action["context"] = {**action["context"], "default_by_policy": True}
        return action

    def action_open_partner(self):
        """The contact, or the record that hangs on none."""
        self.ensure_one()
        self.sudo(False).check_access("read")
        record = self.partner_id or self._origin_record()
        return self.env["partner.anonymization"]._open_record(record._name, record.id)

    def action_open_documents(self):
        """All documents of the person; the open ones where they are in the way."""
        self.ensure_one()
        self._check_may_use()
        action = self._open_documents()
        if self.state == "blocked":
            context = {**self.env.context, "search_default_open": 1}
            action["context"] = {**context, "search_default_group_type": 1}
        return action

    def _open_documents(self):
        if self.partner_id:
            return self.env["partner.anonymization.document"]._open(self.partner_id)
        env, key = self.sudo().env, (self.origin_model, self.origin_id)
        people = leads_without_contact.people(env, DataMap(env))
        ids = next((one.ids for one in people if key in one.keys()), [])
        log = self.env["partner.anonymization"]
        if ids and not log._readable(self.origin_model, ids):
            raise log._closed_error(self.origin_model, self.origin_id)
        return {
            "type": "ir.actions.act_window",
            "name": labels.model_label(self.env, self.origin_model),
            "res_model": self.origin_model,
            "domain": [("id", "in", ids)],
            "views": [[False, "list"], [False, "form"]],
            "context": {"active_test": False},
        }

    def action_open_last(self):
        """The document of the last activity."""
        self.ensure_one()
        self.sudo(False).check_access("read")
        if not self.last_id or self.last_model not in self.env:
            raise UserError(
                self.env._(
                    "There is no document: this contact counts from the day on which "
                    "it was created."
                )
            )
        log = self.env["partner.anonymization"]
        return log._open_record(self.last_model, self.last_id)

    def action_exclude(self):
        """Ask for the reason of leaving these out of scheduled runs."""
        self._check_may_use()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exclude from Scheduled Runs"),
            "res_model": "partner.anonymization.exclude",
            "view_mode": "form",
            "target": "new",
            "context": {"default_candidate_ids": self.ids},
        }

    def exclude(self, reason):
        """Leave these out of scheduled runs until somebody includes them again.

        :param str reason: why; it must not name the person
        :raise UserError: no reason
        """
        self._check_may_use()
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason for the exclusion."))
        self._check_names_nobody(reason)
        self.sudo().write(
            {
                "is_excluded": True,
                "excluded_reason": reason.strip(),
                "excluded_uid": self.env.uid,
            }
        )
        self._log_choice("exclude", reason.strip())

    def _check_names_nobody(self, reason):
        """Refuse a reason that names one of these, with a contact or without."""
        self.sudo().partner_id.with_env(self.env)._anonymization_check_text(reason)
        env = self.sudo().env
        keys = self._origins()
        for one in keys and leads_without_contact.people(env, DataMap(env)):
            if not keys.isdisjoint(one.keys()):
                records = env[next(iter(one.keys()))[0]].browse(one.ids)
                notes.check_note(self.env, reason, {0: _terms(records)})

    def _log_choice(self, kind, reason=None):
        """Those without a contact have no number by which the log could name them."""
        partners = self.sudo().partner_id
        log_entries.add_partner_events(partners.env, kind, partners.ids, reason)

    def action_include(self):
        """Let scheduled runs take these again, after a new announcement."""
        self._check_may_use()
        self.sudo().write(
            {
                "is_excluded": False,
                "excluded_reason": False,
                "excluded_uid": False,
                "announced_date": False,
            }
        )
        self._log_choice("include")


def _terms(records):
    """The words by which leads of one person name it."""
    kinds = {
        "contact_name": "name",
        "partner_name": "name",
        "name": "name",
        "email_from": "email",
        "phone": "phone",
    }
    return terms_from_values(
        (kind, record[name])
        for record in records
        for name, kind in kinds.items()
        if name in record and record[name]
    )

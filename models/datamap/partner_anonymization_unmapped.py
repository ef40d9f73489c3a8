from odoo import api, fields, models

from ...engine.unmapped import UnmappedRows, stored_fields
from ...wording import labels
from .partner_anonymization_rule_field import CATEGORIES, METHODS, TERMS

FINGERPRINT = "partner_anonymization.unmapped_fingerprint"
KINDS = [
    ("link", "Relation to a partner"),
    ("text", "Text of a record that hangs on a partner"),
    ("contact", "Contact data without a link"),
    ("rule_model", "Rule of an absent model"),
    ("rule_path", "Path of a rule"),
    ("rule_field", "Field of a rule"),
    ("rule_broken", "Broken rule"),
    ("exemption", "Declared not personal"),
]


class PartnerAnonymizationUnmapped(models.Model):
    """Stored fields that may hold personal data and that no rule covers.

    The list is worked out from the registry, the rules and the exemptions; decisions
    are kept there and not here.
    """

    _name = "partner.anonymization.unmapped"
    _description = "Unmapped field"
    _order = "state, shipped, row_count desc, model, field"
    _log_access = False

    model = fields.Char(required=True, readonly=True, index=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    field = fields.Char(required=True, readonly=True)
    field_label = fields.Char(string="Label", compute="_compute_labels")
    ttype = fields.Char(string="Type", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    path = fields.Char(
        string="Linked By",
        readonly=True,
        help="How a record hangs on a partner, as the data map writes it.",
    )
    row_count = fields.Integer(
        string="Rows with Data",
        readonly=True,
        help="At the last time the list was worked out.",
    )
    is_estimate = fields.Boolean(
        string="Estimated",
        readonly=True,
        help="The table is too large to count; the number is PostgreSQL's estimate.",
    )
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("stale", "Stale"),
            ("accepted", "Rule of your own"),
            ("exempt", "Not personal"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    shipped = fields.Boolean(
        readonly=True,
        help="The stale name is in a shipped rule: the app that adds it may be absent.",
    )
    suggested_path = fields.Char(readonly=True)
    suggested_method = fields.Selection(METHODS, readonly=True)
    suggested_category = fields.Selection(CATEGORIES, readonly=True)
    suggested_term = fields.Selection(TERMS, readonly=True)
    is_ambiguous = fields.Boolean(
        string="Ambiguous",
        readonly=True,
        help="Several links of the data may say whose it is: choose one in a rule of "
        "your own, or accept that the words of all of them are redacted.",
    )
    advice = fields.Char(string="Suggestion", compute="_compute_advice")
    rule_id = fields.Many2one(
        "partner.anonymization.rule", readonly=True, ondelete="set null"
    )
    exemption_id = fields.Many2one(
        "partner.anonymization.exemption", readonly=True, ondelete="set null"
    )
    reason = fields.Char(related="exemption_id.reason")
    user_id = fields.Many2one(related="exemption_id.user_id")
    date = fields.Datetime(related="exemption_id.date")

    _unique_field = models.UniqueIndex("(model, field)")

    @api.depends("model", "field")
    def _compute_labels(self):
        for row in self:
            row.model_label = labels.model_label(self.env, row.model)
            row.field_label = labels.field_label(self.env, row.model, row.field)

    @api.depends("kind", "suggested_path", "suggested_method", "suggested_category")
    @api.depends_context("lang")
    def _compute_advice(self):
        for row in self:
            row.advice = labels.unmapped_advice(row)

    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.model_label}: {row.field_label}"

    # ------------------------------------------------------------------
    # Working the list out
    # ------------------------------------------------------------------

    def _register_hook(self):
        """Once modules were installed, upgraded or removed; a restart costs nothing."""
        super()._register_hook()
        registry = self.env.registry
        if registry.updated_modules and not registry.ready:
            self.sudo()._refresh()

    @api.autovacuum
    def _refresh_daily(self):
        """The numbers of rows change without any change to the registry."""
        self._refresh()

    @api.model
    def _refresh_if_outdated(self):
        """Work the list out again if a field, a rule or a decision changed."""
        known = self.env["ir.config_parameter"].sudo().get_param(FINGERPRINT)
        if known != stored_fields.fingerprint(self.env):
            self._refresh()

    @api.model
    def _refresh(self):
        """Work the list out from the registry, the rules and the exemptions."""
        self.env.flush_all()
        env = self.sudo().with_context(lang=None, active_test=True).env
        wanted = UnmappedRows(env).wanted()
        present = {(row.model, row.field): row for row in env[self._name].search([])}
        gone = [row.id for key, row in present.items() if key not in wanted]
        env[self._name].browse(gone).unlink()
        new = []
        for key, values in wanted.items():
            if row := present.get(key):
                row._update(values)
            else:
                new.append(values)
        env[self._name].create(new)
        env["ir.config_parameter"].set_param(
            FINGERPRINT, stored_fields.fingerprint(env)
        )

    def _update(self, values):
        """Write what differs."""
        self.write(
            {
                name: value
                for name, value in values.items()
                if self._fields[name].convert_to_write(self[name], self) != value
            }
        )

    @api.model
    def _open_count(self):
        """How many fields wait for a decision; rules of one's own that name what
        is not there are among them."""
        return self.sudo().search_count(
            [("state", "in", ("open", "stale")), ("shipped", "=", False)]
            + ["|", ("row_count", ">", 0), ("state", "=", "stale")]
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_open_list(self):
        """The list, up to date."""
        self.env["partner.anonymization"]._check_right("group_manager")
        self.sudo()._refresh_if_outdated()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "partner_anonymization.partner_anonymization_unmapped_action"
        )

    def action_refresh(self):
        """Work the list out again, the numbers of rows included."""
        self.env["partner.anonymization"]._check_right("group_manager")
        self.sudo()._refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_review(self):
        """Show what the suggestions would change before they are accepted."""
        self.env["partner.anonymization"]._check_right("group_manager")
        rows = self.filtered(lambda row: row.state == "open")
        return self.env["partner.anonymization.suggestion"]._open(rows)

    def action_exempt(self):
        """Ask for the reason why these fields are not personal."""
        self.env["partner.anonymization"]._check_right("group_manager")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Personal"),
            "res_model": "partner.anonymization.exempt",
            "view_mode": "form",
            "target": "new",
            "context": {"default_unmapped_ids": self.ids},
        }

    def action_reopen(self):
        """Take back that these fields are not personal."""
        self.env["partner.anonymization"]._check_right("group_manager")
        self.sudo().exemption_id.filtered(lambda one: not one.shipped).unlink()
        self.sudo()._refresh()

    def action_open(self):
        """What is to be decided on the field, or where it was decided."""
        self.ensure_one()
        if self.rule_id or self.exemption_id:
            return self.action_open_rule()
        return self.action_review() if self.suggested_path else self.action_exempt()

    def action_open_rule(self):
        """The rule, or the exemption, that this row is about."""
        self.ensure_one()
        record = self.rule_id or self.exemption_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

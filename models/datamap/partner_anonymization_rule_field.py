from odoo import api, fields, models

from ...engine.database import module_loading
from ...engine.datamap import compile_rules, own_rule_fields
from ...wording import labels, stored_texts
from ..log import change_log

CATEGORIES = [
    ("name", "Name"),
    ("contact", "E-mail and phone"),
    ("address", "Address"),
    ("tax", "Tax and registry numbers"),
    ("bank", "Bank accounts"),
    ("notes", "Notes and texts"),
    ("media", "Pictures and files"),
    ("messages", "Messages and history"),
    ("login", "Portal login"),
]
METHODS = [
    ("clear", "Empty"),
    ("placeholder", "Placeholder"),
    ("display", "Display name of the partner"),
    ("unique", "Unique placeholder"),
    ("hash", "Keyed hash that still blocks"),
    ("redact", "Redact the person's words"),
    ("keep", "Keep"),
]
TERMS = [
    ("name", "Name"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("vat", "Tax number"),
    ("registry", "Registry number"),
    ("iban", "Account number"),
    ("ref", "Reference"),
    ("street", "Street"),
]
# A shipped rule may have the content of a file redacted as well.
TEXT_TYPES = (*own_rule_fields.REDACTABLE, "binary")


class PartnerAnonymizationRuleField(models.Model):
    _name = "partner.anonymization.rule.field"
    _inherit = "partner.anonymization.four.eyes"
    _description = "Data map rule field"
    _order = "rule_id, id"
    _rec_name = "field"

    rule_id = fields.Many2one(
        "partner.anonymization.rule", required=True, ondelete="cascade", index=True
    )
    field = fields.Char(
        required=True,
        help="Technical name of a stored field, or a glob such as property_*.",
    )
    field_label = fields.Char(string="Label", compute="_compute_field_label")
    model = fields.Char(related="rule_id.model", store=True, string="Model")
    model_label = fields.Char(related="rule_id.model_label")
    method = fields.Selection(METHODS, required=True, default="clear")
    category = fields.Selection(CATEGORIES, required=True, default="notes")
    term = fields.Selection(
        TERMS,
        help="The value identifies the person and is looked for in free texts.",
    )
    evidence = fields.Boolean(
        help="Evidence: left untouched until the retention of the record "
        "has ended, and listed as kept until then.",
    )
    hashed = fields.Boolean(
        help="Part of the inalterability hash of a posted entry: never changed on "
        "hashed entries.",
    )
    restorable = fields.Boolean(
        default=True,
        help="Sealed and brought back by de-anonymizing. Tokens and passwords are not.",
    )
    value = fields.Char(help="Fixed value to write instead of an empty one.")

    _unique_field = models.Constraint(
        "UNIQUE(rule_id, field)", "A field can be listed only once in a rule."
    )

    @api.depends("field", "rule_id.model")
    def _compute_field_label(self):
        for line in self:
            line.field_label = labels.field_label(
                self.env, line.rule_id.model, line.field
            )

    @api.depends("field_label")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.field_label

    def action_open_rule(self):
        """The rule that the field is part of."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.rule_id._name,
            "res_id": self.rule_id.id,
            "view_mode": "form",
        }

    @api.constrains("rule_id", "field", "method", "term", "value")
    def _check_fits(self):
        """A field that only an absent app would have is accepted; the list of unmapped
        fields then says that it is not there."""
        self.rule_id._check_fits()

    @api.model_create_multi
    def create(self, vals_list):
        stored_texts.check_values(self.env, vals_list)
        lines = super().create(vals_list)
        compile_rules.changed(self.env)
        lines._check_not_shipped()
        change_log.note_records(lines, ["created"])
        return lines

    def write(self, vals):
        self._check_not_shipped()
        stored_texts.check_values(self.env, [vals])
        change_log.note_records(self, vals)
        result = super().write(vals)
        compile_rules.changed(self.env)
        if "rule_id" in vals:
            self._check_not_shipped()
        return result

    def unlink(self):
        self._check_not_shipped()
        change_log.note_records(self, ["removed"])
        result = super().unlink()
        compile_rules.changed(self.env)
        return result

    def _check_not_shipped(self):
        """The lines of a shipped rule change with it, by upgrade only."""
        if not module_loading.is_loading(self.env):
            self.rule_id._check_not_shipped({"field_ids": True})

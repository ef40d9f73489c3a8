from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.database import module_loading
from ...wording import labels, stored_texts
from ..log import change_log


class PartnerAnonymizationExemption(models.Model):
    """Fields that hold no personal data, with the reason: they are neither on the list
    of unmapped fields nor, when a whole model is meant, do their records block."""

    _name = "partner.anonymization.exemption"
    _inherit = "partner.anonymization.four.eyes"
    _description = "Not personal"
    _order = "shipped, model, field"
    _rec_name = "model"

    model = fields.Char(
        required=True,
        index=True,
        help="Technical name of a model, or a glob such as ir.*",
    )
    field = fields.Char(
        required=True,
        default="*",
        help="Technical name of a field, or a glob; * for the whole model.",
    )
    reason = fields.Char(required=True, translate=True)
    user_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="set null",
    )
    date = fields.Datetime(
        string="Decided On", readonly=True, default=lambda self: fields.Datetime.now()
    )
    shipped = fields.Boolean(
        readonly=True,
        help="Comes with the module and is replaced by upgrades; archive it to have "
        "its fields on the list.",
    )
    active = fields.Boolean(default=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    field_label = fields.Char(string="Label", compute="_compute_labels")

    _unique_field = models.Constraint(
        "UNIQUE(model, field)", "This field is declared not personal already."
    )

    @api.depends("model", "field")
    def _compute_labels(self):
        for exemption in self:
            exemption.model_label = labels.model_label(self.env, exemption.model)
            exemption.field_label = labels.field_label(
                self.env, exemption.model, exemption.field
            )

    def _compute_display_name(self):
        for exemption in self:
            exemption.display_name = f"{exemption.model}: {exemption.field}"

    @api.model_create_multi
    def create(self, vals_list):
        stored_texts.check_values(self.env, vals_list)
        if not module_loading.is_loading(self.env):
            vals_list = [{**vals, "shipped": False} for vals in vals_list]
        exemptions = super().create(vals_list)
        change_log.note_records(exemptions, ["created"])
        return exemptions

    def write(self, vals):
        stored_texts.check_values(self.env, [vals])
        if "shipped" in vals and not module_loading.is_loading(self.env):
            vals = {name: vals[name] for name in vals if name != "shipped"}
        if not set(vals) <= {"active"}:
            self._check_not_shipped()
        change_log.note_records(self, vals)
        return super().write(vals)

    def unlink(self):
        change_log.note_records(self, ["removed"])
        return super().unlink()

    @api.ondelete(at_uninstall=True)  # a context can claim to be an uninstall
    def _unlink_except_shipped(self):
        self._check_not_shipped()

    def _check_not_shipped(self):
        if module_loading.is_loading(self.env):
            return
        if shipped := self.filtered("shipped"):
            raise UserError(
                self.env._(
                    "“%(exemption)s” is shipped and replaced by upgrades. Archive it "
                    "to have its fields on the list of unmapped fields.",
                    exemption=shipped[0].display_name,
                )
            )

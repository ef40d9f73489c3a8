from odoo import api, fields, models

from ..guard.res_partner_guard import HOLD_FIELDS
from .form_query import OTHER, SAME, of_stored, of_typed

GROUP = "partner_anonymization.group_anonymize"
# Fields that are read together, and where their values are.
FORM_VALUES = {
    "anonymization_log_count": "count",
    "anonymization_suggested_ids": "alike",
    SAME: "same",
    OTHER: "others",
}


class ResPartner(models.Model):
    """What the partner form shows about the anonymization."""

    _inherit = "res.partner"

    anonymization_date = fields.Datetime(
        related="anonymization_line_id.date", string="Anonymized On", groups=GROUP
    )
    anonymization_purge_date = fields.Date(
        related="anonymization_line_id.purge_date",
        string="Restorable Until",
        groups=GROUP,
    )
    anonymization_log_count = fields.Integer(
        compute="_compute_anonymization_form_values", groups=GROUP
    )
    anonymization_suggested_ids = fields.Many2many(
        "res.partner",
        string="Possibly the Same Person",
        compute="_compute_anonymization_form_values",
        groups=GROUP,
        help="Partners with the same e-mail or tax number.",
    )

    @api.readonly
    def web_read(self, specification):
        if FORM_VALUES.keys() <= specification.keys():
            for partner_id, values in of_stored(self).items():
                for name, part in FORM_VALUES.items():
                    value = getattr(values, part)
                    self._fields[name]._insert_cache(self.browse(partner_id), [value])
        return super().web_read(specification)

    @api.depends(
        "email_normalized",
        "vat",
        "anonymization_same_partner_ids",
        "anonymization_other_partner_ids",
    )
    def _compute_anonymization_form_values(self):
        stored = of_stored(self)
        for partner in self:
            values = stored[partner.id] if partner.id else of_typed(partner)
            partner.anonymization_log_count = values.count
            partner.anonymization_suggested_ids = values.alike

    def _anonymization_log_domain(self):
        """The lines of the log that speak of this partner or its subject."""
        root = self.sudo().anonymization_line_id.partner_id
        return [("partner_id", "in", [self.id, *root.ids])]

    def action_open_anonymization_log(self):
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log by Partner"),
            "res_model": "partner.anonymization.line",
            "view_mode": "list,kanban,form",
            "domain": self._anonymization_log_domain(),
        }

    def action_anonymization_documents(self):
        """Open the list of all documents of this partner, with all its addresses.

        :raise AccessError: the user lacks the right to anonymize
        """
        self.ensure_one()
        return self.env["partner.anonymization.document"]._open(self)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """In the client, too, no field of an anonymized partner can be edited but a
        legal hold."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for node in arch.xpath("//field[not(ancestor::field)]"):
                if node.get("name") not in HOLD_FIELDS:
                    _make_readonly(node, self._fields.get(node.get("name")))
        return arch, view


def _make_readonly(node, field):
    """Add the state to what makes a field of a form read-only."""
    given = node.get("readonly")
    if field and (given or not field.readonly):
        state = "anonymization_state"
        node.set("readonly", f"({given}) or {state}" if given else state)

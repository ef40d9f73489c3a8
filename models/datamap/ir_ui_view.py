from odoo import api, models

from ...engine.datamap import compile_rules

_TELLING = {"arch", "arch_db", "arch_base", "arch_fs", "active", "model"}


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    @api.model_create_multi
    def create(self, vals_list):
        views = super().create(vals_list)
        views._partner_widgets_changed()
        return views

    def write(self, vals):
        result = super().write(vals)
        if not _TELLING.isdisjoint(vals):
            self._partner_widgets_changed()
        return result

    def _partner_widgets_changed(self):
        """The widgets of a contact's fields tell what stands in them."""
        if "res.partner" in self.mapped("model"):
            compile_rules.changed(self.env)

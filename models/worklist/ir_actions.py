from odoo import api, models, tools
from odoo.tools import frozendict

ACTION = "partner_anonymization.start_action"


class IrActionsActions(models.Model):
    """*Anonymize* among the actions of every record that stands for a person."""

    _inherit = "ir.actions.actions"

    @api.model
    def _get_bindings(self, model_name):
        found = super()._get_bindings(model_name)
        if model_name not in self.env["partner.anonymization.rule"]._persons():
            return found
        own = self._anonymization_binding()
        return frozendict({**found, "action": (*found.get("action", ()), *own)})

    @api.model
    @tools.ormcache("self.env.lang")
    def _anonymization_binding(self):
        action = self.env.ref(ACTION, raise_if_not_found=False)
        if not action:
            return ()
        (values,) = action.sudo().read(["name", "binding_view_types", "sequence"])
        group = "partner_anonymization.group_anonymize"
        return (frozendict({**values, "group_ids": [group]}),)

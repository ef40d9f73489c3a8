from odoo import models

from ..guard.res_partner_guard import RIGHT_FIELDS

PARTNER = "res.partner"


class IrUiView(models.Model):
    """Who may anonymize but edit no contacts can set a legal hold on the form."""

    _inherit = "ir.ui.view"

    def _postprocess_access_rights(self, tree):
        given = tree.get("edit")
        is_partner = tree.get("model_access_rights") == PARTNER and tree.tag == "form"
        tree = super()._postprocess_access_rights(tree)
        if is_partner and not given and self._anonymization_decides():
            _leave_editable(tree, RIGHT_FIELDS)
        return tree

    def _anonymization_decides(self):
        user = self.env.user
        return user.has_group("partner_anonymization.group_anonymize") and not self.env[
            PARTNER
        ].has_access("write")


def _leave_editable(form, names):
    """Make nothing but these fields of a form editable, if it has any of them."""
    fields = form.xpath(".//field[not(ancestor::field)]")
    if names.isdisjoint(node.get("name") for node in fields):
        return
    form.attrib.pop("edit", None)
    for node in fields:
        if node.get("name") not in names:
            node.set("readonly", "1")

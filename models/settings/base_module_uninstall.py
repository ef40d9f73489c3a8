from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...engine.database import module_loading
from ...engine.datamap import OWN_PREFIX

# Other models of which this module refuses to delete some records.
_GUARDED = ("res.partner", "ir.attachment", "account.partial.reconcile")


class Base(models.AbstractModel):
    """A client that claims to uninstall a module deletes nothing that is guarded."""

    _inherit = "base"

    def unlink(self):
        if (
            self.env.context.get(MODULE_UNINSTALL_FLAG)
            and (self._name in _GUARDED or self._name.startswith(OWN_PREFIX))
            and not module_loading.is_loading(self.env)
        ):
            self = self.with_context(**{MODULE_UNINSTALL_FLAG: False})
        return super().unlink()

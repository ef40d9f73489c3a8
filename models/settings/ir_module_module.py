from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_module import assert_log_admin_access

MODULE = "partner_anonymization"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @assert_log_admin_access
    def button_uninstall(self):
        affected = self | self.downstream_dependencies()
        if MODULE in affected.mapped("name"):
            sealed = self.env["partner.anonymization.seal"]._sealed_lines()
            if sealed:
                raise UserError(
                    self.env._(
                        "%(count)s anonymized partners can still be restored; "
                        "uninstalling would lose their data for ever. De-anonymize "
                        "them, or delete them for good, in Anonymization ‣ "
                        "Anonymized ‣ Contacts first.",
                        count=len(sealed),
                    )
                )
        return super().button_uninstall()

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.checks import guard


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_anonymized(self):
        """Undoing a reconciliation reopens an item: refused for an anonymized partner,
        except as part of a reversal."""
        lines = (self.debit_move_id | self.credit_move_id).sudo()
        found = guard.refuse_reopening(self, lines.partner_id.ids)
        if found:
            raise UserError(
                self.env._(
                    "Partner %(ids)s is anonymized: undoing the reconciliation would "
                    "reopen its items. Reverse the entry with a credit note, or have "
                    "the partner de-anonymized first.",
                    ids=", ".join(map(str, found)),
                )
            )

from odoo import models

from ...engine.checks import guard


class AccountMove(models.Model):
    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        moves = super(AccountMove, guard.correcting(self))._reverse_moves(
            default_values_list, cancel
        )
        return moves.with_env(self.env)

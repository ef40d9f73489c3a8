from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_move_constraints(self, move):
        """An invoice whose customer is anonymized is not sent again."""
        constraints = super()._get_move_constraints(move)
        message, _files = move._anonymization_printing_refusal()
        if message:
            constraints["anonymized"] = message
        return constraints

    @api.model
    def _check_move_constraints(self, moves):
        """Name all that are refused, with the way to their files."""
        moves._anonymization_refuse_printing()
        return super()._check_move_constraints(moves)

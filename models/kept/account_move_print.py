from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_print_pdf(self):
        self._anonymization_refuse_printing()
        return super().action_print_pdf()

    def _anonymization_printing_refusal(self):
        """Why these entries are not printed, and the kept files to open instead.

        Only entries whose own customer is anonymized are refused; an entry that merely
        has a kept file of an anonymized partner attached can be printed.
        """
        files = self._anonymization_kept_files()
        moves = self.browse(dict.fromkeys(files.mapped("res_id"))).sudo()
        moves = moves.filtered(
            lambda move: (
                move.partner_id.anonymization_state
                or move.commercial_partner_id.anonymization_state
            )
        )
        if not moves:
            return "", files.browse()
        message = self.env._(
            "The customer of %(invoices)s is anonymized: printing again would not show "
            "what was sent. The original file is kept by law; open that instead.",
            invoices=moves._anonymization_names(),
        )
        return message, files.filtered(lambda file: file.res_id in moves.ids)

from odoo import api, models
from odoo.exceptions import RedirectWarning

MOST_NAMES = 10
# Shows the file itself, it prints nothing from the record.
ORIGINAL = "account.report_original_vendor_bill"


class IrActionsReport(models.Model):
    """An invoice whose customer is anonymized is not printed again while its file is
    kept: the file is the document."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._anonymization_refuse_printing(report_ref, res_ids)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        self._anonymization_refuse_printing(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        self._anonymization_refuse_printing(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _anonymization_refuse_printing(self, report_ref, res_ids):
        report = self._get_report(report_ref)
        if report.model != "account.move" or report.report_name == ORIGINAL:
            return
        ids = [res_ids] if isinstance(res_ids, int) else res_ids or ()
        moves = self.env["account.move"].browse(map(int, ids))
        moves._anonymization_refuse_printing()


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_print_pdf(self):
        self._anonymization_refuse_printing()
        return super().action_print_pdf()

    def _anonymization_refuse_printing(self):
        """:raise RedirectWarning: files of these invoices are kept, with the way there
        :raise AccessError: the same, for those who may not read the files"""
        message, files = self._anonymization_printing_refusal()
        if not message:
            return
        self.env["partner.anonymization"]._check_may_read_kept()
        raise RedirectWarning(
            message, self._anonymization_open(files), self.env._("Open the Kept File")
        )

    def _anonymization_printing_refusal(self):
        """Why these entries are not printed.

        :return: sentence and kept files, nothing of both where they can be printed
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
        names = [move.name or f"#{move.id}" for move in moves[:MOST_NAMES]]
        if len(moves) > MOST_NAMES:
            names.append("…")
        message = self.env._(
            "The customer of %(invoices)s is anonymized: printing again would not show "
            "what was sent. The original file is kept by law; open that instead.",
            invoices=", ".join(names),
        )
        return message, files.filtered(lambda file: file.res_id in moves.ids)

    def _anonymization_open(self, files):
        """The action that shows kept files."""
        if len(files) == 1:
            url = f"/web/content/{files.id}?download=true"
            return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Kept Files"),
            "res_model": "ir.attachment",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", files.ids)],
        }

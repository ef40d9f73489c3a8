from odoo import api, models

# Shows the file itself, it prints nothing from the record.
ORIGINAL = "account.report_original_vendor_bill"


class IrActionsReport(models.Model):
    """A document of an anonymized partner is not printed again while its file is kept:
    the file is the document."""

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
        documents = self.env.get(report.model)
        if documents is None or report.report_name == ORIGINAL:
            return
        if documents._anonymization_may_keep():
            ids = [res_ids] if isinstance(res_ids, int) else res_ids or ()
            documents.browse(map(int, ids))._anonymization_refuse_printing()

from odoo import api, fields, models

from ...engine.due import document_end


class AccountMove(models.Model):
    _inherit = "account.move"

    # Odoo has none on these links to a partner: each search would read all entries.
    _anonymization_commercial_partner_idx = models.Index("(commercial_partner_id)")
    _anonymization_shipping_partner_idx = models.Index(
        "(partner_shipping_id) WHERE partner_shipping_id IS NOT NULL"
    )

    anonymization_state = fields.Selection(
        related="partner_id.anonymization_state", string="Customer Anonymized"
    )
    anonymization_retention_end = fields.Date(
        string="Legal Retention Until",
        compute="_compute_anonymization_retention_end",
        search="_search_anonymization_retention_end",
        groups="base.group_user",
        help="The last day on which this entry has to be kept, counted from its date "
        "by the company's retention settings; 31 December 9999 while the taxes of its "
        "year are open.",
    )

    @api.depends(
        "date",
        "company_id.anonymization_retention_years",
        "company_id.anonymization_retention_start",
        "company_id.anonymization_taxes_open_from",
        "company_id.anonymization_period_ids.years",
        "company_id.anonymization_period_ids.start",
        "company_id.anonymization_period_ids.suspended",
    )
    def _compute_anonymization_retention_end(self):
        ends = document_end.Ends(self.sudo().env, self._name)
        for move in self:
            move.anonymization_retention_end = ends.of(move.sudo()) or False

    @api.model
    def _search_anonymization_retention_end(self, operator, value):
        if operator not in ("<", "<=", ">", ">=") or not value:
            return NotImplemented
        day = fields.Date.to_date(value)
        if operator in ("<", ">="):
            day = fields.Date.subtract(day, days=1)
        ended = document_end.Ends(self.sudo().env, self._name).ended(day)
        return ended if operator in ("<", "<=") else ~ended

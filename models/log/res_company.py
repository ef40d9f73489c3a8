from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.private
    def anonymization_others(self, company_ids):
        """For record rules, whose domains Odoo remembers until a company is added: the
        ids of all companies but these, archived ones included."""
        companies = self.sudo().with_context(active_test=False)
        return companies.search([("id", "not in", company_ids)]).ids

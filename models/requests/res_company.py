from odoo import fields, models

from ...wording import authorities


class ResCompany(models.Model):
    """Whom a person may complain to of this company."""

    _inherit = "res.company"

    anonymization_authority = fields.Char(
        string="Supervisory Authority",
        groups="base.group_user",
        help="The data protection authority that letters to persons name: GDPR "
        "Art. 12(4) and 77. Empty: that of the country, in Germany of the state.",
    )

    def _anonymization_authority_name(self):
        """The authority that letters of this company name, empty if it is not known."""
        self.ensure_one()
        company = self.sudo()
        return company.anonymization_authority or authorities.of_company(company)

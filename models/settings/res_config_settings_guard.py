from odoo import fields, models
from odoo.exceptions import UserError

from ... import parameters
from ...engine.vault import guard_hashes


class ResConfigSettings(models.TransientModel):
    """The guard against entering again who was deleted for good."""

    _inherit = "res.config.settings"

    anonymization_guard = fields.Selection(
        [
            ("off", "Nobody Is Known Again"),
            ("warn", "Warn"),
            ("refuse", "Refuse"),
        ],
        string="Erased Persons Who Are Entered Again",
        config_parameter="partner_anonymization.guard",
        default="off",
        help="When somebody is deleted for good, keyed hashes of e-mails, phones, tax "
        "numbers and bank accounts are kept: who enters or imports the person again, "
        "as a contact, lead, mailing contact or by a sign-up, is told. The hashes are "
        "still personal data, pseudonymous ones (GDPR recital 26).",
    )
    anonymization_guard_basis = fields.Char(
        string="Legal Basis of the Hashes",
        config_parameter="partner_anonymization.guard_basis",
        help="On which ground you process them, for your records of processing "
        "activities.",
    )
    anonymization_guard_years = fields.Integer(
        string="Years Known Again", config_parameter="partner_anonymization.guard_years"
    )

    def set_values(self):
        is_on = self.anonymization_guard not in (False, "off")
        is_manager = self.env.user.has_group("partner_anonymization.group_manager")
        if is_manager and is_on and not (self.anonymization_guard_basis or "").strip():
            raise UserError(
                self.env._(
                    "The hashes by which erased persons are known again are personal "
                    "data: write down their legal basis, as legitimate interests (GDPR "
                    "Art. 6(1)(f)), or turn the guard off."
                )
            )
        result = super().set_values()
        if is_manager:
            env = self.sudo().env
            if is_on:
                guard_hashes.make_key(env)
            elif parameters.choice_or_default(env, "guard") == "off":
                guard_hashes.clear(env)
        return result

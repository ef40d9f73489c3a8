from odoo import models

from ...engine.subject import living


class ResPartner(models.Model):
    """Indexes on what every run asks of all cards, where Odoo has none. They are
    removed with the module."""

    _inherit = "res.partner"

    # Who else has this e-mail, number or street, and whose contact somebody is.
    _anonymization_email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _anonymization_phone_sanitized_idx = models.Index(
        lambda registry: _if_there(registry, "phone_sanitized")
    )
    _anonymization_street_idx = models.Index("(street) WHERE street IS NOT NULL")
    _anonymization_user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")
    _anonymization_buyer_idx = models.Index(
        lambda registry: _if_there(registry, "buyer_id")
    )
    # What is written in no form that an index on the column would find.
    _anonymization_several_emails_idx = models.Index(
        f"(id) WHERE {living.SEVERAL_EMAILS}"
    )
    _anonymization_no_plain_number_idx = models.Index(
        lambda registry: (
            f"(id) WHERE {living.without_number(registry)} AND {living.NO_PLAIN_NUMBER}"
        )
    )
    _anonymization_number_end_idx = models.Index(
        lambda registry: (
            f"({living.NUMBER_END}) WHERE {living.without_number(registry)}"
        )
    )


def _if_there(registry, name):
    """The definition for a column that another app brings along."""
    if name not in registry["res.partner"]._fields:
        return ""
    return f"({name}) WHERE {name} IS NOT NULL"

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Who else has this e-mail is asked for every form, and Odoo has no index there. The
    # phone, asked for only by a run, is looked for in the whole table: an index would
    # make each change of a number write to all indexes of it.
    _anonymization_email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    # Whether anybody is on hold at all is asked by every run and every form.
    _anonymization_hold_idx = models.Index("(id) WHERE anonymization_hold")

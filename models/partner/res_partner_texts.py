from odoo import models

from ...engine.datamap import DataMap
from ...engine.subject import identifying_values, membership
from ...engine.vault import subject_seal
from ...wording import notes


class ResPartner(models.Model):
    """What stays for ever does not name the person."""

    _inherit = "res.partner"

    def _anonymization_check_text(self, text):
        """Refuse a text that names one of these, live or anonymized.

        :raise UserError: naming the words, on the screen only
        """
        partners = self.sudo().with_context(active_test=False)
        if not text or not partners:
            return
        env = partners.env
        env.flush_all()
        datamap = DataMap(env)
        members = membership.owners(membership.collect(env.cr, partners.ids))
        terms = identifying_values.card_terms(env, datamap, list(members))
        notes.check_note(self.env, text, terms)
        if lines := partners.anonymization_line_id:
            opened, _failed = subject_seal.load_usable(
                env, lines.ids, need_directory=True
            )
            sealed = identifying_values.sealed_terms(datamap, opened)
            notes.check_note(self.env, text, sealed)

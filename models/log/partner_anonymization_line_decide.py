from odoo import api, models
from odoo.exceptions import UserError

from ...engine.log import decisions, log_entries
from ...engine.subject import legal_hold
from ...wording import why_kept


class PartnerAnonymizationLine(models.Model):
    """What a person decides of the finds of a proof, one by one."""

    _inherit = "partner.anonymization.line"

    def action_decide(self):
        """Look at what the proofs of these have found, and decide on it.

        :raise UserError: nothing is left to decide
        """
        self._check_may_use("group_anonymize")
        return self.env["partner.anonymization.decide"]._open(self)

    def _undecided(self):
        """Rows of the log with what is left to decide, in the order of the screen."""
        domain = [
            ("line_id", "in", self.ids),
            ("status", "=", "unexpected"),
            ("found_by_proof", "=", True),
        ]
        kept = self.env["partner.anonymization.kept"].sudo()
        return kept.search(domain, order="line_id, code, model, field, res_id")

    def _decide(self, redact, not_this):
        """Carry out decisions on single places: first those that change nothing.

        :param redact: set of (line id, model, record id, field)
        :param not_this: the same of what is somebody else's: it is remembered
        :return: number of the places of ``redact`` in which the words still stand
        :raise UserError: words are to be taken out of somebody on legal hold
        """
        self._check_may_use("group_anonymize")
        lines = self.browse({line_id for line_id, *_place in redact})
        self._check_not_held(lines)
        env = self.sudo().env
        if not_this:
            reason = why_kept.reasons(self.env)[decisions.CODE]
            done = decisions.not_these_places(env, sorted(not_this), reason)
            log_entries.add_events(env, "not_this", done, "done")
        if not redact:
            return 0
        asked = {(line, model, field, id_) for line, model, id_, field in redact}
        lines._prove(asked)
        log_entries.add_events(env, "redact", lines.ids, "done")
        left = lines._undecided()
        return len(redact & {(k.line_id.id, k.model, k.res_id, k.field) for k in left})

    @api.model
    def _check_not_held(self, lines):
        """Of whom is on legal hold nothing is changed."""
        if legal_hold.held_lines(self.sudo().env, lines.ids):
            raise UserError(
                self.env._(
                    "A person among these is on legal hold: nothing is changed until "
                    "the hold is removed on the partner form."
                )
            )

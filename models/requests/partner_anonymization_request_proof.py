from odoo import models
from odoo.exceptions import UserError


class PartnerAnonymizationRequest(models.Model):
    """A person is told of an erasure when nothing unexpected is left."""

    _inherit = "partner.anonymization.request"

    def _check_proof(self):
        """Prove what is not proved yet. What was restored or deleted for good has no
        seal by which anything could be looked for.

        :raise UserError: what is open, and what to do
        """
        lines = self._all_lines().filtered("is_sealed")
        final = lines._final_domain()
        if waiting := lines - lines.filtered_domain(final):
            waiting._prove()
        if left := lines - lines.filtered_domain(final):
            raise UserError(
                self.env._(
                    "%(request)s cannot be closed yet, the proof is open: %(lines)s. "
                    "Press Prove Now in the log to see what it is; redact what was "
                    "found, or have a manager accept it.",
                    request=self.display_name,
                    lines="; ".join(map(_open, left.with_env(self.env).sudo())),
                )
            )


def _open(line):
    states = dict(line._fields["proof_state"]._description_selection(line.env))
    places = line.trace_ids.filtered(lambda one: one.status == "unexpected")
    what = ", ".join(dict.fromkeys(places.mapped("model_label")))
    state = states[line.proof_state]
    return f"{line.display_name}: {state}{' (' + what + ')' if what else ''}"

from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.log import certified
from ...engine.vault import key_destruction
from . import certificate

REPORT = "partner_anonymization.partner_anonymization_report"


class PartnerAnonymization(models.Model):
    """The certificate of a run: sums, made when it is printed, stored nowhere."""

    _inherit = "partner.anonymization"

    def action_print_certificate(self):
        """Print what the run removed, what stays, and how it was proved.

        :raise UserError: one of the runs has anonymized nobody
        """
        self._check_may_certify()
        return self.env.ref(REPORT).report_action(self, config=False)

    def _check_may_certify(self):
        self._check_right("group_anonymize")
        self.sudo(False).check_access("read")
        if wrong := self.filtered(lambda run: run.kind != "anonymize"):
            raise UserError(
                self.env._(
                    "There is no certificate for %(runs)s: it has anonymized nobody. "
                    "Choose a run of the kind “Anonymize”.",
                    runs=", ".join(wrong.mapped("display_name")),
                )
            )

    def _certified_lines(self):
        """The lines of the run that the user sees: of other companies, the sums would
        tell him more."""
        return (
            self.env["partner.anonymization.line"]
            .sudo(False)
            .search([("run_id", "=", self.id)], order="id")
        )

    def _certificate(self):
        """What the certificate says; no personal data in it.

        :return: dict as :func:`certificate.contents`, with ``outcomes`` and ``states``
            and ``proofs`` (label or key, and number of subjects), ``final`` (the last
            day from which originals may be destroyed, or None), ``proof_dates`` (first
            and last, or None) and ``first`` and ``last`` place in the chain
        """
        self.ensure_one()
        self._check_may_certify()
        self.env.flush_all()
        lines = self._certified_lines()
        done = lines.filtered(lambda line: line.outcome in ("done", "partial"))
        fates = certified.fates(self.env.cr, done.ids)
        places = sorted(
            place for fate in fates.values() for place in fate.places if place
        )
        restricted = done.filtered(
            lambda line: (
                line.id in fates and fates[line.id].state == certified.RESTRICTED
            )
        )
        proofs = sorted(filter(None, done.mapped("proof_date")))
        path = f"anonymization-log/{self.id}"
        return {
            **certificate.contents(self, done.ids, path),
            "outcomes": _counted(lines, "outcome"),
            "states": self._states(fates),
            "proofs": _counted(done, "proof_state"),
            "accepted": len(done.filtered("accepted_date")),
            "final": max(filter(None, restricted.mapped("purge_date")), default=None),
            "proof_dates": (proofs[0], proofs[-1]) if proofs else None,
            "scope": done.sorted("proof_date")[-1:].proof_scope,
            "first": places[0] if places else None,
            "last": places[-1] if places else None,
            "waiting": sum(None in fate.places for fate in fates.values()),
            "today": fields.Date.context_today(self),
        }

    def _states(self, fates):
        """``{state: number of subjects}``"""
        left = key_destruction.waiting(self.env.cr, list(fates))
        numbers = Counter(fate.state for fate in fates.values())
        destroying = sum(
            fate.state == certified.DELETED and id_ in left
            for id_, fate in fates.items()
        )
        numbers[certified.DELETED] -= destroying
        return {**numbers, "destroying": destroying}


def _counted(lines, name):
    """``[(label, number of lines)]`` by the value of a selection field."""
    labels = dict(lines._fields[name]._description_selection(lines.env))
    numbers = Counter(lines.mapped(name))
    return [(label, numbers[key]) for key, label in labels.items() if numbers[key]]

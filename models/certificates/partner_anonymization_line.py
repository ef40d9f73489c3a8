from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.log import certified
from . import certificate

REPORT = "partner_anonymization.partner_anonymization_line_report"


class PartnerAnonymizationLine(models.Model):
    """The certificate of a subject: made when it is printed, stored nowhere."""

    _inherit = "partner.anonymization.line"

    def action_print_certificate(self):
        """Print what was removed, what stays, and how it was proved.

        :raise UserError: nothing was anonymized by one of these lines
        """
        self._check_may_certify()
        return self.env.ref(REPORT).report_action(self, config=False)

    def _check_may_certify(self):
        self._check_may_use("group_anonymize")
        wrong = self.sudo().filtered(
            lambda line: (
                line.kind != "anonymize" or line.outcome not in ("done", "partial")
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "There is no certificate for %(lines)s: nothing was anonymized by "
                    "it. Choose the line of the run that anonymized the partner.",
                    lines=", ".join(wrong.mapped("display_name")),
                )
            )

    def _certificate(self):
        """What the certificate says; no personal data in it.

        :return: dict as :func:`certificate.contents`, with ``state`` (see
            :class:`engine.log.certified.Fate`, or ``destroying`` while the key is
            still to be destroyed), ``date`` of its end, ``final`` (day from which the
            originals may be destroyed, or False), ``is_final`` (whether the proof lets
            them) and ``places`` in the chain
        """
        self.ensure_one()
        self._check_may_certify()
        self.env.flush_all()
        fate = certified.fates(self.env.cr, self.ids)[self.id]
        is_left = fate.state == certified.DELETED and self.is_key_left
        return {
            **certificate.contents(self, self.ids, f"anonymized-partners/{self.id}"),
            "state": "destroying" if is_left else fate.state,
            "date": fate.date,
            "final": self.purge_date,
            "is_final": bool(self.filtered_domain(self._final_domain())),
            "places": fate.places,
            "today": fields.Date.context_today(self),
        }

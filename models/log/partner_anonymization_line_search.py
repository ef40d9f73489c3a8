from odoo import api, fields, models

from ... import parameters
from ...engine.proof import Replica, SearchStopped, Ways
from ...wording import proof_progress
from .partner_anonymization_search import Teller
from .proof_stopped import ProofStopped


class PartnerAnonymizationLine(models.Model):
    """How a proof searches, and how far it is."""

    _inherit = "partner.anonymization.line"

    proof_progress = fields.Float(
        compute="_compute_proof_progress",
        help="How much is searched of what has to be, in percent.",
    )
    proof_hint = fields.Char(compute="_compute_proof_progress")
    proof_stopped = fields.Char(compute="_compute_proof_progress")

    @api.depends("proof_state")
    @api.depends_context("lang")
    def _compute_proof_progress(self):
        self.env["partner.anonymization.search"]._show(self, "line_ids")

    def _search_for(self, do):
        """Have a proof of these lines searched, and tell how far it is.

        :param do: called with the ``Ways`` to search
        :raise ProofStopped: not everything could be searched
        """
        teller = Teller(self.sudo())
        try:
            do(self._ways(teller))
        except SearchStopped as error:
            teller.stop(error)
            sentence = proof_progress.stopped(self.env, error.code, error.detail)
            raise ProofStopped(sentence) from error
        except BaseException:
            teller.fail()
            raise
        teller.end()

    @api.model
    def _ways(self, teller):
        """How to search, as the settings have it: ``engine.proof.Ways``"""
        place = parameters.proof_replica(self.env)
        return Ways(
            parameters.number_or_default(self.env, "proof_searchers"),
            Replica(*place, teller.mark) if place else None,
            teller,
        )

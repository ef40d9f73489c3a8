from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.log import log_entries


class PartnerAnonymizationRequest(models.Model):
    """Who asks: nobody is erased because somebody else has asked for it."""

    _inherit = "partner.anonymization.request"

    unidentified_reason = fields.Text(
        string="Reason to Go On without a Check",
        readonly=True,
        copy=False,
        help="Why there is no doubt of who asks, although it was not checked.",
    )
    unidentified_uid = fields.Many2one(
        "res.users", string="Decided By", readonly=True, copy=False
    )
    unidentified_date = fields.Date(string="Decided On", readonly=True, copy=False)
    alike_ids = fields.Many2many(
        "res.partner",
        string="Possibly the Same Person",
        compute="_compute_alike_ids",
        help="Partners with the same e-mail or tax number, of whom nobody has decided.",
    )

    @api.depends("partner_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_alike_ids(self):
        Partner = self.env["res.partner"].with_context(active_test=False)
        for request in self:
            known = request._all_partners()
            found = Partner._anonymization_alike(known._origin.ids)
            others = {other.id for _own, other in found} - set(known._origin.ids)
            request.alike_ids = Partner.browse(sorted(others))._filtered_access("read")

    def action_check_identity(self):
        """Say that who asks is the person: GDPR Art. 12(6)."""
        self._check_may_change()
        self._change(
            {
                "identity_verified": True,
                "identity_date": fields.Date.context_today(self),
                "state": "in_progress",
            }
        )
        self._log_identity("identity")

    def action_unidentified(self):
        """Ask for the reason of going on without having checked who asks."""
        self._check_may_change()
        return self._open_wizard(
            "partner.anonymization.unidentified", self.env._("Go On without a Check")
        )

    def go_on_unidentified(self, reason):
        """Go on although it was not checked who asks.

        :param str reason: why there is no doubt; it must not name the person
        :raise UserError: no reason
        """
        self._check_may_change()
        self._change(
            {
                "unidentified_reason": self._reason(reason),
                "unidentified_uid": self.env.uid,
                "unidentified_date": fields.Date.context_today(self),
                "state": "in_progress",
            }
        )
        self._log_identity("unidentified", self._reason(reason))

    def _log_identity(self, kind, reason=None):
        partners = self._all_partners()
        log_entries.add_partner_events(partners.env, kind, partners.ids, reason)

    def _check_identity(self):
        """:raise UserError: nobody has checked, or decided, who asks"""
        unclear = self.filtered(
            lambda request: (
                not (request.identity_verified or request.unidentified_reason)
            )
        )
        if unclear:
            raise UserError(
                self.env._(
                    "Nobody has checked who asks in %(requests)s, and somebody else's "
                    "data could be erased. Press Check Identity, or Go On without a "
                    "Check and say why there is no doubt.",
                    requests=", ".join(unclear.mapped("display_name")),
                )
            )

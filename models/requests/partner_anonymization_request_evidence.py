from odoo import api, fields, models
from odoo.exceptions import UserError

from ...wording import stored_texts
from .partner_anonymization_request import OPEN_STATES

# Texts that name nobody.
TEXTS = ("note", "refusal_reason", "extension_reason", "unidentified_reason")
# What saving and the buttons set; afterwards it is evidence.
FLOW_FIELDS = {
    "number",
    "state",
    "outcome",
    "date_closed",
    "identity_verified",
    "identity_date",
    "unidentified_reason",
    "unidentified_uid",
    "unidentified_date",
    "extended",
    "extension_date",
    "extension_reason",
    "refusal_ground",
    "refusal_reason",
    "letter_sent_date",
    "letter_sent_uid",
    "letter_sent_kind",
    "letter_message_id",
}


class PartnerAnonymizationRequest(models.Model):
    """A request is evidence: buttons change it while it is open, and nobody after."""

    _inherit = "partner.anonymization.request"

    @api.model
    def default_get(self, fields):
        """Drop defaults for guarded fields: a default of a context or of a user would
        go past the check of create."""
        values = super().default_get([n for n in fields if n not in FLOW_FIELDS])
        return {**values, "state": "new"} if "state" in fields else values

    @api.model_create_multi
    def create(self, vals_list):
        stored_texts.check_values(self.env, vals_list)
        for vals in vals_list:
            given = {name for name in FLOW_FIELDS if vals.get(name)}
            self._refuse_flow(
                given - {"state"} if vals.get("state") == "new" else given
            )
        requests = super().create(vals_list)
        for request in requests:
            request._check_named_partners(request._all_partners())
        requests._check_texts()
        requests._take_number()
        requests._schedule_reminder()
        return requests

    @api.model
    def _number_all(self):
        """Number the requests that have none, oldest first."""
        self.search([("number", "=", False)], order="id")._take_number()

    def _take_number(self):
        """A save that is refused gives its number back: the sequence has no gap."""
        sequence = self.env["ir.sequence"].sudo()
        for request in self:
            number = sequence.next_by_code(self._name) or ""
            if not number.isdecimal():
                raise UserError(
                    self.env._(
                        "Requests are numbered by the sequence “Requests of data "
                        "subjects”, which must be there, without prefix and suffix: "
                        "have an administrator correct it."
                    )
                )
            request._change({"number": int(number)})

    def write(self, vals):
        stored_texts.check_values(self.env, [vals])
        self._refuse_flow(FLOW_FIELDS & vals.keys())
        if vals.keys() - {"activity_ids"}:
            self._check_open()
        self._check_received(vals)
        named = {request: request._all_partners() for request in self}
        result = super().write(vals)
        self._check_answered_partners(named)
        for request, before in named.items():
            request._check_named_partners(request._all_partners() - before)
        self._follow(vals)
        return result

    def _check_named_partners(self, partners):
        """A request brings purges forward: it names nobody whom the user may not read.

        :param partners: those that it has not named before, as superuser
        """
        partners.with_env(self.env)._anonymization_check_access()

    def _check_received(self, vals):
        """An extension was told to the person in time, counted from that day."""
        if "date_received" not in vals:
            return
        received = fields.Date.to_date(vals["date_received"])
        for request in self.filtered("extended"):
            if received != request.date_received:
                raise UserError(
                    self.env._(
                        "%(request)s was extended, counted from the day of receipt, "
                        "which stays. Withdraw it and create a new one if that day "
                        "was wrong.",
                        request=request.display_name,
                    )
                )

    def _check_answered_partners(self, named):
        """Refuse to take a partner off a request that has anonymized it: it is part of
        the answer."""
        for request, before in named.items():
            lines = request.sudo().run_ids.line_ids.filtered(
                lambda line: line.outcome in ("done", "partial")
            )
            gone = (before - request._all_partners()) & lines.partner_id
            if gone := gone.filtered("anonymization_state"):
                raise UserError(
                    self.env._(
                        "Partner %(ids)s was anonymized for %(request)s and stays in "
                        "it, as evidence.",
                        ids=", ".join(map(str, gone.ids)),
                        request=request.display_name,
                    )
                )

    def _change(self, vals):
        """Write what the buttons set; :meth:`write` refuses it to all others."""
        result = super().write(vals)
        self._follow(vals)
        return result

    def _follow(self, vals):
        if not vals.keys().isdisjoint({"partner_ids", *TEXTS}):
            self._check_texts()
        self._move_reminder(vals)

    def _refuse_flow(self, names):
        if names:
            raise UserError(
                self.env._(
                    "State and outcome of a request are set by its buttons only."
                )
            )

    def _check_open(self):
        closed = self.filtered(lambda request: request.state not in OPEN_STATES)
        if closed:
            raise UserError(
                self.env._(
                    "%(requests)s is closed and stays as it is, as evidence. Create a "
                    "new request if the person has asked again.",
                    requests=", ".join(closed.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "A request cannot be deleted: it is the evidence that it was answered. "
                "Withdraw it instead."
            )
        )

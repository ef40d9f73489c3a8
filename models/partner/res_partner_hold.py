from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ...engine.log import log_entries
from ...engine.subject import legal_hold
from ...wording import refusals
from ..guard.res_partner_guard import HOLD_FIELDS, HOLD_MARKS, is_merging

_HELD = frozenset(HOLD_FIELDS | HOLD_MARKS)
# That there is a hold concerns everybody who works with the contact; why, and by whom,
# those alone who decide about it.
_WHO_DECIDES = "partner_anonymization.group_anonymize"


class ResPartner(models.Model):
    """Legal hold: who set it, when, and until when it counts."""

    _inherit = "res.partner"

    anonymization_hold = fields.Boolean(
        string="Legal Hold",
        copy=False,
        groups="base.group_user",
        help="Neither anonymize nor delete for good while this is set, e.g. during a "
        "lawsuit. It applies to all addresses, the same person, and the contacts of a "
        "company.",
    )
    anonymization_hold_reason = fields.Char(
        string="Reason of the Hold",
        copy=False,
        groups=_WHO_DECIDES,
        help="E.g. the number of a case. On an anonymized partner it must not name the "
        "person.",
    )
    anonymization_hold_until = fields.Date(
        string="Hold Until",
        copy=False,
        groups="base.group_user",
        help="Last day of the hold; empty: until somebody lifts it.",
    )
    anonymization_hold_uid = fields.Many2one(
        "res.users",
        string="Hold Set By",
        copy=False,
        readonly=True,
        groups=_WHO_DECIDES,
    )
    anonymization_hold_date = fields.Date(
        string="Hold Set On", copy=False, readonly=True, groups=_WHO_DECIDES
    )
    anonymization_hold_over = fields.Date(
        string="Over Since",
        compute="_compute_anonymization_hold_over",
        groups="base.group_user",
        help="The first day on which the hold no longer counts.",
    )
    # Whether anybody is on hold at all is asked by every run and every form.
    _anonymization_hold_idx = models.Index("(id) WHERE anonymization_hold")

    @api.onchange("anonymization_hold", "anonymization_hold_until")
    def _onchange_anonymization_hold_until(self):
        end, today = self.anonymization_hold_until, fields.Date.context_today(self)
        if self.anonymization_hold and end and end < today:
            return {
                "warning": {
                    "title": self.env._("The Hold Is Over"),
                    "message": self.env._(
                        "Its last day has passed: it stops nothing any more."
                    ),
                }
            }
        return None

    @api.depends("anonymization_hold", "anonymization_hold_until")
    def _compute_anonymization_hold_over(self):
        for partner in self:
            end = partner.anonymization_hold and partner.anonymization_hold_until
            over = end and end < date.today()
            partner.anonymization_hold_over = over and end + timedelta(days=1)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(list(map(_without_marks, vals_list)))
        partners._anonymization_mark_hold(self.browse(), self.browse())
        if any(vals.get("anonymization_hold") for vals in vals_list):
            partners._anonymization_check_hold_has_reason(self.browse())
        return partners

    def _anonymization_write_watched(self, vals):
        if _HELD.isdisjoint(vals):
            return super()._anonymization_write_watched(vals)
        vals = _without_marks(vals)
        if HOLD_FIELDS.isdisjoint(vals):
            return super()._anonymization_write_watched(vals)
        self._anonymization_check_fields(vals.keys())
        if vals.get("anonymization_hold_reason"):
            self._anonymization_check_hold_reason(vals["anonymization_hold_reason"])
        self._anonymization_lock_hold()
        was_set = self._anonymization_flagged()
        was_in_force = self._anonymization_in_force()
        before = self._anonymization_hold_terms()
        bare = self._anonymization_bare_holds()
        result = super()._anonymization_write_watched(vals)
        changed = self._anonymization_mark_hold(was_set, was_in_force)
        (self - changed)._anonymization_log_changed_hold(before)
        self._anonymization_check_hold_has_reason(bare)
        return result

    def _anonymization_hold_terms(self):
        """Why, and until when: ``{partner: (reason, last day)}``"""
        return {
            one: (one.anonymization_hold_reason or "", one.anonymization_hold_until)
            for one in self.sudo()
        }

    def _anonymization_log_changed_hold(self, before):
        now = self._anonymization_hold_terms()
        changed = [
            one.id
            for one in self._anonymization_flagged().sudo()
            if now[one] != before[one]
        ]
        log_entries.add_partner_events(self.sudo().env, "hold_reason", changed)

    def _anonymization_bare_holds(self):
        """Those on hold without a reason. On a deleted partner none could be checked
        for the name."""
        return self.filtered(
            lambda one: (
                one.sudo().anonymization_hold
                and not (one.sudo().anonymization_hold_reason or "").strip()
                and one.anonymization_state != "deleted"
            )
        )

    def _anonymization_check_hold_has_reason(self, before):
        """A user gives a reason, as the form asks for one; only Odoo's own jobs set a
        hold without.

        :param before: those that had none before, which may stay so
        """
        if self.env.su or is_merging(self):
            return
        if bare := self._anonymization_bare_holds() - before:
            raise UserError(
                self.env._(
                    "Give the reason of the hold of partner %(ids)s, e.g. the number "
                    "of a case.",
                    ids=", ".join(map(str, bare.ids)),
                )
            )

    def _anonymization_check_hold_reason(self, reason):
        """On an anonymized partner the reason is as public as a note of the log."""
        gone = self.sudo().filtered("anonymization_state")
        deleted = gone.filtered(lambda one: one.anonymization_state == "deleted")
        if deleted:
            raise UserError(
                self.env._(
                    "Partner %(ids)s is deleted: nothing is left by which a reason "
                    "could be checked for the name. Set the hold without a reason.",
                    ids=", ".join(map(str, deleted.ids)),
                )
            )
        if gone:
            self._anonymization_check_reason(gone.anonymization_line_id, reason)

    def _anonymization_lock_hold(self):
        """Wait for nobody: whoever is being anonymized or purged just now, with all
        that the hold applies to, cannot be put on hold at the same time."""
        self.flush_model()
        members = self.sudo().browse(legal_hold.members(self.env.cr, self.ids))
        try:
            members.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(refusals.locked(self.env)) from error

    def _anonymization_flagged(self):
        return self.filtered(lambda one: one.sudo().anonymization_hold)

    def _anonymization_in_force(self):
        return self.filtered(
            lambda one: (
                one.sudo().anonymization_hold and not one.sudo().anonymization_hold_over
            )
        )

    def _anonymization_mark_hold(self, was_set, was_in_force):
        """Record who has set a hold; a hold that is lifted leaves nothing behind.

        :param was_set: those that had the flag before
        :param was_in_force: those among them whose hold was not over
        :return: those whose hold was set or lifted
        """
        now_set = self._anonymization_flagged()
        started = (now_set - was_set) | (self._anonymization_in_force() - was_in_force)
        lifted = was_set - now_set
        if started:
            marks = {
                "anonymization_hold_uid": self.env.uid,
                "anonymization_hold_date": fields.Date.context_today(self),
            }
            super(ResPartner, started)._anonymization_write_watched(marks)
        if lifted:
            nothing = dict.fromkeys([*HOLD_FIELDS, *HOLD_MARKS], False)
            super(ResPartner, lifted)._anonymization_write_watched(nothing)
        # De-anonymizing brings the reason of that time back where there is none since.
        bare = (started | lifted).filtered(
            lambda one: (
                one.sudo().anonymization_state and not one.anonymization_hold_reason
            )
        )
        if bare:
            reason = {"anonymization_hold_reason": ""}
            super(ResPartner, bare)._anonymization_write_watched(reason)
        env = self.sudo().env
        log_entries.add_partner_events(env, "hold", started.ids)
        log_entries.add_partner_events(env, "unhold", lifted.ids)
        return started | lifted


def _without_marks(vals):
    """Drop who set a hold and when from the values: it is recorded here, whatever a
    caller, an import or a merge says."""
    return {name: value for name, value in vals.items() if name not in HOLD_MARKS}

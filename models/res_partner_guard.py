from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..engine import guard

# Accounting still counts these up, and the mail gateway counts bounces.
WRITABLE_WHEN_ANONYMIZED = {"customer_rank", "supplier_rank", "message_bounce"}
# A lawsuit may begin after the anonymization.
HOLD_FIELDS = {
    "anonymization_hold",
    "anonymization_hold_reason",
    "anonymization_hold_until",
}
HOLD_MARKS = {"anonymization_hold_uid", "anonymization_hold_date"}
SYNC = "anonymization_sync"
# Whoever sets these decides what may be anonymized.
RIGHT_FIELDS = {
    *HOLD_FIELDS,
    "anonymization_exempt",
    "anonymization_retention_years",
    "anonymization_same_partner_ids",
}
ENGINE_FIELDS = {"anonymization_state", "anonymization_line_id"}
_WATCHED = frozenset(RIGHT_FIELDS | ENGINE_FIELDS)
UNGUARDED = frozenset(WRITABLE_WHEN_ANONYMIZED | HOLD_FIELDS | HOLD_MARKS)


class ResPartner(models.Model):
    """An anonymized partner cannot be edited, un-archived, merged or used again."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not _WATCHED.isdisjoint(vals):
                self._anonymization_refuse_state(vals)
                self._anonymization_check_fields(
                    {name for name, value in vals.items() if value}
                )
        return super().create(vals_list)

    def write(self, vals):
        if not vals:
            return super().write(vals)
        if not _WATCHED.isdisjoint(vals):
            self._anonymization_refuse_state(vals)
            self._anonymization_check_fields(vals.keys())
        if self.env.context.get(SYNC):
            self = self._anonymization_live()
        elif not vals.keys() <= UNGUARDED:
            self._anonymization_refuse_write()
        if vals.get("name"):  # renames the holder of its bank accounts
            guard.writes(self)
        return super().write(vals)

    def _anonymization_check_fields(self, names):
        if names & RIGHT_FIELDS:
            self.env["partner.anonymization"]._check_right("group_anonymize")

    def _anonymization_refuse_state(self, vals):
        if any(vals.get(name) for name in ENGINE_FIELDS):
            raise UserError(
                self.env._(
                    "The anonymization state is set by anonymizing only. Use the "
                    "Anonymize action."
                )
            )

    def _anonymization_refuse_write(self):
        if guard.all_live(self):
            return
        found = self.sudo().filtered("anonymization_state")
        if found:
            raise UserError(
                self.env._(
                    "Partner %(ids)s is anonymized and cannot be changed. Have it "
                    "de-anonymized first if you need it again.",
                    ids=", ".join(map(str, found.ids)),
                )
            )

    def _anonymization_live(self):
        if guard.all_live(self):
            return self
        return self.filtered(lambda partner: not partner.sudo().anonymization_state)

    def _fields_sync(self, values):
        """A living contact and its anonymized company no longer follow each other."""
        if not self.parent_id or self._anonymization_synced().isdisjoint(values):
            return super()._fields_sync(values)
        return super(ResPartner, self.with_context(**{SYNC: True}))._fields_sync(values)

    @ormcache()
    def _anonymization_synced(self):
        """Fields that make relatives follow."""
        names = {*self._address_fields(), *self._commercial_fields()}
        return frozenset(names | {"parent_id", "type"})

    def _commercial_sync_to_descendants(self, fields_to_sync=None):
        if fields_to_sync is not None and not fields_to_sync:
            return None  # nothing would be written on any of them
        self = self.with_context(**{SYNC: True})
        return super()._commercial_sync_to_descendants(fields_to_sync)

    def _update_address(self, vals):
        return super(ResPartner, self._anonymization_live())._update_address(vals)

    def signup_prepare(self, signup_type="signup"):
        return super(ResPartner, self._anonymization_live()).signup_prepare(signup_type)

    def signup_get_auth_param(self):
        """No sign-up link for an anonymized partner."""
        live = self._anonymization_live()
        params = super(ResPartner, live).signup_get_auth_param()
        return {**{id_: {} for id_ in self.ids}, **params}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_waiting(self):
        """What is known of kept documents hangs on the partner."""
        waiting = self.env["partner.anonymization.kept"].sudo()
        if found := waiting.search(
            [("is_waiting", "=", True), ("partner_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Documents of partner %(id)s are kept by law and wait for their "
                    "day. Delete the partner when the last one is finished.",
                    id=found.partner_id.id,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        sealed = self.sudo().filtered(lambda p: p.anonymization_state == "anonymized")
        if sealed:
            raise UserError(
                self.env._(
                    "Partner %(ids)s is anonymized and can still be restored. Purge it "
                    "instead of deleting it.",
                    ids=", ".join(map(str, sealed.ids)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        requests = self.env["partner.anonymization.request"].sudo()
        found = requests.search([("partner_ids", "in", self.ids)])
        if found:
            raise UserError(
                self.env._(
                    "The person has made a request, which is evidence: %(requests)s. "
                    "Anonymize the partner instead of deleting it.",
                    requests=", ".join(found.mapped("display_name")),
                )
            )

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ...engine.checks import automatic_actions, guard
from ...engine.log import log_entries
from ...engine.subject import legal_hold
from ...wording import legal_holds

# Accounting still counts these up, and the mail gateway counts bounces.
WRITABLE_WHEN_ANONYMIZED = {"customer_rank", "supplier_rank", "message_bounce"}
# May be written on an anonymized partner: a lawsuit may begin after the anonymization.
HOLD_FIELDS = {
    "anonymization_hold",
    "anonymization_hold_reason",
    "anonymization_hold_until",
}
HOLD_MARKS = {"anonymization_hold_uid", "anonymization_hold_date"}
SYNC = "anonymization_sync"
SAME = "anonymization_same_partner_ids"
OTHER = "anonymization_other_partner_ids"
# Whoever sets these decides what may be anonymized.
RIGHT_FIELDS = {
    *HOLD_FIELDS,
    "anonymization_exempt",
    "anonymization_retention_years",
    SAME,
    OTHER,
}
# What the right to anonymize lets somebody write who may not edit contacts; records of
# the same person are linked, not changed or made.
ALLOWED = frozenset(RIGHT_FIELDS | HOLD_MARKS)
_LINKING = (Command.UNLINK, Command.LINK, Command.CLEAR, Command.SET)
# What a user says of others, and the kind of the event.
DECISIONS = {SAME: "same", OTHER: "not_same"}
ENGINE_FIELDS = {"anonymization_state", "anonymization_line_id"}
_MERGING_KEY, _MERGING = "anonymization_merging", object()
_WATCHED = frozenset(RIGHT_FIELDS | ENGINE_FIELDS | HOLD_MARKS)
UNGUARDED = frozenset(WRITABLE_WHEN_ANONYMIZED | HOLD_FIELDS | HOLD_MARKS)


def merging(records):
    """The same records, of which those that were merged into another may be deleted."""
    return records.with_context(**{_MERGING_KEY: _MERGING})


def is_merging(records):
    return records.env.context.get(_MERGING_KEY) is _MERGING


class ResPartner(models.Model):
    """An anonymized partner cannot be edited, un-archived, merged or used again."""

    _inherit = "res.partner"

    @api.model
    def default_get(self, fields):
        """Drop defaults for guarded fields: a default of a context or of a user would
        go past the checks of create."""
        barred = ENGINE_FIELDS | HOLD_MARKS
        if not self.env.user._has_group("partner_anonymization.group_anonymize"):
            barred = _WATCHED
        return super().default_get([name for name in fields if name not in barred])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not _WATCHED.isdisjoint(vals):
                self._anonymization_refuse_state(vals)
                self._anonymization_check_fields(
                    {name for name, value in vals.items() if value}
                )
        partners = super().create(vals_list)
        for name in DECISIONS:
            if any(vals.get(name) for vals in vals_list):
                partners._anonymization_decided(name, {})
        return partners

    def write(self, vals):
        if not _WATCHED.isdisjoint(vals):
            return self._anonymization_write_watched(vals)
        if "name" not in vals and guard.all_live(self):
            return super().write(vals)  # the quickest way, for most of the writes
        return super(ResPartner, self._anonymization_written(vals)).write(vals)

    def _anonymization_write_watched(self, vals):
        """Write what only some may write, or what leads to something else."""
        self._anonymization_refuse_state(vals)
        self._anonymization_check_fields(vals.keys())
        before = {
            name: {one: one.sudo()[name] for one in self}
            for name in DECISIONS
            if name in vals
        }
        partners = self._anonymization_written(vals)._anonymization_allowed(vals)
        result = super(ResPartner, partners).write(vals)
        for name, known in before.items():
            self._anonymization_decided(name, known)
        return result

    def _anonymization_allowed(self, vals):
        """The same partners; as superuser where somebody who may anonymize, but edit no
        contacts, writes what that right is about. Rules of records count.

        :raise AccessError: one of them is none of the user's
        """
        if not vals or not vals.keys() <= ALLOWED or self.browse().has_access("write"):
            return self
        if not self.env.user.has_group("partner_anonymization.group_anonymize"):
            return self
        linked = [one for name in DECISIONS for one in vals.get(name) or ()]
        if not all(one[0] in _LINKING for one in linked):
            return self
        self._anonymization_check_access()
        return self.sudo()

    def _anonymization_decided(self, name, before):
        """Who is linked as the same person is anonymized along, and who is not the same
        does not stop a run: nobody decides on those whom he may not read.

        :param str name: one of DECISIONS
        :param dict before: ``{partner: those that were decided on before}``
        """
        changed = self.browse()
        for partner in self:
            added = partner.sudo()[name] - before.get(partner, self.browse())
            added.with_env(self.env)._anonymization_check_access()
            changed |= partner if added else changed
        log_entries.add_partner_events(self.sudo().env, DECISIONS[name], changed.ids)

    def _anonymization_written(self, vals):
        """Which of these are written."""
        if not guard.all_live(self):
            self = self._anonymization_writable(vals)
        if "name" in vals and vals["name"]:  # renames the holder of its bank accounts
            guard.writes(self)
        return self

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

    def _anonymization_writable(self, vals):
        """Which of these can be written.

        :raise UserError: one of them is anonymized, and is not just following another
        """
        if self.env.context.get(SYNC):
            return self._anonymization_live()
        if vals.keys() <= UNGUARDED:
            return self
        if automatic_actions.is_job(self.env) or not self.env.registry.ready:
            # A job that writes to all contacts, as to number them, writes to those that
            # are not anonymized.
            return self._anonymization_live()
        if found := self.sudo().filtered("anonymization_state"):
            raise UserError(
                self.env._(
                    "Partner %(ids)s is anonymized and cannot be changed. Have it "
                    "de-anonymized first if you need it again.",
                    ids=", ".join(map(str, found.ids)),
                )
            )
        return self

    def _anonymization_live(self):
        if guard.all_live(self):
            return self
        return self.filtered(lambda partner: not partner.sudo().anonymization_state)

    def _fields_sync(self, values):
        """A living contact and its anonymized company no longer follow each other."""
        parents = self._fields["parent_id"]._get_cache(self.env)  # the quickest way
        alone = parents.get(self._ids[0], True) is None
        if alone or self._anonymization_synced().isdisjoint(values):
            return super()._fields_sync(values)
        return super(ResPartner, self.with_context(**{SYNC: True}))._fields_sync(values)

    @ormcache()
    def _anonymization_synced(self):
        """Fields that Odoo copies between a company and its contacts."""
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
    def _unlink_except_held(self):
        if is_merging(self):
            return  # the other one has taken the hold over
        if holders := legal_hold.holders(self.sudo().env, self.ids):
            raise UserError(legal_holds.cannot_delete(self.env, holders))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_waiting(self):
        """Refuse to delete a partner of whom documents are kept: what is known of them
        hangs on the partner."""
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
                    "Partner %(ids)s is anonymized and can still be restored. Press "
                    "Delete for Good on the contact instead of deleting it.",
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

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.datamap import DataMap
from ...engine.log import log_entries, log_rows, waiting_rows
from ...engine.subject import identifying_values
from ...engine.vault import document_seal, subject_seal
from ...wording import notes
from .partner_anonymization_trace import TRACE_STATUS


class PartnerAnonymizationKept(models.Model):
    _name = "partner.anonymization.kept"
    _inherit = "partner.anonymization.trace.mixin"
    _description = "Kept record"
    _order = "date_until, model, res_id"
    _log_access = False

    partner_id = fields.Many2one(related="line_id.partner_id")
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    status = fields.Selection(TRACE_STATUS, default="kept", readonly=True)
    date_until = fields.Date(index=True)
    is_waiting = fields.Boolean(
        string="Waiting", readonly=True, help="It is erased on the day after its last."
    )
    date_finished = fields.Date(string="Finished On", readonly=True)
    finished_line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Finished In",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    announced_date = fields.Date(
        string="Announced On",
        readonly=True,
        help="The day on which the responsible person was told that it will be erased.",
    )
    postponed_until = fields.Date(readonly=True)
    postponed_reason = fields.Char(readonly=True)

    _waiting_idx = models.Index("(model, res_id) WHERE is_waiting")
    _counted_idx = models.Index("(date_until, line_id) WHERE is_waiting")

    def action_open_record(self):
        """The record itself.

        :raise UserError: it is gone, or the user may not read it
        """
        self.ensure_one()
        self.sudo(False).check_access("read")
        return self.env["partner.anonymization"]._open_record(self.model, self.res_id)

    def action_postpone(self):
        """Ask until when, and why."""
        self.sudo().line_id.with_env(self.env)._check_may_use("group_manager")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Postpone"),
            "res_model": "partner.anonymization.postpone",
            "view_mode": "form",
            "target": "new",
            "context": {"default_kept_ids": self.ids},
        }

    def postpone(self, until, reason):
        """Keep documents longer than the law asks for, after a review.

        All that waits of a document is postponed with it: its texts, items and files.

        :param until: the last day on which they are kept
        :param str reason: why, for the log; it must not name the person
        :raise AccessError: the user is no manager, or may not read the partner
        :raise UserError: no reason, a day that is over, or a row that does not wait
        """
        self.sudo().line_id.with_env(self.env)._check_may_use("group_manager")
        until, reason = fields.Date.to_date(until), (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason for keeping these documents."))
        if not until or until <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day that is still to come."))
        if self.filtered(lambda kept: not kept.is_waiting):
            raise UserError(
                self.env._(
                    "Only records that wait for their day can be postponed. Choose "
                    "them in Anonymized ‣ Kept Documents."
                )
            )
        holders = self.sudo().partner_id.anonymization_line_id
        self._check_reason(holders, reason)
        rows = self.sudo()._of_same_documents()
        log_rows.update(rows, {"postponed_until": until, "postponed_reason": reason})
        env = self.sudo().env
        env.flush_all()
        waiting_rows.schedule(env.cr, holders.ids)
        log_entries.add_events(env, "postpone", holders.ids, "done")
        env.invalidate_all()

    def _check_reason(self, holders, reason):
        """Refuse a reason that names one of the subjects, as far as they are known."""
        env = self.sudo().env
        opened, _failed = subject_seal.load_usable(
            env, holders.ids, need_directory=True
        )
        notes.check_note(
            self.env, reason, identifying_values.sealed_terms(DataMap(env), opened)
        )
        documents, _failed = document_seal.load_usable(env, holders.ids)
        terms = {line_id: one.terms for line_id, one in documents.items()}
        notes.check_note(self.env, reason, terms)

    def _of_same_documents(self):
        """All waiting rows of the subjects that belong to the same documents."""
        others = self.search(
            [("is_waiting", "=", True), ("partner_id", "in", self.partner_id.ids)]
        )
        wanted = {(kept.partner_id, kept._document()) for kept in self}
        return others.filtered(
            lambda kept: (kept.partner_id, kept._document()) in wanted
        )

    def _document(self):
        """The document that the record is, or is a part of: (model, id)"""
        record = self.env[self.model].browse(self.res_id).exists()
        if record and self.model == "ir.attachment":
            if record.res_model == self.model:  # a thumbnail
                record = record.browse(record.res_id).exists() or record
            if record.res_id:
                return record.res_model, record.res_id
            return self.model, record.id
        if record and self.model == "account.move.line":
            return "account.move", record.move_id.id
        return self.model, self.res_id

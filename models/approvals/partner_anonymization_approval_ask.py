from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ... import parameters
from ...engine.log import log_entries, log_rows
from ...wording import approvals
from . import four_eyes
from .partner_anonymization_approval import OPEN


class PartnerAnonymizationApproval(models.Model):
    """Asking a second person, and telling whose turn it is."""

    _inherit = "partner.anonymization.approval"

    @api.model
    def ask(self, model, method, ids, values=None):
        """Ask a second person to agree to a call, which changes nothing yet.

        :param model, method: such as ``res.partner`` and ``deanonymize``,
            ``purge_anonymized`` or ``anonymize``; ``create``, ``write`` and ``unlink``
            of rules of the data map and of legal periods; ``write`` of ``res.company``;
            ``set`` of ``ir.config_parameter``
        :param ids: of the records, empty for ``create`` and ``set``
        :param values: the arguments: of partners a dict of ``note``, and for
            ``anonymize`` of ``override_reason`` and ``without_pdf`` as well; of others
            what the method takes; of ``set`` ``{key: value}``
        :return: the approval, which waits
        :raise UserError: no second person is needed, or this cannot be asked for
        :raise AccessError: the user lacks the right to do it
        """
        records = self.env[model].browse(ids) if model in self.env else self
        if records._name == "res.partner":
            values = records._anonymization_asked_values(method, values or {})
        call = four_eyes.call_of(self.env, model, method, list(ids), values)
        return self._ask(call)

    @api.model
    def _ask_from_context(self):
        """What the user was told to need a second person, and has asked for."""
        asked = self.env.context.get("anonymization_asked") or {}
        return self.ask(**asked)._open()

    @api.model
    def _ask_instead(self, records, method, values):
        """The action that shows the request, which is made where there is none; None
        where nobody has to be asked, or has agreed already."""
        if not four_eyes.is_wanted(self.env):
            return None
        call = four_eyes.call_of(self.env, records._name, method, records.ids, values)
        approval = self._ask(call)
        return None if approval.sudo().state == "approved" else approval._open()

    @api.model
    def _ask(self, call):
        """:return: the approval of this call that is open, or a new one"""
        if not four_eyes.is_on(self.env):
            raise UserError(approvals.not_needed(self.env))
        right = four_eyes.RIGHTS[call.operation]
        self.env["partner.anonymization"]._check_right(right)
        self._check_asked(call)
        shown = self._shown(call)
        digest = four_eyes.digest([call.hash, shown])
        before = self._of_call(call)
        if same := before.filtered(lambda one: one.digest == digest)[:1]:
            return same.sudo(self.env.su)
        before._lapse()
        now = fields.Datetime.now()
        days = parameters.number_or_default(self.env, "four_eyes_days")
        approval = log_rows.insert(
            self.sudo(),
            {
                "operation": call.operation,
                "state": "requested",
                "user_id": self.env.uid,
                "date": now,
                "date_until": now + timedelta(days=days),
                "call": list(call),
                "shown": shown,
                "call_hash": call.hash,
                "digest": digest,
            },
        )
        approval._note("asked")
        approval._tell(approval._deciders(), approvals.please_decide)
        return approval.sudo(self.env.su)

    def _of_call(self, call):
        """The open requests of this call by this user, the newest first."""
        return self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("call_hash", "=", call.hash),
                ("state", "in", OPEN),
                ("date_until", ">=", fields.Datetime.now()),
            ]
        )

    @api.model
    def _records(self, call):
        return self.env[call.model].browse(call.ids)

    @api.model
    def _check_asked(self, call):
        """Whoever asks or decides may read what it is about, and no reason names one of
        the persons."""
        records = self._records(call)
        if call.model == "res.partner":
            records._anonymization_check_asked(call.method, call.values)
        elif records:
            records.check_access("read")

    @api.model
    def _shown(self, call):
        """What the user is shown of this call: of all companies that are the user's,
        whichever are ticked."""
        records = self._records(call).with_context(
            allowed_company_ids=self.env.user.company_ids.ids, active_test=False
        )
        return four_eyes.plain(records._anonymization_shown(call.method, call.values))

    def _open(self):
        """The action that shows this request."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "current",
        }

    def _note(self, kind):
        """Log what has happened to these, once for each partner."""
        for approval in self:
            call = approval._call()
            refs = call.ids if call.model == "res.partner" else [None]
            reason = f"{approval.operation} #{approval.id}"
            env = self.sudo().env
            log_entries.add_changes(env, kind, [reason] * len(refs), refs)

    def _deciders(self):
        """The users who may decide on this request."""
        right = four_eyes.RIGHTS[self.operation]
        group = self.env.ref(f"partner_anonymization.{right}").sudo()
        return (
            group.all_user_ids.filtered(
                lambda user: user.active and user.id != SUPERUSER_ID
            )
            - self.user_id
        )

    def _tell(self, users, sentence):
        """Tell these users, each in the own language, with a link."""
        for lang, speakers in users.grouped("lang").items():
            approval = self.with_context(lang=lang).sudo()
            env = approval.env
            link = Markup('<a href="/odoo/anonymization-approvals/%s">%s</a>')
            env["mail.thread"].message_notify(
                partner_ids=speakers.partner_id.ids,
                subject=env._("Anonymization: %s", approval.display_name),
                body=Markup("<p>%s</p><p>%s</p>")
                % (sentence(env), link % (approval.id, approval.display_name)),
                author_id=env.ref("base.partner_root").id,
            )

    def _lapse(self):
        """These are not valid any more."""
        if self:
            log_rows.update(self, {"state": "expired"})
            self._note("lapsed")

    @api.autovacuum
    def _lapse_old(self):
        """Nobody has carried these out in time."""
        late = [("state", "in", OPEN), ("date_until", "<", fields.Datetime.now())]
        self.sudo().search(late)._lapse()

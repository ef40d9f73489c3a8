from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.datamap import DataMap
from ...engine.log import log_entries, log_rows
from ...engine.subject import identifying_values, membership
from ...engine.vault import subject_seal
from ...wording import notes, refusals
from ..approvals import four_eyes
from .partner_anonymization_request import GROUNDS, OPEN_STATES
from .partner_anonymization_request_evidence import TEXTS


class PartnerAnonymizationRequest(models.Model):
    """From receipt to the answer."""

    _inherit = "partner.anonymization.request"

    def action_anonymize(self):
        """Open the wizard for the partners; its run is linked to the request.

        :raise UserError: nobody has checked who asks
        """
        self.ensure_one()
        self._check_may_change()
        live = self._live_partners()
        if hidden := live - live._filtered_access("read"):
            raise UserError(
                self.env._(
                    "Partner %(ids)s belongs to a company that you do not see now. "
                    "Switch to it at the top of the window, or ask somebody who may.",
                    ids=", ".join(map(str, hidden.ids)),
                )
            )
        if not live:
            raise UserError(
                self.env._(
                    "Nobody is left to anonymize. Add the partners that the request is "
                    "about, or close it."
                )
            )
        self._check_identity()
        action = live.action_anonymize()
        return {
            **action,
            "context": {**action["context"], "default_request_id": self.id},
        }

    def action_extend(self):
        """Ask for the reason of taking two months longer."""
        self._check_may_extend()
        return self._open_wizard("partner.anonymization.extend", self.env._("Extend"))

    def action_refuse(self):
        """Ask for the ground and the reason of a refusal."""
        self._check_may_change()
        return self._open_wizard("partner.anonymization.refuse", self.env._("Refuse"))

    def action_close(self):
        """Close as answered, with the outcome that the log shows.

        The originals need not be kept any longer than until the answer: the purge date
        of what was anonymized is not after it.

        :raise UserError: a partner has not been anonymized, nobody has checked who
            asks, or the proof, which is made where it is missing, has found something
        """
        self._check_may_change()
        for request in self:
            live = request._live_partners()
            if live:
                seen = live._filtered_access("read")
                names = ", ".join(
                    one.display_name if one in seen else f"#{one.id}" for one in live
                )
                raise refusals.unlogged(
                    self.env._(
                        "Not anonymized yet: %(partners)s. Anonymize, take it out of "
                        "the request, or refuse the request.",
                        partners=names,
                    )
                )
            if request._all_partners():
                request._check_identity()
                request._check_proof()
            request._close("done", outcome=request._outcome())
            request._bring_purge_forward(request._all_lines())

    def action_withdraw(self):
        """The person does not ask any more."""
        self._check_may_change()
        self._close("withdrawn")

    def extend(self, reason):
        """Take two months longer: GDPR Art. 12(3), second and third sentence.

        :param str reason: told to the person; it must not name the person
        :raise UserError: the first month is over, or it was extended before
        """
        self._check_may_extend()
        self._change(
            {
                "extended": True,
                "extension_date": fields.Date.context_today(self),
                "extension_reason": self._reason(reason),
                "state": "in_progress",
            }
        )

    def refuse(self, ground, reason):
        """Refuse the request.

        :param str ground: a key of ``refusal_ground``, the article
        :param str reason: told to the person, GDPR Art. 12(4); it must not name the
            person
        :raise UserError: no such article
        """
        self._check_may_change()
        if ground not in dict(GROUNDS):
            raise UserError(
                self.env._("Choose the article by which the request is refused.")
            )
        self._close(
            "refused",
            outcome="refused",
            refusal_ground=ground,
            refusal_reason=self._reason(reason),
        )
        self._log_refusal(ground)
        for request in self:  # one of several persons may be anonymized by now
            of_runs = request.sudo().run_ids.line_ids
            request._bring_purge_forward(request._all_lines() & of_runs)

    def _log_refusal(self, ground):
        for request in self:
            refs = request._all_partners().ids or [None]
            env = request.sudo().env
            log_entries.add_changes(env, "not_erased", [ground] * len(refs), refs)

    def _close(self, state, **values):
        today = fields.Date.context_today(self)
        self._change({"state": state, "date_closed": today, **values})

    def _reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason: the person has a right to it."))
        return reason.strip()

    def _check_may_change(self):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.sudo(False).check_access("write")
        self._check_open()

    def _check_may_extend(self):
        self._check_may_change()
        if self.filtered("extended"):
            raise UserError(
                self.env._(
                    "The period has been extended already, and can be extended once."
                )
            )
        today = fields.Date.context_today(self)
        late = self.filtered(lambda request: request.date_due_first < today)
        if late:
            raise UserError(
                self.env._(
                    "The first month ended on %(date)s, and the person must be told of "
                    "an extension within it (GDPR Art. 12(3)). Answer %(request)s now, "
                    "and explain the delay.",
                    date=format_date(self.env, late[0].date_due_first),
                    request=late[0].display_name,
                )
            )

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }

    def _live_partners(self):
        """Those of other companies too: they are part of the answer."""
        live = self._all_partners().filtered(lambda one: not one.anonymization_state)
        return live.with_env(self.env)

    def _outcome(self):
        if not self._all_partners():
            return "nothing"
        left = self._all_lines().trace_ids.filtered(lambda one: one.code != "no_pdf")
        return "partial" if left else "erased"

    def _bring_purge_forward(self, lines):
        """By the module itself: users have no write access to the log. Where the
        settings want four eyes, nobody alone has anything deleted before its day."""
        if four_eyes.is_on(self.env):
            return
        late = (lines & self._all_lines()).filtered(
            lambda line: line.purge_date and line.purge_date > self.date_closed
        )
        log_rows.update(late, {"purge_date": self.date_closed})

    def _link_run(self, run):
        """A run in the log that answers this request, if there is one."""
        if self:
            self._check_may_change()
            self._check_identity()
            log_rows.update(run.sudo(), {"request_id": self.id})
            self._change({"state": "in_progress"})

    def _of_lines(self, lines):
        """Requests on behalf of which these lines were anonymized."""
        everything = self.sudo().with_context(active_test=False)
        requests = everything.search(
            [
                ("state", "!=", "withdrawn"),
                "|",
                ("run_ids", "in", lines.run_id.ids),
                "&",
                ("state", "in", (*OPEN_STATES, "done")),
                ("partner_ids.anonymization_line_id", "in", lines.ids),
            ]
        )
        return requests.filtered(lambda request: request._all_lines() & lines)

    def _check_texts(self):
        """Refuse texts that name one of the partners: they stay for ever."""
        env = self.sudo().env
        datamap = None
        for request in self.sudo():
            texts = [request[name] for name in TEXTS if request[name]]
            if not texts or not request.partner_ids:
                continue
            datamap = datamap or DataMap(env)
            env.flush_all()
            partners = request.partner_ids.with_context(active_test=False)
            addresses = membership.owners(membership.collect(env.cr, partners.ids))
            terms = identifying_values.card_terms(env, datamap, list(addresses))
            lines = partners.anonymization_line_id
            opened, _failed = subject_seal.load_usable(
                env, lines.ids, need_directory=True
            )
            sealed = identifying_values.sealed_terms(datamap, opened)
            for text in texts:
                notes.check_note(self.env, text, terms)
                notes.check_note(self.env, text, sealed)

import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ... import parameters
from ...engine.log import log_entries, log_rows, waiting_lines
from ...engine.vault import KeyStoreError
from ..keys import key_watch
from ..nights.partner_anonymization_try import LOCKED
from .choices import Choices
from .partner_anonymization_background import ACTIVE

_logger = logging.getLogger(__name__)
# How often in a row others may be in the way before the scheduled action gives up.
PATIENCE = 20


class PartnerAnonymization(models.Model):
    """What each worker does: claim a batch, work on it, commit."""

    _inherit = "partner.anonymization"

    @api.model
    def _cron_work(self):
        """Work on the runs that wait, as long as Odoo lets a worker do it. Several of
        these go on at the same time, also on several machines."""
        cron, in_the_way = self.env["ir.cron"], 0
        pause = parameters.number_or_default(self.env, "run_pause_ms") / 1000
        size = parameters.number_or_default(self.env, "run_batch")
        # Rights that were withdrawn meanwhile are seen.
        while self.env.registry.check_signaling() is self.env.registry:
            try:
                count = self._work_on_some(size)
                is_left = count is not None
                seconds = cron._commit_progress(count or 0, remaining=int(is_left))
                in_the_way = 0
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                in_the_way += 1
                if in_the_way > PATIENCE:
                    raise
                continue
            if not is_left or not seconds:
                break
            if pause and count:
                time.sleep(pause)

    @api.model
    def _work_on_some(self, size):
        """Work on one batch of one run. All runs get their share.

        :return: how many partners it was, None where there is nothing to do now
        """
        self.env.invalidate_all()
        for run in self._to_work_on():
            if run.state == "cancelled":
                run._settle()
                continue
            if code := run._reason_to_stop():
                run._stop(code)
                continue
            if run.state == "queued":
                log_rows.update(run, {"state": "running"})
                return 0  # committed before the batch: all workers write this
            lines = waiting_lines.claim(self.env.cr, run.id, size)
            if lines:
                run._work_on(lines)
                run._tell_progress()
                return len(lines)
            if waiting_lines.is_left(self.env.cr, run.id):
                rest = timedelta(seconds=waiting_lines.REST_SECONDS)
                self._call_workers(fields.Datetime.now() + rest)
            else:
                run._end("done")
        return None

    @api.model
    def _to_work_on(self):
        """Runs that go on, and cancelled ones on which a worker may have been."""
        self.env.cr.execute(
            """
            SELECT id FROM partner_anonymization run
             WHERE is_background
               AND (state = ANY(%s) OR state = 'cancelled' AND (
                    date_done > now() AT TIME ZONE 'utc' - interval '1 hour'
                    OR EXISTS (
                    SELECT FROM partner_anonymization_line line
                     WHERE line.run_id = run.id AND line.outcome = 'waiting')))
             ORDER BY random()
            """,
            [list(ACTIVE)],
        )
        return self.sudo().browse(id_ for (id_,) in self.env.cr.fetchall())

    def _reason_to_stop(self):
        """Why nobody may go on with this run now, as a code, or None. Rights are those
        of whoever has started it."""
        user = self.user_id
        wanted = ["group_anonymize"]
        if self.asked.get("override"):
            wanted.append("group_override_retention")
        if not user.active or not all(
            user.has_group(f"partner_anonymization.{name}") for name in wanted
        ):
            return "right"
        try:
            key_watch.check_ready(self.env)
        except KeyStoreError as error:
            self._tell_managers([key_watch.Finding("directory", str(error))])
            return "keys"
        return None

    def _stop(self, code):
        log_rows.update(self, {"state": "paused", "stop_code": code})
        self._tell_progress()

    def _partners(self, ids):
        """Partners as whoever has started the run may use them."""
        user = self.user_id
        asked = self.asked.get("companies", ())
        companies = [id_ for id_ in asked if id_ in user.company_ids.ids]
        return (
            self.env["res.partner"]
            .with_user(user)
            .with_context(
                lang=user.lang,
                tz=user.tz,
                allowed_company_ids=companies or user.company_ids.ids,
                active_test=False,
            )
            .browse(ids)
        )

    def _work_on(self, lines):
        """Work on lines that this transaction has locked.

        :param dict lines: ``{line id: partner id}``
        """
        cr = self.env.cr
        along = waiting_lines.taken_along(cr, self.id, lines)
        waiting_lines.refuse(cr, [id_ for id_ in lines if not lines[id_]], "gone")
        line_of = {
            partner_id: id_
            for id_, partner_id in lines.items()
            if partner_id and id_ not in along
        }
        chosen = self._partners(list(line_of))
        usable = chosen._anonymization_usable()
        hidden = set(chosen.ids) - set(usable.ids)
        waiting_lines.refuse(cr, [line_of[id_] for id_ in hidden], "access")
        free = usable.sudo().try_lock_for_update()
        busy = set(usable.ids) - set(free.ids)
        failed = self._try_halves("anonymize", free.ids, self._anonymize_some, _tell)
        busy |= {id_ for id_, code in failed.items() if code == LOCKED}
        waiting_lines.leave(cr, [line_of[id_] for id_ in busy])
        codes = {line_of[id_]: code for id_, code in failed.items() if code != LOCKED}
        given_up = waiting_lines.note_failures(cr, codes)
        log_entries.add_events(self._partners([]).env, "anonymize", given_up, "failed")
        kept = {line_of[id_] for id_ in busy} | codes.keys()
        waiting_lines.drop(cr, lines.keys() - kept)
        self.env.invalidate_all()

    def _anonymize_some(self, ids):
        """Anonymize these partners as lines of this run; an error is the one that lies
        behind what a user would be told."""
        try:
            self._anonymize_asked(ids)
        except UserError as error:
            raise error.__cause__ or error from None

    def _anonymize_asked(self, ids):
        choices = Choices.of_kept(
            self.asked,
            note=self.note,
            override_reason=self.override_reason,
            without_pdf=self.without_pdf_reason,
        )
        self._partners(ids)._anonymize(
            **choices.arguments, one_by_one=True, run_id=self.id
        )


def _tell(kind, partner_id, name, where):
    _logger.error("Partner %s: %s failed: %s in %s", partner_id, kind, name, where)

from odoo import api, fields, models

from ... import parameters
from ...engine.log import log_rows, waiting_rows
from ...engine.periods import Policy
from ...engine.runs import finish, turns
from ...engine.subject import legal_hold
from ...wording import labels, why_kept

FINGERPRINT = "partner_anonymization.finish_periods"
BATCH = 1000


class PartnerAnonymization(models.Model):
    """Finishing what was kept by law, each document on its own day."""

    _inherit = "partner.anonymization"

    @api.model
    def _cron_finish(self):
        """Finish the documents whose legal retention has ended, a committed batch at a
        time. A run that was cut short goes on; there is none when nothing is due."""
        today = fields.Date.today()
        self._finish_look_again()
        self._finish_announce(today)
        if not self._keys_ready():
            return
        limit = parameters.number(self.env, "finish_per_night")
        run = self.sudo().search(
            [("kind", "=", "finish"), ("state", "=", "running")], limit=1
        )
        left, seen = limit - run.position, set()
        cron = self.env["ir.cron"]
        while lines := self._finish_due(today, seen, left):
            run = self._finish_step(run, lines)
            left -= len(lines)
            if not cron._commit_progress(len(lines), remaining=max(left, 0)):
                return
        if run:
            run._finish(run.refused_count)
            self._finish_report(run)
        cron._commit_progress(remaining=0)

    @api.model
    def _finish_step(self, run, line_ids):
        """Finish what is due of the subjects that these lines hold; one with which that
        fails does not stop the others.

        :param run: what goes on, empty to start one when there is something to log; its
            position is the number of subjects that were looked at
        :return: the run
        """

        def finish_these(ids):
            nonlocal run
            run, failed = self._finish_batch(run, ids)
            return failed

        lines = self.sudo().env["partner.anonymization.line"].browse(line_ids)
        before = self._take_turn(turns.FINISH, lines)
        failed = self._try_halves("finish", line_ids, finish_these)
        self._keep_place(turns.FINISH, before, failed)
        run = self._log_failures("finish", failed, run)
        if run:
            log_rows.update(run, {"position": run.position + len(line_ids)})
        return run

    @api.model
    def _finish_batch(self, run, line_ids):
        """Finish what is due of these.

        :param run: as in :meth:`_finish_step`
        :return: the run, and ``{line id: code}`` of those that were left alone
        """
        env, started = self.sudo().env, [run] if run else []

        def run_id():
            if not started:
                started.append(self._start("finish", None, 0))
            return started[0].id

        options = env["res.partner"]._anonymization_options()
        reasons = why_kept.reasons(self.env)
        done = finish.batch(env, run_id, line_ids, options, reasons)
        if done.lines:
            (run,) = started
            count = run.partner_count + len(done.lines)
            log_rows.update(run, {"partner_count": count})
        return run, done.failed

    @api.model
    def _finish_due(self, today, seen, limit):
        """The next lines with something due, without subjects on legal hold.

        :param set seen: lines that are left out; these are added
        :return: up to a batch of ids; none when the night's limit is reached
        """
        env = self.sudo().env
        found = []
        while limit > 0 and not found:
            most, order = min(limit, BATCH), turns.FINISH.order
            ids = waiting_rows.due_lines(env.cr, today, seen, most, order)
            if not ids:
                break
            seen.update(ids)
            partners = env["res.partner"].with_context(active_test=False)
            members = partners.search([("anonymization_line_id", "in", ids)])
            held = partners.browse(legal_hold.held(env, members.ids))
            found = [id_ for id_ in ids if id_ not in held.anonymization_line_id.ids]
        return found

    @api.model
    def _finish_announce(self, today):
        """Tell the responsible person, if there is one, what will be erased within the
        days of notice, so that it can be reviewed and postponed."""
        responsible = self._responsible()
        candidate = self.env["partner.anonymization.candidate"]
        _categories, notice, _most = candidate._auto_settings()
        rows = (
            self.env["partner.anonymization.kept"]
            .sudo()
            .search(
                [
                    ("is_waiting", "=", True),
                    ("announced_date", "=", False),
                    ("date_until", "<", fields.Date.add(today, days=notice)),
                ]
            )
        )
        if not responsible or not rows:
            return
        log_rows.update(rows, {"announced_date": today})
        counts = [
            (labels.model_label(self.env, model), len(set(found.mapped("res_id"))))
            for model, found in rows.grouped("model").items()
        ]
        self._mail_responsible(
            responsible,
            "mail_finish",
            {"counts": counts, "days": notice, "path": "/odoo/anonymization-kept"},
        )

    @api.model
    def _finish_report(self, run):
        """Tell the responsible person, if there is one, what was done."""
        if responsible := self._responsible():
            values = {
                "done": run.partner_count,
                "refused": run.refused_count,
                "path": "/odoo/anonymization-log",
            }
            self._mail_responsible(responsible, "mail_finished", values)

    @api.model
    def _finish_look_again(self):
        """Look at all that waits when the periods are others than the last time."""
        params = self.env["ir.config_parameter"].sudo()
        periods = Policy.load(self.sudo().env).fingerprint()
        if params.get_param(FINGERPRINT) != periods:
            waiting_rows.look_at_all(self.env.cr)
            params.set_param(FINGERPRINT, periods)

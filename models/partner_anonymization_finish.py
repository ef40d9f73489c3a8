from odoo import api, fields, models

from ..engine import finish, hold, waiting
from ..engine.policy import Policy
from . import messages

PARAMETER = "partner_anonymization.finish_per_night"
FINGERPRINT = "partner_anonymization.finish_periods"
PER_NIGHT, BATCH = 1000, 100


class PartnerAnonymization(models.Model):
    """Finishing what was kept by law, each document on its own day."""

    _inherit = "partner.anonymization"

    @api.model
    def _cron_finish(self):
        """Finish the documents whose legal retention has ended, a committed batch at a
        time. A run that was cut short goes on where it stopped."""
        today = fields.Date.today()
        self._finish_look_again(today)
        limit = int(self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or 0)
        limit = limit or PER_NIGHT
        run = self._finish_run()
        cron = self.env["ir.cron"]
        while lines := self._finish_due(today, run.position, limit - run.partner_count):
            run = run or self._start("finish", None, 0)
            count = run._finish_step(lines)
            remaining = limit - run.partner_count
            # The time that is left, 0 when another worker is to go on.
            if not cron._commit_progress(count, remaining=max(remaining, 0)):
                return
        if run:
            run._finish(run.refused_count)
        cron._commit_progress(remaining=0)

    @api.model
    def _finish_run(self):
        """The run that was cut short, if any."""
        return self.sudo().search(
            [("kind", "=", "finish"), ("state", "=", "running")], limit=1
        )

    def _finish_step(self, line_ids):
        """Finish what is due of the subjects that these lines hold.

        :return: number of subjects that were looked at
        """
        self.ensure_one()
        env = self.sudo().env
        done = finish.batch(
            env,
            self.id,
            line_ids,
            env["res.partner"]._anonymization_options(),
            messages.kept_reasons(self.env),
        )
        self.sudo().write(
            {
                "position": line_ids[-1],
                "partner_count": self.partner_count + done.count + len(done.failed),
                "refused_count": self.refused_count + len(done.failed),
            }
        )
        return done.count

    @api.model
    def _finish_due(self, today, after, limit):
        """The next lines with something due, without subjects on legal hold.

        :return: up to a batch of ids; none when the night's limit is reached
        """
        env = self.sudo().env
        found = []
        while limit > 0 and not found:
            ids = waiting.due_lines(env.cr, today, after, min(limit, BATCH))
            if not ids:
                break
            after = ids[-1]
            partners = env["res.partner"].with_context(active_test=False)
            members = partners.search([("anonymization_line_id", "in", ids)])
            held = partners.browse(hold.held(env, members.ids))
            found = [id_ for id_ in ids if id_ not in held.anonymization_line_id.ids]
        return found

    @api.model
    def _finish_look_again(self, today):
        """Look at all that waits when the periods are others than the last time."""
        params = self.env["ir.config_parameter"].sudo()
        periods = Policy.load(self.sudo().env).fingerprint()
        if params.get_param(FINGERPRINT) != periods:
            waiting.look_at_all(self.env.cr, today)
            params.set_param(FINGERPRINT, periods)

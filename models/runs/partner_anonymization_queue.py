from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from ... import parameters

CHANNEL = "root.partner_anonymization"
# As many batches side by side at most; the channel's capacity may allow fewer.
SLOTS = 4


class PartnerAnonymization(models.Model):
    """With OCA's *queue_job* batches of runs are jobs: the first one begins the run,
    and each sees to it that one waits for every slot. The scheduled actions only look
    whether there is one, so that a job that was lost is made again."""

    _inherit = "partner.anonymization"

    @api.model
    def _has_queue(self):
        """Whether *queue_job* is installed."""
        return "queue.job" in self.env and hasattr(self, "with_delay")

    @api.model
    def _call_workers(self, at=None):
        if not self._has_queue():
            return super()._call_workers(at)
        self._delay_batch(1, at)
        return None

    @api.model
    def _cron_work(self):
        if not self._has_queue():
            return super()._cron_work()
        if self._to_work_on():
            self._call_workers()
        return None

    def _delay_batch(self, slot, at=None):
        """Have a job made for a slot, unless one waits for it.

        :param datetime at: not before
        """
        key = f"partner_anonymization.run.{slot}{'.later' if at else ''}"
        runs = self.with_user(SUPERUSER_ID).with_context(lang="en_US").browse()
        runs.with_delay(channel=CHANNEL, identity_key=key, eta=at)._job_work()

    def _job_work(self):
        """Anonymization: work on a batch of the runs."""
        size = parameters.number_or_default(self.env, "run_batch")
        if self._work_on_some(size) is None:
            return
        pause = parameters.number_or_default(self.env, "run_pause_ms")
        rest = timedelta(milliseconds=pause)
        at = fields.Datetime.now() + rest if pause else None
        for slot in range(1, SLOTS + 1):
            self._delay_batch(slot, at)

from odoo import api, fields, models

from ...engine.log import log_rows
from ...engine.runs import held_subjects, resweep, turns
from ...wording import why_kept

BATCH = 500


class PartnerAnonymization(models.Model):
    """Sweeping anonymized partners again after a new app or rule."""

    _inherit = "partner.anonymization"

    position = fields.Integer(
        readonly=True,
        help="How far a run in steps has come: how many subjects were looked at.",
    )

    @api.model
    def resweep(self, partner_ids=None):
        """Sweep anonymized and deleted partners again by the present data map, now.

        What is found is sealed additionally and comes back with the rest; of deleted
        partners, the records that belong to them are erased for good.

        :param partner_ids: ids of partners; all when None
        :return: the run; it has a line for each subject on which something was found,
            and a failed one for each that was locked or whose seal cannot be opened
        :raise AccessError: the user is no manager, or may not read one of the partners
        """
        self._check_right("group_manager")
        self.env["res.partner"].browse(partner_ids or ())._anonymization_check_access()
        run = self._start("resweep", None, 0)
        while run._resweep_step(partner_ids):
            continue
        run._finish(run.refused_count)
        return run.with_env(self.env)

    @api.model
    def action_resweep(self):
        """Have the scheduled action sweep all anonymized partners again."""
        self._check_right("group_manager")
        run = self._start("resweep", None, 0)
        log_rows.update(run, {"state": "queued"})
        self.env.ref("partner_anonymization.ir_cron_resweep").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
        }

    def _resweep_step(self, partner_ids=None, by_night=False):
        """Sweep the next batch.

        :param by_night: commit before it is tried with whom it is
        :return: number of subjects in it; 0 when nothing is left
        """
        self.ensure_one()
        env = self.sudo().env
        lines = held_subjects.lines_to_sweep(env.cr, self.id, BATCH, partner_ids)
        if not lines:
            return 0
        records = env["partner.anonymization.line"].browse(lines)
        before = self._take_turn(turns.RESWEEP, records) if by_night else {}
        count, failed = self._resweep_lines(lines)
        self._keep_place(turns.RESWEEP, before, failed)
        held_subjects.swept(env.cr, self.id, lines)
        refused = len(failed)
        log_rows.update(
            self.sudo(),
            {
                "state": "running",
                "position": self.position + len(lines),
                "partner_count": self.partner_count + count + refused,
                "refused_count": self.refused_count + refused,
            },
        )
        return len(lines)

    def _resweep_lines(self, line_ids):
        """Sweep these; one with whom that fails is not in the way of the others.

        :return: how many were swept, and ``{line id: code}`` of those left alone
        """
        env, swept = self.sudo().env, []
        options = env["res.partner"]._anonymization_options()
        reasons = why_kept.reasons(self.env)

        def sweep(ids):
            done = resweep.batch(env, self.id, ids, options, reasons)
            swept.append(done.count)
            return done.failed

        failed = self._try_halves("resweep", line_ids, sweep)
        held_subjects.log_failed(env, self.id, failed)
        return sum(swept), failed

    @api.model
    def _cron_resweep(self):
        """Go on with the runs that wait, a committed batch at a time."""
        runs = self.search(
            [("kind", "=", "resweep"), ("state", "in", ("queued", "running"))],
            order="id",
        )
        if runs and not self._keys_ready():
            return
        cron = self.env["ir.cron"]
        for run in runs.sudo():
            run = run.with_user(run.user_id).sudo()
            while run._resweep_step(by_night=True):
                if not cron._commit_progress(1, remaining=1):
                    return
            run._finish(run.refused_count)
            cron._commit_progress(1)

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.log import log_rows, waiting_lines

ACTIONS = tuple(f"partner_anonymization.ir_cron_run_{n}" for n in range(1, 5))
ACTIVE = ("queued", "running")


class PartnerAnonymization(models.Model):
    """A run that goes on in the background: how it is asked for, and steered.

    What was asked for is kept at the run, and checked again for each batch.
    """

    _inherit = "partner.anonymization"

    is_background = fields.Boolean(
        string="In the Background",
        readonly=True,
        help="Scheduled actions work on it, a batch at a time.",
    )
    asked = fields.Json(
        readonly=True,
        copy=False,
        groups="partner_anonymization.group_manager",
        help="What the user has chosen: which data, and what to pass over.",
    )
    date_resumed = fields.Datetime(readonly=True)
    stop_code = fields.Char(
        readonly=True, help="Why the run has paused by itself: right or keys."
    )

    @api.model
    def _draft(self, partners):
        """Prepare a run that nobody has confirmed yet.

        :param SQL partners: a query for ids of partners
        :return: the run, as superuser, with a waiting line for each
        """
        run = log_rows.insert(
            self.sudo(),
            {
                "kind": "anonymize",
                "state": "draft",
                "user_id": self.env.uid,
                "is_background": True,
                "is_interactive": False,
            },
        )
        count = waiting_lines.add(run.env, run.id, partners)
        if not count:
            raise UserError(self.env._("Select at least one partner to anonymize."))
        log_rows.update(run, {"partner_count": count})
        return run

    def _begin(self, choices):
        """Let the workers take a draft.

        :param choices: :class:`choices.Choices`
        """
        self._check_may_steer(("draft",))
        if self.sudo().user_id != self.env.user:  # whose rights count for each batch
            self._refuse_change()
        now = fields.Datetime.now()
        log_rows.update(
            self.sudo(),
            {
                "state": "queued",
                "note": choices.note or False,
                "asked": {**choices.kept, "companies": self.env.companies.ids},
                "override_reason": choices.override_reason or False,
                "without_pdf_reason": choices.without_pdf or False,
                "date_start": now,
                "date_resumed": now,
            },
        )
        self._call_workers()

    @api.model
    def _call_workers(self, at=None):
        """Have the scheduled actions look for work."""
        for name in ACTIONS:
            self.env.ref(name).sudo()._trigger(at)

    def _check_may_steer(self, states):
        """Raise unless the user may change this run now: the own one, or a manager."""
        self.ensure_one()
        self._check_right("group_anonymize")
        self.sudo(False).check_access("read")
        run = self.sudo()
        if run.user_id != self.env.user:
            self._check_right("group_manager")
        # What another transaction has changed meanwhile is an error that Odoo retries.
        self.env.cr.execute(
            "SELECT FROM partner_anonymization WHERE id = %s FOR NO KEY UPDATE",
            [self.id],
        )
        if not run.is_background or run.state not in states:
            state = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(run)s is in the state “%(state)s”, in which this cannot be "
                    "done. Load the page again.",
                    run=run.name,
                    state=state[run.state],
                )
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_pause(self):
        """Stop after the batches that are being worked on."""
        self._check_may_steer(ACTIVE)
        log_rows.update(self.sudo(), {"state": "paused"})
        self.sudo()._tell_progress()

    def action_resume(self):
        """Go on where it stopped."""
        self._check_may_steer(("paused",))
        now = fields.Datetime.now()
        log_rows.update(
            self.sudo(), {"state": "queued", "stop_code": False, "date_resumed": now}
        )
        self._call_workers()
        self.sudo()._tell_progress()

    def action_cancel(self):
        """End it; what is done stays done."""
        self._check_may_steer(("draft", *ACTIVE, "paused"))
        self.sudo()._end("cancelled")

    def _end(self, state):
        """Close these runs, and count what they have done."""
        if state == "cancelled":
            waiting_lines.cancel(self.env.cr, self.ids)
        closed = {
            "state": state,
            "date_done": fields.Datetime.now(),
            "stop_code": False,
        }
        for run, counts in self._ended_counts():
            log_rows.update(run, {**closed, **counts})
            run._tell_progress()

    def _settle(self):
        """Take in what workers have done or left after these runs were cancelled."""
        waiting_lines.cancel(self.env.cr, self.ids)
        for run, counts in self._ended_counts():
            if any(run[name] != count for name, count in counts.items()):
                log_rows.update(run, counts)
                run._tell_progress()

    def _ended_counts(self):
        """Yield each run with its numbers in the list of runs."""
        found = waiting_lines.counts(self.env.cr, self.ids)
        for run in self:
            lines = found.get(run.id, {})
            yield (
                run,
                {
                    "partner_count": lines.get("done", 0) + lines.get("partial", 0),
                    "refused_count": lines.get("refused", 0) + lines.get("failed", 0),
                },
            )

    @api.autovacuum
    def _gc_drafts(self):
        """Runs that nobody has confirmed within a day were not meant."""
        self.env.cr.execute(
            "SELECT id FROM partner_anonymization WHERE is_background"
            "   AND state = 'draft'"
            "   AND create_date < now() AT TIME ZONE 'utc' - interval '1 day'"
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        for table, column in (
            ("partner_anonymization_line", "run_id"),
            (self._table, "id"),
        ):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    ids,
                )
            )
        self.env.invalidate_all(flush=False)

    def _open_run(self):
        """The action that shows this run."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "current",
        }

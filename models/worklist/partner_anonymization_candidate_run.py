import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import parameters
from ...engine.datamap import DataMap
from ...engine.due import due_date
from ...engine.log import log_entries, log_rows
from ...engine.runs import turns
from ...engine.subject import membership
from ...engine.vault import KeyStoreError
from ..keys import key_watch
from ..nights.partner_anonymization_try import LOCKED
from .partner_anonymization_candidate import CATEGORIES

_logger = logging.getLogger(__name__)
BATCH = 100


class PartnerAnonymizationCandidate(models.Model):
    """Scheduled runs: announce who is due, wait, anonymize, report."""

    _inherit = "partner.anonymization.candidate"

    @api.model
    def _auto_settings(self):
        """:return: (enabled categories, days of notice, most per night)"""
        categories = [
            code
            for code, _label in CATEGORIES
            if parameters.flag(self.env, f"auto_{code}")
        ]
        notice = parameters.number(self.env, "auto_notice_days")
        most = parameters.number(self.env, "auto_per_night")
        return categories, notice, most

    @api.model
    def _cron_anonymize(self):
        """Announce the candidates that are due soon to the responsible person, and
        anonymize those whose notice is over, a committed batch at a time.

        :raise UserError: categories are enabled, but nobody is responsible
        """
        categories, notice, most = self._auto_settings()
        if not categories:
            return
        responsible = self.env["partner.anonymization"]._responsible()
        if not responsible:
            raise UserError(
                self.env._(
                    "Scheduled runs need a responsible person with an e-mail address: "
                    "choose one in Anonymization ‣ Configuration ‣ Settings."
                )
            )
        today = fields.Date.today()
        self._announce(categories, today, notice, responsible)
        if not self._may_write_keys():
            return
        cron = self.env["ir.cron"]
        done = self._done_on(today)
        rows = self._takeable(categories, today, notice, max(most - done, 0))
        if not cron._commit_progress(remaining=len(rows)):
            return
        runs = self.env["partner.anonymization"]
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            before = runs._take_turn(turns.CANDIDATES, batch.sudo())
            runs |= batch._anonymize_scheduled(before)
            if not cron._commit_progress(len(batch)):
                break
        if runs:
            self._report(runs, responsible)

    @api.model
    def _may_write_keys(self):
        """Nobody is anonymized without a place for the keys; the managers are told."""
        try:
            key_watch.check_ready(self.sudo().env)
        except KeyStoreError as error:
            self.env["partner.anonymization"]._tell_managers(
                [key_watch.Finding("directory", str(error))]
            )
            return False
        return True

    def _enabled_domain(self, categories):
        return Domain("category", "in", categories) & Domain("is_excluded", "=", False)

    def _takeable(self, categories, today, notice, most):
        """Candidates that are due, were announced long enough ago, and are ready. They
        are checked a committed batch at a time, until as many as wanted are found."""
        found = self.sudo().browse()
        waiting = found.search(
            self._enabled_domain(categories)
            & Domain("state", "!=", "blocked")
            & Domain("due_date", "<=", today)
            & Domain("announced_date", "<=", today - timedelta(days=notice)),
            order=turns.CANDIDATES.order,
        )
        for start in range(0, len(waiting), BATCH):
            if len(found) >= most:
                break
            batch = waiting[start : start + BATCH]
            unchecked = batch.filtered(lambda one: one.state == "unchecked")
            if unchecked:
                unchecked._check_in_turn()
            found |= batch._ready_ones()
            if unchecked and not self.env["ir.cron"]._commit_progress():
                break
        return found[:most]

    def _ready_ones(self):
        """Those that can be taken; one that cannot be looked at is left alone."""
        found = self.browse()

        def look_at(ids):
            nonlocal found
            ready = self.browse(ids).filtered(lambda one: one.state == "ready")
            found |= ready._of_same_category()

        log = self.env["partner.anonymization"]
        self._log_failures(log._try_halves("anonymize", self.ids, look_at, tell))
        return found

    def _of_same_category(self):
        """Without those whose category is another one since they were listed, and
        perhaps one that scheduled runs do not take; nor those that are gone."""
        env = self.sudo().env
        gone = self.partner_id - self.partner_id.exists()
        self = self.filtered(lambda one: one.partner_id not in gone)
        subjects = membership.collect(env.cr, self.partner_id.ids)
        owner = membership.owners(subjects)
        found = due_date.due(env, DataMap(env), subjects)
        changed = self.filtered(
            lambda one: (
                one.partner_id
                and found[owner[one.partner_id.id]].category != one.category
            )
        )
        changed.state = "unchecked"
        return self - changed

    def _done_on(self, day):
        """How many partners scheduled runs of a day have anonymized."""
        runs = self.env["partner.anonymization"].search(
            [("is_scheduled", "=", True), ("date_start", ">=", day)]
        )
        return sum(runs.mapped("partner_count"))

    def _announce(self, categories, today, notice, responsible):
        """Tell the responsible person whom a later night will take."""
        rows = self.sudo().search(
            self._enabled_domain(categories)
            & Domain("due_date", "<=", today + timedelta(days=notice))
            & Domain("announced_date", "=", False)
        )
        if not rows:
            return
        rows.announced_date = today
        self.env["partner.anonymization"]._mail_responsible(
            responsible,
            "mail_announced",
            {
                "counts": rows._counts(),
                "rows": rows,
                "days": notice,
                "path": "/odoo/anonymization-candidates",
            },
        )

    def _counts(self):
        """``[(category in words, number)]``"""
        names = dict(self._fields["category"]._description_selection(self.env))
        grouped = self.grouped("category")
        return [
            (names[code], len(grouped[code]))
            for code, _l in CATEGORIES
            if code in grouped
        ]

    def _anonymize_scheduled(self, before=()):
        """Anonymize these; one with whom that fails is not in the way of the others.

        :param before: when they were tried before, as :meth:`_take_turn` gives it
        :return: the runs
        """
        runs = self.env["partner.anonymization"]

        def anonymize(ids):
            nonlocal runs
            runs |= self.browse(ids)._anonymize_now()

        failed = runs._try_halves("anonymize", self.ids, anonymize, tell)
        runs._keep_place(turns.CANDIDATES, dict(before), failed)
        return runs | self._log_failures(failed)

    def _log_failures(self, failed):
        """Log those with whom it fails, but for those that somebody else holds.

        :param dict failed: ``{candidate id: code}``
        :return: the runs
        """
        runs = self.env["partner.anonymization"]
        for id_, code in failed.items():
            if code != LOCKED:  # the next night tries again
                runs |= self.browse(id_)._log_failure(code)
        return runs

    def _anonymize_now(self):
        partners = self.partner_id | self._make_partners(by_night=True)
        if not partners:
            return self.env["partner.anonymization"]
        outcome = partners.sudo()._anonymize(
            None,
            False,
            one_by_one=True,
            by_policy=True,
            without_pdf=self._reason_to_go_on(),
        )
        run = self.env["partner.anonymization"].sudo().browse(outcome.run_id)
        log_rows.update(run, {"is_scheduled": True})
        refused = {one.subject for one in outcome.blockers}
        if refused:
            self.exists().filtered(
                lambda one: not one.partner_id.anonymization_state
            )._try_later()
        return run

    @api.model
    def _reason_to_go_on(self):
        """Why a scheduled run does not wait for a PDF that cannot be made, or None: it
        waits."""
        if not parameters.flag(self.env, "auto_without_pdf"):
            return None
        return self.env._("Scheduled run: the settings say not to wait for a PDF.")

    def _log_failure(self, code):
        """A line of the log that says what kind of error it was, and no more."""
        run = self.env["partner.anonymization"]._start("anonymize", None, 1)
        log_rows.update(run, {"is_scheduled": True})
        entry = (self.partner_id.id or None, "failed", None, code)
        log_entries.add_events(
            self.env,
            "anonymize",
            log_entries.add_lines(self.env, run.id, [entry]),
            "failed",
        )
        run._finish(1)
        self._try_later()
        return run

    def _try_later(self):
        """Put these at the end of the queue for the next night."""
        self.sudo().write({"state": "unchecked", "tried_date": fields.Date.today()})

    def _report(self, runs, responsible):
        """Tell the responsible person what was done."""
        runs.invalidate_recordset()
        self.env["partner.anonymization"]._mail_responsible(
            responsible,
            "mail_summary",
            {
                "done": sum(runs.mapped("partner_count")),
                "refused": sum(runs.mapped("refused_count")),
                "waiting": self.sudo().search_count(
                    [("is_due", "=", True), ("state", "=", "blocked")]
                ),
                "path": "/odoo/anonymization-log",
            },
        )


def tell(kind, candidate_id, name, where):
    _logger.error("Candidate %s: %s failed: %s in %s", candidate_id, kind, name, where)

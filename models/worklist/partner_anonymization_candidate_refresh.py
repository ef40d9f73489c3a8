from odoo import api, fields, models
from odoo.tools import SQL

from ... import parameters
from ...engine.checks import find_blockers, missing_pdf
from ...engine.datamap import DataMap
from ...engine.runs import turns
from ...engine.subject import membership
from ...engine.worklist import (
    Listing,
    candidate_rows,
    due_for_all,
    leads_without_contact,
)
from ...wording import notices
from .partner_anonymization_candidate_run import tell

BATCH = 500
HORIZON = 365
PARAMETER = "partner_anonymization."
# The day of a refresh whose checks are not finished.
CHECKING = PARAMETER + "candidates_checking"


class PartnerAnonymizationCandidate(models.Model):
    """Bringing the worklist up to date."""

    _inherit = "partner.anonymization.candidate"

    @api.model
    def _listing(self):
        """Who is listed besides private persons, by the settings."""
        return Listing(
            contacts=parameters.flag(self.env, "list_contacts"),
            traders=parameters.flag(self.env, "list_traders"),
        )

    @api.model
    def refresh(self):
        """Work out again who is due, today or within a year.

        :return: (rows written, rows removed)
        :raise AccessError: the user may not anonymize
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        env = self.sudo().env
        datamap = DataMap(env)
        today = fields.Date.context_today(self)
        until = fields.Date.add(today, days=HORIZON)
        due_for_all.evaluate(env, datamap, self._listing(), today, until)
        result = candidate_rows.write(env, datamap)
        leads_without_contact.write(env, datamap, until)
        self.invalidate_model()
        return result

    def action_refresh(self):
        """Refresh the list now, and check the blockers of the first ones; the rest is
        checked by the scheduled action."""
        written, removed = self.refresh()
        self._check_next()
        if self._count_unchecked():
            self.env.ref("partner_anonymization.ir_cron_candidates").sudo()._trigger()
        return notices.reloading(
            self.env._(
                "Candidates changed: %(written)s, removed: %(removed)s.",
                written=written,
                removed=removed,
            )
        )

    def _count_unchecked(self):
        return self.sudo().search_count([("state", "=", "unchecked")])

    @api.model
    def _check_next(self, by_night=False):
        """Look for the blockers of the next candidates that are to be checked.

        :param by_night: commit before it is tried which they are
        :return: number of candidates that were checked
        """
        rows = self.sudo().search(
            [("state", "=", "unchecked")],
            limit=BATCH,
            order=turns.CANDIDATES.order,
        )
        if by_night:
            rows._check_in_turn()
        else:
            rows._check_blockers()
        return len(rows)

    def _check_in_turn(self):
        """The same for these: only what ends the process goes behind the others."""
        before = self.env["partner.anonymization"]._take_turn(turns.CANDIDATES, self)
        self._check_blockers(by_night=True)
        turns.CANDIDATES.give_back(self.env.cr, before)
        self.invalidate_recordset([turns.CANDIDATES.tried])

    def _check_blockers(self, by_night=False):
        """Count what stands in the way of each candidate. What cannot be looked at is
        blocked by the kind of error that it gives, and looked at again tomorrow."""

        def look_at(ids):
            self.browse(ids)._count_blockers()

        log = self.env["partner.anonymization"]
        failed = log._try_halves("check", self.ids, look_at, tell, by_night)
        for id_, code in failed.items():
            values = {"state": "blocked", "blocker_count": 1, "blocker_codes": code}
            self.sudo().browse(id_).write(values)

    def _count_blockers(self):
        """Count what stands in the way of each candidate; the retention is what the
        list is about and does not count."""
        env = self.sudo().env
        env.flush_all()
        partner_ids = self.sudo().partner_id.ids
        subjects = membership.collect(env.cr, partner_ids)
        root = self.env.ref("base.user_root")  # what some user may not see blocks too
        found = {}
        datamap = DataMap(env)
        passed = {"retention"}
        if self._reason_to_go_on():
            passed.add(missing_pdf.CODE)
        for one in find_blockers.find(env, datamap, subjects, root):
            if one.code not in passed:
                found.setdefault(one.subject, []).append(one)
        found.update(leads_without_contact.blockers(env, datamap, self._origins()))
        owner = membership.owners(subjects)
        values = [
            (row.id, *_summary(found.get(row._blocker_key(owner), ())))
            for row in self.sudo()
        ]
        env.cr.execute(
            SQL(
                """
                UPDATE partner_anonymization_candidate row
                   SET blocker_count = u.count, blocker_codes = NULLIF(u.codes, ''),
                       state = CASE WHEN u.count > 0 THEN 'blocked' ELSE 'ready' END
                  FROM unnest(%s::int[], %s::int[], %s::text[]) u(id, count, codes)
                 WHERE row.id = u.id
                """,
                *(map(list, zip(*values, strict=True)) if values else [[]] * 3),
            )
        )
        self.invalidate_recordset()

    def _origins(self):
        """Model and id of the records of those without a contact."""
        rows = self.sudo().filtered(lambda row: not row.partner_id)
        return {(row.origin_model, row.origin_id) for row in rows}

    def _blocker_key(self, owner):
        if self.partner_id:
            return owner.get(self.partner_id.id)
        return self.origin_model, self.origin_id

    @api.model
    def _cron_refresh(self):
        """Refresh the list, then check it a committed batch at a time. What was blocked
        yesterday is checked again."""
        cron = self.env["ir.cron"]
        params = self.env["ir.config_parameter"].sudo()
        today = str(fields.Date.today())
        if params.get_param(CHECKING) != today:
            self.refresh()
            self.env.cr.execute(
                "UPDATE partner_anonymization_candidate SET state = 'unchecked'"
                " WHERE state <> 'unchecked'"
            )
            self.invalidate_model()
            params.set_param(CHECKING, today)
        more = cron._commit_progress(remaining=self._count_unchecked())
        while more and (done := self._check_next(by_night=True)):
            more = cron._commit_progress(done)
        if not self._count_unchecked():
            params.set_param(CHECKING, False)


def _summary(found):
    count = sum(len(one.res_ids) or 1 for one in found)
    return count, ", ".join(sorted({one.code for one in found}))

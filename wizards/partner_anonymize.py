from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .. import parameters
from ..engine import runs
from ..engine.checks import find_blockers
from ..engine.datamap import datamap
from ..engine.log import log_entries
from ..engine.subject import membership
from ..models.datamap.partner_anonymization_rule_field import CATEGORIES
from ..wording import refusals
from . import anonymize_report


class PartnerAnonymize(models.TransientModel):
    """What the clerk sees: why not, or what will happen, and the typed confirmation."""

    _name = "partner.anonymize"
    _inherit = ["partner.anonymization.wizard", "partner.anonymization.phrase"]
    _description = "Anonymize partners"

    request_id = fields.Many2one("partner.anonymization.request", readonly=True)
    override_retention = fields.Boolean(
        help="Skip the retention period and models without a rule. Entries within "
        "their legal retention stay untouched and are listed.",
    )
    by_policy = fields.Boolean(
        help="From the worklist: the company's own retention blocks as well.",
    )
    category_name = fields.Boolean("Name", default=True, readonly=True)
    category_contact = fields.Boolean("E-mail and phone", default=True)
    category_address = fields.Boolean("Address", default=True)
    category_tax = fields.Boolean("Tax and registry numbers", default=True)
    category_bank = fields.Boolean("Bank accounts", default=True)
    category_notes = fields.Boolean("Notes and texts", default=True)
    category_media = fields.Boolean("Pictures and files", default=True)
    category_messages = fields.Boolean("Messages and history", default=True)
    category_login = fields.Boolean("Portal login", default=True)
    rehearsal_required = fields.Boolean(compute="_compute_check")
    blocked_count = fields.Integer(compute="_compute_check")
    blocker_summary = fields.Char(compute="_compute_check")
    blocker_groups = fields.Json(compute="_compute_check")
    preview_html = fields.Html(compute="_compute_check", sanitize=False)
    can_override = fields.Boolean(compute="_compute_check")
    action_label = fields.Char(compute="_compute_check")
    can_proceed = fields.Boolean(compute="_compute_check")
    report_html = fields.Html(readonly=True, sanitize=False)
    match_ids = fields.One2many(
        "partner.anonymize.match",
        "wizard_id",
        string="Please Check",
        help="Records that carry only the name, and texts with a name that may be an "
        "ordinary word.",
    )
    match_hidden = fields.Char(
        string="Hidden Places", help="Places in records that the user may not read."
    )

    def _confirmation_phrase(self):
        return self.env._("I understand anonymization")

    @api.depends(
        "partner_ids",
        "override_retention",
        "recipients_agreed",
        "by_policy",
        "report_html",
        "without_pdf",
        "match_ids.is_included",
        *(f"category_{code}" for code, _label in CATEGORIES),
    )
    def _compute_check(self):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._check_partners()
        env = self.sudo().env
        env.flush_all()
        data_map = datamap.DataMap(env)
        for wizard in self:
            subjects = membership.collect(env.cr, wizard.partner_ids._origin.ids)
            found = find_blockers.find(
                env, data_map, subjects, self.env.user, wizard.by_policy
            )
            effective = [one for one in found if not wizard._passes(one)]
            blocked = {one.subject for one in effective}
            allowed = [
                one for index, one in enumerate(subjects) if index not in blocked
            ]
            wizard.blocked_count = len(blocked)
            wizard.blocker_summary = anonymize_report.summary(
                self.env, blocked, allowed
            )
            wizard.can_override = wizard._may_override() and any(
                one.overridable for one in found
            )
            wizard.can_proceed = bool(allowed)
            wizard.rehearsal_required = wizard._misses_rehearsal(allowed)
            wizard.blocker_groups = anonymize_report.blockers(
                self.env, effective, subjects
            )
            wizard._warn(env, data_map, subjects, found)
            wizard._warn_of_missing_pdfs(subjects, effective)
            wizard.preview_html = wizard._preview(data_map, allowed)
            wizard.action_label = wizard._label(allowed)

    def _preview(self, data_map, subjects):
        """What the run would do: the plan that it would make."""
        if not subjects:
            return ""
        options = self.env["res.partner"]._anonymization_options(
            self._categories(), **self._choices()
        )
        ids = [one.root for one in subjects]
        planned = runs.preview(self.sudo().env, ids, options, data_map)
        return anonymize_report.preview(self.env, planned, self._purge_days())

    def _label(self, subjects):
        count = sum(len(one.partner_ids) for one in subjects)
        if count == 1:
            return self.env._("Anonymize 1 address")
        return self.env._("Anonymize %s addresses", count)

    def _misses_rehearsal(self, subjects):
        """Whether the settings want a rehearsal and one of the subjects had no
        successful one by this user within the last day."""
        if not parameters.flag(self.env, "require_rehearsal"):
            return False
        since = fields.Datetime.subtract(
            fields.Datetime.now(), hours=parameters.REHEARSAL_HOURS
        )
        lines = self.env["partner.anonymization.line"].search(
            [
                ("run_id.kind", "=", "rehearsal"),
                ("outcome", "in", ("done", "partial")),
                ("date", ">=", since),
                ("run_id.user_id", "=", self.env.uid),
                ("partner_id", "in", list(membership.owners(subjects))),
            ]
        )
        rehearsed = set(lines.partner_id.ids)
        return not all(one.partner_ids & rehearsed for one in subjects)

    def _may_override(self):
        return self.env.user.has_group("partner_anonymization.group_override_retention")

    def _purge_days(self):
        return parameters.number(self.env, "purge_after_days")

    @api.onchange("partner_ids", "override_retention", "recipients_agreed")
    def _onchange_clear_report(self):
        self.report_html = False

    @api.onchange("partner_ids")
    def _onchange_partner_ids(self):
        """Ask about what only the user can tell."""
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._check_partners()
        env = self.sudo().env
        ids = self.partner_ids._origin.ids
        if not ids:
            self.match_ids, self.match_hidden = [Command.clear()], False
            return
        options = env["res.partner"]._anonymization_options(show_doubtful=True)
        found = runs.preview(env, ids, options)
        values, hidden = self.env["partner.anonymize.match"]._values(found)
        self.match_ids = [Command.clear(), *map(Command.create, values)]
        self.match_hidden = hidden

    def _choices(self):
        """What the user has decided on the matches, as far as these may be read."""
        ticked, spared = {}, set()
        for match in self.match_ids._readable():
            if match.kind == "text" and not match.is_included:
                spared.add((match.model, match.res_id, match.field))
            elif match.kind == "record" and match.is_included:
                ticked.setdefault(match.model, []).append(match.res_id)
        return {"ticked": ticked, "spared": frozenset(spared)}

    def _categories(self):
        return {code for code, _label in CATEGORIES if self[f"category_{code}"]}

    def _check_confirmation(self):
        if self.rehearsal_required:
            raise UserError(
                self.env._(
                    "A successful rehearsal of these partners is mandatory. Press "
                    "Rehearse first. Nothing has been changed."
                )
            )
        return super()._check_confirmation()

    def action_rehearse(self):
        """The whole run inside a savepoint that is rolled back, with its report."""
        self.ensure_one()
        self.partner_ids._anonymization_check_rights(self.override_retention)
        partner_ids = self.partner_ids.ids
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            outcome = self._run(rehearsal=True)
            html = anonymize_report.outcome(self.env, outcome)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()
        self._log_rehearsal(outcome, partner_ids)
        self.report_html = html
        return self._reopen()

    def _log_rehearsal(self, outcome, partner_ids):
        """Log a rehearsal: its own log was rolled back with it."""
        env = self.sudo().env
        refused = {}
        for one in outcome.blockers:
            refused.setdefault(one.subject, set()).add(one.code)
        subjects = membership.collect(env.cr, partner_ids)
        count = len(outcome.done) + len(refused)
        waiting = log_entries.waiting(outcome.plan.kept) if outcome.plan else ()
        record = env["partner.anonymization"]._start(
            "rehearsal", self.note, count, number=outcome.run_id
        )
        log_entries.add_lines(
            env,
            record.id,
            [
                (one.root, "partial" if index in waiting else "done", None, None)
                for index, one in enumerate(outcome.done)
            ]
            + [
                (subjects[index].root, "refused", None, ", ".join(sorted(codes)))
                for index, codes in sorted(refused.items())
            ],
        )
        record.invalidate_recordset(["line_ids"])
        record._finish(len(refused))

    def action_documents(self):
        """All documents of the chosen partners."""
        self.ensure_one()
        self._check_partners()
        return self.env["partner.anonymization.document"]._open(self.partner_ids)

    def action_check(self):
        """Look again, after the user has removed what was in the way."""
        self.report_html = False
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Anonymize"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _run(self, rehearsal=False):
        return self.partner_ids._anonymize(
            self.note,
            self.override_retention,
            categories=self._categories(),
            one_by_one=True,
            rehearsal=rehearsal,
            by_policy=self.by_policy,
            recipients_agreed=self.recipients_agreed,
            override_reason=self.override_retention and self._reason("override_reason"),
            without_pdf=self.without_pdf and self._reason("without_pdf_reason"),
            **self._choices(),
            interactive=True,
        )

    def action_anonymize(self):
        """Anonymize what is not blocked, and say what was done."""
        self.ensure_one()
        self.partner_ids._anonymization_check_rights(self.override_retention)
        self._check_confirmation()
        self._check_reasons()
        self.request_id._check_identity()
        outcome = self._run()
        if not outcome.done:
            raise refusals.unlogged(refusals.refusal(self.env, outcome.blockers))
        run = self.env["partner.anonymization"].browse(outcome.run_id)
        self.request_id._link_run(run)
        return anonymize_report.anonymized(self.env, outcome)

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import run
from ..models import messages
from ..models.partner_anonymization_rule_field import CATEGORIES
from . import report

REHEARSAL_HOURS = 24


class PartnerAnonymize(models.TransientModel):
    """What the clerk sees: why not, or what will happen, and the typed confirmation."""

    _name = "partner.anonymize"
    _description = "Anonymize partners"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Partners",
        required=True,
        context={"active_test": False},
        default=lambda self: self._default_partner_ids(),
    )
    override_retention = fields.Boolean(
        string="Override Retention",
        help="Skip the retention period and models without a rule. Entries within "
        "their legal retention stay untouched and are listed.",
    )
    note = fields.Text(
        help="For the log, e.g. a ticket number. It must not name the person.",
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
    confirmation = fields.Char()
    confirmation_text = fields.Char(compute="_compute_confirmation_text")
    rehearsal_required = fields.Boolean(compute="_compute_rehearsal_required")
    blocker_count = fields.Integer(compute="_compute_check")
    hard_count = fields.Integer(compute="_compute_check")
    blocker_html = fields.Html(compute="_compute_check", sanitize=False)
    preview_html = fields.Html(compute="_compute_check", sanitize=False)
    can_override = fields.Boolean(compute="_compute_check")
    can_proceed = fields.Boolean(compute="_compute_check")
    report_html = fields.Html(readonly=True, sanitize=False)

    def _default_partner_ids(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env.context.get("active_ids")
        return False

    @api.depends_context("lang")
    def _compute_confirmation_text(self):
        self.confirmation_text = self.env._("I understand anonymization")

    @api.depends("partner_ids")
    def _compute_rehearsal_required(self):
        params = self.env["ir.config_parameter"].sudo()
        required = messages.is_true(
            params.get_param("partner_anonymization.require_rehearsal")
        )
        for wizard in self:
            wizard.rehearsal_required = required and not wizard._is_rehearsed()

    def _is_rehearsed(self):
        """Whether each partner had a successful rehearsal within the last day."""
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=REHEARSAL_HOURS)
        lines = self.env["partner.anonymization.line"].search(
            [
                ("run_id.kind", "=", "rehearsal"),
                ("outcome", "=", "done"),
                ("date", ">=", since),
                ("run_id.user_id", "=", self.env.uid),
                ("partner_id", "in", self._subject_partner_ids()),
            ]
        )
        subjects = run.subject.collect(self.env.cr, self.partner_ids.ids)
        rehearsed = set(lines.partner_id.ids)
        return all(one.partner_ids & rehearsed for one in subjects)

    def _subject_partner_ids(self):
        subjects = run.subject.collect(self.env.cr, self.partner_ids.ids)
        return [id_ for one in subjects for id_ in one.partner_ids]

    @api.depends("partner_ids", "override_retention")
    def _compute_check(self):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        can_override = self.env.user.has_group(
            "partner_anonymization.group_override_retention"
        )
        for wizard in self:
            partner_ids = wizard.partner_ids._origin.ids
            found = run.blockers(self.sudo().env, partner_ids, self.env.user)
            blockers = messages.blocker_dicts(self.env, found)
            hard = [one for one in blockers if not one["overridable"]]
            wizard.blocker_count = len(blockers)
            wizard.hard_count = len(hard)
            wizard.can_override = can_override and len(hard) < len(blockers)
            open_ = [
                one
                for one in blockers
                if not (wizard.override_retention and one["overridable"])
            ]
            blocked = {one.subject for one in found if self._blocks(wizard, one)}
            subjects = run.subject.collect(self.env.cr, partner_ids)
            wizard.can_proceed = bool(partner_ids) and len(blocked) < len(subjects)
            wizard.blocker_html = report.blockers(self.env, open_)
            wizard.preview_html = report.preview(
                self.env,
                [one for index, one in enumerate(subjects) if index not in blocked],
            )

    @staticmethod
    def _blocks(wizard, blocker):
        return not (wizard.override_retention and blocker.overridable)

    def _categories(self):
        return {code for code, _label in CATEGORIES if self[f"category_{code}"]}

    def _check_confirmation(self):
        expected = self.confirmation_text
        if (self.confirmation or "").strip().casefold() != expected.casefold():
            raise UserError(
                self.env._(
                    "Type “%(text)s” to confirm. Nothing has been changed.",
                    text=expected,
                )
            )
        if self.rehearsal_required:
            raise UserError(
                self.env._(
                    "A successful rehearsal of these partners is mandatory. Press "
                    "Rehearse first. Nothing has been changed."
                )
            )

    def action_rehearse(self):
        """The whole run inside a savepoint that is rolled back, with its report."""
        self.ensure_one()
        self.partner_ids._anonymization_check_rights(self.override_retention)
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            outcome = self._run(rehearsal=True)
            html = report.outcome(self.env, outcome)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()
        self._log_rehearsal(outcome)
        self.report_html = html
        return self._reopen()

    def _log_rehearsal(self, outcome):
        """The run itself was rolled back; its log is written again."""
        env = self.sudo().env
        record = env["partner.anonymization"]._start(
            "rehearsal", self.note, len(outcome.done)
        )
        refused = {one.subject for one in outcome.blockers}
        run.log.add_lines(
            env, record.id, [(one.root, "done", None, None) for one in outcome.done]
        )
        record.refused_count = len(refused)
        record._finish()

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
        )

    def action_anonymize(self):
        """Anonymize what is not blocked, and say what was done."""
        self.ensure_one()
        self.partner_ids._anonymization_check_rights(self.override_retention)
        self._check_confirmation()
        outcome = self._run()
        if not outcome.done:
            raise UserError(messages.refusal(self.env, outcome.blockers))
        return report.notification(self.env, outcome)

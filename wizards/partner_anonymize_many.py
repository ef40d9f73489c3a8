from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import parameters
from .partner_anonymize_preview import ALLOWING

# More partners are a number, with the list behind it.
MOST_TAGS = 20


class PartnerAnonymize(models.TransientModel):
    """Many partners: the wizard asks what to do, and hands over to the background."""

    _inherit = "partner.anonymize"

    run_id = fields.Many2one(
        "partner.anonymization",
        readonly=True,
        help="The run that has been prepared for the chosen partners.",
    )
    is_many = fields.Boolean(compute="_compute_is_many")
    partner_total = fields.Integer(string="Number", compute="_compute_is_many")
    partner_list = fields.Json(
        string="List of Partners",
        compute="_compute_is_many",
        help="How many they are and which list shows them, where they are too many to "
        "be shown here.",
    )
    many_summary = fields.Char(compute="_compute_check")

    @api.depends("run_id", "partner_ids")
    def _compute_is_many(self):
        most = parameters.number_or_default(self.env, "run_above")
        for wizard in self:
            count = len(wizard.partner_ids)
            wizard.is_many = bool(wizard.run_id) or count > most
            wizard.partner_total = wizard.run_id.sudo().partner_count or count
            is_long = wizard.run_id or count > MOST_TAGS
            wizard.partner_list = is_long and wizard._list_behind()

    def _list_behind(self):
        model, domain = "res.partner", [("id", "in", self.partner_ids._origin.ids)]
        if self.run_id:
            model = "partner.anonymization.line"
            domain = [("run_id", "=", self.run_id.id)]
        name = self.env._("Partners to Anonymize")
        count = self.partner_total
        return {"count": count, "model": model, "domain": domain, "name": name}

    @api.depends(
        "partner_ids",
        "run_id",
        "override_retention",
        "recipients_agreed",
        "by_policy",
        "report_html",
        "without_pdf",
    )
    def _compute_check(self):
        many = self.filtered("is_many")
        few = self - many
        few.many_summary = False
        result = super(PartnerAnonymize, few)._compute_check()
        for wizard in many:
            wizard._say_many()
        return result

    def _say_many(self):
        """Nobody is looked at before the run: each is checked when its turn comes."""
        for name, field in self._fields.items():
            if field.compute == "_compute_check":
                self[name] = False
        self.can_proceed = self.can_agree_recipients = True
        self.can_override = self._may_override()
        self.many_summary = self.env._(
            "%(count)s partners are anonymized in the background, in batches: you may "
            "close this and go on with something else. Each is checked when its turn "
            "comes; those who cannot be anonymized are listed with the reasons.",
            count=self.partner_total,
        )
        self.action_label = self.env._("Anonymize %s partners", self.partner_total)
        self.missing_pdf_summary = self.env._(
            "Missing PDFs of invoices within their retention are made first. Whose PDF "
            "cannot be made waits, unless you go on without."
        )

    @api.onchange(*ALLOWING)
    def _onchange_partner_ids(self):
        if self.is_many:
            self.env["partner.anonymization"]._check_right("group_anonymize")
            self.match_ids, self.match_hidden = False, False
            return None
        return super()._onchange_partner_ids()

    @api.onchange("partner_ids")
    def _onchange_alike(self):
        if self.is_many:
            self.alike_ids = False
            return None
        return super()._onchange_alike()

    def action_rehearse(self):
        if self.is_many:
            raise UserError(
                self.env._(
                    "A rehearsal is for a few partners. Select at most %(most)s.",
                    most=parameters.number_or_default(self.env, "run_above"),
                )
            )
        return super().action_rehearse()

    def action_anonymize(self):
        """Hand many over to the background, and show the run."""
        self.ensure_one()
        if not self.is_many:
            return super().action_anonymize()
        return self._hand_over()._open_run()

    def _hand_over(self):
        """:return: the run, which goes on by itself"""
        log = self.env["partner.anonymization"]
        log._check_right("group_anonymize")
        if self.override_retention:
            log._check_right("group_override_retention")
        self._check_partners()
        self._check_confirmation()
        self._check_no_rehearsal_wanted()
        self._check_reasons()
        self.request_id._check_identity()
        run = self.run_id or log._draft(self._chosen())
        run.with_env(self.env)._begin(self._choices())
        self.request_id._link_run(run)
        return run.with_env(self.env)

    def _chosen(self):
        everybody = self.env["res.partner"].with_context(active_test=False)
        return everybody._anonymization_query(Domain("id", "in", self.partner_ids.ids))

    def _check_no_rehearsal_wanted(self):
        if parameters.flag(self.env, "require_rehearsal"):
            raise UserError(
                self.env._(
                    "The settings demand a rehearsal, which is for a few partners. "
                    "Select at most %(most)s, or have the setting changed.",
                    most=parameters.number_or_default(self.env, "run_above"),
                )
            )

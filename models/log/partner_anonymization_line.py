from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...wording import blocker_codes, labels


class PartnerAnonymizationLine(models.Model):
    _name = "partner.anonymization.line"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Anonymized subject"
    _order = "id desc"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        "partner.anonymization",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(related="run_id.kind", store=False)
    date = fields.Datetime(readonly=True)
    user_id = fields.Many2one(related="run_id.user_id")
    partner_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index=True
    )
    outcome = fields.Selection(
        [
            ("done", "Done"),
            ("partial", "Partly done"),
            ("refused", "Refused"),
            ("failed", "Failed"),
        ],
        readonly=True,
    )
    reason = fields.Char(
        readonly=True, help="Codes of the blockers of a refused subject."
    )
    warnings = fields.Char(
        readonly=True, help="Codes of what did not block, and the user was told."
    )
    override_reason = fields.Char(
        readonly=True, help="Why the retention, or models without a rule, were skipped."
    )
    without_pdf_reason = fields.Char(
        string="Reason to Go On without PDFs",
        readonly=True,
        help="Why invoices lost the name although their PDF could not be made.",
    )
    reason_label = fields.Char(string="Reasons", compute="_compute_reason_label")
    partner_number = fields.Integer(
        string="Partner ID",
        compute="_compute_partner_number",
        help="Record id of the partner: it stays the same for ever.",
    )
    purge_date = fields.Date(
        string="Restorable Until",
        readonly=True,
        index=True,
        help="From this day on the originals may be destroyed.",
    )
    proof_state = fields.Selection(
        [
            ("none", "Not proved"),
            ("pending", "To prove"),
            ("traces", "Traces left"),
            ("proved", "Proved"),
        ],
        default="none",
        readonly=True,
    )
    trace_ids = fields.One2many("partner.anonymization.trace", "line_id", readonly=True)
    kept_ids = fields.One2many("partner.anonymization.kept", "line_id", readonly=True)
    finished_ids = fields.One2many(
        "partner.anonymization.kept", "finished_line_id", readonly=True
    )
    finish_date = fields.Date(
        string="Next Document Due",
        readonly=True,
        index="btree_not_null",
        help="From this day on the next kept document can be finished.",
    )
    finish_again = fields.Boolean(
        string="Look Again",
        readonly=True,
        help="The periods were changed: whether something is due is not known.",
    )
    finish_tried_date = fields.Date(
        string="Tried On",
        readonly=True,
        help="The night that could not finish what was due; others go first.",
    )
    _finish_again_idx = models.Index("(id) WHERE finish_again")
    links = fields.Json(
        readonly=True,
        copy=False,
        help="How many records hung on the partners at the end of the run, per link: "
        "what is added later is found by the proof.",
    )
    removed = fields.Json(
        readonly=True,
        copy=False,
        help="How many records of each model lost something of the person.",
    )
    removed_label = fields.Text("What Was Removed", compute="_compute_removed_label")
    is_sealed = fields.Boolean(
        compute="_compute_is_sealed",
        search="_search_is_sealed",
        help="The originals can still be restored.",
    )
    partner_state = fields.Selection(related="partner_id.anonymization_state")

    @api.depends("reason", "warnings")
    @api.depends_context("lang")
    def _compute_reason_label(self):
        names = blocker_codes.labels(self.env)
        for line in self:
            told = ", ".join(filter(None, (line.reason, line.warnings)))
            codes = told.split(", ")
            line.reason_label = ", ".join(names.get(code, code) for code in codes)

    @api.depends("removed")
    @api.depends_context("lang")
    def _compute_removed_label(self):
        for line in self:
            counts = (line.removed or {}).items()
            told = sorted((labels.model_label(self.env, name), n) for name, n in counts)
            line.removed_label = "\n".join(f"{label}: {n}" for label, n in told)

    @api.depends("partner_id")
    def _compute_partner_number(self):
        """It stays when the partner is gone: the events know it."""
        gone = self.filtered(lambda line: not line.partner_id)
        domain = [("line_id", "in", gone.ids), ("partner_ref", "!=", 0)]
        events = gone and self.env["partner.anonymization.event"].sudo().search(domain)
        numbers = {event.line_id.id: event.partner_ref for event in events}
        for line in self:
            line.partner_number = line.partner_id.id or numbers.get(line.id, 0)

    def _compute_is_sealed(self):
        sealed = self.env["partner.anonymization.seal"]._sealed_lines(self.ids)
        for line in self:
            line.is_sealed = line.id in sealed

    @api.model
    def _search_is_sealed(self, operator, value):
        if operator != "in":
            return NotImplemented
        sealed = SQL("SELECT line_id FROM partner_anonymization_seal")
        return Domain("id", "in" if True in value else "not in", sealed)

    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "Partner %(id)s in %(run)s",
                id=line.partner_number,
                run=line.run_id.name,
            )

    def action_open_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "view_mode": "form",
            "res_id": self.partner_id.id,
        }

    def action_open_kept(self):
        """The kept records of one model would be a list of ids; show them all."""
        self.ensure_one()
        domain = ["|", ("line_id", "=", self.id), ("finished_line_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "domain": domain,
            "name": self.env._("Kept records"),
            "res_model": "partner.anonymization.kept",
            "view_mode": "list",
        }

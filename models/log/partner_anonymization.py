from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...engine.log import log_rows
from ...wording import record_numbers

KINDS = [
    ("anonymize", "Anonymize"),
    ("deanonymize", "De-anonymize"),
    ("purge", "Delete for good"),
    ("finish", "Finish kept records"),
    ("resweep", "Sweep again"),
    ("rehearsal", "Rehearsal"),
]

# A form shows so many at most; a run in the background may have a hundred thousand.
MOST_SHOWN = 500


class PartnerAnonymization(models.Model):
    _name = "partner.anonymization"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Anonymization run"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", search="_search_name")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("queued", "Queued"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    date_start = fields.Datetime(string="Started", readonly=True)
    date_done = fields.Datetime(string="Completed", readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text(readonly=True)
    override_reason = fields.Char(
        readonly=True, help="Why the retention, or models without a rule, were skipped."
    )
    without_pdf_reason = fields.Char(
        string="Reason to Go On without PDFs",
        readonly=True,
        help="Why invoices lost the name although their PDF could not be made.",
    )
    partner_count = fields.Integer(
        string="Partners", readonly=True, help="Number of subjects that were handled."
    )
    is_interactive = fields.Boolean(
        string="Run by Hand",
        readonly=True,
        help="A user has confirmed the run and decides on what the proof finds. "
        "Otherwise the proof redacts what is certain and lists the rest.",
    )
    refused_count = fields.Integer(string="Refused", readonly=True)
    line_ids = fields.One2many("partner.anonymization.line", "run_id", readonly=True)
    request_id = fields.Many2one(
        "partner.anonymization.request",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The data subject's request that the run answers.",
    )
    trace_ids = fields.One2many(
        "partner.anonymization.trace", compute="_compute_trace_ids"
    )

    @api.depends("kind", "date_start")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.name = f"{kinds.get(run.kind, '')} #{run.id}"

    @api.model
    def _search_name(self, operator, value):
        return record_numbers.search(operator, value)

    def _compute_display_name(self):
        for run in self:
            run.display_name = run.name

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("name", operator, value)

    def _compute_trace_ids(self):
        traces = self.env["partner.anonymization.trace"]
        for run in self:
            domain = [("line_id.run_id", "=", run.id)]
            run.trace_ids = traces.search(domain, limit=MOST_SHOWN)

    @api.model
    def _start(self, kind, note, count, interactive=False, number=None):
        """Open a run of the log.

        :param number: the id of a run that was rolled back, to be used again, so that
            the numbers of the log have no gap
        :return: the run, as superuser
        """
        return log_rows.insert(
            self.sudo(),
            {
                **({"id": number} if number else {}),
                "kind": kind,
                "state": "running",
                "date_start": fields.Datetime.now(),
                "user_id": self.env.uid,
                "note": note or False,
                "partner_count": count,
                "is_interactive": interactive,
            },
        )

    def _finish(self, refused=0):
        """Close a run that goes on."""
        self.fetch(["state", "partner_count"])
        if self.state not in ("queued", "running"):
            self._refuse_change()
        log_rows.update(
            self.sudo(),
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "refused_count": refused,
                "partner_count": self.partner_count - refused,
            },
        )

    # ------------------------------------------------------------------
    # For other modules
    # ------------------------------------------------------------------

    @api.model
    def _anonymization_before(self, kind, partners):
        """Extend this for what rules cannot say, such as telling another system.

        Called once per batch, inside its transaction and as superuser, after the checks
        and before anything is read or changed. Raising refuses the whole batch; what
        was done here is undone with it.

        :param str kind: ``anonymize``, ``rehearsal`` (rolled back), ``deanonymize``,
            ``purge``, ``resweep`` or ``finish``
        :param partners: ``res.partner`` records, all addresses of all subjects; blocked
            ones are not among them
        """

    @api.model
    def _anonymization_after(self, kind, partners):
        """The same as :meth:`_anonymization_before`, once the data is changed. What
        this writes is not sealed: undo it on ``deanonymize``."""

    @api.model
    def _check_right(self, group):
        """Raise unless the user has the right; being superuser is no right."""
        if self.env.user.has_group(f"partner_anonymization.{group}"):
            return
        name = self.env.ref(f"partner_anonymization.{group}").sudo().name
        raise AccessError(
            self.env._(
                "You need the right “%(right)s” for this. Ask an administrator to set "
                "it on your user form.",
                right=name,
            )
        )

    @api.model
    def _check_may_set(self):
        """Raise unless the user may change what decides when something is erased; the
        modules' own data is loaded by Odoo itself."""
        if self.env.uid != SUPERUSER_ID:
            self._check_right("group_manager")

    def action_open_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "partner.anonymization.line",
            "view_mode": "list,kanban,form",
            "domain": [("run_id", "=", self.id)],
        }

import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.database import id_arrays
from .account_move_pdf import AT_ONCE, PDF_FIELD

_logger = logging.getLogger(__name__)
# For so long what could not be made is not tried again, and progress is shown.
HOURS = 24


class PartnerAnonymizationPdfTask(models.Model):
    """The PDFs that a user wants made before a run: it goes on when the wizard is
    closed. They are the invoices' own from then on, as if somebody had printed them."""

    _name = "partner.anonymization.pdf.task"
    _description = "Invoice PDF to make before an anonymization"
    _order = "id"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")
    state = fields.Selection(
        [("waiting", "Waiting"), ("made", "Made"), ("failed", "Cannot be made")],
        required=True,
        default="waiting",
        index=True,
    )

    _move_unique = models.UniqueIndex("(move_id)")

    @api.model
    def _ask(self, moves):
        """Have these made in the background."""
        self.env.cr.execute(
            "INSERT INTO partner_anonymization_pdf_task (move_id, state, create_date,"
            "  write_date)"
            " SELECT id, 'waiting', now(), now() FROM unnest(%s::int[]) one(id)"
            " ON CONFLICT (move_id) DO UPDATE SET state = 'waiting', write_date = now()"
            " WHERE partner_anonymization_pdf_task.state <> 'waiting'",
            [moves.ids],
        )
        self.invalidate_model()
        self.env.ref("partner_anonymization.ir_cron_make_pdfs").sudo()._trigger()

    @api.model
    def _progress(self, partners):
        """``{state: number}`` of the recent tasks for these partners' invoices."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT state, count(*) FROM partner_anonymization_pdf_task"
                " WHERE move_id IN (%s)"
                "   AND (state = 'waiting' OR write_date > %s) GROUP BY state",
                SQL(" UNION ").join(partners._anonymization_moves()),
                self._since(),
            )
        )
        return dict(rows)

    @api.model
    def _given_up(self, moves):
        """Those of these invoices that have just turned out not to be printable."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT move_id FROM partner_anonymization_pdf_task"
                " WHERE state = 'failed' AND write_date > %s AND move_id = ANY(%s)",
                self._since(),
                id_arrays.array(moves.ids),
            )
        )
        return moves.browse(id_ for (id_,) in rows)

    def _since(self):
        return fields.Datetime.subtract(fields.Datetime.now(), hours=HOURS)

    @api.model
    def _cron_make(self):
        """Make what waits, and tell once how many cannot be made."""
        cron, waiting = self.env["ir.cron"], self.search([("state", "=", "waiting")])
        cron._commit_progress(remaining=len(waiting))
        failed = 0
        for start in range(0, len(waiting), AT_ONCE):
            batch = waiting[start : start + AT_ONCE]
            failed += batch._make()
            if not cron._commit_progress(len(batch)):
                break
        if waiting.filtered(lambda one: one.state == "waiting"):
            later = fields.Datetime.add(fields.Datetime.now(), minutes=5)
            self.env.ref("partner_anonymization.ir_cron_make_pdfs")._trigger(later)
        if failed:
            _logger.warning("%s invoices wanted before a run get no PDF", failed)

    def _make(self):
        """:return: how many of these cannot be made"""
        moves = self.move_id
        partners = moves.partner_id | moves.commercial_partner_id
        # A run that goes on meanwhile would have the placeholder printed.
        locked = partners.try_lock_for_update(allow_referencing=True)
        living = locked.filtered(lambda one: not one.anonymization_state)
        missing = living._anonymization_invoices_without_pdf() & moves
        if not missing:
            failed = {}
        elif missing._anonymization_can_print():
            failed = missing._anonymization_store_pdfs()
        else:
            failed = dict.fromkeys(missing.ids)
        self._leave_to_the_invoices(moves)
        left = self.filtered(lambda one: one.move_id.id in failed)
        left.state = "failed"
        # Somebody works on these partners at the moment.
        busy = self.filtered(
            lambda one: one.move_id.commercial_partner_id not in locked
        )
        (self - left - busy).state = "made"
        return len(left)

    def _leave_to_the_invoices(self, moves):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET anonymization_rendered = FALSE"
            " WHERE anonymization_rendered AND anonymization_rendered_line_id IS NULL"
            "   AND res_model = 'account.move' AND res_field = %s AND res_id = ANY(%s)",
            [PDF_FIELD, moves.ids],
        )
        self.env["ir.attachment"].invalidate_model(["anonymization_rendered"])

    @api.autovacuum
    def _gc_done(self):
        self.search(
            [("state", "!=", "waiting"), ("write_date", "<", self._since())]
        ).unlink()

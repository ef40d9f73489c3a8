import logging

from odoo import models
from odoo.tools import SQL

from ... import parameters
from ...engine.database import file_store, id_arrays
from ...engine.log import Kept, log_entries
from ...wording import why_kept
from .account_move_pdf import PDF_FIELD

_logger = logging.getLogger(__name__)
IDS_TOLD = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _anonymization_make_pdfs(self, datamap=None):
        """Make the missing PDFs of these partners' invoices. Those of which none can be
        made are told once, whatever their number.

        :param datamap: ``engine.datamap.DataMap`` of the run
        :return: the invoices that still have none
        """
        moves = self._anonymization_invoices_without_pdf(datamap)
        if not moves:
            return moves
        given_up = self.env["partner.anonymization.pdf.task"].sudo()._given_up(moves)
        if moves._anonymization_can_print():
            failed = dict.fromkeys(given_up.ids, "tried before")
            failed |= (moves - given_up)._anonymization_store_pdfs()
        else:
            failed = dict.fromkeys(moves.ids, "nothing to print with")
        if failed:
            # An error's own text may quote the invoice.
            _logger.warning(
                "%s invoices get no PDF before their customer is anonymized (%s): %s%s",
                len(failed),
                ", ".join(sorted(set(failed.values()))),
                ", ".join(map(str, list(failed)[:IDS_TOLD])),
                ", ..." if len(failed) > IDS_TOLD else "",
            )
        return moves.browse(failed)

    def _anonymization_take_back_pdfs(self):
        """Delete what was just made for these: their run is refused."""
        moves = SQL(" UNION ").join(self._anonymization_moves())
        self._anonymization_delete_rendered(
            SQL(
                "res_id IN (%s) AND anonymization_rendered_line_id IS NULL"
                " AND anonymization_kept_line_id IS NULL",
                moves,
            )
        )

    def _anonymization_delete_rendered(self, which):
        """By SQL, since the audit trail of accounting detaches such a file only."""
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ir_attachment
                 WHERE anonymization_rendered AND res_model = 'account.move'
                   AND res_field = %s AND (%s)
             RETURNING store_fname
                """,
                PDF_FIELD,
                which,
            )
        )
        file_store.remove_at_commit(self.env, {name for (name,) in rows if name})
        self.env.invalidate_all()

    def _anonymization_invoices_without_pdf(self, datamap=None):
        """Posted invoices of these partners within their retention, without a PDF.

        A run that was told that there are none is not told again.
        """
        moves = self.env["account.move"]
        if not self or not parameters.flag(self.env, "render_missing_pdf"):
            return moves
        of_run = {} if datamap is None else datamap.contacts
        with_all = of_run.setdefault(("all have PDFs", self.env.cr), set())
        if with_all.issuperset(self.ids):
            return moves
        names = ("state", "move_type", "date", "partner_id", "commercial_partner_id")
        moves.flush_model(names)
        # Most people have none: what the law keeps is worked out for the others only.
        ids = self._anonymization_without_pdf(moves._anonymization_posted_invoices())
        if ids:
            moves = moves.browse(ids)._anonymization_kept_today(datamap)
        if not moves:
            with_all.update(self.ids)
        return moves

    def _anonymization_without_pdf(self, query):
        """The ids of those entries of a query that are these partners', and have no
        PDF."""
        move = SQL.identifier(query.table, "id")
        own = SQL(" UNION ").join(self._anonymization_moves())
        query.add_where(SQL("%s IN (%s)", move, own))
        query.add_where(
            SQL(
                """
                NOT EXISTS (SELECT FROM ir_attachment file
                             WHERE file.res_model = 'account.move'
                               AND file.res_id = %s AND file.res_field = %s)
                """,
                move,
                PDF_FIELD,
            )
        )
        return [move_id for (move_id,) in self.env.execute_query(query.select(move))]

    def _anonymization_moves(self):
        """Queries of the ids of these partners' entries."""
        return [
            SQL(
                "SELECT id FROM account_move WHERE %s = ANY(%s)",
                SQL.identifier(name),
                id_arrays.array(self.ids),
            )
            for name in ("partner_id", "commercial_partner_id")
        ]

    def _anonymization_own_rendered(self):
        """Note for which line the PDFs of a run were made: a contact and its company
        may have one each, and each is undone on its own."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_attachment file
                   SET anonymization_rendered_line_id = made.line_id
                  FROM (SELECT file.id,
                               COALESCE(file.anonymization_kept_line_id,
                                        max(partner.anonymization_line_id)) AS line_id
                          FROM ir_attachment file
                          JOIN account_move move ON move.id = file.res_id
                          JOIN res_partner partner
                            ON partner.id IN (move.partner_id,
                                              move.commercial_partner_id)
                         WHERE file.anonymization_rendered
                           AND file.anonymization_rendered_line_id IS NULL
                           AND partner.id = ANY(%s)
                         GROUP BY file.id) made
                 WHERE file.id = made.id
                """,
                id_arrays.array(self.ids),
            )
        )
        self.env["ir.attachment"].invalidate_model(["anonymization_rendered_line_id"])

    def _anonymization_remove_pdf(self):
        """De-anonymizing undoes what the run has made."""
        line_ids = self.sudo().anonymization_line_id.ids
        self._anonymization_delete_rendered(
            SQL(
                "anonymization_rendered_line_id = ANY(%s)"
                " OR anonymization_rendered_line_id IS NULL"
                " AND anonymization_kept_line_id = ANY(%s)",
                line_ids,
                line_ids,
            )
        )

    def _anonymization_list_without_pdf(self, moves):
        """List invoices without a stored PDF on the trace of the partner that each one
        belongs to."""
        found = []
        for move in moves:
            for partner in move.partner_id | move.commercial_partner_id:
                line_id = partner.anonymization_line_id.id
                if partner in self and line_id:
                    found.append(
                        Kept(
                            line_id,
                            move._name,
                            move.id,
                            PDF_FIELD,
                            "missing_pdf",
                            "no_pdf",
                        )
                    )
                    break
        lines = {kept.subject: kept.subject for kept in found}
        log_entries.add_kept(self.env, found, lines, why_kept.reasons(self.env))

from odoo import models
from odoo.tools import SQL

from ... import parameters
from ...engine.database import file_store, id_arrays
from ...engine.log import Kept, log_entries
from ...wording import refusals
from .account_move_pdf import PDF_FIELD


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _anonymization_invoices_without_pdf(self):
        """Posted invoices of these partners within their retention."""
        moves = self.env["account.move"]
        if not parameters.flag(self.env, "render_missing_pdf"):
            return moves
        names = ("state", "move_type", "date", "partner_id", "commercial_partner_id")
        moves.flush_model(names)
        query = moves._anonymization_kept_today()
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
        query.order = move
        rows = self.env.execute_query(query.select(move))
        return moves.browse(move_id for (move_id,) in rows)

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
        """De-anonymizing undoes what the run has made; by SQL, since the audit trail
        of accounting detaches such a file only."""
        line_ids = self.sudo().anonymization_line_id.ids
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ir_attachment
                 WHERE anonymization_rendered AND res_model = 'account.move'
                   AND res_field = %s
                   AND (anonymization_rendered_line_id = ANY(%s)
                        OR anonymization_rendered_line_id IS NULL
                           AND anonymization_kept_line_id = ANY(%s))
             RETURNING store_fname
                """,
                PDF_FIELD,
                line_ids,
                line_ids,
            )
        )
        file_store.remove_at_commit(self.env, {name for (name,) in rows if name})
        self.env.invalidate_all()

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
                            "declined",
                            "no_pdf",
                        )
                    )
                    break
        lines = {kept.subject: kept.subject for kept in found}
        log_entries.add_kept(self.env, found, lines, refusals.kept_reasons(self.env))

from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What has to be so before partners are brought back."""

    _inherit = "res.partner"

    def _anonymization_check_requests(self, lines, note):
        """Refuse to bring back without a note what a person has asked to erase."""
        requests = self.env["partner.anonymization.request"]._of_lines(lines)
        if requests and not (note or "").strip():
            raise UserError(
                self.env._(
                    "The person has asked for the erasure: %(requests)s (%(links)s). "
                    "Say in the note why the data comes back.",
                    requests=", ".join(requests.mapped("display_name")),
                    links=" ".join(
                        f"/odoo/anonymization-requests/{id_}" for id_ in requests.ids
                    ),
                )
            )

    def _anonymization_check_parents(self, lines):
        """A contact of an anonymized company carries the company's name: the company
        comes back first."""
        partner = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("anonymization_line_id", "in", lines.ids),
                    ("parent_id.anonymization_state", "=", "anonymized"),
                    ("parent_id.anonymization_line_id", "not in", lines.ids),
                ],
                limit=1,
            )
        )
        if partner:
            raise UserError(
                self.env._(
                    "The company of partner %(id)s is anonymized as well. "
                    "De-anonymize partner %(parent)s first.",
                    id=partner.id,
                    parent=partner.parent_id.id,
                )
            )

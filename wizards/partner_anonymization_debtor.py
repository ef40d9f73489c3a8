from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.log import log_entries
from ..engine.plan import kept_debtor
from ..engine.vault import document_seal
from ..wording import seals


class PartnerAnonymizationDebtor(models.TransientModel):
    """The debtor of one document, from the seal: computed on each reading, logged, and
    never stored."""

    _name = "partner.anonymization.debtor"
    _description = "Debtor of a kept document"

    move_id = fields.Many2one("account.move", required=True, readonly=True)
    name = fields.Char(compute="_compute_card", compute_sudo=False)
    street = fields.Char(compute="_compute_card", compute_sudo=False)
    street2 = fields.Char(compute="_compute_card", compute_sudo=False)
    zip = fields.Char(compute="_compute_card", compute_sudo=False)
    city = fields.Char(compute="_compute_card", compute_sudo=False)
    country_id = fields.Many2one(
        "res.country", compute="_compute_card", compute_sudo=False
    )
    vat = fields.Char(string="Tax ID", compute="_compute_card", compute_sudo=False)
    date_until = fields.Date(
        related="move_id.anonymization_retention_end", string="Kept Until"
    )

    @api.depends("move_id")
    def _compute_card(self):
        for dialog in self:
            card = dialog._card()
            for name in document_seal.CARD_FIELDS:
                dialog[name] = card[name]
            dialog.country_id = self.env["res.country"].search(
                [("code", "=", card["country"])], limit=1
            )

    def _card(self):
        """Open the seals, and log that they were read.

        :raise AccessError: the user may not read it
        :raise UserError: there is nothing to read, or a seal cannot be opened
        """
        move = self.move_id
        lines = move._anonymization_debtor_lines()
        opened, failed = document_seal.load_usable(lines.env, lines.ids)
        cards = {}
        for line_id in reversed(opened):  # what was sealed first is the original
            cards.update(opened[line_id].cards)
        partner = move.sudo().partner_id
        partners = partner | move.sudo().commercial_partner_id
        card = kept_debtor.card(cards, partners.ids)
        if failed and partner.id not in cards:
            line_id, reason = next(iter(failed.items()))
            raise UserError(seals.cannot_read(self.env, line_id, reason))
        if not card:
            raise UserError(
                self.env._("The debtor of this entry was not sealed: see its file.")
            )
        log_entries.add_events(
            lines.env(user=self.env.uid), "read", list(opened), "done"
        )
        return card

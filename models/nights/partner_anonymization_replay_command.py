from odoo import api, models

from ...engine.log import ledger_gap, ledger_replay
from ...engine.vault import KeyStoreError


class PartnerAnonymizationReplay(models.Model):
    """``odoo anonymization_replay``"""

    _inherit = "partner.anonymization.replay"

    @api.model
    def _command(self, dry_run, adopt):
        """Show whom the ledger says to have been erased, and erase them again.

        :param dry_run: only show
        :param adopt: the ledger is this database's, even if that cannot be told
        :return: (sentences to print, whether nothing is left to be done)
        """
        try:
            gap = ledger_gap.find(self.sudo().env)
        except KeyStoreError as error:
            return [str(error)], False
        sentences = [self._standing_sentence(gap.standing)]
        if gap.standing == ledger_gap.NEUTRALIZED or (gap.is_copy and not adopt):
            return sentences, True
        found = ledger_replay.erased(self.sudo().env, gap)
        sentences += [self._sentence(one) for one in found]
        if dry_run:
            waiting = [one for one in found if one.state == ledger_replay.WAITING]
            waiting += self.sudo().search([("state", "=", "waiting")])
            return sentences, not waiting
        if not gap.is_certain and not adopt:
            sentences.append(
                self.env._("Nothing was done. Call the command with --adopt to do it.")
            )
            return sentences, not found
        return sentences + self._replay(adopt), self._is_done()

    @api.model
    def _replay(self, adopt):
        if adopt:
            self._adopt()
        self._look()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self._erase_waiting(again=True)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        rows = self.sudo().search([], order="partner_ref")
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            f"{row.partner_ref}: {states[row.state]}"
            + (f" ({row.reason})" if row.reason else "")
            for row in rows
        ]

    @api.model
    def _is_done(self):
        return not self.sudo().search_count([("state", "in", ("waiting", "doubtful"))])

    @api.model
    def _standing_sentence(self, standing):
        return {
            ledger_gap.OWN: self.env._("The ledger is this database's own."),
            ledger_gap.RESTORED: self.env._(
                "This database was restored: it took the place of one that is gone."
            ),
            ledger_gap.UNCLEAR: self.env._(
                "The ledger of another server's database: if this one has taken its "
                "place, take the ledger over."
            ),
            ledger_gap.DAMAGED: self.env._(
                "A line of the ledger does not fit: compare the file with a copy of it."
            ),
            ledger_gap.COPY: self.env._(
                "This database is a copy: the ledger is the original's, and is left "
                "alone."
            ),
            ledger_gap.NEUTRALIZED: self.env._(
                "This database is a neutralized copy: the ledger is the original's, "
                "and is left alone."
            ),
        }[standing]

    @api.model
    def _sentence(self, one):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        return f"{one.partner_id}: {kinds[one.kind]}, {one.time}: {states[one.state]}"

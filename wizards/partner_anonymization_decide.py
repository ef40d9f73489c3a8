from odoo import Command, api, fields, models
from odoo.exceptions import UserError

SHOWN = 200


class PartnerAnonymizationDecide(models.TransientModel):
    """What the proofs have found, row by row, for a person to decide."""

    _name = "partner.anonymization.decide"
    _description = "Decide on finds"

    row_ids = fields.One2many(
        "partner.anonymization.decide.row", "wizard_id", string="Finds"
    )
    more = fields.Char(compute="_compute_more")
    hidden_count = fields.Integer(readonly=True)
    later_count = fields.Integer(readonly=True)

    @api.depends("hidden_count", "later_count")
    def _compute_more(self):
        for wizard in self:
            told = []
            if wizard.hidden_count:
                told.append(
                    self.env._(
                        "%s more are in records that you may not read: somebody with "
                        "the right to anonymize who may read them can decide.",
                        wizard.hidden_count,
                    )
                )
            if wizard.later_count:
                told.append(
                    self.env._(
                        "%s more follow when these are decided.", wizard.later_count
                    )
                )
            wizard.more = " ".join(told) or False

    @api.model
    def _open(self, lines):
        """The screen with what is left to decide of some lines.

        :raise UserError: nothing is, or nothing that the user may read
        """
        values = [
            {
                "line_id": kept.line_id.id,
                "model": kept.model,
                "res_id": kept.res_id,
                "field": kept.field,
                "code": kept.code,
            }
            for kept in lines._undecided()
        ]
        if not values:
            raise UserError(self.env._("Nothing of these is left to decide."))
        readable = self.env["partner.anonymize.match"]._readable_of(values)
        if not readable:
            raise UserError(
                self.env._(
                    "All that was found is in records that you may not read. Ask "
                    "somebody with the right to anonymize who may read them."
                )
            )
        wizard = self.create(
            {
                "row_ids": [Command.create(one) for one in readable[:SHOWN]],
                "hidden_count": len(values) - len(readable),
                "later_count": max(0, len(readable) - SHOWN),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide on Finds"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_apply(self):
        """Carry out what is decided, in one search for all of it.

        :raise UserError: nothing is decided, or a record may not be read any more
        """
        self.ensure_one()
        decided = self.row_ids.filtered("decision")
        if not decided:
            raise UserError(
                self.env._(
                    "Decide on a row first: Redact, or Not This Person. Rows without "
                    "a decision stay for later."
                )
            )
        decided._check_readable()
        places = {
            choice: {row._place()[:4] for row in decided if row.decision == choice}
            for choice in ("redact", "not_this")
        }
        left = decided.line_id._decide(places["redact"], places["not_this"])
        return self._told(places, left)

    def _told(self, places, left):
        """The message, and what comes next: the screen closes."""
        text = self.env._(
            "Redacted: %(redacted)s. Not this person: %(not_this)s.",
            redacted=len(places["redact"]) - left,
            not_this=len(places["not_this"]),
        )
        if left:
            text += " " + self.env._(
                "The words still stand in %s places: open the records, and change "
                "them there.",
                left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

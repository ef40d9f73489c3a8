from odoo import api, fields, models

from ..models import labels

EXCERPT = 60
SHOWN = 200


class PartnerAnonymizeMatch(models.TransientModel):
    """What only the user can tell: is it this person, is it a name?"""

    _name = "partner.anonymize.match"
    _description = "Possible match of an anonymization"
    _order = "model, res_id"

    wizard_id = fields.Many2one("partner.anonymize", ondelete="cascade")
    kind = fields.Selection(
        [("record", "Same name"), ("text", "Word in a text")],
        required=True,
        readonly=True,
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    field = fields.Char(readonly=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    record_name = fields.Char(string="Where", compute="_compute_labels")
    excerpt = fields.Char(string="Text", readonly=True)
    is_included = fields.Boolean(
        string="Anonymize",
        help="Same name: tick it if the record belongs to the person. Word in a text: "
        "untick it if the word does not mean the person there.",
    )

    @api.depends("model", "res_id", "field")
    def _compute_labels(self):
        for match in self:
            match.model_label = labels.model_label(self.env, match.model)
            record = self.env[match.model].browse(match.res_id)
            match.record_name = (
                record._filtered_access("read").display_name or f"#{match.res_id}"
            )

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _values(self, plan):
        """Values of the matches that a plan leaves to the user.

        :param plan: ``engine.plan.Plan`` made with ``show_doubtful``
        """
        records = [
            {"kind": "record", "model": model, "res_id": res_id, "is_included": False}
            for model, found in plan.scope.namesakes.items()
            for res_id in found
        ]
        texts = [
            {
                "kind": "text",
                "model": doubt.model,
                "res_id": doubt.res_id,
                "field": doubt.field,
                "excerpt": _excerpt(doubt.before, doubt.after),
                "is_included": True,
            }
            for doubt in plan.doubtful
        ]
        return (records + texts)[:SHOWN]


def _excerpt(before, after):
    """The text around the first difference."""
    same = 0
    for left, right in zip(before, after, strict=False):
        if left != right:
            break
        same += 1
    start = max(0, same - EXCERPT // 2)
    dots = "…" if start else ""
    return f"{dots}{before[start : same + EXCERPT]}"

import os
import re

from odoo import api, fields, models
from odoo.tools import html2plaintext

EXCERPT = 60
SHOWN = 200


class PartnerAnonymizeMatch(models.TransientModel):
    """What only the user can tell: is it this person, is it a name?"""

    _name = "partner.anonymize.match"
    _inherit = "partner.anonymize.place"
    _description = "Possible match of an anonymization"
    _order = "model, res_id"

    wizard_id = fields.Many2one("partner.anonymize", ondelete="cascade")
    kind = fields.Selection(
        [("record", "Same name"), ("text", "Word in a text")],
        required=True,
        readonly=True,
    )
    excerpt = fields.Char(string="Text", readonly=True)
    words = fields.Char(readonly=True, help="By which texts are alike.")
    is_included = fields.Boolean(
        string="Anonymize",
        help="Same name: tick it if the record belongs to the person. Word in a text: "
        "untick it if the word does not mean the person there.",
    )

    @api.model
    def _values(self, plan):
        """Values of the matches that a plan leaves to the user, and a sentence about
        those in records that the user may not read. What nobody decides on goes as it
        does without a wizard: words are erased, records with only the name stay.

        :param plan: ``engine.plan.plan.Plan`` made with ``show_doubtful``
        :return: (values, sentence or False)
        """
        records = [
            {
                "kind": "record",
                "model": model,
                "res_id": res_id,
                "field": False,
                "words": model,
                "is_included": False,
            }
            for model, found in plan.scope.namesakes.items()
            for res_id in found
        ]
        texts = [
            {
                "kind": "text",
                "model": doubt.model,
                "res_id": doubt.res_id,
                "field": doubt.field,
                "is_included": True,
                **_excerpt(doubt.before, doubt.after),
            }
            for doubt in plan.doubtful
        ]
        readable = self._readable_of([*records, *texts])
        hidden = len(records) + len(texts) - len(readable)
        return readable[:SHOWN], self._hidden_message(hidden) if hidden else False

    def _hidden_message(self, count):
        return self.env._(
            "%(count)s more places are in records that you may not read. Words in "
            "their texts are erased, which can be restored; records that only carry "
            "the same name stay as they are, and the log lists them. Somebody with the "
            "right to anonymize who may read these records can decide otherwise.",
            count=count,
        )


def _excerpt(before, after):
    """The text around the first word that would go, which is marked, and the word."""
    before, after = (html2plaintext(t) if "<" in t else t for t in (before, after))
    place = len(os.path.commonprefix([before, after]))
    while place and before[place - 1].isalnum():
        place -= 1
    word = re.match(r"[\w'-]*", before[place:])[0]
    start = max(0, place - EXCERPT // 4)
    end = place + len(word)
    excerpt = (
        f"{'…' if start else ''}{before[start:place]}»{word}«"
        f"{before[end : end + EXCERPT]}"
    )
    return {"excerpt": excerpt, "words": word.casefold()}

import os
import re
from collections import defaultdict
from difflib import SequenceMatcher

from odoo import api, fields, models
from odoo.tools import html2plaintext

EXCERPT = 60
SHOWN = 200
# Pieces of a text among which the end of the first word that goes is looked for.
LONGEST = 200
# What tells of a record whom it means, in this order.
TELLING = ("name", "email", "phone", "street")


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
        shown = readable[:SHOWN]
        self._tell_persons(plan.scope.datamap, shown)
        return shown, self._hidden_message(hidden) if hidden else False

    def _tell_persons(self, datamap, values):
        """Add to what carries only the name who it says it is, as the user may read."""
        names = defaultdict(dict)
        for rule in datamap.scrubbing():
            for column in rule.fields:
                if column.term in TELLING and column.ftype == "char":
                    names[rule.model].setdefault(column.name, column.term)
        for one in values:
            if one["kind"] != "record":
                continue
            model = one["model"]
            record = self.env[model].sudo(False).browse(one["res_id"])
            told = sorted(names[model].items(), key=_by_term)
            one["excerpt"] = ", ".join(
                record[name]
                for name, _term in told
                if name in record._fields
                and self.sudo(False)._sees_field({"model": model, "field": name})
                and record[name]
            )

    def _key(self):
        """The place: (model, id, field)"""
        self.ensure_one()
        return self.model, self.res_id, self.field

    def _hidden_message(self, count):
        return self.env._(
            "%(count)s more places are in records that you may not read. Words in "
            "their texts are erased, which can be restored; records that only carry "
            "the same name stay as they are, and the log lists them. Somebody with the "
            "right to anonymize who may read these records can decide otherwise.",
            count=count,
        )


def _by_term(told):
    return TELLING.index(told[1])


def _excerpt(before, after):
    """The text around the first words that would go, which are marked, and these."""
    before, after = (html2plaintext(t) if "<" in t else t for t in (before, after))
    old, new = _words(before), _words(after)
    place = len(os.path.commonprefix([old, new]))
    end = place + _length_changed(old[place:], new[place:])
    left, word = "".join(old[:place]), "".join(old[place:end])
    start = max(0, len(left) - EXCERPT // 4)
    right = "".join(old[end : end + EXCERPT])[:EXCERPT]
    excerpt = f"{'…' if start else ''}{left[start:]}»{word}«{right}"
    return {"excerpt": excerpt, "words": word.casefold()}


def _words(text):
    return re.findall(r"[\w'-]+|\s+|[^\w\s'-]", text)


def _length_changed(old, new):
    """How many pieces go first of `old`; the two differ from the first one on."""
    matcher = SequenceMatcher(None, old[:LONGEST], new[:LONGEST], autojunk=False)
    return next((last for _kind, _first, last, *_new in matcher.get_opcodes()), 0)

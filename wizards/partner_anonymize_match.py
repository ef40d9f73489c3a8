import os
import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..wording import labels

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
            record = self.env[match.model].browse(match.res_id)._filtered_access("read")
            match.record_name = (
                record.display_name or _document_name(record) or f"#{match.res_id}"
            )

    def action_open(self):
        """The record, in a window of its own.

        :raise UserError: it is gone, or the user may not read it
        """
        self.ensure_one()
        log = self.env["partner.anonymization"]
        return {**log._open_record(self.model, self.res_id), "target": "new"}

    @api.model
    def _values(self, plan):
        """Values of the matches that a plan leaves to the user, and a sentence about
        those in records that the user may not read. What nobody decides on goes as it
        does without a wizard: words are erased, records with only the name stay.

        :param plan: ``engine.plan.plan.Plan`` made with ``show_doubtful``
        :return: (values, sentence or False)
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

    def _readable(self):
        """Those of the matches whose record the user may read."""
        keys = [(one.model, one.res_id) for one in self]
        seen = self._seen(keys)
        return self.filtered(lambda one: (one.model, one.res_id) in seen)

    @api.model
    def _readable_of(self, values):
        seen = self._seen([(one["model"], one["res_id"]) for one in values])
        return [
            one
            for one in values
            if (one["model"], one["res_id"]) in seen and self._sees_field(one)
        ]

    @api.model
    def _sees_field(self, values):
        """Whether the user may read the field with the text."""
        model, name = self.env[values["model"]], values.get("field")
        field = model._fields.get(name)
        return not field or self.env.su or model._has_field_access(field, "read")

    @api.model
    def _seen(self, keys):
        """Those among (model, id) that the user may read."""
        ids = defaultdict(set)
        for model, res_id in keys:
            if model in self.env:
                ids[model].add(res_id)
        companies = self.env.user.company_ids.ids
        seen = set()
        for model, found in ids.items():
            records = self.env[model].sudo(False).browse(sorted(found))
            records = records.with_context(
                active_test=False, allowed_company_ids=companies
            )
            readable = records.exists()._filtered_access("read")
            seen.update((model, id_) for id_ in readable.ids)
        return seen


def _document_name(record):
    """The name of a record; of messages and files, which have none or a poor one, that
    of their document."""
    names = {"model", "res_model"} & set(record._fields)
    if not record or not names or "res_id" not in record._fields:
        return ""
    model = record[names.pop()]
    if model not in record.env or not record.res_id:
        return ""
    document = record.env[model].browse(record.res_id).exists()
    return document._filtered_access("read").display_name


def _excerpt(before, after):
    """The text around the first word that would go, which is marked."""
    before, after = (html2plaintext(t) if "<" in t else t for t in (before, after))
    place = len(os.path.commonprefix([before, after]))
    while place and before[place - 1].isalnum():
        place -= 1
    word = re.match(r"[\w'-]*", before[place:])[0]
    start = max(0, place - EXCERPT // 4)
    end = place + len(word)
    return (
        f"{'…' if start else ''}{before[start:place]}»{word}«"
        f"{before[end : end + EXCERPT]}"
    )

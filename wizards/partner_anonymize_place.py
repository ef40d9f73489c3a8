from collections import defaultdict

from odoo import api, fields, models

from ..wording import labels


class PartnerAnonymizePlace(models.AbstractModel):
    """A place in a record on which somebody decides who may read it."""

    _name = "partner.anonymize.place"
    _description = "Place to decide on"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    field = fields.Char(readonly=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    record_name = fields.Char(string="Where", compute="_compute_labels")

    @api.depends("model", "res_id", "field")
    def _compute_labels(self):
        for place in self:
            place.model_label = labels.model_label(self.env, place.model)
            record = self._seen_record(place)
            place.record_name = (
                record.display_name or _document_name(record) or f"#{place.res_id}"
            )

    @api.model
    def _seen_record(self, place):
        """The record of a place, an empty one where the user may not read it."""
        model = place.model if place.model in self.env else "res.partner"
        known = [place.res_id] if model == place.model else []
        return self.env[model].browse(known)._filtered_access("read")

    def action_open(self):
        """The record, in a tab of its own: the dialog stays, and what is decided in it.

        :raise UserError: it is gone, or the user may not read it
        """
        self.ensure_one()
        log = self.env["partner.anonymization"]
        action = log._open_record(self.model, self.res_id)
        return {
            "type": "ir.actions.act_url",
            "url": f"/odoo/{action['res_model']}/{action['res_id']}",
            "target": "new",
        }

    def _readable(self):
        """Those of the matches whose record the user may read."""
        keys = [(one.model, one.res_id) for one in self]
        seen = self._seen(keys)
        return self.filtered(
            lambda one: (one.model, one.res_id) in seen and self._sees_field(one)
        )

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
        model, name = self.env[values["model"]], values["field"]
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

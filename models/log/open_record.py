from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...wording import labels


class PartnerAnonymization(models.Model):
    """The log and the lists name records of all apps; whoever looks at them may not
    work with each of these."""

    _inherit = "partner.anonymization"

    @api.model
    def _open_record(self, model, res_id):
        """The action that shows the document that a record is, or is part of.

        :raise UserError: it is there no more
        :raise AccessError: the user may not read it, with whom to ask
        """
        record = self.sudo().env[model].browse(res_id) if model in self.env else None
        if record is None or not record.exists():
            raise UserError(
                self.env._(
                    "“%(model)s” %(id)s does not exist any more.",
                    model=labels.model_label(self.env, model),
                    id=res_id,
                )
            )
        document = labels.documents(record)
        if not self._readable(document._name, document.ids):
            raise self._closed_error(document._name, document.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
            "target": "current",
        }

    @api.model
    def _readable(self, model, ids):
        """Those of the ids of records that exist and that the user may read, in any of
        his companies."""
        if model not in self.env:
            return []
        records = self.sudo(False).env[model]
        companies = self.env.user.company_ids.ids
        records = records.with_context(allowed_company_ids=companies, active_test=False)
        return records.browse(ids).exists()._filtered_access("read").ids

    @api.model
    def _closed_error(self, model, res_id):
        return AccessError(
            self.env._(
                "You may not read “%(model)s” %(id)s. Ask somebody who works with it, "
                "or an administrator for that right.",
                model=labels.model_label(self.env, model),
                id=res_id,
            )
        )

from odoo import api, models

from ...engine.checks import automatic_actions, guard


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Anonymized partners follow their old documents and get no message."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        ids = [data["id"] for data in recipients if data.get("id")]
        gone = self._anonymization_among(ids)
        return [data for data in recipients if data.get("id") not in gone]

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        gone = self._anonymization_among(partner_ids or [])
        kept = [id_ for id_ in partner_ids or [] if id_ not in gone]
        return super().message_subscribe(kept, subtype_ids)

    def message_post(self, **kwargs):
        """Refuse messages on an anonymized partner; a job goes on without."""
        if automatic_actions.is_job(self.env) and self._anonymization_gone():
            return self.env["mail.message"]
        return super().message_post(**kwargs)

    def _message_log_batch(self, bodies, *args, **kwargs):
        """What Odoo notes by itself is left out on anonymized partners: it must not
        stop what led to it."""
        gone = set(self._anonymization_gone()._ids)
        if not gone:
            return super()._message_log_batch(bodies, *args, **kwargs)
        live = self.filtered(lambda record: record.id not in gone)
        if not live:
            return self.env["mail.message"]
        left = {id_: body for id_, body in bodies.items() if id_ not in gone}
        return super(MailThread, live)._message_log_batch(left, *args, **kwargs)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Mail to an anonymized partner's thread goes to whoever looks after the
        anonymization: it is neither stored on the partner nor lost."""
        gone = [route for route in routes or () if self._anonymization_is_gone(route)]
        if gone:
            self._anonymization_forward(message_dict)
        thread = automatic_actions.working(self)
        left = [route for route in routes or () if route not in gone]
        if gone and not left:
            return False
        return super(MailThread, thread)._message_route_process(
            message, message_dict, left
        )

    def _anonymization_is_gone(self, route):
        model, thread_id = route[:2]
        owners = self.env["partner.anonymization.rule"]._guarded_owners()
        if not thread_id or model not in owners:
            return False
        return bool(self.env[model].browse(thread_id).exists()._anonymization_gone())

    def _anonymization_forward(self, message_dict):
        automatic_actions.notify(
            self.env,
            message_dict.get("subject"),
            message_dict.get("body"),
            email_from=message_dict.get("email_from"),
            author_id=False,
            attachments=list(message_dict.get("attachments") or ()),
        )

    def _anonymization_gone(self):
        """Those of these records that are an anonymized partner, or one of its own
        records."""
        owners = self.env["partner.anonymization.rule"]._guarded_owners()
        if self._name not in owners or not self._ids:
            return self.browse()
        records = self.sudo()
        if self._name != "res.partner":
            records = records.mapped(owners[self._name])
        gone = guard.gone(self.env, records._ids)
        if not gone or self._name == "res.partner":
            return self.browse(id_ for id_ in self._ids if id_ in gone)
        name = owners[self._name]
        return self.filtered(lambda record: record.sudo()[name].id in gone)

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        """A kept file does not leave by mail, except through accounting's hands."""
        self.env["ir.attachment"].browse(
            attachment_ids or ()
        )._anonymization_check_kept()
        return super()._process_attachments_for_post(
            attachments, attachment_ids, message_values
        )

    def _anonymization_among(self, partner_ids):
        """Which of the partners are anonymized."""
        return set(guard.anonymized(self.env, set(partner_ids)))

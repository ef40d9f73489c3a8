from datetime import date

from odoo import models

from ...engine.datamap import DataMap
from ...engine.due import document_list, due_date, last_activity
from ...engine.subject import legal_hold, membership
from ...wording import contact_status, labels


class ResPartner(models.Model):
    """What the contact card says at a glance: until when it is kept, and why."""

    _inherit = "res.partner"

    def anonymization_status(self):
        """Until when this partner is kept, and which document keeps it.

        It is worked out when the card asks for it, and not with every form.

        :return: list of dicts ``{tone, text, document}``; ``tone`` is a colour of
            Bootstrap, ``document`` False or ``{label, url}``, with ``url`` False where
            the user may not read it; empty once the partner is anonymized
        :raise AccessError: the user may not anonymize, or not read the partner
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        if self.anonymization_state:
            return []
        env = self.sudo().env
        lines = []
        if legal_hold.held(env, self.ids):
            lines.append(contact_status.held(self.env))
        if self.sudo().anonymization_exempt:
            return [*lines, contact_status.exempt(self.env)]
        datamap = DataMap(env)
        found = due_date.due(env, datamap, membership.collect(env.cr, self.ids))
        lines += [self._anonymization_due_line(datamap, due) for due in found.values()]
        return lines

    def anonymization_document_count(self):
        """How many documents the list of this partner's documents has, with all its
        addresses.

        :return: number of those in companies of the user
        :raise AccessError: the user may not anonymize, or not read the partner
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        env = self.sudo().env
        env.flush_all()
        subjects = membership.collect(env.cr, self.ids)
        companies = self.env.user.company_ids.ids
        return document_list.count(env, DataMap(env), subjects, companies)

    def _anonymization_due_line(self, datamap, due):
        """The sentence on the retention of a subject, with the document behind it."""
        is_by_document = due.legal_end == due.end
        number = due.legal if is_by_document else due.last
        # A document without a period of the law has the company's own years.
        by_law = is_by_document and not self._anonymization_floor(datamap, due).years
        activity = last_activity.decode(datamap, number) if number else None
        line = contact_status.kept(self.env, due, by_law, date.today())
        return {**line, "document": self._anonymization_link(activity)}

    def _anonymization_link(self, activity):
        """The document of an activity, in words and as a link."""
        if not activity or not activity.rule:
            return False
        record = self.env[activity.rule.model].browse(activity.res_id)
        document = labels.documents(record.sudo()).with_env(self.env)
        kind = document_list.KINDS.get(document._name)
        name = (
            labels.selection_label(document.sudo(), kind)
            if kind
            else labels.model_label(self.env, document._name)
        )
        may_read = document.has_access("read")
        return {
            "label": contact_status.document(self.env, name, activity.day),
            "url": may_read and f"/odoo/{document._name}/{document.id}",
        }

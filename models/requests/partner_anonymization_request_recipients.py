from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.subject import membership, recipients
from .partner_anonymization_recipient import OPEN


class PartnerAnonymizationRequest(models.Model):
    """Whom to tell of the erasure: GDPR Art. 19. It is looked for before anything is
    erased, and again after, since logins and calendars forget it."""

    _inherit = "partner.anonymization.request"

    recipient_ids = fields.One2many(
        "partner.anonymization.recipient", "request_id", readonly=True
    )
    recipient_open_count = fields.Integer(
        string="Recipients to Inform",
        compute="_compute_recipient_open_count",
        search="_search_recipient_open_count",
    )

    @api.depends("recipient_ids.state")
    def _compute_recipient_open_count(self):
        counts = self.env["partner.anonymization.recipient"]._read_group(
            [("request_id", "in", self._origin.ids), ("state", "=", OPEN)],
            ["request_id"],
            ["__count"],
        )
        numbers = {request.id: number for request, number in counts}
        for request in self:
            request.recipient_open_count = numbers.get(request._origin.id, 0)

    @api.model
    def _search_recipient_open_count(self, operator, value):
        """Whether there are any: compared with 0."""
        if (operator, value) not in (("!=", 0), (">", 0), ("=", 0)):
            return NotImplemented
        found = Domain("recipient_ids", "any", [("state", "=", OPEN)])
        return ~found if operator == "=" else found

    def action_find_recipients(self):
        """Look for those who have got data of the person.

        What is known already stays as it is decided on, with the newest numbers.
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.sudo(False).check_access("write")
        self._find_recipients()

    def action_anonymize(self):
        """Open the wizard, see the method that is extended here."""
        action = super().action_anonymize()
        self._find_recipients()
        return action

    def _link_run(self, run):
        result = super()._link_run(run)
        self._find_recipients()
        return result

    def _find_recipients(self):
        """Add what is found to the lists, as superuser: users only decide on them."""
        Recipient = self.env["partner.anonymization.recipient"].sudo()
        values = []
        for request in self:
            known = {
                (one.kind, one.name or ""): one for one in request.sudo().recipient_ids
            }
            for one in recipients.find(self.sudo().env, request._addresses()):
                numbers = {"res_count": one.count, "date_last": one.last}
                before = known.get((one.kind, one.name))
                if before is None:
                    who = {"kind": one.kind, "name": one.name}
                    values.append({"request_id": request.id, **who, **numbers})
                elif before.res_count < one.count:
                    before.write(numbers)
        Recipient.create(values)

    def _addresses(self):
        """Ids of all addresses of the persons, anonymized ones too."""
        self.env.flush_all()
        partners = self._all_partners()
        subjects = membership.collect(self.env.cr, partners.ids)
        ids = {id_ for one in subjects for id_ in one.partner_ids}
        lines = partners.anonymization_line_id
        held = partners.with_context(active_test=False).search(
            [("anonymization_line_id", "in", lines.ids)]
        )
        return sorted(ids.union(held.ids))

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.datamap import DataMap
from ...engine.worklist import leads_without_contact
from . import made_contacts

# What a lead calls what a contact has.
CARD = {
    "name": ("contact_name", "partner_name", "email_from", "name"),
    "email": ("email_from",),
    "phone": ("phone",),
    "street": ("street",),
    "zip": ("zip",),
    "city": ("city",),
    "country_id": ("country_id",),
}


class PartnerAnonymizationCandidate(models.Model):
    """Quick customers that are a lead only get a contact to be anonymized by."""

    _inherit = "partner.anonymization.candidate"

    def _make_partners(self, by_night=False):
        """An archived contact for each candidate that has none, and the records of the
        same person linked to it, without a trace in their history.

        :param by_night: nobody looks on, so that no contact is made of whom the run
            would refuse
        :return: the contacts
        """
        partners = self.env["res.partner"]
        rows = self.sudo().filtered(lambda one: not one.partner_id)
        if not rows:
            return partners
        env = self.sudo().env
        datamap = DataMap(env)
        people = {
            key: one
            for one in leads_without_contact.people(env, datamap)
            for key in one.keys()
        }
        links = leads_without_contact.links(env, datamap)
        blocked = (
            leads_without_contact.blockers(env, datamap, rows._origins())
            if by_night
            else ()
        )
        today = fields.Date.today()
        for row in rows:
            one = people.get((row.origin_model, row.origin_id))
            if by_night and (
                not one
                or not blocked.keys().isdisjoint(one.keys())
                or one.end(datamap.policy) >= today
            ):
                row.state = "unchecked"
                continue
            if one:
                for key in one.keys():
                    del people[key]
                records = env[row.origin_model].browse(one.ids)
                if not by_night:
                    row._check_companies(records)
                partner = row._make_partner(records, links[row.origin_model])
                row.partner_id = partner
                partners |= partner
        return partners.with_env(self.env)

    def _check_companies(self, records):
        """Whoever anonymizes a person sees all that is known of it."""
        visible = {False, *self.env.user.company_ids.ids}
        hidden = made_contacts.companies(records) - visible
        if hidden:
            raise UserError(
                self.env._(
                    "Records of the same person as %(record)s belong to a company that "
                    "you may not work in (company %(ids)s). Ask somebody who may. "
                    "Nothing has been changed.",
                    record=f"{self.origin_model} {self.origin_id}",
                    ids=", ".join(map(str, sorted(hidden))),
                )
            )

    def _make_partner(self, records, link):
        newest = records[-1]
        values = {
            name: value.id if hasattr(value, "ids") else value
            for name, names in CARD.items()
            if (
                value := next(
                    filter(None, (newest[n] for n in names if n in newest)), 0
                )
            )
        }
        values |= made_contacts.only_company(records)
        partner = made_contacts.make(self.sudo().env, [values])
        made_contacts.link(records, link, partner.id)
        return partner

    @api.autovacuum
    def _gc_unused_contacts(self):
        """Take back the contacts of whom nobody was anonymized within a day, so that a
        wizard that was only looked at leaves nothing behind: the records hang on no
        contact again."""
        env = self.sudo().env
        rows = self.sudo().search(
            [*made_contacts.forgotten("partner_id"), ("origin_id", "!=", 0)]
        )
        if not rows:
            return
        links = leads_without_contact.links(env, DataMap(env))
        rows = rows.filtered(lambda row: row.origin_model in links)
        used = made_contacts.used(
            rows.partner_id, {model: {link} for model, link in links.items()}
        )
        for row in rows.filtered(lambda row: row.partner_id not in used):
            link = links[row.origin_model]
            Origin = env[row.origin_model].with_context(active_test=False)
            partner = row.partner_id
            made_contacts.link(Origin.search([(link, "=", partner.id)]), link, None)
            row.write({"partner_id": False, "state": "unchecked"})
            partner.unlink()

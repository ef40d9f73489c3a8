from odoo import fields, models
from odoo.tools import SQL

from ..engine import unlinked
from ..engine.datamap import DataMap

# What a lead calls what a contact has.
CARD = {
    "name": ("contact_name", "partner_name", "email_from", "name"),
    "email": ("email_from",),
    "phone": ("phone",),
    "street": ("street",),
    "zip": ("zip",),
    "city": ("city",),
    "country_id": ("country_id",),
    "company_id": ("company_id",),
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
            key: one for one in unlinked.people(env, datamap) for key in one.keys()
        }
        links = {
            model: rules[0].links[0]
            for model, rules in unlinked.models(env, datamap).items()
        }
        blocked = unlinked.blockers(env, datamap, rows._origins()) if by_night else ()
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
                partner = row._make_partner(records, links[row.origin_model])
                row.partner_id = partner
                partners |= partner
        return partners.with_env(self.env)

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
        silent = {"tracking_disable": True, "mail_create_nosubscribe": True}
        partner = self.env["res.partner"].sudo().with_context(**silent)
        partner = partner.create({**values, "active": False})
        partner.flush_recordset()
        # By SQL: writing a lead's contact by the ORM would rewrite its own address.
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL.identifier(link),
                partner.id,
                records.ids,
            )
        )
        records.invalidate_recordset()
        return partner

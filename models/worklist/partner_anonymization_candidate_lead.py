from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.datamap import DataMap
from ...engine.worklist import leads_without_contact
from ...parameters import REHEARSAL_HOURS

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
        hidden = _companies(records) - {False, *self.env.user.company_ids.ids}
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
        companies = _companies(records)
        if len(companies) == 1:  # others could not read a contact of one company
            values["company_id"] = companies.pop()
        silent = {"tracking_disable": True, "mail_create_nosubscribe": True}
        partner = self.env["res.partner"].sudo().with_context(**silent)
        partner = partner.create({**values, "active": False})
        partner.flush_recordset()
        _link(records, link, partner.id)
        return partner

    @api.autovacuum
    def _gc_unused_contacts(self):
        """Take back the contacts of whom nobody was anonymized within a day, so that a
        wizard that was only looked at leaves nothing behind: the records hang on no
        contact again."""
        env = self.sudo().env
        rows = self.sudo().search(
            [
                ("partner_id.active", "=", False),
                ("partner_id.anonymization_state", "=", False),
                ("partner_id.anonymization_hold", "=", False),
                ("partner_id.anonymization_exempt", "=", False),
                ("partner_id.anonymization_retention_years", "=", 0),
                (
                    "partner_id.create_date",
                    "<",
                    fields.Datetime.subtract(
                        fields.Datetime.now(), hours=REHEARSAL_HOURS
                    ),
                ),
                ("origin_id", "!=", 0),
            ]
        )
        if not rows:
            return
        links = leads_without_contact.links(env, DataMap(env))
        rows = rows.filtered(lambda row: row.origin_model in links)
        used = self._used_partners(rows.partner_id, links)
        for row in rows.filtered(lambda row: row.partner_id not in used):
            link = links[row.origin_model]
            Origin = env[row.origin_model].with_context(active_test=False)
            partner = row.partner_id
            _link(Origin.search([(link, "=", partner.id)]), link, None)
            row.write({"partner_id": False, "state": "unchecked"})
            partner.unlink()

    def _used_partners(self, partners, links):
        """The contacts to which something else points than the records that they were
        made for."""
        self.env.flush_all()
        own = {(self.env[model]._table, link) for model, link in links.items()}
        own.add((self.env["partner.anonymization.line"]._table, "partner_id"))
        merge = self.env["base.partner.merge.automatic.wizard"]
        itself = SQL("AND id <> ALL(%s)", partners.ids)  # as its commercial entity
        parts = [
            SQL(
                "SELECT %(column)s FROM %(table)s"
                " WHERE %(column)s = ANY(%(ids)s) %(but)s",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
                ids=partners.ids,
                but=itself if table == "res_partner" else SQL(),
            )
            for table, column in merge._get_fk_on("res_partner")
            if (table, column) not in own
        ]
        for table, model in (
            ("mail_message", "model"),
            ("mail_activity", "res_model"),
            ("ir_attachment", "res_model"),
        ):
            parts.append(
                SQL(
                    "SELECT res_id FROM %s WHERE %s = 'res.partner'"
                    " AND res_id = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(model),
                    partners.ids,
                )
            )
        parts.append(
            SQL(
                "SELECT id FROM res_partner WHERE id = ANY(%s)"
                " AND write_date > create_date",
                partners.ids,
            )
        )
        rows = self.env.execute_query(SQL(" UNION ").join(parts))
        return partners.browse(id_ for (id_,) in rows)


def _companies(records):
    """Ids of the companies of records, False among them where one has none."""
    if "company_id" not in records._fields:
        return {False}
    return {one.company_id.id for one in records}


def _link(records, link, partner_id):
    """Link a contact to a lead by SQL: the ORM would copy the contact's address over
    the lead's own."""
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            SQL.identifier(link),
            partner_id,
            records.ids,
        )
    )
    records.invalidate_recordset()

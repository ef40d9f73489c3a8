"""Contacts that are made of records without one, so that these can be anonymized, and
taken back when nobody was."""

from odoo import fields
from odoo.tools import SQL

from ...parameters import REHEARSAL_HOURS

_BY_NUMBER = (
    ("mail_message", "model"),
    ("mail_activity", "res_model"),
    ("ir_attachment", "res_model"),
)


def make(env, values_list):
    """Archived contacts, without a trace in their history.

    :param env: with superuser rights
    """
    silent = {"tracking_disable": True, "mail_create_nosubscribe": True}
    partners = env["res.partner"].with_context(**silent)
    partners = partners.create([{**values, "active": False} for values in values_list])
    partners.flush_recordset()
    return partners


def companies(records):
    """Ids of the companies of records, False among them where one has none."""
    if "company_id" not in records._fields:
        return {False}
    return {one.company_id.id for one in records}


def only_company(records):
    """``{"company_id": id}`` where all records are of one company; who sees another one
    could not read a contact of that."""
    found = companies(records)
    return {"company_id": found.pop()} if len(found) == 1 else {}


def link(records, name, partner_id):
    """Link a contact to records, or none."""
    link_each(records, name, [(id_, partner_id) for id_ in records.ids])


def link_each(records, name, pairs):
    """Link contacts to records by SQL: the ORM would copy the contact's address over
    the record's own.

    :param pairs: (record id, partner id or None)
    """
    records.env.cr.execute(
        SQL(
            "UPDATE %s record SET %s = u.partner"
            " FROM unnest(%s::int[], %s::int[]) u(id, partner) WHERE record.id = u.id",
            SQL.identifier(records._table),
            SQL.identifier(name),
            [id_ for id_, _partner_id in pairs],
            [partner_id for _id, partner_id in pairs],
        )
    )
    records.invalidate_recordset()


def forgotten(name):
    """The domain of records that name a contact in this field, made more than a day
    ago, of whom nobody was anonymized and nothing was decided."""
    made = fields.Datetime.subtract(fields.Datetime.now(), hours=REHEARSAL_HOURS)
    return [
        (f"{name}.active", "=", False),
        (f"{name}.anonymization_state", "=", False),
        (f"{name}.anonymization_hold", "=", False),
        (f"{name}.anonymization_exempt", "=", False),
        (f"{name}.anonymization_retention_years", "=", 0),
        (f"{name}.create_date", "<", made),
    ]


def used(partners, links):
    """The contacts to which something else points than the records that they were made
    for.

    :param partners: with superuser rights
    :param dict links: ``{model: set of fields}`` by which these records do
    """
    env = partners.env
    env.flush_all()
    own = {
        (env[model]._table, name) for model, names in links.items() for name in names
    }
    own.add((env["partner.anonymization.line"]._table, "partner_id"))
    own.add((env["partner.anonymization.start"]._table, "partner_id"))
    parts = [
        _pointing(table, column, partners.ids)
        for table, column in env["base.partner.merge.automatic.wizard"]._get_fk_on(
            "res_partner"
        )
        if (table, column) not in own
    ]
    for table, model in _BY_NUMBER:
        parts.append(
            SQL(
                "SELECT res_id FROM %s WHERE %s = 'res.partner' AND res_id = ANY(%s)",
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
    parts.append(
        SQL(
            "SELECT partner_id FROM partner_anonymization_line"
            " WHERE partner_id = ANY(%s) AND outcome = 'waiting'",
            partners.ids,
        )
    )
    rows = env.execute_query(SQL(" UNION ").join(parts))
    return partners.browse(id_ for (id_,) in rows)


def _pointing(table, column, ids):
    itself = SQL("AND id <> ALL(%s)", ids)  # as its commercial entity
    return SQL(
        "SELECT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s) %(but)s",
        column=SQL.identifier(column),
        table=SQL.identifier(table),
        ids=ids,
        but=itself if table == "res_partner" else SQL(),
    )

"""What the partner form shows of the anonymization, by one query.

The form is opened all day by those who anonymize nobody: the size of the log, the
records of the same person and those that may be are therefore read together.
"""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL

from ..guard.res_partner_guard import OTHER, SAME

_COLUMNS = (
    "email_normalized",
    "vat",
    "commercial_partner_id",
    "anonymization_state",
    "anonymization_line_id",
)


@dataclass
class FormValues:
    """What the form shows of one partner.

    :param count: how many lines of the log speak of it or of its subject
    :param same, others, alike: ids of the linked records of the same person, of those
        that are somebody else, and of records with the same e-mail or tax number of
        which nobody has decided; as far as the user may see them
    """

    count: int = 0
    same: tuple = ()
    others: tuple = ()
    alike: tuple = ()


def of_stored(partners):
    """``{partner id: FormValues}``; partners without an id are left out."""
    ids = partners.filtered("id").ids
    if not ids:
        return {}
    names = SQL(", ").join(map(SQL.identifier, ("id", *_COLUMNS)))
    partners.flush_model([*_COLUMNS, SAME, OTHER])
    me = SQL("SELECT %s FROM res_partner WHERE id = ANY(%s)", names, ids)
    return _read(partners, me)


def of_typed(partner):
    """:class:`FormValues` of a partner as it stands in a form that is not saved."""
    if not partner.email_normalized and not partner.vat:
        return FormValues()
    partner.flush_model([*_COLUMNS, SAME, OTHER])
    me = SQL(
        "SELECT %s AS id, %s AS email_normalized, %s AS vat,"
        " %s AS commercial_partner_id, %s AS anonymization_state,"
        " %s AS anonymization_line_id",
        partner._origin.id or 0,
        SQL("%s::varchar", partner.email_normalized or None),
        SQL("%s::varchar", partner.vat or None),
        SQL("%s::int", partner.commercial_partner_id._origin.id or None),
        SQL("%s::varchar", partner.anonymization_state or None),
        SQL("%s::int", partner.sudo().anonymization_line_id.id or None),
    )
    (found,) = _read(partner, me).values()
    known = (partner[SAME] | partner[OTHER])._origin.ids
    return FormValues(
        found.count, alike=tuple(id_ for id_ in found.alike if id_ not in known)
    )


def _read(partners, me):
    rows = partners.env.execute_query(
        SQL(
            "SELECT me.id, (%s), ARRAY(%s), ARRAY(%s), ARRAY(%s) FROM (%s) me"
            " LEFT JOIN partner_anonymization_line last"
            "   ON last.id = me.anonymization_line_id",
            _count(partners.env["partner.anonymization.line"]),
            _linked(partners, "res_partner_anonymization_same_rel", "same_id"),
            _linked(partners, "res_partner_anonymization_other_rel", "other_id"),
            _alike(partners),
            me,
        )
    )
    return {
        partner_id: FormValues(count, *map(tuple, found))
        for partner_id, count, *found in rows
    }


def _count(lines):
    query = lines._search(Domain.TRUE)
    query.add_where(SQL("%s IN (me.id, last.partner_id)", _column(query, "partner_id")))
    return query.select(SQL("count(*)"))


def _visible(partners, domain=Domain.TRUE):
    """The query of the partners that the user may see, archived ones as well."""
    everybody = partners.browse().with_context(active_test=False)
    return everybody._search(domain, order=everybody._order)


def _linked(partners, relation, column):
    query = _visible(partners)
    on = SQL("%s = %s", SQL.identifier(relation, column), _id(query))
    query.add_join("JOIN", relation, None, on)
    query.add_where(SQL("%s = me.id", SQL.identifier(relation, "partner_id")))
    return query.select()


def _alike(partners):
    query = _visible(partners, Domain("anonymization_state", "=", False))
    query.add_where(
        SQL(
            """
            (%(email)s = NULLIF(me.email_normalized, '')
             OR (%(vat)s = me.vat AND length(me.vat) > 4))
            AND me.anonymization_state IS NULL
            AND %(family)s IS DISTINCT FROM me.commercial_partner_id
            AND NOT EXISTS (SELECT FROM res_partner_anonymization_same_rel linked
                             WHERE linked.partner_id = me.id AND same_id = %(id)s)
            AND NOT EXISTS (SELECT FROM res_partner_anonymization_other_rel decided
                             WHERE (decided.partner_id = me.id AND other_id = %(id)s)
                                OR (decided.partner_id = %(id)s AND other_id = me.id))
            """,
            email=_column(query, "email_normalized"),
            vat=_column(query, "vat"),
            family=_column(query, "commercial_partner_id"),
            id=_id(query),
        )
    )
    return query.select()


def _id(query):
    return _column(query, "id")


def _column(query, name):
    return SQL.identifier(query.table, name)

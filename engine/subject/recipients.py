"""Whom data of a person was disclosed to, as far as the database shows it: those who
must be told of an erasure (GDPR Art. 19).

Each source counts for itself, and only where its tables and columns are there. What
comes out is who, how often and when last; nothing of the person.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..database import columns


class Recipient(NamedTuple):
    """Somebody who has got data of the person.

    :param kind: what for, one of the keys of ``SOURCES``
    :param name: as the configuration calls it, empty where the kind says who
    :param count: number of records that show it; 0 where it only may be
    :param last: the newest day of them, or None
    """

    kind: str
    name: str
    count: int
    last: date | None


class Source(NamedTuple):
    """A place that shows a disclosure.

    :param needs: ``{table: columns}`` without which it is left out
    :param records: what stands behind FROM; ``t`` has the records, ``%(ids)s`` stands
        for the ids of the partners
    :param name: expression of the recipient's name; ``named`` where its column may be
        translated
    :param day: expression of the newest day
    :param count: expression of the number of records
    """

    kind: str
    needs: dict
    records: str
    name: str = "''"
    named: tuple | None = None
    day: str = "max(t.create_date)"
    count: str = "count(*)"


_BY_PARTNER = "(t.partner_id = ANY(%(ids)s) OR t.commercial_partner_id = ANY(%(ids)s))"
_MOVE = ["partner_id", "commercial_partner_id", "invoice_date"]
_NOTIFICATION = ["res_partner_id", "notification_type", "notification_status"]
_TRACE = ["model", "res_id", "trace_type", "sent_datetime"]
_ATTENDS = (
    "EXISTS (SELECT FROM calendar_attendee a WHERE a.event_id = t.id"
    " AND a.partner_id = ANY(%(ids)s))"
)


def _network(kind, column):
    """E-invoices that went through a network."""
    return Source(
        kind,
        {"account_move": [*_MOVE, column]},
        f"account_move t WHERE t.{column} IS NOT NULL AND {_BY_PARTNER}",
        day="max(t.invoice_date)",
    )


def _calendar(kind, column):
    return Source(
        kind,
        {"calendar_event": [column, "start"], "calendar_attendee": ["partner_id"]},
        f"calendar_event t WHERE t.{column} IS NOT NULL AND {_ATTENDS}",
        day="max(t.start)",
    )


def _mailing(kind, trace_type):
    """Mass mailings to the partner."""
    return Source(
        kind,
        {"mailing_trace": _TRACE},
        "mailing_trace t WHERE t.sent_datetime IS NOT NULL"
        f" AND t.trace_type = '{trace_type}' AND t.model = 'res.partner'"
        " AND t.res_id = ANY(%(ids)s)",
        day="max(t.sent_datetime)",
    )


SOURCES = (
    _network("peppol", "peppol_message_uuid"),
    _network("nemhandel", "nemhandel_message_uuid"),
    Source(
        "edi",
        {
            "account_edi_document": ["move_id", "edi_format_id", "state"],
            "account_edi_format": ["name"],
            "account_move": _MOVE,
        },
        "account_edi_document d JOIN account_move t ON t.id = d.move_id"
        " JOIN account_edi_format f ON f.id = d.edi_format_id"
        f" WHERE d.state IN ('sent', 'to_cancel', 'cancelled') AND {_BY_PARTNER}",
        name="f.name",
        named=("account_edi_format", "name"),
        day="max(t.invoice_date)",
    ),
    _mailing("mailing", "mail"),
    Source(
        "mailing",
        {
            "mailing_trace": _TRACE,
            "mailing_contact": ["email_normalized"],
            "res_partner": ["email_normalized"],
        },
        "mailing_trace t JOIN mailing_contact c ON c.id = t.res_id"
        " JOIN res_partner p ON p.email_normalized = c.email_normalized"
        " WHERE t.model = 'mailing.contact' AND t.sent_datetime IS NOT NULL"
        " AND p.id = ANY(%(ids)s)",
        day="max(t.sent_datetime)",
    ),
    # To leads, applicants, registrations: with the address of the partner.
    Source(
        "mailing",
        {
            "mailing_trace": [*_TRACE, "email"],
            "res_partner": ["email_normalized"],
        },
        "mailing_trace t JOIN res_partner p"
        " ON p.email_normalized = lower(trim(t.email))"
        " WHERE t.model NOT IN ('res.partner', 'mailing.contact')"
        " AND t.trace_type = 'mail' AND t.sent_datetime IS NOT NULL"
        " AND p.id = ANY(%(ids)s)",
        day="max(t.sent_datetime)",
        count="count(DISTINCT t.id)",
    ),
    _mailing("sms", "sms"),
    Source(
        "sms",
        {"mail_notification": _NOTIFICATION, "mail_message": ["date"]},
        "mail_notification n JOIN mail_message t ON t.id = n.mail_message_id"
        " WHERE n.notification_type = 'sms'"
        " AND n.notification_status IN ('sent', 'pending', 'process', 'bounce')"
        " AND n.res_partner_id = ANY(%(ids)s)",
        day="max(t.date)",
    ),
    Source(
        "letter",
        {"snailmail_letter": ["partner_id", "state"]},
        "snailmail_letter t WHERE t.state = 'sent' AND t.partner_id = ANY(%(ids)s)",
    ),
    Source(
        "carrier",
        {
            "stock_picking": ["carrier_id", "partner_id", "state", "date_done"],
            "delivery_carrier": ["name"],
        },
        "stock_picking t JOIN delivery_carrier c ON c.id = t.carrier_id"
        " WHERE t.state = 'done' AND t.partner_id = ANY(%(ids)s)",
        name="c.name",
        named=("delivery_carrier", "name"),
        day="max(t.date_done)",
    ),
    Source(
        "dropship",
        {"purchase_order": ["dest_address_id", "partner_id", "state", "date_order"]},
        "purchase_order t WHERE t.state IN ('purchase', 'done')"
        " AND t.dest_address_id = ANY(%(ids)s) AND t.partner_id <> ALL(%(ids)s)",
        name="t.partner_id::text",
        day="max(t.date_order)",
    ),
    # A wire transfer is settled by nobody else.
    Source(
        "payment",
        {
            "payment_transaction": ["provider_id", "partner_id", "state"],
            "payment_provider": ["name", "code"],
        },
        "payment_transaction t JOIN payment_provider p ON p.id = t.provider_id"
        " WHERE t.state <> 'draft' AND p.code NOT IN ('custom', 'none')"
        " AND t.partner_id = ANY(%(ids)s)",
        name="p.name",
        named=("payment_provider", "name"),
    ),
    Source(
        "payment",
        {
            "payment_token": ["provider_id", "partner_id"],
            "payment_provider": ["name", "code"],
        },
        "payment_token t JOIN payment_provider p ON p.id = t.provider_id"
        " WHERE t.partner_id = ANY(%(ids)s)",
        name="p.name",
        named=("payment_provider", "name"),
    ),
    _calendar("google_calendar", "google_id"),
    _calendar("outlook_calendar", "microsoft_id"),
    Source(
        "login",
        {
            "res_users": ["oauth_uid", "oauth_provider_id", "partner_id"],
            "auth_oauth_provider": ["name"],
        },
        "res_users t JOIN auth_oauth_provider o ON o.id = t.oauth_provider_id"
        " WHERE t.oauth_uid IS NOT NULL AND t.partner_id = ANY(%(ids)s)",
        name="o.name",
        named=("auth_oauth_provider", "name"),
    ),
    Source(
        "enrichment",
        {"res_partner_iap": ["partner_id"]},
        "res_partner_iap t WHERE t.partner_id = ANY(%(ids)s)",
    ),
    Source(
        "cloud",
        {"ir_attachment": ["type", "res_model", "res_id"]},
        "ir_attachment t WHERE t.type = 'cloud_storage'"
        " AND t.res_model = 'res.partner' AND t.res_id = ANY(%(ids)s)",
    ),
    # Which contacts it has told of, nobody knows.
    Source(
        "webhook",
        {"ir_act_server": ["name", "state", "model_id"]},
        "ir_act_server t JOIN ir_model m ON m.id = t.model_id"
        " WHERE t.state = 'webhook' AND m.model = 'res.partner'"
        " AND cardinality(%(ids)s) > 0",
        name="t.name",
        named=("ir_act_server", "name"),
        day="NULL::date",
        count="0",
    ),
    Source(
        "export",
        {"auditlog_log": ["model_model", "method", "res_ids"]},
        "auditlog_log t WHERE t.method = 'export_data'"
        " AND t.model_model = 'res.partner' AND %(ids)s && string_to_array("
        "nullif(translate(t.res_ids, '[]() ', ''), ''), ',')::int[]",
    ),
)


def find(env, partner_ids):
    """Whom data of these partners was disclosed to.

    :param partner_ids: all addresses of the persons
    :return: list of :class:`Recipient`, one per kind and name, in the order of the
        sources
    """
    if not partner_ids:
        return []
    env.flush_all()
    tables = {table for source in SOURCES for table in source.needs}
    known = columns.of_tables(env.cr, sorted(tables))
    parts = [
        _query(source, known, number, list(partner_ids), env.lang or "en_US")
        for number, source in enumerate(SOURCES)
        if _is_there(source, known)
    ]
    found = {}
    for _number, kind, name, count, last in env.execute_query(
        SQL("%s ORDER BY 1, 3", SQL(" UNION ALL ").join(parts))
    ):
        before = found.get((kind, name))
        if before:
            count += before.count
            last = max(filter(None, (last, before.last)), default=None)
        if count or kind == "webhook":
            found[(kind, name)] = Recipient(kind, name, count, last)
    return list(found.values())


def _is_there(source, known):
    return all(
        table in known and known[table].keys() >= set(names)
        for table, names in source.needs.items()
    )


def _query(source, known, number, ids, lang):
    name = SQL(source.name)
    if source.named and known[source.named[0]][source.named[1]].is_json:
        name = SQL("coalesce(%s ->> %s, %s ->> 'en_US')", name, lang, name)
    return SQL(
        "SELECT %s::int, %s::text, coalesce(%s, ''), %s, (%s)::date FROM %s GROUP BY 3",
        number,
        source.kind,
        name,
        SQL(source.count),
        SQL(source.day),
        SQL(source.records, ids=ids),
    )

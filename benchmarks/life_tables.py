"""What stands in each table of the database that is like life.

Each entry is a table, the row after whose pattern all others are made, the rows to make
(a query that yields ``n`` from 0 on), and the values in which they differ.
"""

# A day of the year in which everything of a person happened.
_DAY = "(s.first_day + ((s.n * 37 + s.k * 11) % 360)::int)"
_ALL = "SELECT person, 0 AS k, 0 AS record, '' AS model FROM life_person"


def _each(count, where="TRUE"):
    """So many rows for each person that fulfils a condition."""
    return (
        "SELECT person, k, 0 AS record, '' AS model FROM life_person,"
        f" generate_series(0, {count} - 1) k WHERE {where}"
    )


def _hub(number, share):
    """One of the first companies has rows of its own: a share of all partners."""
    return (
        f"SELECT {20 * number}, k, 0, '' FROM"
        f" generate_series(1, {{partners}} / {share}) k"
    )


def _under(table, count=1, where="TRUE"):
    """So many rows under each row that was made in another table."""
    return (
        f"SELECT person, {'k' if count == 1 else 'i AS k'}, {{first[{table}]}} + n"
        f" AS record, '{table.replace('_', '.')}' AS model FROM life_made_{table},"
        f" generate_series(0, {count} - 1) i WHERE {where}"
    )


def _union(*sources):
    return " UNION ALL ".join(sources)


_STAMPS = {"create_date": _DAY, "write_date": _DAY}

_PARTNERS = {
    "id": "s.id",
    "name": "s.name",
    "complete_name": "CASE WHEN s.parent_id IS NULL THEN s.name ELSE"
    " (SELECT name FROM life_person WHERE id = s.parent_id) || ', ' || s.name END",
    "commercial_company_name": "CASE WHEN s.place = 0 THEN s.name WHEN s.place < 4 THEN"
    " (SELECT name FROM life_person WHERE id = s.parent_id) END",
    "parent_id": "s.parent_id",
    "commercial_partner_id": "s.commercial_id",
    "type": "CASE WHEN s.place = 19 THEN 'delivery' ELSE 'contact' END",
    "is_company": "s.place = 0",
    "active": "TRUE",
    "company_id": "CASE WHEN s.block % 50 = 7 THEN 2 END",
    "user_id": "NULL",
    "email": "s.email",
    "email_normalized": "s.email",
    "phone": "'+45 ' || substr(s.phone, 4, 4) || ' ' || substr(s.phone, 8)",
    "phone_sanitized": "s.phone",
    "street": "s.street",
    "street2": "NULL",
    "zip": "s.zip",
    "city": "'Ballerup'",
    "vat": "CASE WHEN s.place = 0 THEN 'DK' || 30000000 + s.block END",
    "ref": "CASE WHEN s.parent_id IS NULL THEN 'C-' || 100000 + s.person END",
    "company_registry": "NULL",
    "peppol_endpoint": "NULL",
    "website": "NULL",
    "barcode": "NULL",
    "function": "CASE WHEN s.place < 4 THEN 'Clerk' END",
    "comment": "CASE WHEN s.person % 3 = 0 THEN"
    " '<p>' || s.name || ' likes to be called in the morning.</p>' END",
    "customer_rank": "1",
    "supplier_rank": "0",
    "employee": "FALSE",
    "partner_share": "TRUE",
    "assigned_partner_id": "NULL",
    "create_date": "s.first_day",
    "write_date": "s.first_day + 100",
}

_COMPANY = "CASE WHEN s.n % 10 = 9 THEN 2 ELSE 1 END"

_MOVES = {
    "name": "'LIFE/' || s.n",
    "sequence_prefix": "'LIFE/'",
    "sequence_number": "s.n",
    "company_id": _COMPANY,
    "journal_id": "CASE WHEN s.n % 10 = 9 THEN 8 ELSE 1 END",
    "partner_id": "s.id",
    "commercial_partner_id": "s.commercial_id",
    "partner_shipping_id": "s.id",
    "partner_bank_id": "NULL",
    "invoice_user_id": "2",
    "state": "'posted'",
    "payment_state": "'paid'",
    "amount_residual": "0",
    "amount_residual_signed": "0",
    "invoice_partner_display_name": "s.name",
    "ref": "'Order ' || s.n || CASE WHEN s.k = 0 THEN ' of ' || s.name ELSE '' END",
    "payment_reference": "'LIFE/' || s.n",
    "access_token": "NULL",
    "invoice_origin": "NULL",
    "narration": "CASE WHEN s.k = 1 THEN '<p>Thank you, ' || s.name || '.</p>' END",
    "date": _DAY,
    "invoice_date": _DAY,
    "invoice_date_due": f"{_DAY} + 14",
    "delivery_date": "NULL",
    **_STAMPS,
}
_ITEMS = {
    "move_id": "s.record",
    "company_id": _COMPANY,
    "journal_id": "CASE WHEN s.n % 10 = 9 THEN 8 ELSE 1 END",
    "move_name": "'LIFE/' || s.n",
    "partner_id": "s.commercial_id",
    "parent_state": "'posted'",
    "amount_residual": "0",
    "amount_residual_currency": "0",
    "reconciled": "TRUE",
    "full_reconcile_id": "NULL",
    "ref": "'Order ' || s.n || CASE WHEN s.k = 0 THEN ' of ' || s.name ELSE '' END",
    "date": _DAY,
    "invoice_date": _DAY,
    "date_maturity": "CASE WHEN pattern.date_maturity IS NOT NULL THEN"
    f" {_DAY} + 14 END",
    **_STAMPS,
}
_MOVE_SOURCE = _union(_each(3, "is_rich"), _hub(1, 10))
_MOVE = _under("account_move")

_BODY = (
    "'<div><p>Dear <b>' || s.name || '</b>,</p><p>About number ' || s.n || ': '"
    " || repeat('the delivery that we talked of last week, part ' || s.k || '. ', 2)"
    " || '</p>' || CASE WHEN s.k % 3 = 0 THEN '<p>We tried ' || s.phone ||"
    " ' and wrote to <a href=\"mailto:' || s.email || '\">' || s.email || '</a>.</p>'"
    " ELSE '' END || '</div>'"
)
_MESSAGES = {
    "parent_id": "NULL",
    "model": "s.model",
    "res_id": "s.record",
    "record_alias_domain_id": "NULL",
    "record_company_id": "1",
    "author_id": "CASE WHEN s.k % 2 = 0 THEN s.id ELSE 3 END",
    "author_guest_id": "NULL",
    "subject": "CASE WHEN s.k = 0 THEN 'Question of ' || s.name END",
    "email_from": "CASE WHEN s.k % 2 = 0 THEN '\"' || s.name || '\" <' || s.email"
    " || '>' ELSE 'office@bench.example' END",
    "reply_to": "'catchall@bench.example'",
    "message_type": "'comment'",
    "message_id": "'<life-' || s.n || '@bench.example>'",
    "body": _BODY,
    "date": _DAY,
    "pinned_at": "NULL",
    **_STAMPS,
}
_TALK = _union(
    "SELECT person, k, id AS record, 'res.partner' AS model FROM life_person,"
    " generate_series(0, CASE WHEN is_rich THEN 7 ELSE 3 END) k",
    "SELECT person, k, id, 'res.partner' FROM life_person,"
    " generate_series(1, {partners} / 10) k WHERE person = 20",
    _under("account_move", 2),
    _under("sale_order", 2),
)

# A lead of a person that we know, of the same person without a link, and of a stranger.
_LEADS = {
    "name": "'Inquiry ' || s.n || ' of ' || s.name",
    "type": "'opportunity'",
    "active": "s.place <> 3",
    "partner_id": "CASE WHEN s.k = 0 THEN s.id END",
    "contact_name": "CASE WHEN s.k = 2 THEN 'Visitor ' || s.n ELSE s.name END",
    "partner_name": "NULL",
    "email_from": "CASE WHEN s.k = 2 THEN 'visitor' || s.n || '@web.example'"
    " ELSE s.email END",
    "email_normalized": "CASE WHEN s.k = 2 THEN 'visitor' || s.n || '@web.example'"
    " ELSE s.email END",
    "email_domain_criterion": "NULL",
    "email_cc": "NULL",
    "phone": "CASE WHEN s.k < 2 THEN s.phone END",
    "phone_sanitized": "CASE WHEN s.k < 2 THEN s.phone END",
    "street": "CASE WHEN s.k < 2 THEN s.street END",
    "zip": "CASE WHEN s.k < 2 THEN s.zip END",
    "city": "'Ballerup'",
    "website": "NULL",
    "description": "'<p>Would like to be called on ' || s.phone || '.</p>'",
    "won_status": "CASE WHEN s.place = 0 THEN 'pending' ELSE 'won' END",
    "stage_id": "CASE WHEN s.place = 0 THEN 2 ELSE 4 END",
    "probability": "CASE WHEN s.place = 0 THEN 50 ELSE 100 END",
    "company_id": "NULL",
    "partner_assigned_id": "NULL",
    "date_closed": f"CASE WHEN s.place <> 0 THEN {_DAY} END",
    "date_last_stage_update": _DAY,
    "date_open": _DAY,
    **_STAMPS,
}
_ORDERS = {
    "name": "'LS' || s.n",
    "company_id": _COMPANY,
    "partner_id": "s.id",
    "partner_invoice_id": "s.id",
    "partner_shipping_id": "CASE WHEN s.place = 18 THEN s.id + 1 ELSE s.id END",
    "state": "'sale'",
    "locked": "TRUE",
    "invoice_status": "'invoiced'",
    "delivery_status": "'full'",
    "client_order_ref": "CASE WHEN s.k = 0 THEN s.name END",
    "reference": "NULL",
    "access_token": "NULL",
    "opportunity_id": "NULL",
    "signed_by": "NULL",
    "note": "NULL",
    "date_order": _DAY,
    "validity_date": "NULL",
    "commitment_date": "NULL",
    "effective_date": _DAY,
    **_STAMPS,
}

TABLES = (
    ("res_partner", "active AND id NOT IN (SELECT partner_id FROM res_users)"
     " AND id NOT IN (SELECT partner_id FROM res_company)", _ALL, _PARTNERS),
    ("account_move", "move_type = 'out_invoice' AND state = 'posted'"
     " AND company_id = 1", _MOVE_SOURCE, _MOVES),
    ("account_move_line", "display_type = 'payment_term'", _MOVE, _ITEMS),
    ("account_move_line", "display_type = 'product' AND parent_state = 'posted'",
     _MOVE, {**_ITEMS, "name": "'Tea for ' || s.name"}),
    ("account_move_line", "display_type = 'tax'", _MOVE, _ITEMS),
    ("sale_order", "state = 'sale' AND company_id = 1",
     _union(_each(1), _each(1, "is_rich")), _ORDERS),
    ("sale_order_line", "display_type IS NULL AND state = 'sale'",
     _under("sale_order", 2),
     {"order_id": "s.record", "order_partner_id": "s.id", "company_id": _COMPANY,
      "name": "'Tea, packet ' || s.n", "invoice_status": "'invoiced'",
      "linked_line_id": "NULL", **_STAMPS}),
    ("crm_lead", "active AND type = 'opportunity'",
     _union(_each(3, "place % 10 IN (0, 3, 5, 9)"), _hub(2, 10)), _LEADS),
    ("stock_picking", "state = 'done'", _union(_each(1, "is_rich"), _hub(2, 10)),
     {"name": "'LP/' || s.n", "partner_id": "s.id", "origin": "'LS' || s.n",
      "sale_id": "NULL", "note": "NULL", "owner_id": "NULL", "backorder_id": "NULL",
      "return_id": "NULL", "pos_order_id": "NULL", "pos_session_id": "NULL",
      "scheduled_date": _DAY, "date_done": _DAY, "date_deadline": "NULL", **_STAMPS}),
    ("stock_move", "state = 'done'", _under("stock_picking"),
     {"picking_id": "s.record", "partner_id": "s.id", "restrict_partner_id": "NULL",
      "reference": "'LP/' || s.n", "origin": "NULL", "sale_line_id": "NULL",
      "purchase_line_id": "NULL", "date": _DAY, "date_deadline": "NULL", **_STAMPS}),
    ("project_task", "project_id IS NOT NULL AND partner_id IS NOT NULL"
     " AND state = '1_done'", _each(1, "place IN (0, 8, 10, 12, 14)"),
     {"name": "'Call ' || s.name", "partner_id": "s.id", "partner_name": "s.name",
      "partner_phone": "s.phone", "email_from": "s.email", "email_cc": "NULL",
      "partner_company_name": "NULL", "parent_id": "NULL", "sale_line_id": "NULL",
      "sale_order_id": "NULL", "displayed_image_id": "NULL", "access_token": "NULL",
      "description": "'<p>Asked by ' || s.name || ' on the phone.</p>'",
      "date_end": _DAY, "date_deadline": _DAY, "date_last_stage_update": _DAY,
      **_STAMPS}),
    ("event_registration", "state = 'done'", _each(1, "place IN (4, 9, 11, 15)"),
     {"name": "s.name", "email": "s.email", "phone": "s.phone", "partner_id": "s.id",
      "company_name": "NULL", "barcode": "'L' || s.n", "sale_order_id": "NULL",
      "sale_order_line_id": "NULL", "pos_order_line_id": "NULL", "visitor_id": "NULL",
      "date_closed": _DAY, **_STAMPS}),
    ("pos_order", "state = 'done'", _each(1, "place IN (6, 8, 12, 16)"),
     {"name": "'LT/' || s.n", "partner_id": "s.id", "email": "s.email",
      "mobile": "s.phone", "uuid": "'life-' || s.n", "pos_reference": "'L' || s.n",
      "access_token": "NULL", "account_move": "NULL", "floating_order_name": "NULL",
      "general_customer_note": "NULL", "date_order": _DAY, **_STAMPS}),
    ("pos_order_line", "TRUE", _under("pos_order"),
     {"order_id": "s.record", "name": "'LTL/' || s.n", "uuid": "'life-' || s.n",
      "refunded_orderline_id": "NULL", "combo_parent_id": "NULL", **_STAMPS}),
    ("mailing_contact", "TRUE", _each(1, "place IN (1, 5, 8, 9, 13, 16)"),
     {"name": "s.name", "first_name": "NULL", "last_name": "NULL", "email": "s.email",
      "email_normalized": "s.email", "mobile": "s.phone", "phone_sanitized": "s.phone",
      "company_name": "NULL", **_STAMPS}),
    ("mailing_trace", "model = 'res.partner'", _ALL,
     {"model": "'res.partner'", "res_id": "s.id", "email": "s.email",
      "message_id": "'<trace-' || s.n || '@bench.example>'", "mail_mail_id": "NULL",
      "mail_mail_id_int": "NULL", "sms_number": "NULL", "sms_code": "NULL",
      "sent_datetime": _DAY, **_STAMPS}),
    ("mail_message", "message_type = 'comment'", _TALK, _MESSAGES),
    ("mail_followers", "TRUE",
     _ALL, {"res_model": "'res.partner'", "res_id": "s.id", "partner_id": "s.id"}),
    ("ir_attachment", "res_model = 'res.partner' OR res_model = 'account.move'"
     " OR res_model IS NOT NULL",
     _under("account_move", 1, "k = 0"),
     {"name": "'Invoice ' || s.name || '.txt'", "res_model": "'account.move'",
      "res_id": "s.record", "res_field": "NULL", "type": "'binary'", "url": "NULL",
      "store_fname": "NULL", "checksum": "left(encode(sha224(s.n::text::bytea), 'hex'), 40)",
      "mimetype": "'text/plain'", "public": "FALSE", "original_id": "NULL",
      "key": "NULL", "access_token": "NULL", "company_id": "1", "file_size": "60",
      "index_content": "'Invoice to ' || s.name || E'\\n' || s.street",
      "description": "NULL", "website_id": "NULL", "theme_template_id": "NULL",
      "db_datas": "convert_to('Invoice to ' || s.name || E'\\n' || s.street, 'UTF8')",
      **_STAMPS}),
)

"""The values of the rows of the database that is like life, as SQL.

``s`` is the row to make: the person, ``k`` that counts what the person has of the kind,
``n`` that counts all rows, and the ``record`` of a ``model`` on which it hangs.
"""

# A day of the year in which everything of a person happened.
DAY = "(s.first_day + ((s.n * 37 + s.k * 11) % 360)::int)"
ALL = "SELECT person, 0 AS k, 0 AS record, '' AS model FROM life_person"


def each(count, where="TRUE"):
    """So many rows for each person that fulfils a condition."""
    return (
        "SELECT person, k, 0 AS record, '' AS model FROM life_person,"
        f" generate_series(0, {count} - 1) k WHERE {where}"
    )


def hub(number, share):
    """One of the first companies has rows of its own: a share of all partners."""
    return (
        f"SELECT {20 * number}, k, 0, '' FROM"
        f" generate_series(1, {{partners}} / {share}) k"
    )


def under(table, count=1, where="TRUE"):
    """So many rows under each row that was made in another table."""
    return (
        f"SELECT person, {'k' if count == 1 else 'i AS k'}, {{first[{table}]}} + n"
        f" AS record, '{table.replace('_', '.')}' AS model FROM life_made_{table},"
        f" generate_series(0, {count} - 1) i WHERE {where}"
    )


def union(*sources):
    return " UNION ALL ".join(sources)


STAMPS = {"create_date": DAY, "write_date": DAY}

PARTNERS = {
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

COMPANY = "CASE WHEN s.n % 10 = 9 THEN 2 ELSE 1 END"

MOVES = {
    "name": "'LIFE/' || s.n",
    "sequence_prefix": "'LIFE/'",
    "sequence_number": "s.n",
    "company_id": COMPANY,
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
    "amount_untaxed": "100",
    "amount_untaxed_signed": "100",
    "amount_untaxed_in_currency_signed": "100",
    "amount_tax": "19",
    "amount_tax_signed": "19",
    "amount_total": "119",
    "amount_total_signed": "119",
    "amount_total_in_currency_signed": "119",
    "invoice_partner_display_name": "s.name",
    "ref": "'Order ' || s.n || CASE WHEN s.k = 0 THEN ' of ' || s.name ELSE '' END",
    "payment_reference": "'LIFE/' || s.n",
    "access_token": "NULL",
    "invoice_origin": "NULL",
    "narration": "CASE WHEN s.k = 1 THEN '<p>Thank you, ' || s.name || '.</p>' END",
    "date": DAY,
    "invoice_date": DAY,
    "invoice_date_due": f"{DAY} + 14",
    "delivery_date": "NULL",
    **STAMPS,
}
ITEMS = {
    "move_id": "s.record",
    "company_id": COMPANY,
    "journal_id": "CASE WHEN s.n % 10 = 9 THEN 8 ELSE 1 END",
    "move_name": "'LIFE/' || s.n",
    "partner_id": "s.commercial_id",
    "parent_state": "'posted'",
    "amount_residual": "0",
    "amount_residual_currency": "0",
    "reconciled": "TRUE",
    "full_reconcile_id": "NULL",
    "ref": "'Order ' || s.n || CASE WHEN s.k = 0 THEN ' of ' || s.name ELSE '' END",
    "date": DAY,
    "invoice_date": DAY,
    "date_maturity": f"CASE WHEN pattern.date_maturity IS NOT NULL THEN {DAY} + 14 END",
    **STAMPS,
}


def item(balance):
    """The values of an item of an entry, which are in balance with its others."""
    return {
        **ITEMS,
        "debit": str(max(balance, 0)),
        "credit": str(max(-balance, 0)),
        "balance": str(balance),
        "amount_currency": str(balance),
        "price_unit": str(abs(balance)),
        "price_subtotal": str(abs(balance)),
        "price_total": str(abs(balance)),
        "quantity": "1",
        "discount": "0",
    }


MOVE_SOURCE = union(each(3, "is_rich"), hub(1, 10))
MOVE = under("account_move")

BODY = (
    "'<div><p>Dear <b>' || s.name || '</b>,</p><p>About number ' || s.n || ': '"
    " || repeat('the delivery that we talked of last week, part ' || s.k || '. ', 2)"
    " || '</p>' || CASE WHEN s.k % 3 = 0 THEN '<p>We tried ' || s.phone ||"
    " ' and wrote to <a href=\"mailto:' || s.email || '\">' || s.email || '</a>.</p>'"
    " ELSE '' END || '</div>'"
)
MESSAGES = {
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
    "body": BODY,
    "date": DAY,
    "pinned_at": "NULL",
    **STAMPS,
}
TALK = union(
    "SELECT person, k, id AS record, 'res.partner' AS model FROM life_person,"
    " generate_series(0, CASE WHEN is_rich THEN 7 ELSE 3 END) k",
    "SELECT person, k, id, 'res.partner' FROM life_person,"
    " generate_series(1, {partners} / 10) k WHERE person = 20",
    under("account_move", 2),
    under("sale_order", 2),
)

# A lead of a person that we know, of the same person without a link, and of a stranger.
LEADS = {
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
    "date_closed": f"CASE WHEN s.place <> 0 THEN {DAY} END",
    "date_last_stage_update": DAY,
    "date_open": DAY,
    **STAMPS,
}
ORDERS = {
    "name": "'LS' || s.n",
    "company_id": COMPANY,
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
    "date_order": DAY,
    "validity_date": "NULL",
    "commitment_date": "NULL",
    "effective_date": DAY,
    **STAMPS,
}

"""Measure the refresh of the worklist against plain SQL on the same rows.

Run it with ``make bench-worklist``. Two contenders: the newest date of each partner in
each company, and the same list written by hand. The exit status is 1 when a bound is
broken: 1.5 times the time of the dates, and 300 MB more resident memory.
"""

import argparse
import statistics
import sys
import time

import databases
from databases import PREFIX, alone, query, say

PARTNERS, ENTRIES, ITEMS, MESSAGES = 1_000_000, 2_000_000, 2_500_000, 500_000
NAME = f"{PREFIX}_worklist"
ROUNDS = 5
MOST_TIMES, MOST_MEGABYTES = 1.5, 300
# The newest date of each partner in each company, and nothing else.
DATES = """
    SELECT count(*), max(last) FROM (
        SELECT partner, company, max(day) AS last FROM (
            SELECT partner_id AS partner, company_id AS company, date AS day
              FROM account_move WHERE state = 'posted'
             UNION ALL
            SELECT partner_id, company_id, date
              FROM account_move_line WHERE parent_state = 'posted'
             UNION ALL
            SELECT author_id, 0, date::date FROM mail_message
        ) document WHERE partner IS NOT NULL GROUP BY partner, company) aggregate
"""
# What the list says, as somebody would write it by hand: each private person with its
# last activity, the document of it, and a due date for one company and one period.
LIST = """
    CREATE TEMPORARY TABLE by_hand ON COMMIT DROP AS
    SELECT DISTINCT ON (p.id) p.id, d.day, d.model, d.res_id,
           make_date(extract(year FROM COALESCE(d.day, p.create_date))::int + 6, 1, 1)
           AS due
      FROM res_partner p
      LEFT JOIN (
            SELECT partner_id AS partner, date AS day, 'account.move' AS model,
                   id AS res_id
              FROM account_move WHERE state = 'posted'
             UNION ALL
            SELECT partner_id, date, 'account.move.line', id
              FROM account_move_line WHERE parent_state = 'posted'
             UNION ALL
            SELECT author_id, date::date, 'mail.message', id FROM mail_message
           ) d ON d.partner = p.id
     WHERE p.is_company IS NOT TRUE AND p.parent_id IS NULL
     ORDER BY p.id, d.day DESC NULLS LAST, d.res_id DESC
"""
# Every 10th is a company, every 10th an address of the partner before it.
FILL = {
    "res_partner": (
        PARTNERS,
        {
            "name": "'Person ' || n",
            "complete_name": "'Person ' || n",
            "parent_id": "CASE WHEN n % 10 = 9 THEN id - 1 END",
            "commercial_partner_id": "CASE WHEN n % 10 = 9 THEN id - 1 ELSE id END",
            "is_company": "n % 10 = 5",
            "type": "'contact'",
            "email": "NULL",
            "email_normalized": "NULL",
            "phone": "NULL",
            "vat": "NULL",
            "company_id": "NULL",
            "customer_rank": "1",
            "supplier_rank": "0",
            "create_date": "TIMESTAMP '2012-01-01' + n % 4000 * INTERVAL '1 day'",
        },
    ),
    "account_move": (
        ENTRIES,
        {
            "name": "'B/' || n",
            "sequence_number": "n",
            "state": "'posted'",
            "payment_state": "'paid'",
            "amount_residual": "0",
            "date": "DATE '2012-01-01' + (n % 5300)",
            "partner_id": "first_partner + (n::bigint * 7919) % partners",
            "commercial_partner_id": "first_partner + (n::bigint * 7919) % partners",
            "partner_shipping_id": "first_partner + (n::bigint * 7919) % partners",
        },
    ),
    "account_move_line": (
        ITEMS,
        {
            "move_id": "first_move + n % 2000000",
            "date": "DATE '2012-01-01' + (n % 5300)",
            "parent_state": "'posted'",
            "reconciled": "TRUE",
            "amount_residual": "0",
            "partner_id": "first_partner + (n::bigint * 7919) % partners",
        },
    ),
    "mail_message": (
        MESSAGES,
        {
            "model": "NULL",
            "res_id": "NULL",
            "message_type": "'email'",
            "author_id": "first_partner + (n::bigint * 15485863) % partners",
            "date": "TIMESTAMP '2012-01-01' + n % 5300 * INTERVAL '1 day'",
        },
    ),
}


def fill(name):
    """A million partners and five million documents, after the pattern of one row."""
    from odoo import tools  # noqa: F401  (the environment must be Odoo's)

    firsts = {}
    for table, (count, values) in FILL.items():
        say(f"making {count} rows of {table} …")
        indexes = query(
            name,
            "SELECT indexdef, indexname FROM pg_indexes i WHERE tablename = %s"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)",
            table,
        )
        for _definition, index in indexes:
            query(name, f'DROP INDEX "{index}"')
        columns = [
            column
            for (column,) in query(
                name,
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                table,
            )
        ]
        [(highest,)] = query(name, f"SELECT COALESCE(max(id), 0) FROM {table}")
        firsts[table] = highest + 1
        known = {
            "first_partner": firsts["res_partner"],
            "first_move": firsts.get("account_move", 0),
            "partners": PARTNERS,
        }
        chosen = {"id": f"{highest + 1} + n", **values}
        expressions = [_value(column, chosen, known) for column in columns]
        names = ", ".join(f'"{column}"' for column in columns)
        query(
            name,
            "SET session_replication_role = replica;"
            f" INSERT INTO {table} ({names}) SELECT {', '.join(expressions)}"
            f" FROM (SELECT * FROM {table} {PATTERN.get(table, '')} LIMIT 1) pattern,"
            f" generate_series(0, {count - 1}) n",
        )
        query(
            name,
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"
            f" FROM {table}",
        )
        for definition, _index in indexes:
            query(name, definition)
    query(name, "VACUUM ANALYZE", autocommit=True)


# A row of which nothing keeps others from being made alike.
PATTERN = {
    "res_partner": "WHERE active AND id NOT IN (SELECT partner_id FROM res_users)",
    "account_move": "WHERE move_type = 'out_invoice' AND inalterable_hash IS NULL",
    "account_move_line": "WHERE display_type = 'payment_term'",
}


def _value(column, values, known):
    text = values.get(column, f'pattern."{column}"')
    for name, value in known.items():
        text = text.replace(name, str(value))
    return text if column == "id" else text.replace(" id", f" {values['id']}")


def measure(name):
    """:return: seconds of each round of ours and of the aggregate, and figures"""
    import contenders

    from odoo import api

    registry = contenders.Registry(name)
    times = {"ours": [], "list": [], "dates": [], "again": []}
    facts = {}
    for _number in range(ROUNDS):
        for kind, sql in (("dates", DATES), ("list", LIST)):
            with registry.cursor() as cr:
                start = time.perf_counter()
                cr.execute(sql)
                times[kind].append(time.perf_counter() - start)
        for kind in ("ours", "again"):
            with registry.cursor() as cr:
                env = api.Environment(cr, contenders.ADMIN, {})
                if kind == "ours":
                    cr.execute("TRUNCATE partner_anonymization_candidate CASCADE")
                    cr.commit()
                before = resident()
                start = time.perf_counter()
                facts[kind] = env["partner.anonymization.candidate"].refresh()
                times[kind].append(time.perf_counter() - start)
                cr.commit()
                facts["grown"] = max(facts.get("grown", 0), resident() - before)
    return times, facts


def resident():
    """Megabytes of memory that this process holds."""
    with open("/proc/self/status") as lines:
        found = next(line for line in lines if line.startswith("VmRSS"))
    return int(found.split()[1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    with alone():
        if not query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", NAME):
            import run

            say("installing account with demo data …")
            databases.odoo(
                *("-d", NAME, "-i", "account,contacts", "--with-demo"),
                *("--stop-after-init", "--no-http"),
            )
            databases.install(NAME)
            run.prepare(NAME, databases.os.path.join(run._data_dir(), "keys-worklist"))
            fill(NAME)
        times, facts = measure(NAME)
        if not arguments.keep:
            databases.drop(NAME)
    middle = {kind: statistics.median(values) for kind, values in times.items()}
    ratio = middle["ours"] / middle["dates"]
    print(f"{'':26}seconds  rounds")
    for kind, label in (
        ("dates", "newest dates alone"),
        ("list", "the list by plain SQL"),
        ("ours", "refresh, empty list"),
        ("again", "refresh, nothing new"),
    ):
        rounds = " ".join(f"{value:.2f}" for value in times[kind])
        print(f"{label:26}{middle[kind]:7.2f}  {rounds}")
    print(f"ratio to the newest dates alone {ratio:.2f} (bound {MOST_TIMES})")
    print(f"ratio to the list by plain SQL {middle['ours'] / middle['list']:.2f}")
    print(f"rows written {facts['ours']}, again {facts['again']}")
    print(f"resident memory grew by {facts['grown']:.0f} MB (bound {MOST_MEGABYTES})")
    return 1 if ratio > MOST_TIMES or facts["grown"] > MOST_MEGABYTES else 0


if __name__ == "__main__":
    say("figures go to standard output")
    sys.exit(main())

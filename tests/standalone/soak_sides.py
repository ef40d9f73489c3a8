"""Who is at work in the soak: people, workers, and clients who invoice them."""

import random
import signal

import harness
from harness import ADMIN
from psycopg2 import Error

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service import model as service

# What somebody's values are, by the id.
NAME = "'Nestor Soak ' || one.id"
EMAIL = "'soak.' || one.id || '@quillfeather.example'"
PHONE = "'+45 31 ' || one.id"
# Marked, without a name of theirs, an e-mail or a phone, with a seal.
FINISHED, UNTOUCHED = (
    (True, False, False, False, True),
    (False, True, True, True, False),
)
STATES = f"""
    SELECT one.anonymization_state = 'anonymized' IS TRUE AS marked,
           one.name = {NAME} AS named,
           one.email IS NOT NULL AS mailed, one.phone IS NOT NULL AS called,
           EXISTS (SELECT FROM partner_anonymization_seal seal
                    WHERE seal.line_id = line.id) AS sealed,
           line.outcome, count(*)
      FROM res_partner one
      JOIN partner_anonymization_line line
        ON line.partner_id = one.id AND line.run_id = %s
     WHERE one.id = ANY(%s)
     GROUP BY 1, 2, 3, 4, 5, 6
"""


def people(db, name, count):
    """Put in `count` contacts whose values tell them apart.

    :return: their ids
    """
    with db.env() as env:
        pattern = env["res.partner"].create({"name": name})
        env.flush_all()
        env.cr.execute(
            f"""
            INSERT INTO res_partner
            SELECT (jsonb_populate_record(pattern, jsonb_build_object(
                   'id', one.id, 'commercial_partner_id', one.id,
                   'name', one.name, 'complete_name', one.name,
                   'email', one.email, 'email_normalized', one.email,
                   'phone', one.phone))).*
              FROM res_partner pattern, (
                   SELECT one.id, replace({NAME}, 'Nestor Soak', %(name)s) AS name,
                          {EMAIL} AS email, {PHONE} AS phone
                     FROM (SELECT nextval('res_partner_id_seq') AS id
                             FROM generate_series(1, %(count)s)) one) one
             WHERE pattern.id = %(pattern)s
            """,
            {"name": name, "count": count, "pattern": pattern.id},
        )
        env.cr.execute(
            "SELECT id FROM res_partner WHERE starts_with(name, %s) AND id > %s",
            [name, pattern.id],
        )
        return [id_ for (id_,) in env.cr.fetchall()]


def start_run(db, ids):
    """Let the workers have these people; return the run's id."""
    from odoo.addons.partner_anonymization.models.runs.choices import Choices

    with db.env(uid=ADMIN) as env:
        partners = env["res.partner"]
        query = partners._anonymization_query([("id", "in", ids)])
        run = env["partner.anonymization"]._draft(query)
        run.with_user(ADMIN)._begin(
            Choices(note="T-1", override=True, override_reason="T-2")
        )
        return run.id


def books(db):
    """What the entries come to, by state and account."""
    rows = db.sql(
        """
        SELECT move.id, md5(string_agg(concat_ws('/', line.id, line.account_id,
               line.balance, line.amount_currency, move.state, line.date), ','
               ORDER BY line.id))
          FROM account_move move JOIN account_move_line line ON line.move_id = move.id
         GROUP BY move.id
        """
    )
    return dict(rows)


def work(db, run_id):
    """A worker, as a scheduled action is one."""
    with db.env() as env:
        env["partner.anonymization"]._cron_work()


def invoice_them(db, ids, results, seed):
    """A client who posts an invoice for one of these people after the other, and notes
    what came of it, until it is told to stop."""
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_args: stopped.append(True))
    draw = random.Random(f"{seed}/{random.SystemRandom().random()}")
    with results.open("a", buffering=1) as file:
        while not stopped:
            try:
                with db.env(uid=ADMIN) as env:
                    move = service.retrying(lambda: _post(env, draw.choice(ids)), env)
                file.write(f"posted {move}\n")
            except UserError:
                file.write("refused 0\n")
            except (ConcurrencyError, Error):
                file.write("conflict 0\n")
                db.disconnect()


def _post(env, partner_id):
    move = harness.draft_invoice(env, partner_id)
    move.action_post()
    return move.id

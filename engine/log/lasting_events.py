"""Events of what was refused: they stay although what led to them is rolled back."""

import logging
from functools import partial

import psycopg2

from odoo import api

from . import log_entries

_logger = logging.getLogger(__name__)
_PENDING = "partner_anonymization.refused"


def add_refused(env, kind, partner_ids, reason=None):
    """Append an event per partner, in a transaction of its own once the present one is
    over, however it ends; each once, as an import tries a row again.

    :param reason: codes; it names nobody
    """
    _later(env, [(_refused, kind, id_, reason) for id_ in partner_ids])


def add_denied(env, user_id, right):
    """Append an event that a user lacked a right, likewise: one per user, right and
    hour, so that nobody can fill the log.

    :param user_id: None stands for all who are not named
    :param str right: name of its group
    """
    _later(env, [(_denied, user_id, right)])


def _later(env, entries):
    cr = env.cr
    pending = cr.postrollback.data.get(_PENDING)
    if pending is None:
        pending = cr.postrollback.data[_PENDING] = {}
        for callbacks in (cr.postcommit, cr.postrollback):
            callbacks.add(partial(_write, env.registry, env.uid, pending))
    pending.update(dict.fromkeys(entries))


def _refused(env, kind, partner_id, reason):
    log_entries.add_partner_events(env, kind, [partner_id], reason, outcome="refused")


def _denied(env, user_id, right):
    env.cr.execute(
        """
        INSERT INTO partner_anonymization_event (date, user_id, kind, outcome, reason)
        SELECT now() AT TIME ZONE 'utc', %(user)s, 'denied', 'refused', %(right)s
         WHERE NOT EXISTS (
               SELECT FROM partner_anonymization_event
                WHERE kind = 'denied' AND user_id IS NOT DISTINCT FROM %(user)s
                  AND reason = %(right)s
                  AND date > now() AT TIME ZONE 'utc' - interval '1 hour')
        """,
        {"user": user_id, "right": right},
    )


def _write(registry, uid, pending):
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, uid, {}, su=True)
            for add, *arguments in pending:
                add(env, *arguments)
    except psycopg2.Error as error:
        # What was refused is over, and must not fail now in another way.
        _logger.error("%s refusals are not in the log: %s", len(pending), error)

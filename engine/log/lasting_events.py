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
    cr = env.cr
    pending = cr.postrollback.data.get(_PENDING)
    if pending is None:
        pending = cr.postrollback.data[_PENDING] = {}
        for callbacks in (cr.postcommit, cr.postrollback):
            callbacks.add(partial(_write, env.registry, env.uid, pending))
    pending.update(dict.fromkeys((kind, id_, reason) for id_ in partner_ids))


def _write(registry, uid, pending):
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, uid, {}, su=True)
            for kind, partner_id, reason in pending:
                log_entries.add_partner_events(
                    env, kind, [partner_id], reason, outcome="refused"
                )
    except psycopg2.Error as error:
        # What was refused is over, and must not fail now in another way.
        _logger.error("%s refusals are not in the log: %s", len(pending), error)

"""Whom the first version has erased is noted in the ledger, which is newer: a backup
that brings them back has them erased again."""

from odoo import SUPERUSER_ID, api

from odoo.addons.partner_anonymization.engine.log import ledger

KINDS = {"anonymized": "anonymize", "deleted": "purge"}


def migrate(cr, version):
    """Note them; where that fails, the error names the key directory and the upgrade is
    to be done again."""
    cr.execute("SELECT FROM partner_anonymization_ledger LIMIT 1")
    if cr.rowcount:
        return
    cr.execute(
        "SELECT anonymization_state, array_agg(id ORDER BY id) FROM res_partner"
        " WHERE anonymization_state = ANY(%s) GROUP BY 1",
        [list(KINDS)],
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    for state, partner_ids in cr.fetchall():
        ledger.note(env, KINDS[state], None, partner_ids)

"""Whom a legal hold protects from being erased."""

from odoo.tools import SQL


def held(env, partner_ids):
    """The partners among these that are under a legal hold.

    :return: set of partner ids
    """
    env["res.partner"].flush_model(["anonymization_hold"])
    rows = env.execute_query(
        SQL(
            "SELECT id FROM res_partner WHERE id = ANY(%s) AND anonymization_hold",
            list(partner_ids),
        )
    )
    return {id_ for (id_,) in rows}

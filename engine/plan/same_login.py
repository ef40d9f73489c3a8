"""Users whose login differs from another one at most in capitals: known when logins are
erased, so that a restore sees which logins were taken later."""

from odoo.tools import SQL

from ..database import id_arrays

TABLE, COLUMN, MARK = "res_users", "login", "alike"


def read(cr, rows):
    """Who has the same login as the users that are to be erased.

    :param dict rows: ``{table: {id: {column: text}}}`` of the plan
    :return: ``{user id: [ids of others]}``
    """
    ids = [id_ for id_, row in rows.get(TABLE, {}).items() if row.get(COLUMN)]
    if not ids:
        return {}
    cr.execute(
        SQL(
            "SELECT own.id, array_agg(other.id ORDER BY other.id) FROM res_users own"
            "  JOIN res_users other ON lower(other.login) = lower(own.login)"
            "   AND other.id <> own.id"
            " WHERE own.id = ANY(%s) GROUP BY own.id",
            id_arrays.array(ids),
        )
    )
    return dict(cr.fetchall())


def placeholder(user_id):
    """The login of a user who was anonymized."""
    return f"anonymized-{user_id}"

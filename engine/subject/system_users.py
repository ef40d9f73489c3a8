"""Partners of users that Odoo itself needs."""

from odoo.tools import SQL

_SYSTEM_USERS = (
    "user_root",
    "public_user",
    "template_portal_user_id",
    "default_user",
)


def system_users(env):
    """Ids of the users that Odoo itself needs; the administrator is a person."""
    rows = env.execute_query(
        SQL(
            "SELECT users.id FROM ir_model_data data"
            "  JOIN res_users users ON users.id = data.res_id"
            " WHERE data.module = 'base' AND data.model = 'res.users'"
            "   AND data.name = ANY(%s)",
            list(_SYSTEM_USERS),
        )
    )
    return [user_id for (user_id,) in rows]

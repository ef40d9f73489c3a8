"""Partners of users that Odoo itself needs."""


def system_users(env):
    """Ids of the users that Odoo itself needs; the administrator is a person."""
    users = (env.ref(name, raise_if_not_found=False) for name in _SYSTEM_USERS)
    return [user.id for user in users if user]


_SYSTEM_USERS = (
    "base.user_root",
    "base.public_user",
    "base.template_portal_user_id",
    "base.default_user",
)

"""Open web sessions of a closed login: their files are removed at commit.

The session token depends on the login and the active flag and is refused from the
moment they change; the file still holds the login in clear text.
"""

from odoo.http import root


def close(env, plan):
    """Remove the session files of the users in the plan at commit."""
    users = [
        res_id
        for res_id in plan.changes.get("res_users", {})
        if "login" in plan.changes["res_users"][res_id]
    ]
    if not users:
        return
    env.cr.execute(
        "SELECT DISTINCT session_identifier FROM res_device_log"
        " WHERE user_id = ANY(%s)",
        [users],
    )
    identifiers = [identifier for (identifier,) in env.cr.fetchall()]
    if identifiers:
        env.cr.postcommit.add(
            lambda: root.session_store.delete_from_identifiers(identifiers)
        )

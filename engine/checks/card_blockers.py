"""What a contact's card, its holds and its users say against anonymizing it."""

from odoo.tools import SQL

from ..database import id_arrays
from ..subject import Blocker, legal_hold, system_users


def _rows(env, query, **params):
    return env.execute_query(SQL(query, **params))


def state(env, owner, roots):
    """Flags on the partner card itself. A contact that was anonymized before on its
    own does not keep its company from following."""
    rows = _rows(
        env,
        """
        SELECT id, anonymization_state, anonymization_exempt
          FROM res_partner
         WHERE id = ANY(%(ids)s)
           AND (anonymization_state IS NOT NULL OR anonymization_exempt)
        """,
        ids=id_arrays.array(owner),
    )
    for partner_id, state, exempt in rows:
        already = state and partner_id in roots
        for code, found in (("already", already), ("exempt", exempt)):
            if found:
                yield Blocker(
                    owner[partner_id], partner_id, code, "res.partner", [partner_id]
                )


def holds(env, owner):
    """Legal holds that are not over: on an address itself, or on what is above it. Each
    hold is named once per subject, at the address that it is on if that is one of them.
    """
    named = set()
    for partner_id, holders in sorted(
        legal_hold.holders(env, list(owner)).items(),
        key=lambda item: item[0] not in item[1],
    ):
        for holder in holders:
            subject = owner[partner_id]
            if (subject, holder) not in named:
                named.add((subject, holder))
                at = holder if owner.get(holder) == subject else partner_id
                yield Blocker(subject, at, "hold", "res.partner", [holder])


def protected(env, owner):
    """A company's own partner, and the partners of the system's own users."""
    rows = _rows(
        env,
        """
        SELECT partner_id, 'res.company', id FROM res_company
         WHERE partner_id = ANY(%(ids)s)
         UNION ALL
        SELECT partner_id, 'res.users', id FROM res_users
         WHERE partner_id = ANY(%(ids)s) AND id = ANY(%(users)s)
        """,
        ids=id_arrays.array(owner),
        users=system_users(env),
    )
    for partner_id, model, res_id in rows:
        yield Blocker(owner[partner_id], partner_id, "protected", model, [res_id])


def users(env, owner):
    """Active internal users; a portal user is closed along with the partner."""
    rows = _rows(
        env,
        """
        SELECT partner_id, array_agg(id ORDER BY id) FROM res_users
         WHERE partner_id = ANY(%(ids)s) AND active AND share IS NOT TRUE
         GROUP BY partner_id
        """,
        ids=id_arrays.array(owner),
    )
    for partner_id, ids in rows:
        yield Blocker(owner[partner_id], partner_id, "internal_user", "res.users", ids)

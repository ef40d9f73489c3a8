"""Earlier values of a person: what they were called, and who was merged into them."""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ..database import id_arrays
from . import merged


class FormerValue(NamedTuple):
    """An earlier value of a subject, or the one that followed.

    :param tracking_id: of the row of the change history that has it; None where a
        message tells of a merge
    """

    subject: int
    tracking_id: int
    kind: str
    text: str


def tracked(env, own_rule, owner):
    """Earlier names and addresses of the subjects, from the change history, and those
    of contacts that were merged into them.

    :return: list of :class:`FormerValue`
    """
    kinds = {field.name: field.term for field in own_rule.fields if field.term}
    rows = env.execute_query(
        SQL(
            """
            SELECT message.res_id, value.id, field.name, value.old_value_char,
                   value.new_value_char
              FROM mail_message message
              JOIN mail_tracking_value value ON value.mail_message_id = message.id
              JOIN ir_model_fields field ON field.id = value.field_id
             WHERE message.model = 'res.partner' AND message.res_id = ANY(%s)
               AND field.name = ANY(%s)
         UNION ALL
            SELECT res_id, NULL, NULL, body, NULL
              FROM mail_message
             WHERE model = 'res.partner' AND res_id = ANY(%s) AND body LIKE %s
            """,
            id_arrays.array(owner),
            list(kinds),
            id_arrays.array(owner),
            f"%{merged.SIGN}%",
        )
    )
    return [
        FormerValue(owner[partner_id], id_, kind, text)
        for partner_id, id_, name, *values in rows
        for kind, text in (
            merged.values(values[0])
            if name is None
            else [(kinds[name], text) for text in filter(None, values)]
        )
    ]


def by_subject(env, own_rule, owner):
    """The same as ``{subject: [(kind, value)]}``."""
    result = defaultdict(list)
    for one in tracked(env, own_rule, owner):
        result[one.subject].append((one.kind, one.text))
    return result

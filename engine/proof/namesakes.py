"""Which of two people of one name a text means: the links of its record say it, else a
person decides."""

from collections import Counter

from odoo.tools import SQL

from ..database import id_arrays

# A name that stands in more places is looked at by nobody.
MOST = 20
# What hangs on cards, by way of messages.
_OF_CARDS = {
    "mail.message": "SELECT message.id FROM mail_message message WHERE message.id",
    "mail.tracking.value": "SELECT value.id FROM mail_tracking_value value"
    " JOIN mail_message message ON message.id = value.mail_message_id WHERE value.id",
}


def doubtful(env, fields, finds, of_name, evidence, is_of_subject):
    """Those of the finds that may mean the subject: full names in texts that say by no
    link that they mean the namesake, or by links that they may mean both.

    :param fields: ``others_fields.OthersFields``
    :param finds: of terms that somebody living has as well
    :param dict of_name: ``{line id: {own name: ids of the namesakes}}``
    :param is_of_subject: called with a find, says whether its record is linked to the
        subject as well
    :return: ids of the finds
    """
    count = Counter(term for find in finds for term in find.terms)
    finds = [
        find
        for find in finds
        if find.res_id is not None
        and find.model in env
        and not env[find.model]._transient
        # A queued copy is what its message is.
        and find.model != "mail.mail"
        and not fields.says_who(find.model, find.column)
        and find.terms <= of_name.get(find.line_id, {}).keys()
        and all(not evidence.is_weak(one) and count[one] <= MOST for one in find.terms)
        and not find.more
    ]
    if not finds:
        return set()
    partner_ids = {
        id_
        for find in finds
        for term in find.terms
        for id_ in of_name[find.line_id][term]
    }
    ids = id_arrays.array(sorted(partner_ids))
    linked = fields.linked(finds, SQL("living.id = ANY(%s)", ids))
    linked |= _in_chatter(env, finds, ids)
    linked |= {("res.partner", id_) for id_ in partner_ids}
    return {
        id(one)
        for one in finds
        if (one.model, one.res_id) not in linked or is_of_subject(one)
    }


def _in_chatter(env, finds, partner_ids):
    """Messages on the cards of the namesakes, and the changes that they tell of."""
    found = set()
    for model, query in _OF_CARDS.items():
        ids = [one.res_id for one in finds if one.model == model]
        if ids:
            rows = env.execute_query(
                SQL(
                    "%s = ANY(%s) AND message.model = 'res.partner'"
                    " AND message.res_id = ANY(%s)",
                    SQL(query),
                    id_arrays.array(ids),
                    partner_ids,
                )
            )
            found |= {(model, id_) for (id_,) in rows}
    return found

"""How much a plan takes away, for the certificate."""

from collections import Counter, defaultdict


def count(planned):
    """The records that lose something of a subject.

    :param planned: :class:`engine.plan.plan.Plan`
    :return: ``{subject: {model: number of records}}``
    """
    places = defaultdict(set)
    for subject, values in planned.sealed.items():
        places[subject].update((table, id_) for table, _name, id_, *_old in values)
    for one in planned.large:
        places[one.subject].add((one.table, one.res_id))
    for subject, attachment_id, _name in planned.files:
        places[subject].add(("ir_attachment", attachment_id))
    _add_unsealed(planned, places)
    return {
        subject: dict(Counter(planned.models.get(table, table) for table, _id in found))
        for subject, found in places.items()
    }


def _add_unsealed(planned, places):
    """Rows that are deleted at once, and never come back."""
    found = planned.scope
    for rule in found.datamap.rules:
        gone = planned.discard.get(rule.table, ())
        hits = found.by_rule.get(rule.id, {}) if gone else {}
        for res_id in gone & hits.keys() if gone else ():
            if hits[res_id].owner is not None:
                places[hits[res_id].owner].add((rule.table, res_id))

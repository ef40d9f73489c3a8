"""Records of which nobody could tell whether their address has opted out.

Their ids, and nothing else, are written down in the transaction that saves them. When
the keys can be read again they are checked, and the opt-outs block again.
"""

from . import opt_out_hashes

BATCH = 1000


def remember(env, records):
    """Have these records checked later."""
    if records.ids:
        env.cr.execute(
            "INSERT INTO partner_anonymization_unchecked (model, res_id)"
            " SELECT %s, unnest(%s::int[]) ON CONFLICT DO NOTHING",
            [records._name, records.ids],
        )


def count(cr):
    cr.execute("SELECT count(*) FROM partner_anonymization_unchecked")
    return cr.fetchone()[0]


def catch_up(env, after=0):
    """Check the next records, under every key that can be had.

    :param after: the last row that was looked at
    :return: (the last row now, how many records were checked, the error of a key that
        cannot be had); without an error the records need no further check
    """
    env.cr.execute(
        "SELECT id, model, res_id FROM partner_anonymization_unchecked"
        " WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
        [after, BATCH],
    )
    rows, failure = env.cr.fetchall(), None
    by_model = {}
    for _id, model, res_id in rows:
        by_model.setdefault(model, []).append(res_id)
    for model, ids in by_model.items():
        if model in env:
            failure = _check(env[model].browse(ids).exists()) or failure
    if not failure:
        env.cr.execute(
            "DELETE FROM partner_anonymization_unchecked WHERE id = ANY(%s)",
            [[row[0] for row in rows]],
        )
    return (rows[-1][0] if rows else after), len(rows), failure


def _check(records):
    failure = None
    for blacklist, name in _carried(records):
        if blacklist in records.env:
            values = set(filter(None, records.mapped(name)))
            error = opt_out_hashes.reveal_unchecked(records.env, blacklist, values)
            failure = error or failure
    return failure


def _carried(records):
    """(blacklist, field) of the addresses that records of a model carry."""
    if records._name in opt_out_hashes.COLUMNS:
        return [(records._name, opt_out_hashes.COLUMNS[records._name])]
    fields = records._fields
    return [
        (blacklist, name)
        for name, blacklist in opt_out_hashes.COMPUTED.items()
        if name in fields and fields[name].store
    ]

"""Which finds the law keeps: evidence within its retention, hashed entries, files."""

from collections import defaultdict
from datetime import date

from odoo.tools import SQL

from ..subject import Hit, record_facts

# The names that the trace gives to a file's content, whatever column tells of it.
CONTENT = ("raw", "store_fname", "db_datas", "name", "url", "description")


def places(env, datamap, finds):
    """Evidence within its retention, also of documents of somebody else."""
    today = date.today()
    result = {}
    wanted = defaultdict(set)
    for find in finds:
        if find.res_id is not None:
            wanted[find.model].add(find.res_id)
    for rule in datamap.rules:
        columns = {c.name for c in rule.fields if c.evidence or c.hashed}
        if rule.model == "ir.attachment" or not columns:
            continue
        hits = _dated(env, datamap, rule, wanted.get(rule.model, ()))
        for find in finds:
            hit = hits.get(find.res_id) if find.model == rule.model else None
            if not hit or find.column not in columns:
                continue
            reason = "hashed" if hit.hashed else "retention"
            if hit.hashed or (hit.until and hit.until >= today):
                key = (find.model, find.column, find.res_id)
                result[key] = (reason, hit.until)
    return result | _kept_files(env, datamap, finds, today)


def _dated(env, datamap, rule, ids):
    hits = {res_id: Hit() for res_id in ids}
    if hits and rule.retention and rule.activity_field:
        record_facts.set_ends(env, datamap, rule, hits)
    if hits and rule.hash_path:
        record_facts.mark_hashed(env, rule, hits)
    return hits


def _kept_files(env, datamap, finds, today):
    """Files of documents within their retention."""
    ids = {f.res_id for f in finds if f.model == "ir.attachment" and f.res_id}
    rows = env.execute_query(
        SQL(
            "SELECT id, res_model, res_id FROM ir_attachment WHERE id = ANY(%s)",
            list(ids),
        )
    )
    result = {}
    for rule in datamap.dated():
        of_rule = {id_: res_id for id_, m, res_id in rows if m == rule.model}
        hits = _dated(env, datamap, rule, set(of_rule.values()) - {None})
        for attachment_id, res_id in of_rule.items():
            until = hits[res_id].until if res_id in hits else None
            if until and until >= today:
                for column in CONTENT:
                    key = ("ir.attachment", column, attachment_id)
                    result[key] = ("retention", until)
    return result

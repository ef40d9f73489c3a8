"""The module at work: it erases people in batches and proves it, and what is left."""

import json
import time
from dataclasses import dataclass, field

from databases import query, say
from words_report import IDENTITY

BATCH = 200
COLUMNS = {
    "mail.message": ("mail_message", "body"),
    "crm.lead": ("crm_lead", "description"),
    "project.task": ("project_task", "description"),
    "sale.order": ("sale_order", "note"),
}
_NOTE = "made-up people"


@dataclass
class Result:
    """What a contender has made of the texts.

    :param list texts: the new text of each
    :param list listed: for each the status with which a trace tells of it, or None
    :param changed_fields: how many identity fields of others have changed
    """

    texts: list
    listed: list = field(default_factory=list)
    changed_fields: list = field(default_factory=list)
    seconds: dict = field(default_factory=dict)


def employ(name, people):
    """Users and employees with a longer name than that of a person."""
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"no_reset_password": True})
        some = [p for p in people if p["relation"] == "employee"]
        env["hr.employee"].create([{"name": p["longer"]} for p in some])
        some = [p for p in people if p["relation"] == "user"]
        env["res.users"].create(
            [
                {"name": p["longer"], "login": f"user{p['number']}@staff.example"}
                for p in some
            ]
        )
        cr.commit()


def run(name, people, texts):
    """Erase those people who are to be erased, prove it.

    :return: :class:`Result`
    """
    from odoo import api
    from odoo.modules.registry import Registry

    ids = [p["id"] for p in people if p["is_erased"]]
    before, begin = identity(name, ids), time.perf_counter()
    registry = Registry(name)
    for start in range(0, len(ids), BATCH):
        say(f"anonymizing {start + 1} to {min(start + BATCH, len(ids))} of {len(ids)}")
        with registry.cursor() as cr:
            partners = api.Environment(cr, 2, {})["res.partner"]
            batch = partners.browse(ids[start : start + BATCH])
            batch.anonymize(note=_NOTE, override_retention=True)
            cr.commit()
    erased = time.perf_counter()
    say("proving")
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        cr.commit()
    proved = time.perf_counter()
    after = identity(name, ids)
    changed = [key for key, value in before.items() if after.get(key) != value]
    seconds = {"anonymizing": erased - begin, "proof": proved - erased}
    return Result(_read(name, texts), _listed(name, texts), changed, seconds)


def identity(name, erased):
    """What identity fields of others hold: ``{(table, id): texts}``"""
    found = {}
    for table, (columns, owner) in IDENTITY.items():
        where = f"WHERE {owner} IS NULL OR NOT {owner} = ANY(%s)"
        sql = f"SELECT id, json_build_array({columns})::text FROM {table} {where}"
        found |= {(table, id_): text for id_, text in query(name, sql, erased)}
    return found


def _read(name, texts):
    found = {}
    for model, (table, column) in COLUMNS.items():
        ids = [text.res_id for text in texts if text.model == model]
        sql = f"SELECT id, {column} FROM {table} WHERE id = ANY(%s)"
        found |= {(model, id_): text for id_, text in query(name, sql, ids)}
    return [found.get((text.model, text.res_id)) or "" for text in texts]


def _listed(name, texts):
    sql = "SELECT model, res_id, status, code FROM partner_anonymization_kept"
    found = {}
    for model, res_id, status, code in query(name, sql):
        if found.get((model, res_id), "")[:10] != "unexpected":
            found[model, res_id] = f"{status} {code}"
    return [found.get((text.model, text.res_id)) for text in texts]


def as_json(result):
    return json.dumps(vars(result))

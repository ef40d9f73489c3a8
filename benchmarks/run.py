"""Measure the engine against the least that the database has to do.

Run it with ``make bench``; ``ARGS=--json`` prints JSON. The exit status is 1 when a
bound of ``report`` is broken.
"""

import argparse
import json
import shutil
import sys
import tempfile

import databases
from databases import PREFIX, alone, query, say

COPIES = ("ours", "floor", "plan")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--keep", action="store_true", help="keep the copies")
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    with alone():
        status = _run(arguments)
    return status


def _run(arguments):
    template = databases.template()
    names = {copy: f"{PREFIX}_{copy}" for copy in COPIES}
    keys = tempfile.mkdtemp(prefix="keys-", dir=_data_dir())
    try:
        _copies(template, names, keys)
        figures, facts = _measure(names)
    finally:
        shutil.rmtree(keys, ignore_errors=True)
        if not arguments.keep:
            for name in names.values():
                databases.drop(name)
    import report

    if arguments.json:
        print(json.dumps(report.as_json(figures, facts), indent=1))
    else:
        print(report.as_text(figures, facts))
    return 1 if report.broken(figures) else 0


def _data_dir():
    from odoo.tools import config

    return config["data_dir"]


def _copies(template, names, keys):
    """Equal copies with the module, an administrator who may use it, and keys on the
    same disk as in production."""
    first, *others = names.values()
    databases.copy(template, first)
    databases.install(first)
    prepare(first, keys)
    for name in others:
        databases.copy(first, name)


def prepare(name, keys):
    """Give the administrator the right, and the keys a directory."""
    from contenders import ADMIN, Registry

    from odoo import api

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        group = env.ref("partner_anonymization.group_manager")
        env["res.users"].browse(ADMIN).group_ids += group
        params = env["ir.config_parameter"]
        params.set_param("partner_anonymization.key_dir", keys)
        # As its scheduled action does, soon after the installation.
        env["partner.anonymization"]._cron_indexes()
    Registry.delete(name)
    import odoo.sql_db

    odoo.sql_db.close_db(name)
    query(name, "VACUUM ANALYZE", autocommit=True)


def _measure(names):
    """:return: the figures, and facts on the database"""
    import contenders
    import rounds

    facts = _facts(names["ours"])
    floor = contenders.Floor(names["floor"])
    planner = contenders.Planner(names["plan"])
    loop = contenders.Loop(names["plan"])
    rows = query(names["ours"], "SELECT partner_id FROM bench_subject ORDER BY n")
    ids = [partner_id for (partner_id,) in rows]
    ours = contenders.Ours(names["ours"])
    figures = rounds.Rounds(ours, floor, planner, loop, ids).run()
    facts["after"] = databases.size(names["ours"]) / 2**20
    return figures, facts


def _facts(name):
    """Sizes of the database before the rounds: rows, and megabytes."""
    counts = [
        query(name, f"SELECT count(*) FROM {table}")[0][0]
        for table in ("res_partner", "account_move", "account_move_line")
    ]
    facts = dict(zip(("partners", "entries", "items"), counts, strict=True))
    return facts | {"megabytes": databases.size(name) / 2**20}


if __name__ == "__main__":
    say("figures go to standard output")
    sys.exit(main())

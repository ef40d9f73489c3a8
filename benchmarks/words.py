"""Measure whose words go: made-up people, all spellings of what is stored of them, and
all that looks like them and is somebody else's.

Run it with ``make bench-words``; ``ARGS=--quick`` takes a tenth of the people. The exit
status is 1 when a bound of ``words_report`` is broken.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import databases
import words_cast
import words_contenders
import words_engine
import words_report
import words_texts
from databases import PREFIX, alone, query, say
from words_database import template
from words_fill import Filler

PEOPLE, QUICK = 2000, 200


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} people")
    parser.add_argument("--before", help="a commit whose engine is measured as well")
    parser.add_argument("--presidio", action="store_true", help="measure it as well")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--show", type=int, default=0, help="examples of each fault")
    parser.add_argument("--result", help="only write what the engine does, as JSON")
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    people = words_cast.people(QUICK if arguments.quick else PEOPLE)
    texts = list(words_texts.texts(people))
    if arguments.result:
        result, _fields = _run(people, texts, arguments)
        Path(arguments.result).write_text(words_engine.as_json(result))
        return 0
    with alone():
        result, fields = _run(people, texts, arguments)
    return _report(people, texts, result, fields, arguments)


def _run(people, texts, arguments):
    """:return: what the module makes of it, and the identity fields of others before"""
    name = f"{PREFIX}_words_{'before' if arguments.result else 'ours'}"
    from odoo.tools import config

    keys = tempfile.mkdtemp(prefix="keys-", dir=config["data_dir"])
    try:
        databases.copy(template(), name)
        databases.install(name)
        _allow(name, keys)
        say(f"{len(people):,} people and {len(texts):,} texts")
        Filler(name).fill(people, texts)
        words_engine.employ(name, people)
        query(name, "ANALYZE")
        ids = [p["id"] for p in people if p["is_erased"]]
        fields = words_engine.identity(name, ids)
        return words_engine.run(name, people, texts), fields
    finally:
        shutil.rmtree(keys, ignore_errors=True)
        if not arguments.keep:
            databases.drop(name)


def _allow(name, keys):
    """Give the administrator the right, and the keys a directory."""
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        group = env.ref("partner_anonymization.group_manager")
        env["res.users"].browse(2).group_ids += group
        params = env["ir.config_parameter"]
        params.set_param("partner_anonymization.key_dir", keys)
        cr.commit()


def _report(people, texts, result, fields, arguments):
    contenders = {"module": words_report.Counts(texts, result)}
    if arguments.before:
        before = _before(arguments)
        contenders["before"] = words_report.Counts(texts, before)
    replaced = words_contenders.replaced(people, texts, fields)
    contenders["plain replace"] = words_report.Counts(texts, replaced)
    if arguments.presidio:
        say("Presidio")
        found = words_contenders.presidio(people, texts)
        contenders["Presidio (sample)"] = words_report.Counts(texts, found)
    print(words_report.as_text(texts, contenders))
    _show(contenders["module"], arguments.show)
    broken = words_report.broken(contenders["module"])
    return databases.verdict(broken)


def _show(counts, number):
    for (kind, verdict), some in sorted(counts.examples.items()):
        for text, new, status in some[:number]:
            print(f"{verdict} {kind} [{text.zone} {text.place}] {text.html!r}")
            p = text.person
            print(f"    stored {p['stored']!r} ({p['relation']}); {status}; {new!r}")


def _before(arguments):
    """What the engine of another commit makes of the same texts."""
    repo = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as folder:
        tree, result = Path(folder, "tree"), Path(folder, "result.json")
        git = ["git", "-C", str(repo), "worktree"]
        add = [*git, "add", "--detach", str(tree), arguments.before]
        subprocess.run(add, check=True, capture_output=True)
        command = [str(tree / "dev/run"), "python", __file__, "--result", str(result)]
        try:
            subprocess.run(
                command + ["--quick"] * arguments.quick, check=True, env=os.environ
            )
            return words_engine.Result(**json.loads(result.read_text()))
        finally:
            remove = [*git, "remove", "--force", str(tree)]
            subprocess.run(remove, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())

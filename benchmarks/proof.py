"""Measure the proof against ``pg_dump | grep`` of the same words.

Run it with ``make bench-proof``. A thousand people are anonymized first; then both look
for their words in the whole database, in turns, in one run. The exit status is 1 when
the proof is slower, or when a thousand people cost more than twice what one costs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import databases
from databases import PREFIX, alone, query, say

ROUNDS = 3
SIZES = (1, 1000)
# Columns of a partner that are kinds of terms as well.
KINDS = ("name", "email", "phone", "street", "vat", "ref")
FILES, FILE_SIZE = 2000, 20_000
MOST_PEOPLE = 2.0


def main():
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    with alone():
        name = f"{PREFIX}_proof"
        keys = tempfile.mkdtemp(prefix="keys-", dir=config["data_dir"])
        databases.copy(databases.template(), name)
        try:
            databases.install(name)
            people = _people(name, max(SIZES))
            _anonymize(name, keys, max(SIZES))
            return _report(_measure(name, people))
        finally:
            databases.drop(name)
            shutil.rmtree(keys)


def _anonymize(name, keys, count):
    import contenders
    from run import prepare

    prepare(name, keys)
    rows = query(
        name, "SELECT partner_id FROM bench_subject ORDER BY n LIMIT %s", count
    )
    say(f"anonymizing {count} people")
    contenders.Ours(name).anonymize([partner_id for (partner_id,) in rows])


def _measure(name, people):
    """``{(contender, people): seconds per round}``, and bytes."""
    figures, sizes = {}, Counter()
    _write_files(name, people)
    for number in range(ROUNDS):
        for count in SIZES:
            say(f"round {number + 1}: {count} people")
            chosen = people[:count]
            runs = [("proof", _proof), ("dump", _dump)]
            for contender, run in runs if number % 2 else reversed(runs):
                begin = time.perf_counter()
                size = run(name, chosen)
                seconds = time.perf_counter() - begin
                figures.setdefault((contender, count), []).append(seconds)
                sizes[contender] = size
            figures.setdefault(("files", count), []).append(_files(name, chosen, sizes))
            figures.setdefault(("whole", count), []).append(_whole(name, count))
    return figures, sizes


def _people(name, count):
    """The identifying values of people in the database: ``[[(kind, value)]]``"""
    rows = query(
        name,
        f"SELECT {', '.join(KINDS)} FROM res_partner"
        " JOIN bench_subject ON partner_id = id ORDER BY n LIMIT %s",
        count,
    )
    return [[pair for pair in zip(KINDS, row, strict=True) if pair[1]] for row in rows]


def _search(people):
    from odoo.addons.partner_anonymization.engine.text import needles
    from odoo.addons.partner_anonymization.engine.text.terms import terms_from_values

    return needles.Needles(
        term for values in people for term in terms_from_values(values)
    )


def _proof(name, people):
    from odoo.addons.partner_anonymization.engine.database.gc_pause import without_gc
    from odoo.addons.partner_anonymization.engine.proof import tables

    @without_gc  # as the module's proof is
    def search():
        with _cursor(name) as cr:
            reader = tables.Reader(cr, _search(people), lambda *_hit: None)
            for table in tables.tables(cr):
                reader.search(table)
        return reader.bytes

    return search()


def _files(name, people, sizes):
    from odoo import api

    from odoo.addons.partner_anonymization.engine.proof import stored_files

    with _cursor(name) as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        search = _search(people)
        begin = time.perf_counter()
        found = []
        _count, sizes["files"] = stored_files.read(
            env, search, lambda *hit: found.append(hit), found.append
        )
        if not found:
            sys.exit("bench: the names in the files were not found")
        return time.perf_counter() - begin


def _whole(name, count):
    """Seconds of all that the scheduled action does for these lines: seals opened,
    tables and files searched, finds judged and listed. It is rolled back."""
    from contenders import ADMIN

    from odoo import api

    with _cursor(name) as cr:
        env = api.Environment(cr, ADMIN, {})
        lines = env["partner.anonymization.line"].search(
            [("proof_state", "=", "pending")], order="id desc", limit=count
        )
        begin = time.perf_counter()
        result = lines._prove()
        seconds = time.perf_counter() - begin
        if len(result.proved) + len(result.traces) != count:
            sys.exit("bench: the seals of the people cannot be opened")
        cr.rollback()
    return seconds


def _cursor(name):
    from odoo.modules.registry import Registry

    return Registry(name).cursor()


def _dump(name, people):
    words = "\n".join(value for values in people for _kind, value in values)
    with tempfile.NamedTemporaryFile("w", suffix=".words") as file:
        file.write(words)
        file.flush()
        command = 'pg_dump "$1" | grep --fixed-strings -i -c -f "$2"'
        done = subprocess.run(
            ["bash", "-c", command, "bash", name, file.name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    if not done.stdout.strip().isdigit() or done.stderr:
        sys.exit(f"bench: {done.stderr.strip() or 'pg_dump gave nothing'}")
    return 0


def _write_files(name, people):
    """Text files in the file store, some with a person's name."""
    from odoo.tools import config

    store = Path(config.filestore(name), "be")
    store.mkdir(parents=True, exist_ok=True)
    filler = "the delivery that we talked of last week, part and parcel. "
    filler *= FILE_SIZE // len(filler)
    for number in range(FILES):
        words = people[number % len(people)][0][1] if number % 10 == 0 else ""
        (store / f"{number:040x}").write_text(f"{filler}{words}\n")


def _report(measured):
    figures, sizes = measured
    seconds = {key: median(values) for key, values in figures.items()}
    megabytes = sizes["proof"] / 2**20
    print(f"text, json, arrays and binaries: {megabytes:,.0f} MB in the tables")
    print(" people     proof        pg_dump | grep    ratio       files")
    broken = []
    for count in SIZES:
        ours, dump = seconds["proof", count], seconds["dump", count]
        files = sizes["files"] / 2**20 / seconds["files", count]
        print(
            f"{count:7}  {ours:6.2f} s {megabytes / ours:4.0f} MB/s"
            f"  {dump:6.2f} s {megabytes / dump:4.0f} MB/s"
            f"  {ours / dump:5.2f}x  {files:6.0f} MB/s"
        )
        if ours > dump:
            broken.append(f"slower than pg_dump | grep for {count} people")
    one, many = (seconds["whole", count] for count in SIZES)
    growth = many / one
    print(
        f"whole proof, files and log included: {one:.2f} s for {SIZES[0]},"
        f" {many:.2f} s for {SIZES[1]} people: {growth:.2f} times"
    )
    if growth > MOST_PEOPLE:
        broken.append(f"{growth:.2f} times, allowed {MOST_PEOPLE}")
    return databases.verdict(broken)


if __name__ == "__main__":
    sys.exit(main())

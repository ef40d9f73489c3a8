"""Measure the memory and the time that large files take, step by step.

Run it with ``dev/run python benchmarks/files.py``; ``--quick`` takes a tenth of the
sizes. One person has a single file of 500 MB, another 1,000 files of 1 MB, half of them
random bytes, half text. Each step is made by a process of its own, whose peak is taken
above what it needs with everything loaded. The exit status is 1 above 300 MB.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

import databases
from databases import PREFIX, alone, say

MOST = 300
MEGABYTE = 1 << 20
STEPS = ("anonymize", "proof", "restore", "anonymize again", "finish", "purge")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes")
    part = 10 if parser.parse_args().quick else 1
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    cases = {
        f"one file of {500 // part} MB": (1, 500 // part),
        f"{1000 // part} files of 1 MB": (1000 // part, 1),
    }
    with alone():
        return _run(cases)


def _run(cases):
    from odoo.tools import config

    name = f"{PREFIX}_files"
    keys = tempfile.mkdtemp(prefix="keys-", dir=config["data_dir"])
    databases.drop(name)
    try:
        databases.odoo(
            *("-d", name, "-i", f"{databases.APPS},{databases.MODULE}"),
            *("--stop-after-init", "--no-http"),
        )
        from run import prepare

        prepare(name, keys)
        return _report(_measure(name, cases))
    finally:
        databases.drop(name)
        shutil.rmtree(keys)


def _measure(name, cases):
    """``{(case, content): {step: (megabytes, seconds)}}``"""
    figures = {}
    for case, (count, size) in cases.items():
        for content in ("random", "text"):
            partner = _in_child(name, _create, count, size, content)[0]
            for step in STEPS:
                say(f"{case}, {content}: {step}")
                figures.setdefault((case, content), {})[step] = _in_child(
                    name, _step, partner, step
                )[1:]
    return figures


def _in_child(name, function, *arguments):
    """What a function returns that a child process calls, its peak and its time."""
    import odoo.sql_db

    odoo.sql_db.close_all()
    answer, write = os.pipe()
    pid = os.fork()
    if not pid:
        status = 1
        try:
            os.write(write, json.dumps(_measured(name, function, arguments)).encode())
            status = 0
        except Exception:  # nothing else prints what ends a fork
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(answer) as stream:
        text = stream.read()
    if os.waitpid(pid, 0)[1]:
        sys.exit("bench: a step failed")
    return json.loads(text)


def _measured(name, function, arguments):
    from contenders import ADMIN

    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, ADMIN, {})
        env["res.partner"].search([], limit=1).read(["name"])
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
        start, begin = _status("VmRSS"), time.perf_counter()
        result = function(env, *arguments)
        cr.commit()
        seconds = time.perf_counter() - begin
        return result, _status("VmHWM") - start, seconds


def _status(key):
    """A figure of this process, in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(key)


def _create(env, count, size, content):
    """A person with files, written as Odoo would, but for its reading all of each."""
    draw = random.Random(f"{count} {content}")
    person = env["res.partner"].create({"name": f"Eustachius Federkiel {content}"})
    files = env["ir.attachment"].create(
        [
            {"name": f"{n}.bin", "res_model": "res.partner", "res_id": person.id}
            for n in range(count)
        ]
    )
    for file in files:
        name = _write(env, draw, size, content)
        env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s"
            " WHERE id = %s",
            [name, name[3:], size * MEGABYTE, file.id],
        )
    return person.id


def _write(env, draw, size, content):
    store = Path(env["ir.attachment"]._filestore())
    store.mkdir(exist_ok=True)
    found, draft = hashlib.sha1(usedforsecurity=False), store / "draft"
    with draft.open("wb") as stream:
        for _number in range(size):
            block = draw.randbytes(MEGABYTE)
            if content == "text":
                line = f"The delivery of {block[:9].hex()} went to Federkiel again.\n"
                block = (line * (MEGABYTE // len(line) + 1)).encode()[:MEGABYTE]
            found.update(block)
            stream.write(block)
    name = found.hexdigest()
    (store / name[:2]).mkdir(exist_ok=True)
    draft.rename(store / name[:2] / name)
    return f"{name[:2]}/{name}"


def _step(env, partner_id, step):
    partner = env["res.partner"].browse(partner_id)
    line = partner.anonymization_line_id
    if step.startswith("anonymize"):
        partner.anonymize("Ticket 4711", override_retention=True)
    elif step == "restore":
        partner.deanonymize()
    elif step == "proof":
        line._prove()
    elif step == "finish":
        _finish(env, line)
    else:
        partner.purge_anonymized()  # proves once more by itself


def _finish(env, line):
    """Open the seals and plan, as on the day on which something is due."""
    from odoo.addons.partner_anonymization.engine.runs import finish
    from odoo.addons.partner_anonymization.wording import why_kept

    env = env(su=True)
    options = env["res.partner"]._anonymization_options()
    reasons = why_kept.reasons(env)
    run = env["partner.anonymization"]._start("finish", None, 1)
    finish.batch(env, lambda: run.id, line.ids, options, reasons)


def _report(figures):
    head = "".join(f"{step:>20}" for step in STEPS)
    print(f"{'':30}{head}")
    broken = []
    for (case, content), steps in figures.items():
        row = "".join(
            f"{memory:>9.0f} MB{seconds:>6.1f} s" for memory, seconds in steps.values()
        )
        print(f"{f'{case}, {content}':30}{row}")
        broken += [
            f"BROKEN: {case}, {content}: {step} takes {memory:.0f} MB, allowed {MOST}"
            for step, (memory, _seconds) in steps.items()
            if memory > MOST
        ]
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

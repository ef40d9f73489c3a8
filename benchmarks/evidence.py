"""Measure what the ledger and the log's chain add to anonymizing.

Run it with ``make bench-evidence``. The same people are anonymized four times in one
process: without the ledger and the chain, as it was before there were any, with both,
with both, and without. Each time is rolled back behind the last statement, so that all
four do the same work on the same rows; what a commit costs is not in it, which makes
the ratio larger. One person's events are chained with those of others, by the minute:
that one pays his share. The exit status is 1 when the bound is broken.
"""

import argparse
import gc
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from statistics import median, quantiles
from unittest.mock import patch

import databases
from databases import PREFIX, alone, query, say

AT_MOST = 1.05
SIDES = ("without", "with")
TURNS = ("without", "with", "with", "without")
# Subjects in a batch: number of rounds of four.
ROUNDS = {100: 24, 1: 100, 500: 6}
# Rows that were rolled back stay in the tables until then.
VACUUM_EVERY = 6


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a quarter of the rounds")
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    name = f"{PREFIX}_evidence"
    keys = tempfile.mkdtemp(prefix="keys-", dir=config["data_dir"])
    with alone():
        try:
            _copy(name, keys)
            return _report(_measure(name, 4 if arguments.quick else 1))
        finally:
            shutil.rmtree(keys, ignore_errors=True)
            databases.drop(name)


def _copy(name, keys):
    import run

    databases.copy(databases.template(), name)
    databases.install(name)
    run.prepare(name, keys)


class Turns:
    """Anonymizes people and takes it back, again and again.

    :param ours: the contender of ``contenders``
    """

    def __init__(self, ours):
        self._ours = ours
        self._share = (0, 0)

    def round(self, ids, number):
        """Four turns.

        :return: ``{side: (seconds, processor seconds)}``, sums of two turns
        """
        turns = TURNS if number % 2 else [*TURNS[2:], *TURNS[:2]]
        sums = {side: (0, 0) for side in SIDES}
        for side in turns:
            spent = self._turn(ids, side == "with")
            sums[side] = tuple(map(sum, zip(sums[side], spent, strict=True)))
        return sums

    def _turn(self, ids, is_with):
        from odoo.addons.partner_anonymization.engine.log import ledger

        gc.collect()
        with ExitStack() as stack:
            cr = stack.enter_context(self._ours.registry.cursor())
            stack.callback(cr.rollback)
            if not is_with:
                stack.enter_context(patch.object(ledger, "note"))
            begin = _now()
            partners = self._ours.partners(cr, ids)
            partners.anonymize()
            partners.env.flush_all()
            spent = _since(begin)
            if is_with:
                spent = tuple(map(sum, zip(spent, self._chained(cr, ids), strict=True)))
        return spent

    def _chained(self, cr, ids):
        """What it costs to put the events of these people into the chain."""
        from odoo.addons.partner_anonymization.engine.log import chain

        if len(ids) == 1:
            return self._share
        begin = _now()
        while chain.seal(cr):
            pass
        spent = _since(begin)
        self._share = tuple(value / len(ids) for value in spent)
        return spent


def _now():
    return time.perf_counter(), time.process_time()


def _since(begin):
    return tuple(now - then for now, then in zip(_now(), begin, strict=True))


def _measure(name, part):
    """``{size: [{side: (seconds, processor seconds)} of each round]}``"""
    import contenders

    turns = Turns(contenders.Ours(name))
    rows = query(name, "SELECT partner_id FROM bench_subject ORDER BY n")
    subjects = iter([partner_id for (partner_id,) in rows])
    figures = {}
    for size, rounds in ROUNDS.items():
        say(f"batches of {size}: {rounds // part} rounds")
        figures[size] = []
        for number in range(-1, max(2, rounds // part)):
            if number % VACUUM_EVERY == 0:
                query(name, "VACUUM", autocommit=True)
            ids = [next(subjects) for _number in range(size)]
            found = turns.round(ids, number)
            if number >= 0:
                figures[size].append(found)
    return figures


def _report(figures):
    print(f"load of the machine: {os.getloadavg()[0]:.1f} (1 is this benchmark alone)")
    print("milliseconds of a subject: medians; ratios: medians of the rounds")
    print("subjects rounds  without     with  ratio (quartiles)       processor's")
    broken = []
    for size, rounds in sorted(figures.items()):
        without, with_ = (
            500 * median(one[side][0] for one in rounds) / size for side in SIDES
        )
        walls, used = (
            [one["with"][kind] / one["without"][kind] for one in rounds]
            for kind in (0, 1)
        )
        low, middle, high = quantiles(walls, n=4, method="inclusive")
        print(
            f"{size:8} {len(rounds):6} {without:8.3f} {with_:8.3f}"
            f"  {middle:.3f} ({low:.3f} to {high:.3f})  {median(used):.3f}"
        )
        if middle > AT_MOST:
            broken.append(f"batches of {size}: {middle:.3f}, allowed {AT_MOST}")
    print("\n".join(f"BROKEN: {line}" for line in broken) or f"bound: {AT_MOST}, kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

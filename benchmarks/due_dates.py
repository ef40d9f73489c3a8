"""Measure when persons are due: for one, for a thousand, and for everybody.

Run it with ``dev/run python benchmarks/due_dates.py DATABASE``, on a database with the
module; it changes nothing. Medians, in milliseconds.
"""

import statistics
import sys
import time
from datetime import date
from importlib import import_module

ENGINE = "odoo.addons.partner_anonymization.engine"
ROUNDS = {1: 60, 1000: 7}
ROUNDS_OF_ALL = 5


def measure(call, rounds):
    """:return: milliseconds, the median of some rounds after one that does not count"""
    times = []
    for _number in range(rounds + 1):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def of_some(env, count, rounds):
    """The due dates of other persons in each round, as for a click or a batch."""
    due_date, membership, datamap = (
        import_module(f"{ENGINE}.{name}")
        for name in ("due.due_date", "subject.membership", "datamap.datamap")
    )
    env.cr.execute("SELECT id FROM res_partner WHERE parent_id IS NULL ORDER BY id")
    ids = [id_ for (id_,) in env.cr.fetchall()]
    step = max(1, len(ids) // count // (rounds + 1))
    starts = iter(range(rounds + 1))

    def call():
        chosen = ids[next(starts) :: step][:count]
        subjects = membership.collect(env.cr, chosen)
        known = datamap.DataMap(env)
        known.activities  # noqa: B018  (worked out once by a run)
        start = time.perf_counter()
        due_date.due(env, known, subjects)
        inner.append((time.perf_counter() - start) * 1000)

    inner = []
    measure(call, rounds)
    return statistics.median(inner[1:])


def of_all(env):
    """The due dates of everybody, as the worklist asks for them."""
    worklist, datamap = (
        import_module(f"{ENGINE}.{name}") for name in ("worklist", "datamap.datamap")
    )

    def call():
        worklist.due_for_all.evaluate(
            env, datamap.DataMap(env), worklist.Listing(), date.today()
        )

    return measure(call, ROUNDS_OF_ALL)


def main():
    (name,) = sys.argv[1:]
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    import contenders

    from odoo import api

    with contenders.Registry(name).cursor() as cr:
        env = api.Environment(cr, contenders.ADMIN, {})
        for count, rounds in ROUNDS.items():
            print(f"{count:9} persons {of_some(env, count, rounds):9.1f} ms")
        cr.execute("SELECT count(*) FROM res_partner")
        print(f"{cr.fetchone()[0]:9} persons {of_all(env):9.1f} ms")


if __name__ == "__main__":
    main()

"""Measure what the module costs those who do not use it.

Run it with ``make bench-overhead``. Two copies of one database, one of them with the
module, are used in turns in one process: SQL statements are counted, and times are
compared. The exit status is 1 when a bound is broken.
"""

import gc
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from unittest.mock import patch

import databases
from databases import PREFIX, alone, query, say

sys.path.append(str(Path(__file__).parents[1] / "tests" / "cases"))

SIDES = ("without", "with")
# The call as such: an UPDATE varies by more than the bound from one copy to the next.
TIMED = ("write() itself", "write() itself, no relatives")
REPETITIONS, FEWER, WARM_UP = 200, 40, 5
AT_MOST_MICROSECONDS = 30
SHOWN = 100
# Two partners with the same e-mail: the form suggests the one to the other.
PARTNER, ALIKE, TWIN = 999, 1002, 1005
TWINS = f"""
    UPDATE res_partner one SET email = twin.email, parent_id = NULL,
           email_normalized = twin.email_normalized
      FROM res_partner twin WHERE twin.id = {TWIN} AND one.id = {ALIKE}
"""


def main():
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    names = {side: f"{PREFIX}_overhead_{side}" for side in SIDES}
    with alone():
        try:
            _copies(names)
            return _report(_measure(names))
        finally:
            for name in names.values():
                databases.drop(name)


def _copies(names):
    without, with_ = (names[side] for side in SIDES)
    databases.copy(databases.template(), without)
    query(without, TWINS)
    databases.copy(without, with_)
    databases.install(with_)
    for name in names.values():
        query(name, "VACUUM ANALYZE", autocommit=True)


class Side:
    """A database with or without the module, and a cursor per operation."""

    def __init__(self, name, module):
        from odoo.modules.registry import Registry

        self.registry = Registry(name)
        self.module = module

    def users(self):
        """Ids of a user with every right of the module, where there is one, and of a
        user without any."""
        import operations

        from odoo import Command, api

        with self.registry.cursor() as cr:
            users = api.Environment(cr, operations.ADMIN, {})["res.users"]
            if self.module:
                group = users.env.ref("partner_anonymization.group_manager")
                users.browse(operations.ADMIN).group_ids += group
            groups = [
                users.env.ref(f"base.{group}").id
                for group in ("group_user", "group_partner_manager")
            ]
            plain = users.create(
                {"name": "Plain", "login": "plain", "group_ids": [Command.set(groups)]}
            )
            cr.commit()
        return operations.ADMIN, plain.id

    def start(self, operation, stack):
        """A function that does the operation once, on a cursor of its own.

        The record cache is empty each time unless the operation wants it warm.
        """
        from odoo import api

        cr = stack.enter_context(self.registry.cursor())
        stack.callback(cr.rollback)
        env = api.Environment(cr, operation.uid, {})
        state = operation.prepare(env)

        def once(number):
            env.flush_all()
            if not operation.warm:
                env.invalidate_all()
            begin = time.perf_counter()
            operation.run(env, state, number)
            return time.perf_counter() - begin

        return once


def _measure(names):
    import operations

    sides = {side: Side(name, side == "with") for side, name in names.items()}
    users = {side: one.users() for side, one in sides.items()}
    if len(set(users.values())) > 1:
        sys.exit("bench: the copies differ")
    manager, plain = users["with"]
    figures = []
    partners = operations.partner_operations(manager, plain, PARTNER, ALIKE)
    for operation in [*partners, *operations.other_operations(PARTNER)]:
        say(operation.name)
        counts = {side: _count(one, operation) for side, one in sides.items()}
        repetitions = REPETITIONS if operation.name in TIMED else FEWER
        times = _times(sides, operation, repetitions)
        figures.append((operation, counts, times))
    return figures


def _count(side, operation):
    """The SQL statements of an operation whose second time this is: what the registry
    caches is there already."""
    from odoo.sql_db import Cursor

    statements = []
    execute = Cursor.execute

    def recording(cr, sql, *args, **kwargs):
        statements.append(str(getattr(sql, "code", sql)))
        return execute(cr, sql, *args, **kwargs)

    for _time in range(2):
        statements.clear()
        with ExitStack() as stack:
            once = side.start(operation, stack)
            with patch.object(Cursor, "execute", recording):
                once(1)
    return statements


def _times(sides, operation, repetitions):
    """Seconds of each repetition, in turns: ``{side: [seconds]}``"""
    times = {side: [] for side in sides}
    with ExitStack() as stack:
        runs = {side: one.start(operation, stack) for side, one in sides.items()}
        for number in range(-WARM_UP, repetitions):
            if number == 0:  # what the first ones left behind slows the one side down
                gc.collect()
                gc.disable()
            for side in SIDES if number % 2 else SIDES[::-1]:
                seconds = runs[side](number)
                if number >= 0:
                    times[side].append(seconds)
    gc.enable()
    return times


def _report(figures):
    broken = []
    print(f"load of the machine: {os.getloadavg()[0]:.1f} (1 is this benchmark alone)")
    print(f"{'':28}  SQL statements       milliseconds (medians)")
    print(
        f"{'':28} without   with   without     with    ratio  difference (microseconds)"
    )
    for operation, counts, times in figures:
        less, more = (len(counts[side]) for side in SIDES)
        without, with_ = (1000 * median(times[side]) for side in SIDES)
        pairs = zip(times["with"], times["without"], strict=True)
        difference = 1e6 * median(one - other for one, other in pairs)
        print(
            f"{operation.name:28} {less:7} {more:6} {without:9.3f} {with_:8.3f}"
            f" {with_ / without:7.2f}x {difference:9.1f}"
        )
        if operation.bound is not None and more - less > operation.bound:
            broken.append(
                f"{operation.name}: {more - less} more statements, allowed"
                f" {operation.bound}"
            )
            added = [text for text in counts["with"] if text not in counts["without"]]
            broken.extend(f"   {' '.join(text.split())[:SHOWN]}" for text in added)
        if operation.name in TIMED and difference > AT_MOST_MICROSECONDS:
            broken.append(
                f"{operation.name}: {difference:.1f} microseconds, allowed"
                f" {AT_MOST_MICROSECONDS}"
            )
    return databases.verdict(broken)


if __name__ == "__main__":
    sys.exit(main())

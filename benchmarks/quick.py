"""Measure the engine on a database that is like life.

Run it with ``make bench-quick``. It writes ``RESULTS.md``; the exit status is
1 when a bound is broken.
"""

import argparse
import os
import shutil
import sys
import time
from statistics import median

import databases
import life
import quick_page
from databases import PREFIX, alone, query, say

# What is allowed, by the name of the figure.
BOUNDS = {
    "one person, rich (ms)": 150,
    "one person, rich / OCA": 0.5,
    "batch, rich / floor": 2.0,
    "batch, sparse / floor": 3.0,
    "OCA, rich / batch, per person": 100,
    "blockers, rich (ms per subject)": 0.5,
    "restore, rich / floor": 2.5,
    "purge, rich / floor": 1.2,
    "finishing / floor": 2.0,
    "the dialog opens (ms, 95 %)": 300,
}
# As many documents' subjects as a night finishes at once.
AT_NIGHT = 1000
OPENED, WARM_UP = 40, 20
# Here the bound is the least.
AT_LEAST = ("OCA, rich / batch, per person",)


class Bench:
    """Takes subjects from a list and measures the contenders on them, in turns.

    :param names: of the databases: ours and the floor's
    :param int size: subjects in a batch
    :param int rounds: repetitions
    """

    def __init__(self, names, size, rounds):
        import contenders
        import desk
        import finishing
        import forgotten

        self.size, self.rounds = size, rounds
        self.ours = contenders.Ours(names["ours"])
        self.desk = desk.Desk(names["ours"])
        self.finishing = finishing.Finishing(names["ours"])
        self.floor = contenders.Floor(names["floor"])
        self.planner = contenders.Planner(names["floor"])
        self.forgotten = forgotten.Forgotten(names["oca"])
        self.lookup = forgotten.Lookup(names["oca"])
        self._left = {
            kind: life.subjects(names["ours"], where)
            for kind, where in life.KINDS.items()
        }
        # name: values of the rounds; batch kind: numbers of statements and rows
        self.figures, self.statements, self.rows = {}, {}, {}

    def run(self):
        self.ours.anonymize(self._take("rich", WARM_UP))
        self._open()
        for kind in life.KINDS:
            say(f"one person, {kind}")
            for _round in range(self.rounds):
                self._one(kind)
        for kind in life.KINDS:
            say(f"batches of 100 and of {self.size}, {kind}")
            self._batch(kind, 100, "small batch")
            done = [self._batch(kind, self.size, "batch") for _ in range(self.rounds)]
            self._afterwards(kind, done[0], done[1:3])
        self._finish()
        self.compare()

    def _open(self):
        """The dialog for people of both kinds, of whom nothing is done."""
        say("the dialog")
        some = [one for pair in zip(*self._left.values(), strict=False) for one in pair]
        times = [1000 * self.desk.open([id_]).seconds for id_ in some[: OPENED + 1]]
        # The first one of a process loads the views.
        times = sorted(times[1:])
        self._note("the dialog opens (ms, 95 %)", times[int(0.95 * len(times)) - 1])
        self._note("the dialog opens (ms, half)", median(times))

    def _finish(self):
        say("finishing documents")
        ids = self.finishing.waiting(WARM_UP + AT_NIGHT)
        before = self.finishing.documents(ids[WARM_UP:])
        self.finishing.end_of_retention()
        self.finishing.finish(ids[:WARM_UP])
        ids = ids[WARM_UP:]
        query("postgres", "CHECKPOINT", autocommit=True)
        ours = self.finishing.finish(ids)
        changes = self.finishing.as_they_are(before)
        floor = self.floor.run(self.floor.prepare_texts(changes))
        self.rows["finishing"] = sum(map(len, changes.values())) / len(ids)
        self._note("finishing (ms per subject)", 1000 * ours.seconds / len(ids))
        self._note("finishing / floor", ours.seconds / floor.seconds)

    def _take(self, kind, count):
        taken, self._left[kind] = self._left[kind][:count], self._left[kind][count:]
        if len(taken) < count:
            sys.exit(f"bench: too few subjects, {kind}")
        return taken

    def _note(self, name, value):
        self.figures.setdefault(name, []).append(value)

    def _one(self, kind):
        """The same person by ours and by the others, each on a database of its own."""
        ids = self._take(kind, 1)
        first = self.ours.anonymize(ids)
        ids = self._take(kind, 1)
        ours = self.ours.anonymize(ids, warm=True)
        lookup, oca = self.lookup.run(ids), self.forgotten.run(ids)
        self._note(f"one person, {kind} (ms)", 1000 * ours.seconds)
        self._note(f"the first one of a process, {kind} (ms)", 1000 * first.seconds)
        self._note(f"OCA, {kind} (ms)", 1000 * oca.seconds)
        self._note(f"Privacy Lookup, {kind} (ms)", 1000 * lookup.seconds)
        self._note(f"one person, {kind} / OCA", ours.seconds / oca.seconds)
        self.statements.setdefault((kind, 1), set()).add(ours.statements)

    def _batch(self, kind, size, name):
        """:return: ids, seconds of the floor, its statements, and those back"""
        ids = self._take(kind, size)
        changes, plan = self.planner.plan(ids)
        there = self.floor.prepare(changes, plan.types)
        back = self.floor.prepare(self._before(changes), plan.types)
        query("postgres", "CHECKPOINT", autocommit=True)
        blockers = self.ours.blockers(ids)
        if len(self.figures.get(f"{name}, {kind} / floor", ())) % 2:
            ours, floor = self.ours.anonymize(ids), self.floor.run(there)
        else:
            floor, ours = self.floor.run(there), self.ours.anonymize(ids)
        self._note(f"{name}, {kind} (ms per subject)", 1000 * ours.seconds / size)
        self._note(f"{name}, {kind}: floor", 1000 * floor.seconds / size)
        self._note(f"{name}, {kind} / floor", ours.seconds / floor.seconds)
        if name == "batch":
            one = 1000 * blockers.seconds / size
            self._note(f"blockers, {kind} (ms per subject)", one)
        self.statements.setdefault((kind, size), set()).add(ours.statements)
        self.rows[kind] = sum(map(len, changes.values())) / size
        return ids, floor.seconds, back

    def _before(self, changes):
        """What stands in the cells that are going to change, in the floor's copy."""
        result = {}
        for table, rows in changes.items():
            names = sorted({name for values in rows.values() for name in values})
            columns = ", ".join(f'"{name}"::text' for name in names)
            sql = f'SELECT id, {columns} FROM "{table}" WHERE id = ANY(%s)'
            found = query(self.floor.name, sql, list(rows))
            result[table] = {
                id_: {
                    name: text
                    for name, text in zip(names, texts, strict=True)
                    if name in rows[id_]
                }
                for id_, *texts in found
            }
        return result

    def _afterwards(self, kind, restored, purged):
        """Restore a batch. Delete two for good, as many as a night does at once; the
        proof before has a benchmark of its own.

        :param restored, purged: one and two of what :meth:`_batch` gives
        """
        ids, _seconds, back = restored
        floor, ours = self.floor.run(back), self.ours.restore(ids)
        self._note(f"restore, {kind} (ms per subject)", 1000 * ours.seconds / len(ids))
        self._note(f"restore, {kind} / floor", ours.seconds / floor.seconds)
        if kind == "rich":
            ids = [id_ for some, _seconds, _back in purged for id_ in some]
            floor = sum(seconds for _ids, seconds, _back in purged)
            ours = self.ours.purge(ids)
            self._note("purge, rich (ms per subject)", 1000 * ours.seconds / len(ids))
            self._note("purge, rich / floor", ours.seconds / floor)

    def broken(self):
        """Sentences on the bounds that do not hold."""
        found = []
        for name, bound in BOUNDS.items():
            value = median(self.figures[name])
            if value < bound if name in AT_LEAST else value > bound:
                found.append(f"{name}: {value:.2f}, allowed {bound}")
        for kind in life.KINDS:
            counts = [n for (one, size), n in self.statements.items() if one == kind]
            if len(set().union(*counts[1:])) > 1:
                found.append(f"{kind}: statements depend on the batch: {counts[1:]}")
        return found

    def compare(self):
        """How many times quicker than OCA's module a batch is, per person."""
        for kind in life.KINDS:
            oca = median(self.figures[f"OCA, {kind} (ms)"])
            for ours in self.figures[f"batch, {kind} (ms per subject)"]:
                self._note(f"OCA, {kind} / batch, per person", oca / ours)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--partners", type=int, default=life.PARTNERS)
    parser.add_argument("--size", type=int, default=1000, help="subjects in a batch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--use-up",
        action="store_true",
        help="work on the template itself: a third less room on the disk",
    )
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    with alone():
        return _run(arguments, config)


def _run(arguments, config):
    import forgotten

    begin = time.perf_counter()
    names = {one: f"{PREFIX}_quick_{one}" for one in ("ours", "floor", "oca")}
    keys = os.path.join(config["data_dir"], f"keys-{names['ours']}")
    shutil.rmtree(keys, ignore_errors=True)
    try:
        template = life.template(arguments.partners)
        databases.copy(template, names["oca"])
        forgotten.install(names["oca"])
        life.installed(template, names["ours"], keys, arguments.use_up)
        databases.copy(names["ours"], names["floor"])
        bench = Bench(names, arguments.size, arguments.rounds)
        bench.run()
        seconds = time.perf_counter() - begin
        facts = quick_page.facts_of(names["ours"], arguments.partners, seconds)
        text = quick_page.page(bench, BOUNDS, facts)
    finally:
        for name in names.values():
            databases.drop(name)
        shutil.rmtree(keys, ignore_errors=True)
    page = quick_page.path(arguments.partners)
    page.write_text(text)
    quick_page.draw(bench.figures, page.with_suffix(".png"), arguments.partners)
    print(text)
    return 1 if bench.broken() else 0


if __name__ == "__main__":
    sys.exit(main())

"""The rounds: which subjects are anonymized by whom, in which order.

Ours and the floor work on two copies of one database, on the same rows, in turns, the
one that begins changing from round to round: both tables bloat alike, and a machine
that becomes slower hits both.
"""

from dataclasses import dataclass, field
from statistics import median

from databases import query, say

WARM_UP = 100
# Subjects in a batch: number of rounds.
ROUNDS = {1: 15, 100: 9, 1000: 5}
LOOP_SUBJECTS, LOOP_ROUNDS = 20, 3
AFTERWARDS = (100, 1000)
# What the tables of the two copies may differ in: the marks that ours leaves.
MARKS = ("anonymization_state", "anonymization_line_id")


@dataclass
class Figures:
    """What was measured. Times are seconds per batch, one per round."""

    ours: dict = field(default_factory=dict)
    floor: dict = field(default_factory=dict)
    loop: list = field(default_factory=list)
    statements: dict = field(default_factory=dict)
    afterwards: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    differing: list = field(default_factory=list)

    def per_subject(self, contender, size):
        """Median milliseconds per subject."""
        return 1000 * median(getattr(self, contender)[size]) / size

    def ratio(self, size):
        """Median over the rounds of ours to the floor."""
        pairs = zip(self.ours[size], self.floor[size], strict=True)
        return median(ours / floor for ours, floor in pairs)

    def loop_per_subject(self):
        return 1000 * median(self.loop) / LOOP_SUBJECTS


class Rounds:
    """Runs all rounds.

    :param ours, floor, planner, loop: the contenders of ``contenders``
    :param list subjects: ids of the partners to use up
    """

    def __init__(self, ours, floor, planner, loop, subjects):
        self.ours, self.floor, self.planner, self.loop = ours, floor, planner, loop
        self._subjects = iter(subjects)
        self.figures = Figures()

    def run(self):
        """:return: :class:`Figures`"""
        self._turn(self._take(WARM_UP), begin_with_ours=True)
        for number in range(LOOP_ROUNDS):
            say(f"loop of write(), round {number + 1}")
            self._loop(self._take(LOOP_SUBJECTS))
        done = {}
        for size, rounds in ROUNDS.items():
            say(f"batches of {size}: {rounds} rounds")
            done[size] = [self._take(size) for _round in range(rounds)]
            for number, ids in enumerate(done[size]):
                self._round(size, ids, number % 2 == 0)
        self._compare()
        for size in AFTERWARDS:
            say(f"restore and purge of {size}")
            self._afterwards(size, *done[size][:2])
        return self.figures

    def _take(self, count):
        return [next(self._subjects) for _number in range(count)]

    def _turn(self, ids, begin_with_ours):
        changes, plan = self.planner.plan(ids)
        statements = self.floor.prepare(changes, plan.types)
        query("postgres", "CHECKPOINT", autocommit=True)
        if begin_with_ours:
            ours, floor = self.ours.anonymize(ids), self.floor.run(statements)
        else:
            floor, ours = self.floor.run(statements), self.ours.anonymize(ids)
        return ours, floor, changes

    def _round(self, size, ids, begin_with_ours):
        ours, floor, changes = self._turn(ids, begin_with_ours)
        figures = self.figures
        figures.ours.setdefault(size, []).append(ours.seconds)
        figures.floor.setdefault(size, []).append(floor.seconds)
        figures.statements.setdefault(size, set()).add(ours.statements)
        figures.rows[size] = {
            table: len(rows) / size for table, rows in sorted(changes.items())
        }

    def _loop(self, ids):
        changes, plan = self.planner.plan(ids)
        self.figures.loop.append(self.loop.run(changes, plan.models).seconds)

    def _compare(self):
        """Both copies must hold the same values now, or the floor was not honest."""
        for table in self.figures.rows[max(ROUNDS)]:
            row = "to_jsonb(t) - %s::text[]"
            sql = f"SELECT md5(string_agg(md5(({row})::text), '' ORDER BY id)) FROM"
            digests = {
                query(one.name, f"{sql} {table} t", list(MARKS))[0][0]
                for one in (self.ours, self.floor)
            }
            if len(digests) > 1:
                self.figures.differing.append(table)

    def _afterwards(self, size, restored, purged):
        for kind, ids in (("restore", restored), ("purge", purged)):
            measured = getattr(self.ours, kind)(ids)
            self.figures.afterwards[kind, size] = measured

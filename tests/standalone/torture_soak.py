"""A run of 100,000 partners while all goes wrong: workers are killed at random, others
invoice the same partners, and PostgreSQL is cut off once.

At the end everybody is untouched or finished, and the books and all others are as they
were. PA_TORTURE_SEED repeats the draws, PA_QUICK makes it short.
"""

import os
import random
import signal
import time
import unittest

import harness
import own_server
import soak_sides

QUICK = bool(os.environ.get("PA_QUICK"))
PEOPLE, BYSTANDERS = (400, 100) if QUICK else (100_000, 2000)
KILL_EVERY = (1.0, 4.0) if QUICK else (3.0, 20.0)
WORKERS, CLIENTS = 2, 2
MOST_SECONDS = 120 if QUICK else 3300
SEED = int(os.environ.get("PA_TORTURE_SEED") or random.SystemRandom().randrange(10**6))
ALONE = True
LONG = True
MINUTES = 75


class TestSoak(harness.StandaloneCase):
    label = "soak"

    @classmethod
    def setUpClass(cls):
        cls.server = own_server.of_class(cls)
        super().setUpClass()
        for key, value in (
            ("run_batch", 20 if QUICK else 100),
            ("run_pause_ms", 0),
            ("run_above", 4),
        ):
            cls.db.parameter(key, str(value))

    def setUp(self):
        super().setUp()
        self.random, self.counts = random.Random(SEED), {"kills": 0, "restarts": 0}
        self.people = soak_sides.people(self.db, "Nestor Soak", PEOPLE)
        self.bystanders = soak_sides.people(self.db, "Amber Calm", BYSTANDERS)
        self.db.sql("ANALYZE")
        self.before = soak_sides.books(self.db), self._calm()
        self.children = {}

    def _calm(self):
        query = (
            "SELECT md5(string_agg(to_jsonb(one)::text, '' ORDER BY id))"
            " FROM res_partner one WHERE id = ANY(%s)"
        )
        return self.db.sql(query, [self.bystanders])

    def test_everybody_is_untouched_or_finished(self):
        run_id = soak_sides.start_run(self.db, self.people)
        posted = self._torment(run_id)
        self._finish(run_id)
        violations = [
            *self._check_people(run_id),
            *self._check_books(posted),
            *self._check_restored(),
        ]
        if self._calm() != self.before[1]:
            violations.append("somebody else was changed")
        told = ", ".join(f"{value} {name}" for name, value in self.counts.items())
        print(f"soak: seed {SEED}: {told}, {len(violations)} violations")
        self._tally()
        self.assertEqual(violations, [])
        self.assertGreater(self.counts["kills"], 0)

    def _tally(self):
        """Each client's invoice is a race with the workers."""
        found = self.counts
        kills = found["kills"] + found["restarts"]
        races = found["invoices posted"] + found["invoices refused"]
        print(f"TALLY Soak rounds={PEOPLE} kills={kills} races={races}", flush=True)

    # ------------------------------------------------------------------
    # What happens
    # ------------------------------------------------------------------

    def _start(self, action, *arguments):
        self.db.disconnect()
        pid = harness.forked(action, self.db, *arguments)
        self.children[pid] = action
        return pid

    def _torment(self, run_id):
        """Keep workers and clients going; kill workers; cut PostgreSQL off once."""
        results = self.keys.parent / f"soak-{os.getpid()}.txt"
        results.touch()
        self.addCleanup(results.unlink)
        client = soak_sides.invoice_them, self.people, results, SEED
        worker = soak_sides.work, run_id
        until = time.monotonic() + MOST_SECONDS
        next_kill = time.monotonic() + self.random.uniform(*KILL_EVERY)
        while (waiting := self._waiting(run_id)) and time.monotonic() < until:
            actions = list(self.children.values())
            for one, wanted in ((worker, WORKERS), (client, CLIENTS)):
                for _missing in range(wanted - actions.count(one[0])):
                    self._start(*one)
            time.sleep(0.3)
            self._reap()
            if time.monotonic() > next_kill:
                self._kill_a_worker()
                next_kill = time.monotonic() + self.random.uniform(*KILL_EVERY)
            if not self.counts["restarts"] and waiting < PEOPLE / 2:
                self.server.restart()
                self.db.disconnect()
                self.counts["restarts"] += 1
        for pid in list(self.children):
            os.kill(pid, signal.SIGTERM)
        while self.children:
            self._reap()
            time.sleep(0.1)
        rows = [line.split() for line in results.read_text().splitlines()]
        posted = [int(row[1]) for row in rows if row[0] == "posted"]
        self.counts["invoices posted"] = len(posted)
        self.counts["invoices refused"] = sum(row[0] == "refused" for row in rows)
        return posted

    def _kill_a_worker(self):
        workers = [
            pid for pid, action in self.children.items() if action == soak_sides.work
        ]
        if workers:
            os.kill(self.random.choice(workers), signal.SIGKILL)
            self.counts["kills"] += 1

    def _reap(self):
        for pid in list(self.children):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self.children[pid]

    def _waiting(self, run_id):
        query = (
            "SELECT count(*) FROM partner_anonymization_line"
            " WHERE run_id = %s AND outcome = 'waiting'"
        )
        return self.db.sql(query, [run_id])[0][0]

    def _finish(self, run_id):
        """What somebody held while all ended is tried once more, by one worker."""
        self.db.wait_for_locks()
        self.db.sql(
            "UPDATE partner_anonymization_line SET run_try_date = NULL"
            " WHERE run_id = %s AND outcome = 'waiting'",
            [run_id],
        )
        pid = self._start(soak_sides.work, run_id)
        self.assertEqual(os.waitpid(pid, 0)[1], 0)
        self.children.clear()

    # ------------------------------------------------------------------
    # What must be true
    # ------------------------------------------------------------------

    def _check_people(self, run_id):
        rows = self.db.sql(soak_sides.STATES, [run_id, self.people])
        ((doubles,),) = self.db.sql(
            "SELECT count(*) FROM (SELECT FROM partner_anonymization_event"
            " WHERE run_id = %s AND kind = 'anonymize' AND partner_ref IS NOT NULL"
            " GROUP BY partner_ref HAVING count(*) > 1) twice",
            [run_id],
        )
        bad = [f"{doubles} people twice in the log"] if doubles else []
        for row in rows:
            known = soak_sides.FINISHED, soak_sides.UNTOUCHED
            *state, outcome, count = row
            self.counts[outcome] = self.counts.get(outcome, 0) + count
            finished = tuple(state) == known[0] and outcome == "done"
            untouched = tuple(state) == known[1] and outcome == "refused"
            if not finished and not untouched:
                bad.append(f"{count} people are half done: {row}")
        if sum(row[-1] for row in rows) != PEOPLE:
            bad.append("people are missing")
        return bad

    def _check_books(self, posted):
        bad = []
        after = soak_sides.books(self.db)
        if any(after.get(key) != value for key, value in self.before[0].items()):
            bad.append("entries of before have changed")
        ((count,),) = self.db.sql(
            "SELECT count(*) FROM account_move WHERE id = ANY(%s)"
            "   AND state = 'posted' AND amount_total = 10",
            [posted],
        )
        if count != len(posted):
            bad.append(f"{len(posted) - count} posted invoices are gone")
        ((unequal,),) = self.db.sql(
            "SELECT count(*) FROM (SELECT FROM account_move_line GROUP BY move_id"
            " HAVING sum(balance) <> 0) wrong"
        )
        ((open_,),) = self.db.sql(
            "SELECT count(*) FROM account_move move JOIN res_partner one"
            "    ON one.id = move.partner_id"
            " WHERE one.id = ANY(%s) AND one.anonymization_state = 'anonymized'",
            [self.people],
        )
        if unequal or open_:
            bad.append(f"{unequal} entries do not balance, {open_} are of nobody")
        return bad

    def _check_restored(self):
        """Of a sample, every seal opens and gives back exactly what was there."""
        rows = self.db.sql(
            "SELECT id FROM res_partner WHERE id = ANY(%s)"
            "   AND anonymization_state = 'anonymized' ORDER BY random() LIMIT 200",
            [self.people],
        )
        ids = [id_ for (id_,) in rows]
        with self.db.env(uid=harness.ADMIN) as env:
            env["res.partner"].browse(ids).deanonymize()
        wrong = self.db.sql(
            "SELECT FROM res_partner one WHERE id = ANY(%s)"
            "   AND (name, email, phone) IS DISTINCT FROM"
            f"       ({soak_sides.NAME}, {soak_sides.EMAIL}, {soak_sides.PHONE})",
            [ids],
        )
        self.counts["restored"] = len(ids)
        return [f"{len(wrong)} were restored wrongly"] if wrong else []


if __name__ == "__main__":
    unittest.main()

"""A run in the background is shared by workers, and survives the death of one.

The workers are processes of their own, as Odoo's are.
"""

import os
import tempfile
import time
import unittest
from pathlib import Path
from unittest.mock import patch

import harness
import psycopg2

from odoo.addons.partner_anonymization.engine.log import waiting_lines

ALONE = True
SIGKILL = 9
PEOPLE, BATCH = 60, 5


class TestRuns(harness.StandaloneCase):
    label = "runs"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.db.parameter("run_above", "4")
        cls.db.parameter("run_batch", str(BATCH))

    def setUp(self):
        super().setUp()
        self.db.parameter("run_pause_ms", "0")
        with self.db.env() as env:
            people = env["res.partner"].create(
                [
                    {"name": f"Nestor Quill {number}", "phone": f"+45 31 41 {number}"}
                    for number in range(PEOPLE)
                ]
            )
            self.ids = people.ids
        self.run_id = self._start()

    def _start(self):
        with self.db.env(uid=harness.ADMIN) as env:
            wizard = env["partner.anonymize"].create(
                {
                    "partner_ids": self.ids,
                    "confirmation": "I understand anonymization",
                    "note": "T-1",
                    "override_retention": True,
                }
            )
            return wizard.action_anonymize()["res_id"]

    def _work(self):
        with self.db.env() as env:
            env["partner.anonymization"]._cron_work()

    def _join(self, pids):
        for pid in pids:
            self.assertEqual(os.waitpid(pid, 0)[1], 0, "a worker has failed")

    def _counts(self):
        rows = self.db.sql(
            "SELECT outcome, count(*) FROM partner_anonymization_line"
            " WHERE run_id = %s GROUP BY outcome",
            [self.run_id],
        )
        return dict(rows)

    def _state(self):
        query = "SELECT state FROM partner_anonymization WHERE id = %s"
        return self.db.sql(query, [self.run_id])[0][0]

    def _anonymized(self):
        """Of how many people the name is gone; whoever is marked has no phone left."""
        query = (
            "SELECT count(*), count(phone) FROM res_partner"
            " WHERE id = ANY(%s) AND anonymization_state = 'anonymized'"
        )
        ((count, phones),) = self.db.sql(query, [self.ids])
        self.assertEqual(phones, 0)
        named = "SELECT count(*) FROM res_partner WHERE id = ANY(%s) AND name ~ 'Quill'"
        self.assertEqual(self.db.sql(named, [self.ids])[0][0], PEOPLE - count)
        return count

    def assertEverybodyOnce(self):
        self.assertEqual((self._state(), self._anonymized()), ("done", PEOPLE))
        self.assertEqual(self._counts(), {"done": PEOPLE})
        ((events, people),) = self.db.sql(
            "SELECT count(*), count(DISTINCT partner_ref)"
            "  FROM partner_anonymization_event WHERE run_id = %s",
            [self.run_id],
        )
        self.assertEqual((events, people), (PEOPLE, PEOPLE))
        ((seals,),) = self.db.sql(
            "SELECT count(DISTINCT line_id) FROM partner_anonymization_seal seal"
            "  JOIN partner_anonymization_line line ON line.id = seal.line_id"
            " WHERE line.run_id = %s",
            [self.run_id],
        )
        self.assertEqual(seals, PEOPLE)

    def test_two_workers_share_a_run(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(folder.rmdir)
        self.db.parameter("run_pause_ms", "20")
        claim = waiting_lines.claim

        def counted(cr, run_id, most):
            found = claim(cr, run_id, most)
            if found:
                with (folder / str(os.getpid())).open("a") as file:
                    file.write(f"{len(found)}\n")
            return found

        with patch.object(waiting_lines, "claim", counted):
            pids = [harness.forked(self._work) for _worker in range(2)]
            self._join(pids)
        self._work()  # whoever was in the way of the other is tried again
        shares = [(folder / str(pid)).read_text().split() for pid in pids]
        for pid in pids:
            (folder / str(pid)).unlink()
        self.assertEverybodyOnce()
        for share in shares:
            self.assertGreater(len(share), 1, shares)

    def test_a_worker_is_killed_in_the_midst(self):
        fill, calls = waiting_lines.fill, []

        def deadly(*args, **kwargs):
            result = fill(*args, **kwargs)
            calls.append(1)
            if len(calls) == 3:
                harness.die()
            return result

        with patch.object(waiting_lines, "fill", deadly):
            self.assertEqual(harness.killed(self._work), SIGKILL)
        self.db.wait_for_locks()
        self.assertEqual(self._anonymized(), 2 * BATCH)
        self.assertEqual(
            self._counts(), {"done": 2 * BATCH, "waiting": PEOPLE - 2 * BATCH}
        )
        self.assertEqual(self._state(), "running")
        self._join([harness.forked(self._work)])
        self.assertEverybodyOnce()

    def test_whom_somebody_else_holds_is_tried_later(self):
        busy = self.ids[7]
        other = psycopg2.connect(dbname=self.db.name)
        self.addCleanup(other.close)
        with other.cursor() as cr:
            cr.execute("SELECT FROM res_partner WHERE id = %s FOR UPDATE", [busy])
        began = time.monotonic()
        self._join([harness.forked(self._work)])
        self.assertLess(time.monotonic() - began, 120)
        self.assertEqual(self._counts(), {"done": PEOPLE - 1, "waiting": 1})
        self.assertEqual(self._state(), "running")
        other.rollback()
        self.db.sql(
            "UPDATE partner_anonymization_line SET run_try_date = run_try_date"
            " - interval '2 minutes' WHERE partner_id = %s",
            [busy],
        )
        self._join([harness.forked(self._work)])
        self.assertEverybodyOnce()

    def test_paused_by_somebody_else_while_a_worker_is_at_it(self):
        self.db.parameter("run_pause_ms", "300")
        pids = [harness.forked(self._work)]
        deadline = time.monotonic() + 60
        while not self._counts().get("done"):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        with self.db.env(uid=harness.ADMIN) as env:
            env["partner.anonymization"].browse(self.run_id).action_pause()
        self._join(pids)
        done = self._counts()["done"]
        self.assertTrue(0 < done < PEOPLE, done)
        self.assertEqual((self._state(), self._anonymized()), ("paused", done))
        self.db.parameter("run_pause_ms", "0")
        with self.db.env(uid=harness.ADMIN) as env:
            env["partner.anonymization"].browse(self.run_id).action_resume()
        self._join([harness.forked(self._work)])
        self.assertEverybodyOnce()


if __name__ == "__main__":
    unittest.main()

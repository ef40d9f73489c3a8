"""With OCA's queue_job, batches of a run are jobs; its own runner works on them."""

import os
import re
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import harness

sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
from pa_dev import ports  # noqa: E402

LATER = True
MODULE = harness.MODULE
NEIGHBOURS = os.environ.get("PA_NEIGHBOURS")
PEOPLE, BATCH = 23, 5
CHANNEL = "root.partner_anonymization"
PATIENCE = 180


class TestQueueJobs(harness.StandaloneCase):
    label = "jobs"

    @classmethod
    def make_database(cls, label, source=None):
        """One with queue_job and this module."""
        database = harness.Database(label)
        cls.addClassCleanup(database.drop)
        database.copy_of(NEIGHBOURS)
        database.odoo("-i", MODULE)
        return database

    def setUp(self):
        super().setUp()
        self.db.parameter("run_above", "4")
        self.db.parameter("run_batch", str(BATCH))
        with self.db.env(uid=harness.ADMIN) as env:
            people = env["res.partner"].create(
                [
                    {"lastname": f"Quill {n}", "phone": f"+45 31 41 59 {n}"}
                    for n in range(PEOPLE)
                ]
            )
            wizard = env["partner.anonymize"].create(
                {
                    "partner_ids": people.ids,
                    "confirmation": "I understand anonymization",
                    "note": "T-1",
                    "override_retention": True,
                    "override_reason": "T-1",
                }
            )
            self.ids = people.ids
            self.run_id = wizard.action_anonymize()["res_id"]

    def jobs(self):
        return self.db.sql(
            "SELECT state, channel, identity_key FROM queue_job"
            " WHERE model_name = 'partner.anonymization' ORDER BY id"
        )

    def serve(self):
        """Start Odoo with the job runner and without scheduled actions."""
        port = str(ports.any_free())
        command = [os.environ["PA_ODOO_BIN"], "-d", self.db.name, "--http-port", port]
        command += ["--load=base,web,queue_job", "--max-cron-threads=0"]
        command += ["--gevent-port", str(ports.any_free()), "--log-level=warn"]
        log = Path(self.keys) / "server.log"
        environ = {
            **os.environ,
            "ODOO_QUEUE_JOB_CHANNELS": f"root:4,{CHANNEL}:2",
            "ODOO_QUEUE_JOB_JOBRUNNER_DB_NAME": self.db.name,
        }
        with log.open("w") as output:
            server = subprocess.Popen(
                command,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.addCleanup(self.stop, server)
        return log

    def stop(self, server):
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    def state(self):
        query = "SELECT state FROM partner_anonymization WHERE id = %s"
        return self.db.sql(query, [self.run_id])[0][0]

    def test_run(self):
        self._asked_twice_waits_once()
        self.db.disconnect()
        log = self.serve()
        end = time.monotonic() + PATIENCE
        while self.state() != "done" and time.monotonic() < end:
            time.sleep(0.5)
        told = log.read_text()
        self.assertEqual(self.state(), "done", f"{self.jobs()}\n{told[-4000:]}")
        # Two workers that end a run at once: queue_job tries one of them again.
        told = told.replace("ERROR: could not serialize access", "")
        told = re.sub(r"(?m)^.* ERROR .* odoo\.sql_db: bad query: .*$", "", told)
        self.assertNotIn(" ERROR ", told)
        self._everybody_once()
        jobs = self.jobs()
        self.assertEqual({channel for _state, channel, _key in jobs}, {CHANNEL})
        batches = -(-PEOPLE // BATCH)
        done = [state for state, _channel, _key in jobs if state == "done"]
        self.assertGreaterEqual(len(done), batches)

    def _asked_twice_waits_once(self):
        """One job waits for each slot, however often somebody calls."""
        before = self.jobs()
        self.assertEqual({state for state, _channel, _key in before}, {"pending"})
        self.assertEqual(len({key for *_rest, key in before}), len(before))
        with self.db.env() as env:
            env["partner.anonymization"]._cron_work()
        self.assertEqual(self.jobs(), before)
        self.assertEqual(self.state(), "queued", "a scheduled action did the work")

    def _everybody_once(self):
        query = (
            "SELECT outcome, count(*), count(DISTINCT partner_id)"
            "  FROM partner_anonymization_line WHERE run_id = %s GROUP BY 1"
        )
        self.assertEqual(self.db.sql(query, [self.run_id]), [("done", PEOPLE, PEOPLE)])
        query = (
            "SELECT count(*) FROM res_partner WHERE id = ANY(%s)"
            " AND (name ~ 'Quill' OR lastname ~ 'Quill' OR phone IS NOT NULL)"
        )
        self.assertEqual(self.db.sql(query, [self.ids]), [(0,)])


if __name__ == "__main__":
    unittest.main()

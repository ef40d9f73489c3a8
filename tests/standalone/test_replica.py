"""A proof reads from a streaming replica once that has all that was written."""

import threading
import time
import unittest
from unittest.mock import patch

import harness
import own_server
from harness import ADMIN

from odoo.tools import config

from odoo.addons.partner_anonymization import parameters
from odoo.addons.partner_anonymization.engine.proof import side_by_side, snapshots
from odoo.addons.partner_anonymization.models.log import partner_anonymization_search
from odoo.addons.partner_anonymization.models.log.proof_stopped import ProofStopped

ALONE = True
LATER = True
NAME = "Barnabas Ashquill"


class TestReplica(harness.StandaloneCase):
    label = "replica"

    @classmethod
    def setUpClass(cls):
        cls.server = own_server.of_class(cls)
        super().setUpClass()
        with cls.db.env(uid=ADMIN) as env:
            partner = env["res.partner"].create({"name": NAME})
            cls.group_id = env["res.groups"].create({"name": "Group"}).id
            cls.run_id = partner.anonymize().id
            cls.line_id = partner.anonymization_line_id.id
        cls.replica = cls.server.replica("max_standby_streaming_delay = 0\n")
        cls.addClassCleanup(cls.replica.remove)

    def setUp(self):
        super().setUp()
        self.db.parameter("proof_replica", self.replica.place)
        self.addCleanup(self.db.sql, "DELETE FROM partner_anonymization_search")
        self._write("nothing")

    def _write(self, text):
        with self.db.env(uid=ADMIN) as env:
            env["res.groups"].browse(self.group_id).comment = text

    def _prove(self):
        """Prove it; what the line says then."""
        with self.db.env(uid=ADMIN) as env:
            line = env["partner.anonymization.line"].browse(self.line_id)
            line._prove()
            line.invalidate_recordset()
            return line.proof_state, line.proof_scope.get("replica")

    def _rows_read(self, server):
        """How many rows of the table of the texts a server has read."""
        query = "SELECT seq_tup_read FROM pg_stat_user_tables"
        query += " WHERE relname = 'res_groups'"
        time.sleep(1.2)  # counts are flushed once a second
        return int(server.query(self.db.name, query))

    def test_it_reads_there_and_writes_here(self):
        place = self.replica.place
        self.assertEqual(self._prove(), ("proved", place))
        before = [self._rows_read(one) for one in (self.server, self.replica)]
        self._write(f"call {NAME}")
        self.assertEqual(self._prove(), ("traces", place))
        after = [self._rows_read(one) for one in (self.server, self.replica)]
        self.assertGreater(after[1], before[1])
        state = "SELECT proof_state FROM partner_anonymization_line WHERE id = %s"
        self.assertEqual(self.db.sql(state, [self.line_id]), [("traces",)])
        self.assertEqual(
            self.db.sql("SELECT count(*) FROM partner_anonymization_search"), [(0,)]
        )

    def test_it_waits_until_all_is_there(self):
        """What was written last is seen although the replica stands still."""
        self._prove()
        self.replica.query(self.db.name, "SELECT pg_wal_replay_pause()")
        self._write(f"call {NAME}")

        def go_on():
            time.sleep(3)
            self.replica.query(self.db.name, "SELECT pg_wal_replay_resume()")

        thread = threading.Thread(target=go_on)
        thread.start()
        begin = time.monotonic()
        found = self._prove()
        thread.join()
        self.assertEqual(found, ("traces", self.replica.place))
        self.assertGreater(time.monotonic() - begin, 2.5)

    def _refused(self, code, *words):
        """It says so to who proves and in the form, and nothing is proved."""
        self.db.sql(
            "UPDATE partner_anonymization_line SET proof_state = 'pending'"
            " WHERE id = %s",
            [self.line_id],
        )
        with self.assertRaises(ProofStopped) as caught:
            self._prove()
        for word in words:
            self.assertIn(word, str(caught.exception))
        ((told,),) = self.db.sql("SELECT stop_code FROM partner_anonymization_search")
        self.assertEqual(told, code)
        with self.db.env(uid=ADMIN) as env:
            run = env["partner.anonymization"].browse(self.run_id)
            self.assertEqual(run.proof_stopped, str(caught.exception))
            line = env["partner.anonymization.line"].browse(self.line_id)
            self.assertEqual(line.proof_state, "pending")

    def test_it_is_too_late(self):
        self.replica.query(self.db.name, "SELECT pg_wal_replay_pause()")
        resume = "SELECT pg_wal_replay_resume()"
        self.addCleanup(self.replica.query, self.db.name, resume)
        with patch.object(snapshots, "PATIENCE", 1):
            self._refused("late", self.replica.place, "behind")

    def test_it_is_no_replica(self):
        self.db.parameter("proof_replica", self.server.place)
        self._refused("other", self.server.place, "no read replica of this database")

    def test_it_is_the_replica_of_something_else(self):
        """It has more than was written, but not what was written last."""
        mark = partner_anonymization_search.Teller.mark

        def other(teller):
            return mark(teller)[0], "another token"

        with patch.object(partner_anonymization_search.Teller, "mark", other):
            self._refused("other", self.replica.place)

    def test_it_is_not_there(self):
        self.db.parameter("proof_replica", "127.0.0.1:1")
        self._refused("unreachable", "127.0.0.1:1")

    def test_the_primary_changes_what_is_read(self):
        """The replica sends away who is in the way of it."""
        lock = "LOCK partner_anonymization_search IN ACCESS EXCLUSIVE MODE"
        start, started = side_by_side._started, []

        def started_late():
            started.append(start())
            if len(started) == 2:
                self.db.sql(f"BEGIN; {lock}; COMMIT")
                place = "SELECT pg_current_wal_flush_lsn()"
                self._wait_for(self.server.query(self.db.name, place))
            return started[-1]

        with patch.object(side_by_side, "_started", started_late):
            self._refused("conflict", self.replica.place, "max_standby_streaming_delay")
        self.assertEqual(self._prove(), ("proved", self.replica.place))

    def _wait_for(self, place):
        query = f"SELECT pg_last_wal_replay_lsn() >= '{place}'"
        while self.replica.query(self.db.name, query) != "t":
            time.sleep(0.2)

    def test_the_one_of_odoo(self):
        host, _colon, port = self.replica.place.partition(":")
        self.db.parameter("proof_replica", "")
        with self.db.env() as env:
            self.assertIsNone(parameters.proof_replica(env))
        before = config["db_replica_host"], config["db_replica_port"]
        config["db_replica_host"], config["db_replica_port"] = host, int(port)
        try:
            self.assertEqual(self._prove(), ("proved", self.replica.place))
            self.db.parameter("proof_replica", "none")
            self.assertEqual(self._prove(), ("proved", None))
        finally:
            config["db_replica_host"], config["db_replica_port"] = before


if __name__ == "__main__":
    unittest.main()

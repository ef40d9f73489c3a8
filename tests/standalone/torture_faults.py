"""The disk is full or read-only, the connection ends before the commit, and two
databases work in one key directory at the same time.

PA_TORTURE_SEED repeats the draws of a run, which prints its seed; PA_QUICK makes it
short.
"""

import contextlib
import itertools
import multiprocessing
import os
import random
import unittest
from unittest import mock

import harness
import people
import psycopg2
from torture_files import may_mount

import odoo.sql_db
from odoo.exceptions import UserError

LATER = True
QUICK = bool(os.environ.get("PA_QUICK"))
SEED = int(os.environ.get("PA_TORTURE_SEED") or random.SystemRandom().randrange(10**6))
MOUNTS = may_mount()
NUMBERS = itertools.count(20)


class FaultsCase(harness.StandaloneCase):
    """A database with one person, and what there is of him."""

    def setUp(self):
        super().setUp()
        with self.db.env() as env:
            self.partner = people.create(env, next(NUMBERS)).id
        self.before = self._person()
        self.addCleanup(lambda: self.db.disconnect())

    def _person(self, db=None, partner=None):
        query = (
            "SELECT id, name, email, phone, street, active, anonymization_state"
            "  FROM res_partner WHERE %s IN (id, parent_id) ORDER BY id"
        )
        return (db or self.db).sql(query, [partner or self.partner])

    def _call(self, method, db=None, partner=None):
        options = {"note": "T-1"}
        if method == "anonymize":
            options["override_retention"] = True
        with (db or self.db).env(uid=harness.ADMIN) as env:
            partners = env["res.partner"].browse(partner or self.partner)
            getattr(partners, method)(**options)

    def _assert_untouched(self):
        self.assertEqual(self._person(), self.before)
        self.assertEqual(self.db.sql("SELECT FROM partner_anonymization_seal"), [])
        with self.db.env() as env:
            env["res.partner"]._anonymization_sweep_keys()
            gap = env["partner.anonymization.replay"]._look()
        self.assertEqual(gap.entries, [])

    def _assert_works(self):
        self._call("anonymize")
        self.assertEqual({row[-1] for row in self._person()}, {"anonymized"})
        self._call("deanonymize")
        self.assertEqual(self._person(), self.before)


class TestLostConnection(FaultsCase):
    """As when PostgreSQL is restarted: the server ends the connection between the plan
    and the commit."""

    label = "lost"
    rounds = 2 if QUICK else 12

    @contextlib.contextmanager
    def _lost(self, moment):
        from odoo.addons.partner_anonymization.engine.log import ledger
        from odoo.addons.partner_anonymization.engine.runs import anonymization

        target, name = {
            "planned": (anonymization, "_write"),
            "written": (ledger, "note"),
            "noted": (ledger, "note"),
        }[moment]
        origin = getattr(target, name)

        def instead(*args, **kwargs):
            result = origin(*args, **kwargs) if moment == "noted" else None
            self.db.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return result if moment == "noted" else origin(*args, **kwargs)

        with mock.patch.object(target, name, instead):
            yield

    def test_between_plan_and_commit(self):
        moments = ("planned", "written", "noted")
        for number in range(self.rounds):
            moment = moments[number % 3]
            with self.subTest(moment), self._lost(moment):
                # What Odoo tells users as a lost connection, and tries again.
                with self.assertRaises((psycopg2.Error, UserError)):
                    self._call("anonymize")
            odoo.sql_db.close_all()
            self._assert_untouched()
        self._assert_works()
        print(f"TALLY LostConnection rounds={self.rounds} kills={self.rounds}")


class TestTwoDatabases(FaultsCase):
    """Two databases anonymize, restore, delete and rotate in one key directory."""

    label = "two"
    rounds = 2 if QUICK else 25

    def test_side_by_side(self):
        other = self.make_database("other", self.db)
        print(f"two databases: seed {SEED}", flush=True)
        context = multiprocessing.get_context("fork")
        self.db.disconnect()
        other.disconnect()
        odoo.sql_db.close_all()
        failed = context.Queue()
        workers = [
            context.Process(target=self._work, args=(db, SEED + n, failed))
            for n, db in enumerate((self.db, other))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual([worker.exitcode for worker in workers], [0, 0])
        self.assertTrue(failed.empty(), not failed.empty() and failed.get())
        for db in (self.db, other):
            with db.env() as env:
                log = env["partner.anonymization"]
                lines, is_fine = log._keys_check()
                self.assertTrue(is_fine, lines)
                self.assertTrue(env["partner.anonymization.event"]._verify()[0])
        print(f"TALLY TwoDatabases rounds={2 * self.rounds} races={2 * self.rounds}")

    def _work(self, db, seed, failed):
        draw = random.Random(seed)
        try:
            for number in range(self.rounds):
                with db.env() as env:
                    partner = people.create(env, 1000 + number).id
                before = self._person(db, partner)
                self._call("anonymize", db, partner)
                if draw.random() < 0.3:
                    with db.env() as env:
                        env["partner.anonymization"]._keys_rotate()
                if draw.random() < 0.3:
                    with db.env() as env:
                        env["res.partner"]._anonymization_sweep_keys()
                if draw.random() < 0.2:
                    db.sql(
                        "UPDATE partner_anonymization_line SET proof_state = 'proved'"
                    )
                    self._call("purge_anonymized", db, partner)
                    wanted = "deleted"
                    assert {row[-1] for row in self._person(db, partner)} == {wanted}
                else:
                    self._call("deanonymize", db, partner)
                    assert self._person(db, partner) == before
        except BaseException as error:
            failed.put(f"{db.name}: {error!r}")
            raise
        finally:
            db.disconnect()


if MOUNTS:

    class TestMountedKeys(FaultsCase):
        """The key directory is a file system of its own, small or read-only."""

        label = "mounted"

        def _mounted(self, options):
            harness.client(
                "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.keys)
            )
            self.addCleanup(harness.client, "umount", str(self.keys))

        def _remount(self, options):
            harness.client("mount", "-o", f"remount,{options}", str(self.keys))

        def _refused(self):
            with self.assertRaises(UserError) as caught:
                self._call("anonymize")
            self.assertIn(str(self.keys), f"{caught.exception} {self.keys}")
            self.assertRegex(str(caught.exception), "space|rights|Read-only|give it")
            self.assertNotIn("Eustachius", str(caught.exception))
            self.assertEqual(self._person(), self.before)

        def test_full(self):
            """Full to the last page, and again for whatever is written first."""
            self._mounted("size=64k")
            fill = self.keys / "fill"
            for free in (0, 4096, 8192, 12288):
                with self.subTest(free=free):
                    fill.unlink(missing_ok=True)
                    found = os.statvfs(self.keys)
                    left = max(0, found.f_bavail * found.f_frsize - free)
                    fill.write_bytes(bytes(left))
                    try:
                        self._call("anonymize")
                    except UserError as error:
                        self.assertRegex(str(error), "No space left")
                        self.assertEqual(self._person(), self.before)
                    else:
                        self._call("deanonymize")
            fill.unlink()
            with self.db.env() as env:
                env["res.partner"]._anonymization_sweep_keys()
            self._assert_works()
            print("TALLY FullDisk rounds=4")

        def test_read_only(self):
            self._mounted("size=1m")
            self._call("anonymize")
            self._call("deanonymize")
            self._remount("ro")
            self._refused()
            self._remount("rw")
            self._call("anonymize")
            self._remount("ro")
            self._call("deanonymize")
            self.assertEqual(self._person(), self.before)
            self._remount("rw")
            self._assert_works()
            print("TALLY ReadOnly rounds=2")

else:
    print("No file system may be mounted: small and read-only ones are left out.")


if __name__ == "__main__":
    unittest.main()

"""A copied, moved or restored database never harms the original's keys."""

import json
import unittest
from datetime import date

import harness
import people
from harness import ADMIN

LATER = True
MODULE = harness.MODULE
COLUMNS = "name, email, phone, street, ref, comment, active, anonymization_state"


class CopyCase(harness.StandaloneCase):
    """Six sealed people in the original, with their values from before."""

    label = "origin"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env() as env:
            cls.ids = [people.create(env, number).id for number in range(20, 27)]
        cls.values = {id_: cls.read(cls.db, id_) for id_ in cls.ids}
        cls.live = cls.ids.pop()
        for id_ in cls.ids:
            cls.call(cls.db, id_, "anonymize", note="T-1", override_retention=True)
        cls.identity = cls.identity_of(cls.db)

    @classmethod
    def read(cls, db, partner):
        own = "%s IN (id, parent_id)"
        query = f"SELECT {COLUMNS} FROM res_partner WHERE {own} ORDER BY id"
        return db.sql(query, [partner])

    @classmethod
    def call(cls, db, partner, method, **options):
        with db.env(uid=ADMIN) as env:
            getattr(env["res.partner"].browse(partner), method)(**options)

    @staticmethod
    def identity_of(db):
        from odoo.addons.partner_anonymization.engine.vault import (
            key_directory,
        )

        with db.env() as env:
            return key_directory.current(env).uuid

    def key_files(self, identity=None):
        return harness.tree(self.keys / (identity or self.identity))

    def count(self, identity=None):
        """The number of keys, wherever they are."""
        return harness.keys_in(self.keys / (identity or self.identity))

    def make_due(self, db, partner):
        db.sql(
            "UPDATE partner_anonymization_line SET purge_date = %s"
            " WHERE partner_id = %s",
            [date(2020, 1, 1), partner],
        )

    def run_cron(self, db):
        with db.env() as env:
            env.ref(f"{MODULE}.ir_cron_purge").method_direct_trigger()

    def assertRestored(self, db, partner):
        self.call(db, partner, "deanonymize")
        self.assertEqual(self.read(db, partner), self.values[partner])
        self.assertEqual(db.missing_files(), set())

    def assertDeleted(self, db, partner):
        self.assertEqual({row[-1] for row in self.read(db, partner)}, {"deleted"})
        query = "SELECT FROM partner_anonymization_seal WHERE partner_id = %s"
        self.assertEqual(db.sql(query, [partner]), [])


class TestCopy(CopyCase):
    def test_copy_leaves_the_original_alone(self):
        before = self.key_files()
        self.assertEqual(self.count(), len(self.ids))
        copy = self.make_database("copy", self.db)
        first, second, third, *_others = self.ids
        with self.subTest("restored in the copy"):
            self.assertRestored(copy, first)
        with self.subTest("purged in the copy"):
            self.call(copy, second, "purge_anonymized")
            self.assertDeleted(copy, second)
        with self.subTest("purged by the copy's cron"):
            self.make_due(copy, third)
            self.run_cron(copy)
            self.assertDeleted(copy, third)
        self.assertEqual(self.identity_of(copy), "")
        with self.subTest("anonymized in the copy"):
            self.call(copy, self.live, "anonymize", note="T-1", override_retention=True)
            own = self.identity_of(copy)
            self.assertNotEqual(own, self.identity)
            self.assertEqual(self.count(own), 1)
        self.assertEqual(self.key_files(), before)
        with self.subTest("the copy's own key goes with its purge"):
            self.call(copy, self.live, "purge_anonymized")
            self.assertEqual(self.count(own), 0)
        self.assertEqual(self.key_files(), before)
        copy.drop()
        with self.subTest("the original"):
            self.run_cron(self.db)
            self.assertEqual(self.key_files(), before)
            for partner in (first, second, third):
                self.assertRestored(self.db, partner)
            self.assertEqual(self.count(), len(self.ids) - 3)

    def test_duplicate_by_odoo(self):
        """Odoo's own duplicate, and its sweep, leave the original's keys alone."""
        before = self.key_files()
        copy = self.db.duplicate("dup")
        self.addCleanup(copy.drop)
        with copy.env() as env:
            env["res.partner"]._anonymization_sweep_keys()
        self.assertEqual(self.key_files(), before)
        self.assertRestored(copy, self.ids[5])
        self.assertEqual(self.key_files(), before)

    def test_renamed_database_keeps_its_keys(self):
        partner = self.ids[3]
        count = self.count()
        name = self.db.name
        self.db.rename(f"{name}_x")
        self.addCleanup(self.db.rename, name)
        self.run_cron(self.db)
        self.assertEqual(self.count(), count)
        self.assertRestored(self.db, partner)
        self.assertEqual(self.count(), count - 1)


class TestMove(CopyCase):
    label = "moved"

    def _restored(self, label):
        """The original as pg_dump and pg_restore bring it to a new database."""
        target = harness.Database(label)
        self.addCleanup(target.drop)
        dump = str(self.keys.with_suffix(".dump"))
        self.addCleanup(harness.os.unlink, dump)
        self.db.disconnect()
        harness.client("pg_dump", "-Fc", "-f", dump, self.db.name)
        harness.client("createdb", "-T", "template0", target.name)
        harness.client("pg_restore", "--no-owner", "-d", target.name, dump)
        store = harness.filestore(self.db.name)
        harness.shutil.copytree(store, harness.filestore(target.name))
        return target

    def _owner(self):
        owner = json.loads((self.keys / self.identity / "owner.json").read_text())
        return int(owner["database_oid"])

    def _oid(self, db):
        query = "SELECT oid::bigint FROM pg_database WHERE datname = %s"
        return db.sql(query, [db.name])[0][0]

    def test_adopt_after_restore(self):
        moved = self._restored("target")
        first, second, third, fourth, *_others = self.ids
        before = self.key_files()
        self.assertRestored(moved, first)
        self.call(moved, second, "purge_anonymized")
        self.run_cron(moved)
        self.assertEqual(self.key_files(), before, "not adopted yet")
        self._adopt(moved)
        self.assertEqual(self._owner(), self._oid(moved))
        with self.subTest("the new owner destroys keys"):
            count = self.count()
            self.call(moved, third, "purge_anonymized")
            self.assertEqual(self.count(), count - 1)
        with self.subTest("the sweep destroys what is restored or purged"):
            self.run_cron(moved)
            sealed = {fourth, *_others}
            self.assertEqual(self.count(), len(sealed))
        with self.subTest("the former owner cannot destroy any more"):
            before = self.key_files()
            self.call(self.db, fourth, "purge_anonymized")
            self.run_cron(self.db)
            self.assertEqual(self.key_files(), before)
        self.assertRestored(moved, fourth)

    def test_adopting_needs_the_manager(self):
        moved = self._restored("other")
        owner = self._owner()
        with moved.env() as env:
            user = env["res.users"].create({"name": "Clerk", "login": "clerk"})
            settings = env["res.config.settings"].with_user(user)
            with self.assertRaises(harness.odoo.exceptions.AccessError):
                settings.action_anonymization_adopt_keys()
        self.assertEqual(self._owner(), owner)

    def _adopt(self, db):
        with db.env(uid=ADMIN) as env:
            settings = env["res.config.settings"].create({})
            self.assertTrue(settings.anonymization_foreign_keys)
            settings.action_anonymization_adopt_keys()
            settings.invalidate_recordset()
            self.assertFalse(settings.anonymization_foreign_keys)


if __name__ == "__main__":
    unittest.main()

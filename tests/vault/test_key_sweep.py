"""Keys without a seal are swept, and no others."""

import os
import time
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import key_directory, key_folder, key_store
from ..cases.key_store import LOGGER, KeyStoreCase, nothing_alive


@tagged("post_install", "-at_install")
class TestSweep(KeyStoreCase):
    def make(self, count, transaction, **header):
        """Return references to keys that `transaction` (a number) made."""
        with patch.object(key_store, "_transaction", return_value=transaction):
            made = key_store.create_keys(self.env, count)
        refs = [ref for ref, _key in made]
        if header:
            path = self.path(refs[0])
            found, _failed = key_folder.survey(path.parent)
            present, _filled = found[path.name]
            stored = [key for _ref, key in made]
            key_folder.create(
                path.parent, path.name, present._replace(**header), stored
            )
        return refs

    def number(self, cr):
        cr.execute("SELECT pg_current_xact_id()::text")
        return int(cr.fetchone()[0])

    def finished(self, commit=True):
        """Return the number of a transaction that is over."""
        with self.registry.cursor() as cr:
            number = self.number(cr)
            if not commit:
                cr.rollback()
        return number

    @contextmanager
    def seals(self):
        """Yield an open cursor that may fill a committed table of seals."""
        with self.registry.cursor() as cr:
            cr.execute("DROP TABLE IF EXISTS partner_anonymization_test_seal")
            cr.execute("CREATE TABLE partner_anonymization_test_seal (file text)")
        try:
            # Closed before the table goes, which would wait for it for ever.
            with closing(self.registry.cursor()) as cr:
                yield cr
        finally:
            with self.registry.cursor() as cr:
                cr.execute("DROP TABLE partner_anonymization_test_seal")

    def alive_in_table(self, cr, names):
        cr.execute(
            "SELECT file FROM partner_anonymization_test_seal WHERE file = ANY(%s)",
            [names],
        )
        return {(file, 0) for (file,) in cr.fetchall()}

    def insert(self, cr, ref):
        cr.execute(
            "INSERT INTO partner_anonymization_test_seal VALUES (%s)", [ref.file]
        )

    def test_nothing_to_sweep(self):
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        self.assertFalse(self.root.exists())

    def test_own_transaction_is_not_over(self):
        (ref, key), *_rest = key_store.create_keys(self.env, 1)
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        self.assertEqual(key_store.read_key(self.env, ref), key)

    def test_only_when_the_transaction_is_over(self):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        ref, _other = self.make(2, self.number(cr))
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        self.assertEqual(len(self.slots(ref)), 2)
        cr.rollback()
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 2)
        self.assertFalse(self.path(ref).exists())

    def test_sealed_keys_stay(self):
        first, orphan, last = self.make(3, self.finished())
        other = self.make(1, self.finished(commit=False))[0]
        asked = []

        def alive(_cr, names):
            asked.extend(names)
            return {(first.file, first.slot), (last.file, last.slot)}

        self.assertEqual(key_store.sweep_orphans(self.env, alive), 2)
        self.assertEqual(set(asked), {first.file, other.file})
        self.assertFalse(self.path(other).exists())
        self.assertEqual(
            [any(slot) for slot in self.slots(orphan)], [True, False, True]
        )
        self.assertEqual(key_store.sweep_orphans(self.env, alive), 0)

    def test_commit_before_the_status_is_seen(self):
        with self.seals() as cr:
            ref = self.make(1, self.number(cr))[0]
            self.insert(cr, ref)
            original = key_store._running

            def commit_first(env, transactions):
                cr.commit()  # pylint: disable=invalid-commit
                return original(env, transactions)

            with patch.object(key_store, "_running", commit_first):
                self.assertEqual(
                    key_store.sweep_orphans(self.env, self.alive_in_table), 0
                )
            self.assertTrue(self.path(ref).exists())
            self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)

    def test_commit_between_status_and_seals(self):
        with self.seals() as cr:
            finished = self.make(1, self.finished())[0]
            ref = self.make(1, self.number(cr))[0]
            self.insert(cr, ref)
            original = key_store._running

            def commit_after(env, transactions):
                running = original(env, transactions)
                cr.commit()  # pylint: disable=invalid-commit
                return running

            with patch.object(key_store, "_running", commit_after):
                self.assertEqual(
                    key_store.sweep_orphans(self.env, self.alive_in_table), 1
                )
            self.assertTrue(self.path(ref).exists())
            self.assertFalse(self.path(finished).exists())
            self.assertEqual(key_store.sweep_orphans(self.env, self.alive_in_table), 0)
            self.assertTrue(self.path(ref).exists())

    def test_transaction_not_reached_yet_counts_as_in_progress(self):
        for number in (self.finished() + 10**6, 2**63, 2**64 - 1):
            ref = self.make(1, number)[0]
            self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
            self.assertTrue(self.path(ref).exists())

    def test_forgotten_transaction_is_over(self):
        for number in (0, 3):
            ref = self.make(1, number)[0]
            self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)
            self.assertFalse(self.path(ref).exists())

    def test_transaction_of_an_adopted_cluster_is_over(self):
        ref = self.make(1, 2**60, cluster=-1)[0]
        self.give_away(ref.identity)
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        key_directory.adopt(self.env, ref.identity)
        living = {(ref.file, 0)}
        self.assertEqual(
            key_store.sweep_orphans(self.env, lambda _cr, _names: living), 0
        )
        self.assertTrue(self.path(ref).exists())
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)
        self.assertFalse(self.path(ref).exists())

    def test_number_of_another_cluster_says_nothing(self):
        with closing(self.registry.cursor()) as cr:
            running = self.number(cr)
            foreign = self.make(1, running, cluster=-1)[0]
            ours = self.make(1, running)[0]
            self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)
        self.assertFalse(self.path(foreign).exists())
        self.assertTrue(self.path(ours).exists())

    @mute_logger(LOGGER + ".vault.key_directory")
    def test_original_of_a_copy_is_left_alone(self):
        ref = self.make(1, self.finished())[0]
        stale = self.make_stale(ref, ".x.keys.tmp")
        self.give_away(ref.identity)
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        own = self.make(1, self.finished())[0]
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)
        self.assertTrue(self.path(ref).exists())
        self.assertTrue(stale.exists())
        self.assertFalse(self.path(own).exists())

    def make_stale(self, ref, name):
        path = self.path(ref).with_name(name)
        path.touch()
        os.utime(path, times=(time.time() - 3700,) * 2)
        return path

    def test_drafts_of_a_crash_go(self):
        ref = self.make(1, self.finished())[0]
        stale = self.make_stale(ref, f".{ref.file}-{uuid4().hex}.tmp")
        fresh = self.path(ref).with_name(".fresh.tmp")
        fresh.touch()
        foreign = self.make_stale(ref, "notes.txt")
        key_store.sweep_orphans(self.env, nothing_alive)
        self.assertFalse(stale.exists())
        self.assertTrue(fresh.exists())
        self.assertTrue(foreign.exists())

    def test_damaged_file_does_not_stop_the_sweep(self):
        bad = self.make(1, self.finished())[0]
        good = self.make(1, self.finished())[0]
        self.path(bad).write_bytes(b"")
        with self.assertLogs(LOGGER + ".vault.key_store", "WARNING") as logs:
            self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 1)
        self.assertIn(bad.file, logs.output[0])
        self.assertTrue(self.path(bad).exists())
        self.assertFalse(self.path(good).exists())

    def test_emptied_file_goes(self):
        ref = self.make(1, self.finished())[0]
        with patch.object(Path, "unlink"):
            key_store.destroy_keys(self.env, [ref])
        self.assertEqual(self.slots(ref), [bytes(64)])
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        self.assertFalse(self.path(ref).exists())

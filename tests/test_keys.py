"""Promises 5 and 6: keys are durable, unreadable to others, and truly destroyed."""

import fcntl
import json
import os
import stat
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import config, mute_logger

from ..engine import cipher, identity, keyfile, keys
from ..engine.keys import KeyMissing, KeyRef, KeyStoreError, KeyUnreadable

LOGGER = "odoo.addons.partner_anonymization.engine"
FOREIGN = {"system_identifier": "1", "database_oid": "1"}


def nothing_alive(_cr, _names):
    return set()


class KeyStoreCase(TransactionCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve() / "keys"
        self.parameters = self.env["ir.config_parameter"].sudo()
        self.parameters.search([("key", "=", identity.PARAMETER)]).unlink()
        self.set_root(self.root)

    def set_root(self, path):
        self.parameters.set_param(identity.KEY_DIR_PARAMETER, str(path))

    def path(self, ref):
        return self.root / ref.identity / ref.file

    def slots(self, ref):
        content = self.path(ref).read_bytes()
        return [content[i : i + 32] for i in range(32, len(content), 32)]

    def give_away(self, uuid):
        """Make the key directory that of another database."""
        (self.root / uuid / "owner.json").write_text(json.dumps(FOREIGN))

    def assertMode(self, path, mode):
        self.assertEqual(oct(stat.S_IMODE(path.stat().st_mode)), oct(mode))


@tagged("post_install", "-at_install")
class TestKeyRoot(KeyStoreCase):
    def test_default_lies_in_the_data_directory(self):
        self.set_root("")
        expected = Path(config["data_dir"], "partner_anonymization", "keys").resolve()
        self.assertEqual(identity.key_root(self.env), expected)

    def test_relative_path_is_refused(self):
        self.set_root("keys")
        with self.assertRaisesRegex(UserError, "absolute"):
            identity.key_root(self.env)

    def test_file_store_is_refused(self):
        store = Path(self.env["ir.attachment"]._filestore())
        link = self.root.parent / "link"
        link.symlink_to(store)
        for path in (store, store / "x", store / "x" / "..", store.parent, link / "x"):
            self.set_root(path)
            with self.subTest(path=path), self.assertRaisesRegex(UserError, "file st"):
                identity.key_root(self.env)

    def test_unwritable_is_refused(self):
        with (
            patch.object(os, "access", return_value=False),
            self.assertRaisesRegex(UserError, "cannot write"),
        ):
            identity.for_writing(self.env)
        plain = self.root.parent / "file"
        plain.touch()
        self.set_root(plain / "keys")
        with self.assertRaisesRegex(UserError, "cannot write"):
            identity.for_writing(self.env)

    def test_failure_to_make_the_directory_is_told(self):
        with (
            patch.object(Path, "mkdir", side_effect=PermissionError(13, "denied")),
            self.assertRaisesRegex(UserError, "cannot write"),
        ):
            identity.for_writing(self.env)


@tagged("post_install", "-at_install")
class TestIdentity(KeyStoreCase):
    def test_reading_creates_nothing(self):
        self.assertEqual(identity.current(self.env), ("", False))
        self.assertEqual(identity.owned(self.env), [])
        self.assertFalse(self.root.exists())

    def test_writing_creates_it_once(self):
        made = identity.for_writing(self.env)
        self.assertTrue(made.owner)
        self.assertEqual(identity.for_writing(self.env), made)
        self.assertEqual(identity.current(self.env), made)
        self.assertEqual(self.parameters.get_param(identity.PARAMETER), made.uuid)
        folder = self.root / made.uuid
        self.assertMode(self.root, 0o700)
        self.assertMode(folder, 0o700)
        self.assertMode(folder / "owner.json", 0o600)
        self.env.cr.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
        owner = json.loads((folder / "owner.json").read_text())
        self.assertEqual(owner["database_oid"], str(self.env.cr.fetchone()[0]))

    def test_every_role_may_tell_the_cluster(self):
        self.env.cr.execute(
            "SELECT has_function_privilege('public', 'pg_control_system()', 'execute')"
        )
        self.assertTrue(self.env.cr.fetchone()[0])

    def test_restored_database_is_not_served_by_a_cache(self):
        made = identity.for_writing(self.env)
        self.assertEqual(self.parameters.get_param(identity.PARAMETER), made.uuid)
        other = str(uuid4())
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = %s",
            [other, identity.PARAMETER],
        )
        self.assertEqual(identity.current(self.env), (other, False))

    def test_rolled_back_identity_is_taken_up_again(self):
        made = identity.for_writing(self.env)
        self.parameters.search([("key", "=", identity.PARAMETER)]).unlink()
        self.assertEqual(identity.for_writing(self.env), made)

    @mute_logger(LOGGER + ".identity")
    def test_copy_gets_its_own(self):
        (ref, key), *_rest = keys.create_keys(self.env, 2)
        self.give_away(ref.identity)
        before = {p: p.read_bytes() for p in self.path(ref).parent.iterdir()}
        self.assertEqual(identity.current(self.env), (ref.identity, False))
        self.assertEqual(keys.read_key(self.env, ref), key)
        (own, _key), *_rest = keys.create_keys(self.env, 1)
        self.assertNotEqual(own.identity, ref.identity)
        self.assertTrue(identity.owns(self.env, own.identity))
        self.assertEqual(identity.current(self.env), (own.identity, True))
        after = {p: p.read_bytes() for p in self.path(ref).parent.iterdir()}
        self.assertEqual(after, before)

    def test_adopt(self):
        (ref, key), *_rest = keys.create_keys(self.env, 1)
        self.give_away(ref.identity)
        self.path(ref).parent.chmod(0o755)
        self.assertEqual(identity.adopt(self.env, ref.identity), (ref.identity, True))
        self.assertMode(self.path(ref).parent, 0o700)
        self.assertEqual(identity.for_writing(self.env).uuid, ref.identity)
        self.assertEqual(keys.read_key(self.env, ref), key)
        self.assertEqual(keys.destroy_keys(self.env, [ref]), [])

    @mute_logger(LOGGER + ".identity")
    def test_adopt_beside_an_own_identity(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        self.give_away(ref.identity)
        own = identity.for_writing(self.env)
        self.assertEqual(identity.adopt(self.env, ref.identity), own)
        self.assertTrue(identity.owns(self.env, ref.identity))
        self.assertEqual(identity.owned(self.env), sorted([ref.identity, own.uuid]))

    def test_adopt_refuses_what_is_no_key_directory(self):
        for uuid in (str(uuid4()), "..", "../x", "", str(uuid4()).upper()):
            with self.subTest(uuid=uuid), self.assertRaises(UserError):
                identity.adopt(self.env, uuid)

    @mute_logger(LOGGER + ".identity")
    def test_damaged_owner_file_owns_nothing(self):
        uuid = identity.for_writing(self.env).uuid
        for content in ("", "[]", "{}", '{"system_identifier": "x"}', "\xff"):
            (self.root / uuid / "owner.json").write_text(content, "latin-1")
            with self.subTest(content=content):
                self.assertFalse(identity.owns(self.env, uuid))

    def test_unreadable_owner_file_is_told(self):
        uuid = identity.for_writing(self.env).uuid
        with (
            patch.object(Path, "read_bytes", side_effect=PermissionError(13, "no")),
            self.assertRaisesRegex(UserError, "cannot be read"),
        ):
            identity.for_writing(self.env)
        self.assertEqual(identity.current(self.env).uuid, uuid)


@tagged("post_install", "-at_install")
class TestKeys(KeyStoreCase):
    def test_file_holds_the_keys_for_us_alone(self):
        for mask in (0o000, 0o077, 0o777):
            previous = os.umask(mask)
            self.addCleanup(os.umask, previous)
            made = keys.create_keys(self.env, 3)
            os.umask(previous)
            ref = made[0][0]
            self.assertMode(self.path(ref), 0o600)
            self.assertMode(self.path(ref).parent, 0o700)
            self.assertEqual(self.slots(ref), [key for _ref, key in made])
            self.assertEqual([r.slot for r, _key in made], [0, 1, 2])
            self.assertEqual({len(key) for _ref, key in made}, {32})
        self.assertEqual(
            {p.suffix for p in self.path(ref).parent.iterdir()}, {".keys", ".json"}
        )

    def test_file_and_directory_are_synced_in_order(self):
        identity.for_writing(self.env)
        calls, sync, rename = [], os.fsync, Path.rename

        def spy(handle):
            calls.append("dir" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
            sync(handle)

        def renamed(path, target):
            calls.append("rename")
            return rename(path, target)

        with patch.object(os, "fsync", spy), patch.object(Path, "rename", renamed):
            made = keys.create_keys(self.env, 500)
            self.assertEqual(calls, ["file", "rename", "dir"])
            calls.clear()
            keys.destroy_keys(self.env, [ref for ref, _key in made[1:]])
            self.assertEqual(calls, ["file"])
            calls.clear()
            keys.destroy_keys(self.env, [made[0][0]])
            self.assertEqual(calls, ["file", "dir"])

    def test_header_names_the_transaction(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 2)
        header, filled = keyfile.survey(self.env, self.path(ref))
        self.env.cr.execute(
            "SELECT pg_current_xact_id()::text, system_identifier"
            "  FROM pg_control_system()"
        )
        transaction, cluster = self.env.cr.fetchone()
        self.assertEqual(header, (int(transaction), cluster, 2))
        self.assertEqual(filled, {0, 1})

    def test_no_keys_no_file(self):
        self.assertEqual(keys.create_keys(self.env, 0), [])
        self.assertFalse(self.root.exists())

    def test_failed_write_leaves_nothing(self):
        uuid = identity.for_writing(self.env).uuid
        with (
            patch.object(os, "fsync", side_effect=OSError(28, "disk full")),
            self.assertRaisesRegex(KeyStoreError, "disk full") as caught,
        ):
            keys.create_keys(self.env, 1)
        self.assertTrue(caught.exception.file.endswith(".keys"))
        self.assertEqual(os.listdir(self.root / uuid), ["owner.json"])

    def test_read_back(self):
        for ref, key in keys.create_keys(self.env, 5):
            self.assertEqual(keys.read_key(self.env, ref), key)

    def test_missing_file(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        self.path(ref).unlink()
        with self.assertRaisesRegex(KeyMissing, ref.file) as caught:
            keys.read_key(self.env, ref)
        self.assertIn("key_dir", str(caught.exception))
        self.assertNotIn(str(self.root), str(caught.exception))
        self.assertEqual(keys.destroy_keys(self.env, [ref]), [])

    def test_file_without_rights(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        with (
            patch.object(os, "open", side_effect=PermissionError(13, "denied")),
            self.assertRaisesRegex(KeyUnreadable, f"{ref.file}.*denied.*right"),
        ):
            keys.read_key(self.env, ref)

    def test_failing_disk(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        with (
            patch.object(os, "pread", side_effect=OSError(5, "I/O error")),
            self.assertRaisesRegex(KeyUnreadable, "I/O error"),
        ):
            keys.read_key(self.env, ref)

    def test_damaged_files(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 2)
        whole = self.path(ref).read_bytes()
        damaged = {
            "empty": b"",
            "part of the header": whole[:31],
            "truncated": whole[:-1],
            "too long": whole + b"x",
            "magic": b"x" + whole[1:],
            "version": whole[:7] + b"\x02" + whole[8:],
        }
        for name, content in damaged.items():
            self.path(ref).write_bytes(content)
            with self.subTest(name):
                for act in (keys.read_key, lambda env, r: keys.destroy_keys(env, [r])):
                    with self.assertRaisesRegex(KeyUnreadable, ref.file):
                        act(self.env, ref)
                self.assertEqual(self.path(ref).read_bytes(), content)

    def test_what_is_no_file(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        target = self.path(ref).rename(self.root / "elsewhere")
        self.path(ref).symlink_to(target)
        with self.assertRaises(KeyUnreadable):
            keys.read_key(self.env, ref)
        self.path(ref).unlink()
        self.path(ref).mkdir()
        with self.assertRaises(KeyUnreadable):
            keys.read_key(self.env, ref)

    def test_slot_that_never_was(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        with self.assertRaisesRegex(KeyUnreadable, "slot"):
            keys.read_key(self.env, ref._replace(slot=1))

    def test_reference_as_text(self):
        ref = KeyRef(str(uuid4()), f"{uuid4().hex}.keys", 12)
        self.assertEqual(ref.to_text(), f"{ref.identity}/{ref.file}/12")
        self.assertEqual(KeyRef.from_text(ref.to_text()), ref)

    def test_malformed_references_are_refused(self):
        uuid, file = str(uuid4()), f"{uuid4().hex}.keys"
        texts = ("", "/", f"{uuid}/{file}", f"{uuid}/{file}/", f"{uuid}/{file}/-1")
        texts += (f"{uuid}/{file}/1/2", f"{uuid}/{file}/01", f"{uuid}/{file}/１")
        texts += (f"../{file}/0", f"{uuid}/../0", f"{uuid}/owner.json/0")
        texts += (f"/etc/{file}/0", f"{uuid}/{file}\n/0", f"{uuid}\n/{file}/0")
        texts += (
            f"{uuid}/{file}\0/0",
            f"{uuid.upper()}/{file}/0",
            f"{uuid}/{file}/1\n",
        )
        for text in texts:
            with self.subTest(text=text), self.assertRaises(KeyUnreadable):
                KeyRef.from_text(text)

    def test_reference_cannot_leave_the_root(self):
        (good, key), *_rest = keys.create_keys(self.env, 1)
        outside = self.root.parent / good.file
        outside.write_bytes(self.path(good).read_bytes())
        for ref in (
            good._replace(identity=".."),
            good._replace(file=f"../../{good.file}"),
            good._replace(identity=str(outside.parent)),
            good._replace(slot=-1),
        ):
            with self.assertRaises(KeyUnreadable):
                keys.read_key(self.env, ref)
            with self.assertRaises(KeyUnreadable):
                keys.destroy_keys(self.env, [good, ref])
        self.assertEqual(keys.read_key(self.env, good), key)


@tagged("post_install", "-at_install")
class TestDestroy(KeyStoreCase):
    def test_slot_is_overwritten_in_place(self):
        made = keys.create_keys(self.env, 3)
        ref, key = made[1]
        inode = self.path(ref).stat().st_ino
        with open(self.path(ref), "rb") as held:
            self.assertEqual(keys.destroy_keys(self.env, [ref]), [])
            self.assertNotIn(key, held.read())
        self.assertEqual(self.path(ref).stat().st_ino, inode)
        with self.assertRaisesRegex(KeyMissing, "gone for good"):
            keys.read_key(self.env, ref)
        for other, kept in (made[0], made[2]):
            self.assertEqual(keys.read_key(self.env, other), kept)

    def test_last_key_takes_the_file_along(self):
        made = keys.create_keys(self.env, 3)
        refs = [ref for ref, _key in made]
        with open(self.path(refs[0]), "rb") as held:
            keys.destroy_keys(self.env, refs)
            self.assertEqual(held.read()[32:], bytes(96))
        self.assertFalse(self.path(refs[0]).exists())
        self.assertEqual(keys.destroy_keys(self.env, refs), [])
        with self.assertRaises(KeyMissing):
            keys.read_key(self.env, refs[0])

    def test_repeated(self):
        made = keys.create_keys(self.env, 2)
        for _attempt in range(2):
            self.assertEqual(keys.destroy_keys(self.env, [made[0][0]]), [])
        self.assertEqual(keys.read_key(self.env, made[1][0]), made[1][1])

    @mute_logger(LOGGER + ".identity")
    def test_keys_of_another_database_are_skipped(self):
        (foreign, key), *_rest = keys.create_keys(self.env, 1)
        self.give_away(foreign.identity)
        (own, _key), *_rest = keys.create_keys(self.env, 1)
        unknown = own._replace(identity=str(uuid4()))
        skipped = keys.destroy_keys(self.env, [foreign, own, unknown])
        self.assertEqual(skipped, [foreign, unknown])
        self.assertEqual(keys.read_key(self.env, foreign), key)
        self.assertFalse(self.path(own).exists())

    def test_one_bad_file_does_not_save_the_others(self):
        (bad, _key), *_rest = keys.create_keys(self.env, 1)
        (good, _key), *_rest = keys.create_keys(self.env, 1)
        self.path(bad).write_bytes(b"")
        with self.assertRaisesRegex(KeyUnreadable, bad.file):
            keys.destroy_keys(self.env, [bad, good])
        self.assertFalse(self.path(good).exists())

    def test_processes_share_a_file(self):
        made = keys.create_keys(self.env, 64)
        ref = made[0][0]
        children = []
        for part in range(4):
            child = os.fork()
            if not child:
                self._destroy_and_exit(ref, range(part, 64, 4))
            children.append(child)
        statuses = [os.waitpid(child, 0)[1] for child in children]
        self.assertEqual(statuses, [0] * 4)
        self.assertFalse(self.path(ref).exists())

    def test_whoever_holds_the_file_is_waited_for(self):
        (ref, _key), *_rest = keys.create_keys(self.env, 1)
        path = self.path(ref)
        for act in (
            lambda: keyfile.read(None, path, 0),
            lambda: keyfile.overwrite(None, path, {0}),
        ):
            thread = threading.Thread(target=act)
            with open(path, "rb+") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                thread.start()
                thread.join(0.2)
                self.assertTrue(thread.is_alive())
            thread.join(10)
            self.assertFalse(thread.is_alive())
        self.assertFalse(path.exists())

    def _destroy_and_exit(self, ref, slots):
        status = 1
        try:  # The child must not touch the parent's database connection.
            for slot in slots:
                keyfile.overwrite(None, self.path(ref), {slot})
            status = 0
        finally:
            os._exit(status)


@tagged("post_install", "-at_install")
class TestSweep(KeyStoreCase):
    def create(self, count, transaction, **header):
        """Return references to keys that `transaction` (a number) made."""
        with patch.object(keys, "_transaction", return_value=transaction):
            made = keys.create_keys(self.env, count)
        refs = [ref for ref, _key in made]
        if header:
            path = self.path(refs[0])
            present, _filled = keyfile.survey(self.env, path)
            stored = [key for _ref, key in made]
            keyfile.create(path, present._replace(**header), stored)
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
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        self.assertFalse(self.root.exists())

    def test_own_transaction_is_not_over(self):
        (ref, key), *_rest = keys.create_keys(self.env, 1)
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        self.assertEqual(keys.read_key(self.env, ref), key)

    def test_only_when_the_transaction_is_over(self):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        ref, _other = self.create(2, self.number(cr))
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        self.assertEqual(len(self.slots(ref)), 2)
        cr.rollback()
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 2)
        self.assertFalse(self.path(ref).exists())

    def test_sealed_keys_stay(self):
        first, orphan, last = self.create(3, self.finished())
        other = self.create(1, self.finished(commit=False))[0]
        asked = []

        def alive(_cr, names):
            asked.extend(names)
            return {(first.file, first.slot), (last.file, last.slot)}

        self.assertEqual(keys.sweep_orphans(self.env, alive), 2)
        self.assertEqual(set(asked), {first.file, other.file})
        self.assertFalse(self.path(other).exists())
        self.assertEqual(
            [key != bytes(32) for key in self.slots(orphan)], [True, False, True]
        )
        self.assertEqual(keys.sweep_orphans(self.env, alive), 0)

    def test_commit_before_the_status_is_seen(self):
        with self.seals() as cr:
            ref = self.create(1, self.number(cr))[0]
            self.insert(cr, ref)
            original = keys._running

            def commit_first(env, transactions):
                cr.commit()
                return original(env, transactions)

            with patch.object(keys, "_running", commit_first):
                self.assertEqual(keys.sweep_orphans(self.env, self.alive_in_table), 0)
            self.assertTrue(self.path(ref).exists())
            self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)

    def test_commit_between_status_and_seals(self):
        with self.seals() as cr:
            finished = self.create(1, self.finished())[0]
            ref = self.create(1, self.number(cr))[0]
            self.insert(cr, ref)
            original = keys._running

            def commit_after(env, transactions):
                running = original(env, transactions)
                cr.commit()
                return running

            with patch.object(keys, "_running", commit_after):
                self.assertEqual(keys.sweep_orphans(self.env, self.alive_in_table), 1)
            self.assertTrue(self.path(ref).exists())
            self.assertFalse(self.path(finished).exists())
            self.assertEqual(keys.sweep_orphans(self.env, self.alive_in_table), 0)
            self.assertTrue(self.path(ref).exists())

    def test_transaction_not_reached_yet_counts_as_in_progress(self):
        for number in (self.finished() + 10**6, 2**63, 2**64 - 1):
            ref = self.create(1, number)[0]
            self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
            self.assertTrue(self.path(ref).exists())

    def test_forgotten_transaction_is_over(self):
        for number in (0, 3):
            ref = self.create(1, number)[0]
            self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
            self.assertFalse(self.path(ref).exists())

    def test_transaction_of_an_adopted_cluster_is_over(self):
        ref = self.create(1, 2**60, cluster=-1)[0]
        self.give_away(ref.identity)
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        identity.adopt(self.env, ref.identity)
        living = {(ref.file, 0)}
        self.assertEqual(keys.sweep_orphans(self.env, lambda _cr, _names: living), 0)
        self.assertTrue(self.path(ref).exists())
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
        self.assertFalse(self.path(ref).exists())

    def test_number_of_another_cluster_says_nothing(self):
        with closing(self.registry.cursor()) as cr:
            running = self.number(cr)
            foreign = self.create(1, running, cluster=-1)[0]
            ours = self.create(1, running)[0]
            self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
        self.assertFalse(self.path(foreign).exists())
        self.assertTrue(self.path(ours).exists())

    @mute_logger(LOGGER + ".identity")
    def test_original_of_a_copy_is_left_alone(self):
        ref = self.create(1, self.finished())[0]
        stale = self.make_stale(ref, ".x.keys.tmp")
        self.give_away(ref.identity)
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        own = self.create(1, self.finished())[0]
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
        self.assertTrue(self.path(ref).exists())
        self.assertTrue(stale.exists())
        self.assertFalse(self.path(own).exists())

    def test_identity_of_a_rolled_back_transaction_is_swept(self):
        ref = self.create(1, self.finished())[0]
        self.parameters.search([("key", "=", identity.PARAMETER)]).unlink()
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
        self.assertFalse(self.path(ref).exists())

    def make_stale(self, ref, name):
        path = self.path(ref).with_name(name)
        path.touch()
        os.utime(path, times=(time.time() - 3700,) * 2)
        return path

    def test_drafts_of_a_crash_go(self):
        ref = self.create(1, self.finished())[0]
        stale = self.make_stale(ref, f".{ref.file}-{uuid4().hex}.tmp")
        fresh = self.path(ref).with_name(".fresh.tmp")
        fresh.touch()
        foreign = self.make_stale(ref, "notes.txt")
        keys.sweep_orphans(self.env, nothing_alive)
        self.assertFalse(stale.exists())
        self.assertTrue(fresh.exists())
        self.assertTrue(foreign.exists())

    def test_damaged_file_does_not_stop_the_sweep(self):
        bad = self.create(1, self.finished())[0]
        good = self.create(1, self.finished())[0]
        self.path(bad).write_bytes(b"")
        with self.assertLogs(LOGGER + ".keys", "WARNING") as logs:
            self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 1)
        self.assertIn(bad.file, logs.output[0])
        self.assertTrue(self.path(bad).exists())
        self.assertFalse(self.path(good).exists())

    def test_emptied_file_goes(self):
        ref = self.create(1, self.finished())[0]
        with patch.object(Path, "unlink"):
            keys.destroy_keys(self.env, [ref])
        self.assertEqual(self.slots(ref), [bytes(32)])
        self.assertEqual(keys.sweep_orphans(self.env, nothing_alive), 0)
        self.assertFalse(self.path(ref).exists())


@tagged("post_install", "-at_install")
class TestCipher(BaseCase):
    key = bytes(range(32))
    payload = "Müller, 4711; ".encode() * 20

    def test_round_trip(self):
        megabyte = os.urandom(2**20)
        for payload in (b"", b"x", self.payload, bytes(2**20), megabyte):
            for associated in (b"", b"res.partner,7"):
                blob = cipher.seal(self.key, payload, associated)
                self.assertEqual(cipher.unseal(self.key, blob, associated), payload)
        self.assertLess(len(blob), len(megabyte) + 31)

    def test_compressed_when_it_helps(self):
        self.assertLess(len(cipher.seal(self.key, self.payload, b"")), 80)
        self.assertEqual(len(cipher.seal(self.key, b"x", b"")), 31)

    def test_shows_nothing_and_never_repeats(self):
        first, second = (cipher.seal(self.key, b"4711", b"") for _i in range(2))
        self.assertNotIn(b"4711", first)
        self.assertNotEqual(first[2:14], second[2:14])
        self.assertNotEqual(first[14:], second[14:])

    def test_every_changed_byte_is_noticed(self):
        for payload in (b"x", self.payload):
            blob = cipher.seal(self.key, payload, b"a")
            for index in range(len(blob)):
                for bit in (1, 128):
                    changed = bytearray(blob)
                    changed[index] ^= bit
                    with self.assertRaises(cipher.SealCorrupt):
                        cipher.unseal(self.key, bytes(changed), b"a")

    def test_every_truncation_is_noticed(self):
        blob = cipher.seal(self.key, self.payload, b"a")
        for length in range(len(blob)):
            with self.assertRaises(cipher.SealCorrupt):
                cipher.unseal(self.key, blob[:length], b"a")
        with self.assertRaises(cipher.SealCorrupt):
            cipher.unseal(self.key, blob + b"x", b"a")

    def test_other_key_or_record_is_noticed(self):
        blob = cipher.seal(self.key, self.payload, b"res.partner,7")
        for key, associated in (
            (bytes(32), b"res.partner,7"),
            (self.key, b"res.partner,8"),
            (self.key, b""),
        ):
            with self.assertRaises(cipher.SealCorrupt):
                cipher.unseal(key, blob, associated)

    def test_short_key_is_refused(self):
        blob = cipher.seal(self.key, b"x", b"")
        for size in (0, 16, 24, 33):
            with self.assertRaises(ValueError):
                cipher.seal(bytes(size), b"x", b"")
            with self.assertRaises(ValueError):
                cipher.unseal(bytes(size), blob, b"")

    def test_reads_what_the_database_returns(self):
        blob = cipher.seal(self.key, b"x", b"")
        self.assertEqual(cipher.unseal(self.key, memoryview(blob), b""), b"x")

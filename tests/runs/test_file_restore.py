"""Files come back byte for byte, whatever stands in their place, or nothing changes."""

import errno
import os
import random
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.database import file_store
from ...engine.log import log_rows
from ...engine.vault import cipher, key_file, sealed_files
from ..common import AnonymizationCase, digest

SIZE = cipher.PART_SIZE


def full(*_args):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@tagged("slow", "post_install", "-at_install")
class TestFileRestore(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.store = Path(self.env["ir.attachment"]._filestore())
        self.contents = self._contents(1)
        self.files = self._attach(self.person, self.contents)
        self.names = self.files.mapped("store_fname")
        self._commit()

    @staticmethod
    def _contents(seed):
        """Of several sizes: two that are sealed in one part, two in more."""
        draw = random.Random(seed)
        return [
            b"Dear Zacharias Quillfeather, %d" % seed,
            draw.randbytes(70_000),
            draw.randbytes(2 * SIZE),
            draw.randbytes(2 * SIZE + 5),
        ]

    def _attach(self, partner, contents):
        link = {"res_model": "res.partner", "res_id": partner.id}
        files = self.env["ir.attachment"].create(
            [{"name": f"{n}.bin", "raw": raw} | link for n, raw in enumerate(contents)]
        )
        for name in files.mapped("store_fname"):
            self.addCleanup((self.store / name).unlink, missing_ok=True)
        return files

    def _commit(self):
        """What happens once the transaction has been committed."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()

    def _anonymize(self):
        self.person.anonymize()
        self._commit()
        self.assertEqual(self._there(), [])

    def _there(self):
        return [name for name in self.names if (self.store / name).exists()]

    def _drafts(self):
        return [path for path in self.store.rglob("*") if "draft" in path.name]

    def assertRestored(self):
        for name, content in zip(self.names, self.contents, strict=True):
            self.assertEqual((self.store / name).read_bytes(), content)
        self.assertEqual(self.files.mapped("store_fname"), self.names)
        self.assertEqual(self._drafts(), [])

    def assertRefused(self, pattern="Nothing has been changed"):
        """Nothing happens; seal and key are there."""
        before, keys_before = self._state()
        with self.assertRaisesRegex(UserError, pattern):
            self.person.deanonymize()
        self._commit()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        after, keys_after = self._state()
        self.assertDigest(before, after)
        self.assertEqual(keys_after, keys_before)
        self.assertEqual(self._drafts(), [])

    def _state(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT md5(string_agg(t::text, '' ORDER BY id))"
            " FROM partner_anonymization_seal t"
        )
        seals = {"seals": self.env.cr.fetchone()}
        found = Path(self.key_dir).rglob("*.keys")
        return digest(self.env.cr) | seals, {path.read_bytes() for path in found}

    # What stands in the place of a file ------------------------------------------

    def test_nothing_there(self):
        self._anonymize()
        self.person.deanonymize()
        self.assertRestored()

    def test_something_else_there(self):
        self._anonymize()
        for name, content in zip(self.names, self.contents, strict=True):
            path = self.store / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content[: len(content) // 2])
        (self.store / self.names[1]).write_bytes(bytes(len(self.contents[1])))
        (self.store / self.names[2]).write_bytes(b"")
        self.person.deanonymize()
        self.assertRestored()

    def test_the_file_there(self):
        """Somebody else has the same file: it is not touched."""
        other = self.Partner.create({"name": "Olga Octavius"})
        self._attach(other, self.contents)
        self.person.anonymize()
        self._commit()
        self.assertEqual(self._there(), self.names)
        before = [os.stat(self.store / name) for name in self.names]
        self.person.deanonymize()
        self.assertRestored()
        self.assertEqual([os.stat(self.store / name) for name in self.names], before)

    def test_a_file_that_was_damaged_before(self):
        """It comes back as it was: the books may name it, checksum or not."""
        (self.store / self.names[2]).write_bytes(b"damaged")
        self.contents[2] = b"damaged"
        self._anonymize()
        self.person.deanonymize()
        self.assertRestored()

    # A full disk -----------------------------------------------------------------

    def test_disk_full(self):
        self._anonymize()
        for name in ("fsync", "rename"):
            with self.subTest(name=name), patch.object(file_store.os, name, full):
                self.assertRefused("free space")
        self.person.deanonymize()
        self.assertRestored()

    def test_disk_full_after_some(self):
        self._anonymize()
        rename, calls = os.rename, []

        def some(*args):
            calls.append(args)
            return rename(*args) if len(calls) < 3 else full()

        with patch.object(file_store.os, "rename", some):
            self.assertRefused("free space")
        self.person.deanonymize()
        self.assertRestored()

    def test_disk_that_keeps_something_else(self):
        self._anonymize()
        sync = os.fsync

        def damage(handle):
            sync(handle)
            os.pwrite(handle, b"?", 0)

        with patch.object(file_store.os, "fsync", damage):
            self.assertRefused("cannot be read again")
        self.person.deanonymize()
        self.assertRestored()

    def test_database_full(self):
        self._anonymize()
        before, keys_before = self._state()
        other = self.Partner.create({"name": "Olga Octavius"})
        self.env.cr.execute(
            """
            CREATE FUNCTION pg_temp.full() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END
            $$ LANGUAGE plpgsql;
            CREATE TRIGGER full_ BEFORE INSERT ON partner_anonymization_seal
                FOR EACH ROW EXECUTE FUNCTION pg_temp.full()
            """
        )
        with (
            self.assertRaisesRegex(UserError, "disk of the database is full"),
            mute_logger("odoo.sql_db"),
        ):
            other.anonymize()
        self.assertEqual(other.name, "Olga Octavius")
        self.assertFalse(other.anonymization_state)
        self.assertEqual(self._state()[0]["seals"], before["seals"])
        self.assertTrue(keys_before <= self._state()[1])

    # While sealing ---------------------------------------------------------------

    def _refused_to_seal(self, pattern):
        """One person, and many at once, of whom much is sealed while others are still
        being written."""
        some = self.person + self._others()
        self.env.flush_all()
        before = digest(self.env.cr)
        for partners in (self.person, some):
            with self.assertRaisesRegex(UserError, pattern):
                partners.anonymize()
            self._commit()
            self.assertDigest(before, digest(self.env.cr))
            self.assertFalse(any(partners.mapped("anonymization_state")))

    def _others(self):
        return self.Partner.create([{"name": f"Olga Octavius {n}"} for n in range(9)])

    def test_many_at_once(self):
        others = self._others()
        self._attach(others[3], [b"of another"])
        some = self.person + others
        self.env.flush_all()
        before = digest(self.env.cr)
        some.anonymize()
        self._commit()
        self.assertFalse(self._there())
        others[3].deanonymize()
        self._commit()
        self.assertEqual(others[3].name, "Olga Octavius 3")
        self.assertEqual(
            self.env["ir.attachment"].search([("res_id", "=", others[3].id),
                ("res_model", "=", "res.partner")]).raw,
            b"of another",
        )  # fmt: skip
        self.assertEqual(len(some.filtered("anonymization_state")), 9)
        (some - others[3]).deanonymize()
        self._commit()
        self.assertDigest(before, digest(self.env.cr))
        self.assertRestored()

    def test_file_that_cannot_be_read(self):
        path = self.store / self.names[3]
        path.unlink()
        path.mkdir()
        self.addCleanup(path.rmdir)
        self._refused_to_seal("cannot be read .Is a directory")
        self.assertEqual(len(self._there()), len(self.names))

    def test_file_that_changes(self):
        path, stat = self.store / self.names[0], os.stat

        def smaller(name, *args, **kwargs):
            result = stat(name, *args, **kwargs)
            if str(name) == str(path):
                return os.stat_result([*result[:6], 3, *result[7:]])
            return result

        with patch.object(sealed_files.os, "stat", smaller):
            self._refused_to_seal("being changed")
        self.assertEqual(len(self._there()), len(self.names))

    def test_key_that_cannot_be_written(self):
        self._attach(self.person, [b"another"])
        with patch.object(key_file, "write", full):
            self._refused_to_seal("key file")

    # Parts of seals --------------------------------------------------------------

    def _tamper(self, statement, *values):
        self.env.cr.execute(statement, values)
        self.assertTrue(self.env.cr.rowcount)

    def _parts(self, partner):
        self.env.cr.execute(
            "SELECT part, payload FROM partner_anonymization_seal"
            " WHERE partner_id = %s ORDER BY part",
            [partner.id],
        )
        return {part: bytes(payload) for part, payload in self.env.cr.fetchall()}

    def _write_part(self, partner, part, payload):
        self._tamper(
            "UPDATE partner_anonymization_seal SET payload = %s"
            " WHERE partner_id = %s AND part = %s",
            payload, partner.id, part,
        )  # fmt: skip

    def test_tampered_parts(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        self._attach(other, self._contents(2))
        other.anonymize()
        self._anonymize()
        parts, theirs = self._parts(self.person), self._parts(other)
        last = max(parts)
        self.assertEqual(last, max(theirs))
        self.assertGreater(last, len(self.names))
        for part in range(1, last + 1):
            following = part % last + 1
            for payload in (
                theirs[part],
                parts[following],
                parts[0],
                parts[part][:-1],
                parts[part][:-20] + bytes(20),
                b"",
            ):
                self._write_part(self.person, part, payload)
                with self.assertRaisesRegex(UserError, "does not fit its key"):
                    self.person.deanonymize()
                self.assertEqual(self.person.name, "Anonymized")
            self._write_part(self.person, part, parts[part])
        self.person.deanonymize()
        self.assertRestored()

    def test_missing_parts(self):
        self._anonymize()
        last = max(self._parts(self.person))
        for part in (0, 1, last // 2, last):
            with self.env.cr.savepoint() as savepoint:
                self._tamper(
                    "DELETE FROM partner_anonymization_seal"
                    " WHERE partner_id = %s AND part = %s",
                    self.person.id, part,
                )  # fmt: skip
                self.assertRefused()
                savepoint.rollback()
        self.person.deanonymize()
        self.assertRestored()

    def test_additional_part(self):
        self._anonymize()
        last = max(self._parts(self.person))
        self._tamper(
            "INSERT INTO partner_anonymization_seal"
            " (line_id, partner_id, key_ref, part, payload)"
            " SELECT line_id, partner_id, key_ref, part + 1, payload"
            " FROM partner_anonymization_seal WHERE partner_id = %s AND part = %s",
            self.person.id, last,
        )  # fmt: skip
        self.assertRefused()

    # What a killed restore leaves ------------------------------------------------

    def _leave(self):
        """A whole file, and one half written, each on Odoo's list to be cleaned."""
        attachments = self.env["ir.attachment"]
        draft = f"{self.names[2]}-{'0123456789abcdef' * 2}-draft"
        for name in (self.names[1], draft):
            attachments._mark_for_gc(name)
            path = Path(attachments._full_path(name))
            path.write_bytes(b"Zacharias Quillfeather")
            self.addCleanup(path.unlink, missing_ok=True)
        self.assertEqual(len(self._drafts()), 2, "file and entry of the list")
        return self.store / draft

    def test_purge_removes_leftovers(self):
        self._anonymize()
        draft = self._leave()
        log_rows.update(
            self.person.anonymization_line_id.sudo(), {"proof_state": "proved"}
        )
        self.person.purge_anonymized()
        self._commit()
        self.assertFalse(draft.exists())
        self.assertEqual(self._there(), [])

    def test_odoo_collects_leftovers(self):
        self._anonymize()
        draft = self._leave()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertFalse(draft.exists())
        self.assertEqual((self._there(), self._drafts()), ([], []))

    def test_restore_over_leftovers(self):
        self._anonymize()
        draft = self._leave()
        self.person.deanonymize()
        draft.unlink()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertRestored()

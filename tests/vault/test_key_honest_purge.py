"""Deleted is said only of what is deleted."""

import json
import os
import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.log import log_rows
from ...engine.vault import key_destruction, key_store
from ..cases import key_faults
from ..cases.key_down_case import MUTED
from ..cases.key_store import FOREIGN
from ..common import AnonymizationCase


@tagged("slow", "post_install", "-at_install")
class TestHonestPurge(AnonymizationCase):
    def setUp(self):
        super().setUp()
        key_faults.forget()
        self.person.anonymize()
        self.line = self.person.sudo().anonymization_line_id
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE line_id = %s",
            [self.line.id],
        )
        self.ref = key_store.KeyRef.from_text(self.env.cr.fetchone()[0])
        self.path = Path(self.key_dir) / self.ref.identity / self.ref.file
        cron = self.registry["ir.cron"]
        self.patch(cron, "_commit_progress", lambda *_a, **_kw: 600.0)
        self.line._prove()
        self.env.cr.postcommit.clear()

    def _commit(self):
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def _refused(self, pattern):
        with self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
            self.person.purge_anonymized()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        log_rows.update(self.line, {"purge_date": "2020-01-01"})
        self.env.flush_all()
        self.env["res.partner"]._cron_purge()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def _set(self, path):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.key_dir", str(path)
        )

    @mute_logger(*MUTED)
    def test_the_directory_was_changed(self):
        with tempfile.TemporaryDirectory() as other:
            self._set(other)
            self._refused(f"{self.ref.identity}.*bring the folder back")
        self.assertTrue(self.path.exists())
        self._set(self.key_dir)
        self.person.purge_anonymized()
        self._commit()
        self.assertFalse(self.path.exists())
        self.assertEqual(self.person.anonymization_state, "deleted")
        self.assertFalse(self.line.is_key_left)

    @mute_logger(*MUTED)
    def test_the_owner_is_unknown(self):
        owner = self.path.parent / "owner.json"
        valid = owner.read_bytes()
        self.addCleanup(owner.write_bytes, valid)
        owner.write_bytes(b'{"system_identifier": 1e400}')
        self._refused("Take Over the Keys")

    @mute_logger(*MUTED)
    def test_the_file_cannot_be_changed(self):
        for condition in ("read-only", "unreachable", "no rights", "silent"):
            key_faults.forget()
            with (
                self.subTest(condition),
                key_faults.FAULTS[condition](self.key_dir),
            ):
                self._refused("key")

    @mute_logger(*MUTED)
    def test_the_disk_fails_after_the_commit(self):
        self.person.purge_anonymized()
        with key_faults.FAULTS["read-only"](self.key_dir):
            self._commit()
        self.assertTrue(any(self.path.read_bytes()[-32:]))
        self.assertTrue(self.line.is_key_left)
        self.assertIn(self.line, self.line.search([("is_key_left", "=", True)]))
        settings = self.env["res.config.settings"].create({})
        self.assertIn("not been destroyed", settings.anonymization_key_findings)
        self.env["res.partner"]._cron_purge()
        self.env.invalidate_all()
        self.assertFalse(self.path.exists())
        self.assertFalse(self.line.is_key_left)

    @mute_logger(*MUTED)
    def test_the_key_of_another_database(self):
        """In a copy the seal goes; that the key is still there is told."""
        owner = self.path.parent / "owner.json"
        valid = owner.read_bytes()
        owner.write_text(json.dumps(FOREIGN))
        self.person.purge_anonymized()
        self._commit()
        self.assertEqual(self.person.anonymization_state, "deleted")
        self.assertTrue(self.path.exists())
        self.assertTrue(self.line.is_key_left)
        owner.write_bytes(valid)
        self.env["partner.anonymization"]._cron_keys()
        self.env.invalidate_all()
        self.assertFalse(self.path.exists())
        self.assertFalse(self.line.is_key_left)

    def test_a_savepoint_takes_the_order_back(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.person.purge_anonymized()
            raise ZeroDivisionError
        self.assertFalse(key_destruction.waiting(self.env.cr, self.line.ids))
        self._commit()
        self.assertTrue(any(self.path.read_bytes()[-32:]))

    def test_the_setting_moves_no_files(self):
        settings = self.env["res.config.settings"].create({})
        with tempfile.TemporaryDirectory() as other:
            settings.anonymization_key_dir = other
            with self.assertRaisesRegex(UserError, "Move the folder"):
                settings.set_values()
            os.rename(self.path.parent, Path(other) / self.ref.identity)
            self._set(self.key_dir)
            settings.set_values()
            self.person.deanonymize()
            self.assertEqual(self.person.name, "Zacharias Quillfeather")
            os.rename(Path(other) / self.ref.identity, self.path.parent)

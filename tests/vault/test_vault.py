"""Seals that cannot be opened: a clear error, and nothing is changed."""

from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.vault import key_store
from ..common import AnonymizationCase, digest


@tagged("post_install", "-at_install")
class TestVault(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.person.anonymize()
        self.env.cr.execute(
            "SELECT key_ref FROM partner_anonymization_seal WHERE partner_id = %s",
            [self.person.id],
        )
        ref = key_store.KeyRef.from_text(self.env.cr.fetchone()[0])
        self.path = Path(self.key_dir) / ref.identity / ref.file

    def _refused(self, pattern):
        self.env.flush_all()
        before = digest(self.env.cr)
        with self.assertRaisesRegex(UserError, pattern):
            self.person.deanonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))
        self.assertEqual(self.person.name, "Anonymized")

    def test_private(self):
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.path.parent.stat().st_mode & 0o777, 0o700)

    def test_key_missing(self):
        content = self.path.read_bytes()
        self.path.unlink()
        self._refused("key")
        self.path.write_bytes(content)
        self.person.deanonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_wrong_key(self):
        content = bytearray(self.path.read_bytes())
        content[-5] ^= 1
        self.path.write_bytes(content)
        self._refused("key")

    def test_truncated_key_file(self):
        self.path.write_bytes(self.path.read_bytes()[:-8])
        self._refused("key")

    def test_corrupt_seal(self):
        self.env.cr.execute(
            "UPDATE partner_anonymization_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
        )
        self._refused("does not fit its key")

    def test_foreign_seal(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        other.anonymize()
        self.env.cr.execute(
            """
            UPDATE partner_anonymization_seal mine SET payload = theirs.payload
              FROM partner_anonymization_seal theirs
             WHERE mine.partner_id = %s AND mine.part = 0
               AND theirs.partner_id = %s AND theirs.part = 0
            """,
            [self.person.id, other.id],
        )
        self._refused("does not fit its key")

    def test_seal_gone(self):
        self.env.cr.execute("DELETE FROM partner_anonymization_seal WHERE part > 0")
        self._refused("not in this database")

    def test_sealed_values_are_unreadable(self):
        self.env.cr.execute("SELECT payload FROM partner_anonymization_seal")
        for (payload,) in self.env.cr.fetchall():
            self.assertNotIn(b"Quillfeather", bytes(payload))

"""What `anonymization_keys check` tells, and what the settings do."""

import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ...engine.vault import key_directory, key_store, wrapping
from ...models.keys import key_watch
from ..cases import key_faults
from ..cases.key_down_case import MUTED
from ..common import AnonymizationCase

LOGGER = "odoo.addons.partner_anonymization.models.keys"


@tagged("post_install", "-at_install")
class TestKeyReport(AnonymizationCase):
    def setUp(self):
        super().setUp()
        key_faults.forget()
        self._without_demo()
        self.log = self.env["partner.anonymization"]
        self.person.anonymize()
        self.folder = Path(self.key_dir, key_directory.current(self.env).uuid)
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE partner_id = %s",
            [self.person.id],
        )
        self.text = self.env.cr.fetchone()[0]
        self.ref = key_store.KeyRef.from_text(self.text)

    def _without_demo(self):
        """The keys of the demo data are elsewhere; and each test has a directory."""
        self.use_own_keys()
        for name in ("seal", "document_seal", "opt_out"):
            self.env.cr.execute(f"DELETE FROM partner_anonymization_{name}")

    def _told(self, *expected, fine=True):
        lines, is_fine = self.log._keys_check()
        text = "\n".join(lines)
        self.assertEqual(is_fine, fine, text)
        for one in expected:
            self.assertIn(one, text)
        return text

    def test_in_order(self):
        text = self._told(self.key_dir, self.kek_dir, self.folder.name)
        self.assertNotIn("Warning", text)
        self.assertNotIn("Seals without", text)

    def test_settings_say_where(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.anonymization_kek_place, self.kek_dir)
        token = {
            "PARTNER_ANONYMIZATION_PKCS11_MODULE": "/usr/lib/hsm.so",
            "PARTNER_ANONYMIZATION_PKCS11_TOKEN": "Books",
        }
        with patch.dict(os.environ, token):
            settings.invalidate_recordset()
            self.assertEqual(settings.anonymization_kek_place, "PKCS#11 Books")
        with patch.dict(os.environ, {"PARTNER_ANONYMIZATION_KEK": "cloud"}):
            settings.invalidate_recordset()
            self.assertIn("unknown", settings.anonymization_kek_place)

    def test_settings_warn_of_the_backup(self):
        parameters = self.env["ir.config_parameter"]
        data = config["data_dir"]
        for path, is_inside in (
            (f"{data}/keys", True),
            (f"{data}/../keys", False),
            (f"{data}-keys", False),
            (False, True),
        ):
            parameters.set_param("partner_anonymization.key_dir", path)
            settings = self.env["res.config.settings"].create({})
            self.assertEqual(settings.anonymization_key_in_backup, is_inside, path)

    def test_a_seal_without_a_key(self):
        path = self.folder / self.ref.file
        aside = path.rename(self.folder / "aside")
        self._told("Seals without a key: 1", self.text, fine=False)
        aside.rename(path)
        self._told()

    def test_a_key_without_a_seal(self):
        ((ref, _key),) = key_store.create_keys(self.env, 1)
        self._told("Keys without a seal: 1", ref.to_text())

    def test_rights_and_damage(self):
        path = self.folder / self.ref.file
        path.chmod(0o644)
        self._told("Rights for others: 1", path.name, fine=False)
        path.chmod(0o600)
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        self._told("Not usable: 1", path.name, "Seals without a key: 1", fine=False)

    def test_places(self):
        with patch.dict(config.options, data_dir=os.path.dirname(self.key_dir)):
            self._told("lies in Odoo's data directory")
        with patch.dict(
            os.environ, {"PARTNER_ANONYMIZATION_KEK_DIR": f"{self.key_dir}/kek"}
        ):
            self._told("the wrapping keys lie in the key directory")

    @mute_logger(*MUTED)
    def test_the_wrapping_key_is_lost(self):
        (path,) = Path(self.kek_dir).rglob("*.kek")
        aside = path.rename(Path(self.kek_dir, "aside"))
        key_faults.forget()
        self._told("Not usable", path.name, fine=False)
        codes = [one.code for one in key_watch.find(self.env)]
        self.assertEqual(codes, ["wrapping"])
        before = self.person.name
        other = self.Partner.create({"name": "Olga Octavius", "email": "o@o.dk"})
        for partner, method in ((other, "anonymize"), (self.person, "deanonymize")):
            with self.assertRaisesRegex(Exception, "wrapping key|key"):
                getattr(partner, method)()
        self.assertEqual((self.person.name, other.name), (before, "Olga Octavius"))
        aside.rename(path)
        self.person.deanonymize()

    def test_a_rotation_that_fails_is_told_and_tried_again(self):
        key_store.create_keys(self.env, 1)
        ((ref, _key),) = key_store.create_keys(self.env, 1)
        key_store.destroy_keys(self.env, [ref])
        self.assertTrue(wrapping.is_due(self.folder))
        with (
            key_faults.FAULTS["full"](self.key_dir),
            mute_logger(f"{LOGGER}.partner_anonymization_key_rotation"),
        ):
            self.assertEqual(self.log._rotate_keys(), 0)
        self.assertEqual([one.code for one in key_watch.find(self.env)], ["rotation"])
        self._told("Rotation due: 1")
        self.assertGreaterEqual(self.log._rotate_keys(), 2)
        self.assertEqual(key_watch.find(self.env), [])
        self.assertEqual(self.log._rotate_keys(), 0, "nothing was destroyed since")
        self.assertGreaterEqual(self.log._keys_rotate(), 2)
        self._told()

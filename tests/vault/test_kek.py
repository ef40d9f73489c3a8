"""Key encryption keys in files, with and without a secret from outside."""

import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...engine.vault import kek, kek_file, key_folder, key_rotation, wrapping
from ...engine.vault.key_errors import NoWrappingKey
from ..cases.key_folders import KeyFolderCase

SECRET = "PARTNER_ANONYMIZATION_SECRET"
LONG, OTHER = "correct horse battery staple", "another horse battery staple"


@tagged("post_install", "-at_install", "pure")
class TestKekFiles(KeyFolderCase):
    def _environ(self, **values):
        double = patch.dict(os.environ, values)
        double.start()
        self.addCleanup(double.stop)
        wrapping.forget()

    def _secret(self, value, previous=""):
        self._environ(**{SECRET: value, f"{SECRET}_PREVIOUS": previous})

    def test_made_without_being_asked(self):
        groups = [self.make()]
        (path,) = self.kek.rglob("*.kek")
        self.assertEqual(path.parent.name, self.folder.name)
        self.assertEqual(oct(path.stat().st_mode), oct(0o100600))
        self.assertEqual(oct(path.parent.stat().st_mode), oct(0o40700))
        self.assertEqual(oct(self.kek.stat().st_mode), oct(0o40700))
        self.assertReadable(groups)

    def test_it_is_overwritten(self):
        self.make()
        (path,) = self.kek.rglob("*.kek")
        with open(path, "rb") as held:
            key_rotation.rotate(self.folder)
            self.assertFalse(any(held.read()))
        self.assertFalse(path.exists())

    def test_default_is_outside_of_the_key_directory(self):
        with patch.dict(os.environ):
            del os.environ["PARTNER_ANONYMIZATION_KEK_DIR"]
            folder = kek.directory()
            self.assertEqual(folder.parts[-2:], ("partner_anonymization", "kek"))
            self.assertFalse(kek.is_beside(folder.with_name("keys")))
            self.assertTrue(kek.is_beside(folder.parent))
            self.assertTrue(kek.is_beside(folder))

    def test_a_secret_is_needed_besides_the_file(self):
        self._secret(LONG)
        groups = [self.make()]
        (path,) = self.kek.rglob("*.kek")
        self.assertEqual(len(path.read_bytes()), 68)
        for wrong in ("", OTHER):
            self._secret(wrong)
            with self.subTest(wrong), self.assertRaisesRegex(NoWrappingKey, "secret"):
                key_folder.fetch(self.folder, groups[0][0], 0)
        self._secret(LONG)
        self.assertReadable(groups)

    def test_a_secret_of_any_bytes(self):
        """The environment holds bytes, not texts."""
        secret = b"\xff\x80 no text" * 3
        self._secret(os.fsdecode(secret))
        groups = [self.make()]
        self.assertReadable(groups)
        path = self.kek.parent / "mounted"
        path.write_bytes(secret)
        self._secret("")
        self._environ(**{f"{SECRET}_FILE": str(path)})
        self.assertReadable(groups)

    def test_a_secret_comes_and_changes(self):
        groups = [self.make()]
        for present, previous in ((LONG, ""), (OTHER, LONG), ("", OTHER)):
            self._secret(present, previous)
            self.assertReadable(groups)
            key_rotation.rotate(self.folder)
            self._secret(present)
            self.assertReadable(groups)

    def test_a_mounted_secret(self):
        path = self.kek.parent / "mounted"
        path.write_text(f"{LONG}\n")
        self._environ(**{f"{SECRET}_FILE": str(path)})
        groups = [self.make()]
        self._environ(**{f"{SECRET}_FILE": ""})
        self._secret(LONG)
        self.assertReadable(groups)
        self._secret("")
        for content in (b"", b" \n", b"x" * 5000):
            path.write_bytes(content)
            self._environ(**{f"{SECRET}_FILE": str(path)})
            with self.assertRaisesRegex(NoWrappingKey, "mounted"):
                key_folder.fetch(self.folder, groups[0][0], 0)
        path.unlink()
        with self.assertRaisesRegex(NoWrappingKey, "No such file"):
            self.make()

    def test_a_secret_that_is_too_short(self):
        self._secret("secret")
        with self.assertRaisesRegex(NoWrappingKey, "shorter than 16"):
            self.make()
        self.assertFalse((self.folder / wrapping.NAME).exists())

    def test_files_of_another_directory_or_version(self):
        groups = [self.make()]
        (path,) = self.kek.rglob("*.kek")
        content = path.read_bytes()
        for wrong in (content[:-1], b"", b"x" * 40, content[:8] + bytes(32)):
            path.write_bytes(wrong)
            wrapping.forget()
            with self.assertRaises(NoWrappingKey):
                key_folder.fetch(self.folder, groups[0][0], 0)
        path.write_bytes(content)
        self.assertReadable(groups)

    def test_unknown_provider(self):
        self.make()
        state = wrapping.read(self.folder)
        wrapping.write(self.folder, state._replace(provider="cloud"))
        wrapping.forget()
        with self.assertRaisesRegex(NoWrappingKey, "cloud: unknown provider"):
            wrapping.key(self.folder, wrapping.read(self.folder))

    def test_a_full_directory_of_keks(self):
        groups = [self.make()]

        def full(_path, _content):
            raise OSError(28, "No space left on device")

        with (
            patch.object(kek_file.key_disk, "write_file", full),
            self.assertRaisesRegex(NoWrappingKey, "No space"),
        ):
            key_rotation.rotate(self.folder)
        self.assertReadable(groups)

    def test_no_key_in_what_is_shown(self):
        self._secret(LONG)
        self.assertNotIn(LONG, repr(kek.configured()))


@tagged("post_install", "-at_install", "pure")
class TestPkcs11Settings(BaseCase):
    """What needs no token; the rest is in standalone/test_hsm.py."""

    def _provider(self, **values):
        prefix = "PARTNER_ANONYMIZATION_PKCS11_"
        environ = {prefix + name: value for name, value in values.items()}
        double = patch.dict(os.environ, environ)
        double.start()
        self.addCleanup(double.stop)
        return kek.configured()

    def test_a_library_that_is_none(self):
        for path in ("/no/such/library.so", str(Path(__file__))):
            provider = self._provider(MODULE=path, TOKEN="t", PIN="1234")
            self.assertEqual(provider.name, "pkcs11")
            self.assertNotIn("1234", repr(provider))
            with self.assertRaises(NoWrappingKey):
                provider.versions("x")

    def test_no_library_configured(self):
        self._provider(MODULE="")
        with self.assertRaisesRegex(NoWrappingKey, "no PKCS#11 library"):
            kek.named("pkcs11").versions("x")

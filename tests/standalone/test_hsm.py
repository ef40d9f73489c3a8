"""The wrapping key in a hardware security module, by PKCS#11, as SoftHSM2 plays it."""

import os
import shutil
import subprocess
import tempfile
import traceback
import unittest
from pathlib import Path
from uuid import uuid4

import harness
import people

from odoo.addons.partner_anonymization.engine.log import ledger
from odoo.addons.partner_anonymization.engine.vault import (
    kek,
    key_file,
    key_folder,
    key_rotation,
    wrapping,
)
from odoo.addons.partner_anonymization.engine.vault.key_errors import NoWrappingKey

PREFIX = "PARTNER_ANONYMIZATION_"
TOKEN, PIN = "partner-anonymization-test", "4711-0815"


def library():
    """The path of SoftHSM2's library; it must be there."""
    folder = os.environ.get("PA_SOFTHSM")
    found = sorted(Path(folder).rglob("libsofthsm2.so")) if folder else []
    if not found:
        raise AssertionError(
            "SoftHSM2 is missing: run this by `make test T=standalone:hsm`, on a "
            "system with Debian's archive."
        )
    return found[0]


def setUpModule():
    """Make a token; a process reads once where SoftHSM2 keeps them."""
    tokens = Path(tempfile.mkdtemp(prefix="pa-test-hsm-"))
    unittest.addModuleCleanup(shutil.rmtree, tokens, ignore_errors=True)
    (tokens / "tokens").mkdir()
    config = tokens / "softhsm2.conf"
    config.write_text(
        f"directories.tokendir = {tokens}/tokens\nobjectstore.backend = file\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(config)
    module = library()
    (program,) = Path(os.environ["PA_SOFTHSM"]).rglob("softhsm2-util")
    command = [program, "--module", module, "--init-token", "--free"]
    command += ["--label", TOKEN, "--pin", PIN, "--so-pin", PIN]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr + done.stdout)


class HsmCase(unittest.TestCase):
    """The environment that leads to the token."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = library()
        cls.use_hsm()
        cls.addClassCleanup(cls.use_files)

    @classmethod
    def use_hsm(cls):
        os.environ[f"{PREFIX}PKCS11_MODULE"] = str(cls.library)
        os.environ[f"{PREFIX}PKCS11_TOKEN"] = TOKEN
        os.environ[f"{PREFIX}PKCS11_PIN"] = PIN
        wrapping.forget()

    @classmethod
    def use_files(cls):
        """New keys are in files; those of the token can still be had."""
        for name in ("MODULE", "TOKEN", "PIN"):
            os.environ.pop(f"{PREFIX}PKCS11_{name}", None)
        wrapping.forget()


class TestProvider(HsmCase):
    def setUp(self):
        self.use_hsm()
        self.identity, self.version = str(uuid4()), uuid4().hex
        self.provider = kek.configured()

    def test_wrap_and_destroy(self):
        key, other = os.urandom(32), str(uuid4())
        self.provider.generate(self.identity, self.version)
        self.provider.generate(other, self.version)
        wrapped = self.provider.wrap(self.identity, self.version, key)
        self.assertNotIn(key, wrapped)
        found = self.provider.unwrap(self.identity, self.version, wrapped)
        self.assertEqual(found, key)
        self.assertEqual(self.provider.versions(self.identity), {self.version})
        with self.assertRaises(NoWrappingKey):
            self.provider.unwrap(other, self.version, wrapped)
        self.provider.destroy(self.identity, self.version)
        self.provider.destroy(self.identity, self.version)
        self.assertEqual(self.provider.versions(self.identity), set())
        self.assertEqual(self.provider.versions(other), {self.version})
        with self.assertRaisesRegex(NoWrappingKey, "0 objects"):
            self.provider.unwrap(self.identity, self.version, wrapped)

    def test_the_key_never_leaves_the_token(self):
        import pkcs11

        self.provider.generate(self.identity, self.version)
        with self.provider._session() as (library_, session):
            found = self.provider._find(library_, session, self.identity, self.version)
            self.assertTrue(found[pkcs11.Attribute.SENSITIVE])
            self.assertFalse(found[pkcs11.Attribute.EXTRACTABLE])
            self.assertTrue(found[pkcs11.Attribute.TOKEN])
            with self.assertRaises(pkcs11.AttributeSensitive):
                found[pkcs11.Attribute.VALUE]

    def test_damaged(self):
        self.provider.generate(self.identity, self.version)
        wrapped = self.provider.wrap(self.identity, self.version, os.urandom(32))
        for number in range(len(wrapped)):
            damaged = bytearray(wrapped)
            damaged[number] ^= 1
            for content in (bytes(damaged), wrapped[:number]):
                with self.assertRaises(NoWrappingKey):
                    self.provider.unwrap(self.identity, self.version, content)

    def test_wrong_pin_and_token(self):
        for name, value in (("PIN", "0000-0000"), ("TOKEN", "none")):
            os.environ[f"{PREFIX}PKCS11_{name}"] = value
            with self.assertRaises(NoWrappingKey):
                kek.configured().versions(self.identity)
            self.use_hsm()
        self.assertEqual(kek.configured().versions(self.identity), set())

    def test_in_a_child_process(self):
        """A worker is a fork, and has to begin anew with the token."""
        self.provider.generate(self.identity, self.version)
        key = os.urandom(32)
        wrapped = self.provider.wrap(self.identity, self.version, key)
        children = []
        for _number in range(3):
            child = os.fork()
            if not child:
                status = 1
                try:
                    found = self.provider.unwrap(self.identity, self.version, wrapped)
                    status = 0 if found == key else 2
                except OSError:
                    traceback.print_exc()
                finally:
                    os._exit(status)
            children.append(child)
        self.assertEqual([os.waitpid(one, 0)[1] for one in children], [0, 0, 0])
        self.assertEqual(
            self.provider.unwrap(self.identity, self.version, wrapped), key
        )


class TestRotation(HsmCase):
    def setUp(self):
        self.use_hsm()
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        os.environ[f"{PREFIX}KEK_DIR"] = str(Path(root.name, "kek"))
        self.addCleanup(os.environ.pop, f"{PREFIX}KEK_DIR")
        self.folder = Path(root.name, str(uuid4()))
        self.folder.mkdir()
        self.file, self.keys = (
            f"{uuid4().hex}.keys",
            [os.urandom(32) for _n in range(4)],
        )
        header = key_file.Header(1, 1, 4)
        key_folder.create(self.folder, self.file, header, self.keys)

    def assertReadable(self, *slots):
        wrapping.forget()
        for slot in slots:
            found = key_folder.fetch(self.folder, self.file, slot)
            self.assertEqual(found, self.keys[slot])

    def test_an_older_copy_opens_nothing(self):
        (before,) = kek.configured().versions(self.folder.name)
        copy = shutil.copytree(self.folder, self.folder.with_name("copy"))
        key_folder.overwrite(self.folder, {self.file: {1}})
        key_rotation.rotate(self.folder)
        self.assertReadable(0, 2, 3)
        versions = kek.configured().versions(self.folder.name)
        self.assertEqual(len(versions), 1)
        self.assertNotIn(before, versions)
        shutil.rmtree(self.folder)
        copy.rename(self.folder)
        wrapping.forget()
        with self.assertRaisesRegex(NoWrappingKey, "0 objects"):
            key_folder.fetch(self.folder, self.file, 1)

    def test_from_files_to_the_token_and_back(self):
        token = kek.configured()
        self.assertEqual(wrapping.read(self.folder).provider, "pkcs11")
        # Both can be reached, and new keys are made in files.
        files = kek.named("file")
        os.environ[f"{PREFIX}KEK"] = "file"
        self.addCleanup(os.environ.pop, f"{PREFIX}KEK", None)
        key_rotation.rotate(self.folder)
        self.assertEqual(wrapping.read(self.folder).provider, "file")
        self.assertEqual(token.versions(self.folder.name), set())
        self.assertReadable(0, 1, 2, 3)
        del os.environ[f"{PREFIX}KEK"]
        key_rotation.rotate(self.folder)
        self.assertEqual(wrapping.read(self.folder).provider, "pkcs11")
        self.assertEqual(files.versions(self.folder.name), set())
        self.assertReadable(0, 1, 2, 3)

    def test_without_the_token(self):
        self.use_files()
        with self.assertRaisesRegex(NoWrappingKey, "no PKCS#11 library"):
            key_folder.fetch(self.folder, self.file, 0)
        with self.assertRaises(NoWrappingKey):
            key_rotation.rotate(self.folder)
        self.use_hsm()
        self.assertReadable(0, 1, 2, 3)


class TestPeople(HsmCase, harness.StandaloneCase):
    """From a person to the purge with the token."""

    label = "hsm"

    def test_people(self):
        with self.db.env() as env:
            first, second = (people.create(env, number) for number in (50, 51))
            first, second, name = first.id, second.id, first.name
        for id_ in (first, second):
            self._call(id_, "anonymize", note="T-1", override_retention=True)
        names = {path.name for path in self.keys.iterdir()}
        (identity,) = names - {ledger.FOLDER}
        (before,) = kek.configured().versions(identity)
        self._call(second, "purge_anonymized")
        (after,) = kek.configured().versions(identity)
        self.assertNotEqual(before, after)
        self._call(first, "deanonymize")
        with self.db.env() as env:
            self.assertEqual(env["res.partner"].browse(first).name, name)

    def _call(self, partner, method, **options):
        with self.db.env(uid=harness.ADMIN) as env:
            getattr(env["res.partner"].browse(partner), method)(**options)


if __name__ == "__main__":
    unittest.main()

"""Promise 6 as a drill: a dump of the database and a copy of the key directory from
between anonymization and purge, and everything that is left, bring nobody back.

The attack is written anew here, from the formats alone: it tries every key encryption
key that is left on every wrapping key, each of those on every key in any file, and each
key on every seal. That it works is shown by what it opens when nothing was deleted yet.
"""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import unittest
from datetime import date
from pathlib import Path

import harness
import people
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEALS = ("partner_anonymization_seal", "partner_anonymization_document_seal")
COLUMNS = "name, email, phone, street, ref, comment, active, anonymization_state"
PASSPHRASE = "PARTNER_ANONYMIZATION_PASSPHRASE"


def opened(key, content, associated):
    """What AES-GCM says, None for no."""
    try:
        return AESGCM(key).decrypt(content[:12], content[12:], associated)
    except (InvalidTag, ValueError):
        return None


def files(folders, pattern):
    return [path for folder in folders for path in sorted(folder.rglob(pattern))]


class Attack:
    """Everything that folders with keys give.

    :param folders: of keys and of key encryption keys, of whatever time
    """

    def __init__(self, *folders):
        keks = {p: p.read_bytes()[8:] for p in files(folders, "*.kek")}
        names = {f"{p.parent.name}/{p.name}" for p in keks}
        wrapping = set()
        for path in files(folders, "wrapping.json"):
            content = base64.b64decode(json.loads(path.read_text())["wrapped"])
            for kek, name in itertools.product(keks.values(), names):
                wrapping.add(opened(kek, content, name.encode()))
        self.wrapping = wrapping - {None}
        self.keys = set()
        for path in [*files(folders, "*.keys"), *files(folders, "*.pack")]:
            self._read(path.read_bytes())

    def _read(self, content):
        # Whatever is 32 bytes long may be a key as it is.
        starts = range(0, len(content) - 31, 32)
        self.keys |= {content[start : start + 32] for start in starts}
        groups = int.from_bytes(content[8:12], "big")
        for number in range(groups if content[7] == 2 else 0):
            entry = content[64 * (1 + number) : 64 * (2 + number)]
            name, slots = entry[:16].hex(), int.from_bytes(entry[32:36], "big")
            first = int.from_bytes(entry[36:44], "big")
            for slot in range(slots):
                start = 64 * (1 + groups + first + slot)
                wrapped = content[start : start + 60]
                bound = f"{name}.keys/{slot}".encode()
                self.keys |= {opened(one, wrapped, bound) for one in self.wrapping}
        self.keys.discard(None)

    def opens(self, seals):
        """Ids of the partners of whom a seal opens."""
        return {
            partner
            for partner, ref, part, blob in seals
            for key in self.keys
            if self._opens(key, bytes(blob), f"{ref}|{partner}|{part}".encode())
        }

    @staticmethod
    def _opens(key, blob, bound):
        return opened(key, blob[2:], blob[:2] + bound) is not None


class TestDrill(harness.StandaloneCase):
    label = "drill"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.aside = Path(tempfile.mkdtemp(prefix="pa-test-drill-"))
        cls.addClassCleanup(shutil.rmtree, cls.aside, ignore_errors=True)

    def _people(self, *numbers):
        with self.db.env() as env:
            ids = [people.create(env, number).id for number in numbers]
        before = {id_: self._values(self.db, id_) for id_ in ids}
        return ids, before

    def _values(self, db, partner):
        query = f"SELECT {COLUMNS} FROM res_partner WHERE %s IN (id, parent_id)"
        return db.sql(f"{query} ORDER BY id", [partner])

    def _call(self, db, partners, method, **options):
        with db.env(uid=harness.ADMIN) as env:
            getattr(env["res.partner"].browse(partners), method)(**options)

    def _seals(self, db):
        """All seals of all partners."""
        return [
            row
            for table in SEALS
            for row in db.sql(f"SELECT partner_id, key_ref, part, payload FROM {table}")
        ]

    def _copy(self, name):
        """Copy both folders: (keys, key encryption keys)."""
        target = self.aside / name
        keys = shutil.copytree(self.keys, target / "keys")
        return keys, shutil.copytree(self.kek, target / "kek")

    def _dump(self):
        dump = str(self.aside / "between.dump")
        self.db.disconnect()
        harness.client("pg_dump", "-Fc", "-f", dump, self.db.name)
        return dump

    def _restored(self, dump):
        target = harness.Database("drilled")
        self.addCleanup(target.drop)
        harness.client("createdb", "-T", "template0", target.name)
        harness.client("pg_restore", "--no-owner", "-d", target.name, dump)
        store = harness.filestore(self.db.name)
        harness.shutil.copytree(store, harness.filestore(target.name))
        return target

    def _run_cron(self, partners):
        self.db.sql(
            "UPDATE partner_anonymization_line SET purge_date = %s"
            " WHERE partner_id = ANY(%s)",
            [date(2020, 1, 1), partners],
        )
        with self.db.env() as env:
            env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()

    def test_drill(self):
        ids, before = self._people(*range(60, 66))
        override = {"note": "T-1", "override_retention": True}
        self._call(self.db, ids[:4], "anonymize", **override)
        self._call(self.db, ids[4:], "anonymize", **override)
        seals, dump = self._seals(self.db), self._dump()
        keys, kek = self._copy("between")
        with self.subTest("the attack works"):
            self.assertEqual(Attack(keys, kek).opens(seals), set(ids))
            self.assertEqual(Attack(keys).opens(seals), set())
            self.assertEqual(Attack(kek).opens(seals), set())
        by_hand, by_night, left = ids[0], ids[4], [*ids[1:4], ids[5]]
        self._call(self.db, by_hand, "purge_anonymized")
        with self.subTest("deleted by hand"):
            attack = Attack(keys, self.keys, self.kek)
            self.assertEqual(attack.opens(seals), set(ids) - {by_hand})
        self._run_cron([by_night])
        with self.subTest("deleted at night"):
            attack = Attack(keys, self.keys, self.kek)
            self.assertEqual(attack.opens(seals), set(left))
        with self.subTest("the copy alone, and what is left of key encryption keys"):
            self.assertEqual(Attack(keys, self.kek).opens(seals), set())
        self._with_the_product(self._restored(dump), keys, before, left, ids)
        for partner in left:
            self._call(self.db, partner, "deanonymize")
            self.assertEqual(self._values(self.db, partner), before[partner])
        self.assertEqual(self.db.missing_files(), set())

    def _with_the_product(self, db, keys, before, left, ids):
        """The dump, with either the copy of the keys or with what is left of them."""
        for name, folder in (("copy", keys), ("left", self.keys)):
            db.parameter("key_dir", str(folder))
            for partner in set(ids) - set(left):
                with self.subTest(name, partner=partner):
                    with self.assertRaises(harness.odoo.exceptions.UserError):
                        self._call(db, partner, "deanonymize")
        for partner in left:
            self._call(db, partner, "deanonymize")
            self.assertEqual(self._values(db, partner), before[partner])

    def _command(self, *arguments, passphrase=None, status=0):
        command = [harness.os.environ["PA_ODOO_BIN"], "anonymization_keys", *arguments]
        environ = {**harness.os.environ, PASSPHRASE: passphrase or ""}
        done = subprocess.run(
            [*command, "-d", self.db.name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environ,
        )
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_commands(self):
        ids, before = self._people(70, 71)
        override = {"note": "T-1", "override_retention": True}
        self._call(self.db, ids, "anonymize", **override)
        self.db.disconnect()
        export, phrase = str(self.aside / "keys.export"), "a phrase of the drill"
        self.assertIn("Key directory", self._command("check"))
        self.assertIn("keys have a new", self._command("rotate"))
        self.assertIn("exported", self._command("export", export, passphrase=phrase))
        for arguments, told in (
            (("export", export), "set PARTNER_ANONYMIZATION_PASSPHRASE"),
            (("export", export, "--passphrase-file", "/no/such"), "No such file"),
        ):
            self.assertIn(told, self._command(*arguments, status=1))
        self.assertIn("FILE", self._command("export", status=2))
        (pack,) = self.keys.rglob("*.pack")
        pack.unlink()
        self.assertIn("Seals without a key", self._command("check", status=1))
        told = self._command("import", export, passphrase=f"{phrase}x", status=1)
        self.assertIn("another passphrase", told)
        self._command("import", export, passphrase=phrase)
        self._command("check")
        self._call(self.db, ids, "deanonymize")
        for partner in ids:
            self.assertEqual(self._values(self.db, partner), before[partner])


if __name__ == "__main__":
    unittest.main()

"""Kills at random times while files are restored and purged.

A child process is killed (SIGKILL) after a random time, at most the one that the whole
takes. The database and the file store are then as before or as finished; where they
are as before, the same can be done again.
"""

import os
import random
import resource
import signal
import time

import harness

import odoo.sql_db
from odoo.exceptions import UserError

# Of the files of a person: some small ones and one in many parts.
SIZES = (1_000, 300_000, 1 << 20, 6_000_001, 24 << 20)
# What de-anonymizing does not bring back, by design.
NOT_RESTORED = {
    "res_users": ["password", "totp_secret"],
    "res_partner": ["signup_type"],
}
# So many rounds have kills at all moments.
MANY = 20
# How far the proof before a purge was, which is told meanwhile and outlives a kill.
TOLD = ("partner_anonymization_search",)


def create(env, draw, number, sizes=SIZES):
    """A person with files of these sizes."""
    person = env["res.partner"].create(
        {
            "name": f"Eustachius Federkiel {number}",
            "email": f"eustachius{number}@federkiel.example",
        }
    )
    env["ir.attachment"].create(
        [
            {
                "name": f"{size}.bin",
                "raw": draw.randbytes(size),
                "res_model": "res.partner",
                "res_id": person.id,
            }
            for size in sizes
        ]
    )
    return person.id


class RoundsCase(harness.StandaloneCase):
    """A database with people to restore and purge, round after round."""

    label = "files"
    rounds = 4
    seed = 4711

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draw = random.Random(cls.seed)
        print(f"{cls.__name__}: seed {cls.seed}, {cls.rounds} rounds", flush=True)
        cls.store = harness.filestore(cls.db.name)

    def _call(self, partner, method):
        with self.db.env(uid=harness.ADMIN) as env:
            override = {"note": "T-1", "override_retention": True}
            options = override if method == "anonymize" else {}
            getattr(env["res.partner"].browse(partner), method)(**options)

    def _killed(self, partner, method, seconds):
        """Kill a child that does it, so many seconds after it has begun."""
        pid = self._begun(partner, method)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        self.assertTrue(os.WIFSIGNALED(status) or not status, "the child has failed")
        self.db.wait_for_locks()

    def _seconds(self, partner, method):
        """How long a child takes that nobody kills."""
        pid, begin = self._begun(partner, method), time.monotonic()
        self.assertEqual(os.waitpid(pid, 0)[1], 0, "the child has failed")
        return time.monotonic() - begin

    def _begun(self, partner, method):
        """The process of a child that has just begun to do it."""
        odoo.sql_db.close_all()
        begun, begin = os.pipe()
        pid = os.fork()
        if pid:
            os.close(begin)
            with os.fdopen(begun, "rb") as stream:
                stream.read(1)
            return pid
        status = 1
        try:
            with self.db.env(uid=harness.ADMIN) as env:
                os.write(begin, b"x")
                getattr(env["res.partner"].browse(partner), method)()
            status = 0
        finally:
            os._exit(status)

    def _collect(self):
        """What Odoo does every day."""
        with self.db.env() as env:
            env["ir.attachment"]._gc_file_store()
            env["res.partner"]._anonymization_sweep_keys()

    def _stored(self):
        """Contents of the file store, but for Odoo's list of what to clean."""
        found = harness.tree(self.store)
        return {name: text for name, text in found.items() if "checklist" not in name}

    def _keys(self):
        found = harness.tree(self.keys)
        return {name: text for name, text in found.items() if name.endswith(".keys")}

    def _digest(self, own=False):
        return self.db.digest(own=own, without=NOT_RESTORED)

    def _state(self, partner):
        query = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        ((state,),) = self.db.sql(query, [partner])
        return state

    def rounds_of_restore(self):
        with self.db.env() as env:
            partner = create(env, self.draw, 1)
        self._collect()
        live = self._digest(), self._stored(), self._keys()
        self._call(partner, "anonymize")
        self._collect()
        longest = self._seconds(partner, "deanonymize")
        finished = 0
        for number in range(self.rounds):
            with self.subTest(round=number):
                self._call(partner, "anonymize")
                self._collect()
                sealed = self._digest(own=True), self._stored(), self._keys()
                self._killed(
                    partner, "deanonymize", self.draw.uniform(0, longest * 1.5)
                )
                if self._state(partner) == "anonymized":
                    self.assertSame(sealed[0], self._digest(own=True))
                    self._assert_whole(live[1])
                    self._collect()
                    self.assertEqual((self._stored(), self._keys()), sealed[1:])
                    self._call(partner, "deanonymize")
                else:
                    finished += 1
                self.assertSame(live[0], self._digest())
                self.assertEqual(self.db.missing_files(), set())
                self._collect()
                self.assertEqual((self._stored(), self._keys()), live[1:])
        self._tell("restore", finished)

    def _tell(self, kind, finished):
        """A child that had finished was killed for nothing."""
        print(f"{kind}: {finished} of {self.rounds} finished")
        if self.rounds >= MANY:
            self.assertGreater(finished, 0, "the last moments were never tried")
        kills = self.rounds - finished
        name = f"{type(self).__name__}.{kind}"
        print(f"TALLY {name} rounds={self.rounds} kills={kills}", flush=True)

    def _assert_whole(self, wanted):
        """Nothing stands under the name of a file but its content."""
        for name, text in self._stored().items():
            if name in wanted:
                self.assertEqual(text, wanted[name], name)
            else:
                self.assertTrue(name.endswith("-draft"), name)

    def rounds_of_purge(self):
        with self.db.env() as env:
            spare = create(env, self.draw, 2)
        self._collect()
        without = self._stored().keys()
        self._call(spare, "anonymize")
        longest = self._seconds(spare, "purge_anonymized")
        self._collect()
        without = without & self._stored().keys()
        partner, finished = None, 0
        for number in range(self.rounds):
            with self.subTest(round=number):
                if partner is None:
                    with self.db.env() as env:
                        partner = create(env, self.draw, 100 + number)
                    keys = self._keys()
                    self._call(partner, "anonymize")
                    self._collect()
                sealed = self._digest(own=True), self._stored(), self._keys()
                self.assertEqual(len(sealed[2]), len(keys) + 1)
                seconds = self.draw.uniform(0, longest * 1.5)
                self._killed(partner, "purge_anonymized", seconds)
                if self._state(partner) == "anonymized":
                    self.assertSame(sealed[0], self._digest(own=True), TOLD)
                    self._collect()
                    self.assertEqual((self._stored(), self._keys()), sealed[1:])
                    # Some have to finish, also when the machine has got slower.
                    longest = max(longest, seconds)
                    continue
                finished += 1
                self._assert_purged(partner, keys, without)
                partner = None
        self._tell("purge", finished)

    def _assert_purged(self, partner, keys, files):
        self.assertEqual(self._state(partner), "deleted")
        query = "SELECT FROM partner_anonymization_seal WHERE partner_id = %s"
        self.assertEqual(self.db.sql(query, [partner]), [])
        self._collect()
        self.assertEqual(self._keys(), keys)
        self.assertEqual(self._stored().keys(), files)


class FullDiskCase(RoundsCase):
    """A person whose files cannot be restored for want of room."""

    rounds = 0

    def setUp(self):
        super().setUp()
        with self.db.env() as env:
            self.partner = create(env, self.draw, 1)
        self._collect()
        self.live = self._digest(), self._stored(), self._keys()
        self._call(self.partner, "anonymize")
        self._collect()
        self.sealed = self._digest(own=True), self._stored(), self._keys()

    def _refused(self, prepare):
        """A child's restore fails with a sentence, and nothing has changed.

        :param prepare: called in the child
        """
        odoo.sql_db.close_all()
        answer, write = os.pipe()
        pid = os.fork()
        if not pid:
            text = b"restored"
            try:
                prepare()
                self._call(self.partner, "deanonymize")
            except UserError as error:
                text = str(error).encode()
            except BaseException as error:
                text = repr(error).encode()
            finally:
                os.write(write, text)
                os._exit(0)
        os.close(write)
        with os.fdopen(answer) as stream:
            text = stream.read()
        os.waitpid(pid, 0)
        self.assertRegex(text, "cannot be written back .* free space, then restore")
        self.assertSame(self.sealed[0], self._digest(own=True))
        self._assert_whole(self.live[1])
        self._collect()
        self.assertEqual((self._stored(), self._keys()), self.sealed[1:])

    def _restored(self):
        self._call(self.partner, "deanonymize")
        self.assertSame(self.live[0], self._digest())
        self._collect()
        self.assertEqual((self._stored(), self._keys()), self.live[1:])


def limited(size):
    """No file of this process can grow beyond a size: as on a full disk, every write
    beyond fails."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

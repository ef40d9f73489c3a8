"""Promise 4: a crash leaves a person untouched or finished, and its keys likewise.

A child process is killed (SIGKILL) at every step of anonymizing, de-anonymizing and
purging.
"""

import os
import unittest
from unittest.mock import patch

import harness
import people
from harness import die, killed

from odoo.tools.misc import Callbacks

from odoo.addons.partner_anonymization.engine.database import columns, file_store
from odoo.addons.partner_anonymization.engine.log import log_entries
from odoo.addons.partner_anonymization.engine.plan import plan
from odoo.addons.partner_anonymization.engine.runs import anonymization
from odoo.addons.partner_anonymization.engine.sweep import (
    delete_for_good,
    restore,
    throwaway_rows,
    writing,
)
from odoo.addons.partner_anonymization.engine.vault import (
    kek_file,
    key_file,
    key_rotation,
    key_store,
    subject_seal,
    wrapping,
)

ALONE = True
SIGKILL = 9
AFTER, BEFORE = "after", "before"
# (function after or before which the process dies; at which call)
ANONYMIZE = {
    "locked": (anonymization, "_lock", AFTER),
    "planned": (plan, "build", AFTER),
    "keys written": (key_store, "create_keys", AFTER),
    "sealed": (subject_seal.Sealing, "_insert_all", AFTER, 2),
    "updated": (columns, "update_all", AFTER),
    "leftovers removed": (throwaway_rows, "remove", AFTER),
    "marked": (writing, "mark", AFTER),
    "logged": (log_entries, "add_events", AFTER),
}
DEANONYMIZE = {
    "locked": (restore, "restore", BEFORE),
    "opened": (subject_seal, "load", AFTER),
    "updating": (columns, "update", AFTER, 2),
    "files written": (file_store, "put_back", AFTER),
    "seal dropped": (subject_seal, "drop", AFTER),
    "logged": (log_entries, "add_events", AFTER),
}
PURGE = {
    "locked": (delete_for_good, "finalize", BEFORE),
    "renaming": (delete_for_good.placeholders, "swap", AFTER),
    "finalized": (delete_for_good, "finalize", AFTER),
    "seal dropped": (subject_seal, "drop", AFTER),
    "logged": (log_entries, "add_events", AFTER),
}
UNCOMMITTED = {"uncommitted": None}
COMMITTED = {"committed": (Callbacks, "run", BEFORE)}
REMOVING = {"removing files": (os, "unlink", AFTER)}
DESTROYING = {"destroying keys": (key_file.KeyFile, "clear", AFTER)}
ROTATING = {
    "key encryption key made": (kek_file.FileKeys, "generate", AFTER),
    "pack written": (key_file, "write", AFTER),
    "in force": (wrapping, "write", AFTER),
    "old key destroyed": (kek_file.FileKeys, "destroy", AFTER),
    "removed": (key_rotation, "_remove_leftovers", AFTER, 2),
}
# What de-anonymizing does not bring back, by design.
NOT_RESTORED = {
    "res_users": ["password", "totp_secret"],
    "res_partner": ["signup_type"],
}


def arm(holder, name, when, nth=1):
    """Let the nth call of a function kill the process. Never undone: it is a fork."""
    function, calls = getattr(holder, name), []

    def call(*args, **kwargs):
        calls.append(1)
        if when == BEFORE and len(calls) == nth:
            die()
        result = function(*args, **kwargs)
        if when == AFTER and len(calls) == nth:
            die()
        return result

    patch.object(holder, name, call).start()


class TestKill(harness.StandaloneCase):
    label = "kill"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env() as env:
            cls.ids = [people.create(env, number).id for number in range(10, 17)]
        cls.control = cls.ids.pop()
        cls._do(cls.control, "anonymize")
        cls.control_key = cls._keys()
        assert len(cls.control_key) == 1

    @classmethod
    def _do(cls, partner, method):
        """Call a method of the public interface and commit."""
        with cls.db.env(uid=harness.ADMIN) as env:
            cls._call(env, partner, method)

    @staticmethod
    def _call(env, partner, method):
        override = {"note": "T-1", "override_retention": True}
        options = override if method == "anonymize" else {}
        getattr(env["res.partner"].browse(partner), method)(**options)

    @classmethod
    def _keys(cls):
        """All keys: ``{(file, slot): key}``."""
        wrapping.forget()
        return {
            (file, slot): key
            for folder in cls.keys.iterdir()
            for file, (_header, keys) in key_rotation.read_all(folder).items()
            for slot, key in keys.items()
        }

    def _kill(self, partner, method, point):
        """Let a child process die at `point`."""

        def action():
            with self.db.env(uid=harness.ADMIN) as env:
                if point and point[0] is not Callbacks:
                    arm(*point)
                self._call(env, partner, method)
                if not point:
                    die()
                if point[0] is Callbacks:
                    env.cr.flush()
                    arm(*point)

        self.assertEqual(killed(action), SIGKILL)
        self.db.wait_for_locks()

    def _state(self, partner):
        ((state,),) = self.db.sql(
            "SELECT DISTINCT anonymization_state FROM res_partner"
            " WHERE %s IN (id, parent_id)",
            [partner],
        )
        return state

    def _collect_files(self):
        with self.db.env() as env:
            env["ir.attachment"]._gc_file_store()

    def _sweep(self):
        """Run the purge's cron, which also destroys keys without a seal."""
        with self.db.env() as env:
            env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()

    def _stored(self):
        """Names of all files in the file store."""
        folder = harness.filestore(self.db.name)
        return {name for name in harness.tree(folder) if "checklist" not in name}

    def assertUntouched(self, before, keys_before, files_before):
        self.assertSame(before, self.db.digest())
        self.assertEqual(self.db.missing_files(), set())
        self._sweep()
        self._collect_files()
        self.assertEqual(self._keys(), keys_before)
        self.assertEqual(self._stored(), files_before)

    def _untouched_steps(self, partner, method, steps):
        self._collect_files()
        before = self.db.digest()
        kept = self._keys(), self._stored()
        for name, point in {**steps, **UNCOMMITTED}.items():
            with self.subTest(method=method, name=name):
                self._kill(partner, method, point)
                self.assertUntouched(before, *kept)

    def test_anonymize_untouched(self):
        self._untouched_steps(self.ids[0], "anonymize", ANONYMIZE)

    def test_anonymize_finished(self):
        partner = self.ids[0]
        self._collect_files()
        before = self.db.digest(own=False, without=NOT_RESTORED)
        files, keys_before = self._stored(), self._keys()
        for name, point in {**COMMITTED, **REMOVING}.items():
            with self.subTest(name=name):
                self._kill(partner, "anonymize", point)
                self.assertEqual(self._state(partner), "anonymized")
                self.assertEqual(self.db.missing_files(), set())
                self._sweep()
                self.assertEqual(len(self._keys()), len(keys_before) + 1)
                self._collect_files()
                self.assertLess(self._stored(), files)
                self._do(partner, "deanonymize")
                after = self.db.digest(own=False, without=NOT_RESTORED)
                self.assertSame(before, after)
                self.assertEqual(self._stored(), files)
                self.assertEqual(self._keys(), keys_before)

    def test_deanonymize_untouched(self):
        partner = self.ids[1]
        self._do(partner, "anonymize")
        self._untouched_steps(partner, "deanonymize", DEANONYMIZE)

    def test_deanonymize_finished(self):
        partner = self.ids[0]
        self._collect_files()
        before = self.db.digest(own=False, without=NOT_RESTORED)
        keys_before = self._keys()
        for name, point in {**COMMITTED, **DESTROYING}.items():
            with self.subTest(name=name):
                self._do(partner, "anonymize")
                self._kill(partner, "deanonymize", point)
                after = self.db.digest(own=False, without=NOT_RESTORED)
                self.assertSame(before, after)
                self.assertEqual(self.db.missing_files(), set())
                self._sweep()
                self.assertEqual(self._keys(), keys_before)
                self.assertEqual(self._state(partner), None)

    def test_purge_untouched(self):
        partner = self.ids[4]
        self._do(partner, "anonymize")
        self._untouched_steps(partner, "purge_anonymized", PURGE)

    def test_purge_finished(self):
        finished = {**COMMITTED, **DESTROYING}.items()
        for partner, (name, point) in zip(self.ids[2:4], finished, strict=True):
            with self.subTest(name=name):
                self._do(partner, "anonymize")
                before = self._keys()
                self._kill(partner, "purge_anonymized", point)
                self.assertEqual(self._state(partner), "deleted")
                query = "SELECT FROM partner_anonymization_seal WHERE partner_id = %s"
                self.assertEqual(self.db.sql(query, [partner]), [])
                self._sweep()
                self.assertEqual(len(self._keys()), len(before) - 1)

    def test_purge_killed_in_the_rotation(self):
        for number, (name, point) in enumerate(ROTATING.items(), 80):
            with self.subTest(name=name):
                with self.db.env() as env:
                    partner = people.create(env, number).id
                before = self._keys()
                self._do(partner, "anonymize")
                old = set(self.kek.rglob("*.kek"))
                self._kill(partner, "purge_anonymized", point)
                self.assertEqual(self._state(partner), "deleted")
                self.assertEqual(self._keys(), before)
                self._sweep()
                self.assertEqual(self._keys(), before)
                left = set(self.kek.rglob("*.kek"))
                self.assertEqual(len(left), 1)
                self.assertFalse(left & old)

    def test_sealed_key_survives_every_sweep(self):
        self._sweep()
        self.assertLessEqual(self.control_key.items(), self._keys().items())


if __name__ == "__main__":
    unittest.main()

"""Whatever lies in the ledger's folder, and whatever the disk says: a clean error that
names the folder and the remedy, or the right result."""

import errno
import os
import resource
import shutil
import signal
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.log import chain, ledger, ledger_file, ledger_gap
from ..cases import key_faults
from ..cases.fuzz import FuzzMixin
from .test_ledger import LedgerCase
from .test_ledger_fuzz import BODIES, forged


def a_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def a_circle(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(path)


@contextmanager
def full_disk(size):
    """No file of this process can grow beyond a size: as on a full disk."""
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, kept)


@tagged("post_install", "-at_install")
class TestLedgerFaults(LedgerCase):
    def setUp(self):
        super().setUp()
        key_faults.forget()
        self.addCleanup(key_faults.forget)
        self.addCleanup(self._remove)
        self.path = self.folder / self.ours.file

    def _remove(self):
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _assert_refused(self):
        """Nothing is erased, and every way to the ledger says where the trouble is."""
        name = self.person.name
        self.env.flush_all()
        for act in (
            lambda: self._anonymize(self.person),
            lambda: ledger.begin(self.env),
            lambda: ledger_gap.find(self.env),
            lambda: ledger_gap.heads(self.env),
            lambda: ledger_gap.adopt(self.env),
            lambda: ledger.expire(self.env, [self.ours.file], 1),
        ):
            with suppress(UserError), self.cr.savepoint():
                try:
                    act()
                except UserError as error:
                    self.assertIn(str(self.folder), str(error))
                    self.assertIn("key_dir", str(error))
                    raise
            self.env.invalidate_all()
            self.assertEqual(self.person.name, name)
            self.assertFalse(self.person.anonymization_state)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._anonymize(self.person)
        with self.assertLogs("odoo.addons.partner_anonymization", "WARNING"):
            self.replay._cron_replay()
        self.env["partner.anonymization.event"]._verify()

    def _cron(self):
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_a, **_k: 600)

    def test_something_else_in_its_place(self):
        self._cron()
        for name, make in (
            ("the folder is a file", lambda: a_file(self.folder)),
            ("the folder is a link to itself", lambda: a_circle(self.folder)),
            ("the file is a folder", lambda: self.path.mkdir(parents=True)),
            ("the file is a link to itself", lambda: a_circle(self.path)),
        ):
            with self.subTest(name), self.enter_registry_test_mode():
                make()
                self._assert_refused()
            self._remove()

    def test_refused_by_the_system(self):
        self._cron()
        ledger.begin(self.env)
        for code in (errno.EACCES, errno.EIO, errno.ESTALE):
            with (
                self.subTest(errno.errorcode[code]),
                self.enter_registry_test_mode(),
                key_faults.fault(self.folder, code),
            ):
                key_faults.forget()
                self._assert_refused()

    def test_full_disk(self):
        """The key file can still be written, the ledger cannot."""
        ledger.begin(self.env)
        note = {"kind": "void", "time": ledger.moment(), "entry": "0" * 32}
        while self.path.stat().st_size < 1 << 16:
            ledger_file.append(self.path, [note] * 50)
        before, name = self.path.read_bytes(), self.person.name
        with (
            full_disk(len(before) + 40),
            self.assertRaisesRegex(UserError, "has space") as caught,
            self.cr.savepoint(),
        ):
            self._anonymize(self.person)
        self.assertIn(str(self.folder), str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.path.read_bytes(), before)
        self.assertEqual(self.person.name, name)
        with (
            full_disk(100),
            self.assertRaisesRegex(UserError, "key file .* free space"),
        ):
            self._anonymize(self.person)
        self.env.invalidate_all()
        self.assertEqual(self.person.name, name)
        self._anonymize(self.person)
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertIsNone(ledger_file.read(self.path).bad_line)

    def test_noted_name_is_none(self):
        """The parameter that names the file is a text that anybody may have changed."""
        self._anonymize(self.person)
        self.path.unlink()
        self.env["ir.config_parameter"].set_param(ledger.NOTED, "../x\n'")
        for is_neutralized in ("", "True"):
            self.env["ir.config_parameter"].set_param(
                "database.is_neutralized", is_neutralized
            )
            with self.enter_registry_test_mode():
                ledger.begin(self.env)
                self.assertNotEqual(
                    ledger_gap.find(self.env).standing, ledger_gap.DAMAGED
                )
            self.path.unlink()


@tagged("post_install", "-at_install")
class TestClocks(LedgerCase):
    """What is destroyed by age is judged by the clock that has dated it."""

    def test_ledger_outlives_a_clock_that_is_wrong(self):
        self._anonymize(self.person)
        before = self._lines()
        for years in (3, -3):
            with freeze_time(datetime.now() + timedelta(days=365 * years)):
                self.assertEqual(ledger.expire(self.env, [self.ours.file], 400), 0)
        self.assertEqual(self._lines(), before)
        self.cr.execute("SELECT count(*) FROM partner_anonymization_ledger")
        self.assertTrue(self.cr.fetchone()[0])

    def test_log_outlives_a_clock_that_is_wrong(self):
        self._anonymize(self.person)
        events = self.env["partner.anonymization.event"]
        while chain.seal(self.cr):
            pass
        count = events.search_count([])
        self.assertTrue(count)
        for years in (30, -30):
            with freeze_time(datetime.now() + timedelta(days=365 * years)):
                events._remove_old()
            self.assertEqual(events.search_count([]), count)
        self.assertTrue(events._verify()[0])

    def test_a_clock_that_goes_back_purges_nobody(self):
        self._anonymize(self.person)
        line = self.person.anonymization_line_id
        line.sudo()._prove()
        with freeze_time(datetime.now() - timedelta(days=3650)):
            self._anonymize(other := self.Partner.create({"name": "Olga Octavius"}))
            self.assertTrue(other.anonymization_line_id.purge_date)
            with self.enter_registry_test_mode():
                self.env.ref(
                    "partner_anonymization.ir_cron_purge"
                ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.person.deanonymize()
        self.assertFalse(self.person.anonymization_state)

    def test_entries_of_a_clock_that_went_back(self):
        """Older entries behind newer ones go when those go, not before."""
        ledger.begin(self.env)
        path = self.folder / self.ours.file
        path.unlink()
        moments = [f"202{year}-01-01T00:00:00.000000Z" for year in (4, 1, 5, 2)]
        note = {"kind": "void", "entry": "0" * 32}
        for moment in moments:
            ledger_file.append(path, [{**note, "time": moment}])
        self.assertEqual(ledger_file.expire(path, "2022-06"), 0)
        self.assertEqual(ledger_file.expire(path, "2024-06"), 2)
        self.assertIsNone(ledger_file.read(path).bad_line)
        times = [line["time"] for line in ledger_file.read(path).lines]
        self.assertEqual(times[1:], moments[2:])


@tagged("post_install", "-at_install")
class TestForgedLedgers(FuzzMixin, LedgerCase):
    """Files with sound hashes, of somebody who knows how they are made."""

    examples = FuzzMixin.examples // 5

    def setUp(self):
        super().setUp()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_a, **_k: 600)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.gone = f"{self.ours.cluster}-4294967290.jsonl"
        params = self.env["ir.config_parameter"]
        params.set_param(ledger.NOTED, self.gone)
        self.env.flush_all()

    def _look(self, bodies, own):
        for name in os.listdir(self.folder):
            (self.folder / name).unlink()
        name = self.ours.file if own else self.gone
        (self.folder / name).write_bytes(forged(bodies))
        savepoint = self.cr.savepoint(flush=False)
        with mute_logger("odoo.addons.partner_anonymization.models.nights"):
            gap = self.replay._look()
            self.assertTrue(all(one["partners"] is not None for one in gap.entries))
            self.env["partner.anonymization.event"]._verify()
            self.replay._command(True, False)
        savepoint.rollback()
        savepoint.close()
        self.env.invalidate_all()

    def test_looked_at(self):
        name = self.person.name
        self.env.flush_all()

        @self.fuzz()
        @given(st.lists(BODIES, max_size=4), st.booleans())
        def look(bodies, own):
            self.count()
            self._look(bodies, own)

        with self.enter_registry_test_mode():
            look()
        self.assertEqual(self.person.name, name)

"""What is erased is noted outside of the database, and nobody's data with it."""

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.log import chain, ledger, ledger_file, ledger_gap
from ...engine.log.ledger_line import KINDS
from ..common import AnonymizationCase


class LedgerCase(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.ours = ledger.who(self.env)
        self.folder = Path(self.key_dir, "ledger", self.ours.uuid)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.replay = self.env["partner.anonymization.replay"]

    def _lines(self, name=None):
        path = self.folder / (name or self.ours.file)
        return ledger_file.read(path).lines if path.exists() else []

    def _entries(self, name=None):
        return [one for one in self._lines(name) if one["kind"] in KINDS]

    def _anonymize(self, partner):
        return partner.anonymize(note="T-1", override_retention=True)

    def _made(self, partner):
        self.env.flush_all()
        self.cr.execute(
            "SELECT to_char(create_date, 'YYYY-MM-DD HH24:MI:SS.US')"
            "  FROM res_partner WHERE id = %s",
            [partner.id],
        )
        return self.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestLedger(LedgerCase):
    def test_whole_story(self):
        while chain.seal(self.cr):
            pass
        members = {self.person.id, *self.person.child_ids.ids}
        run = self._anonymize(self.person)
        (entry,) = self._entries()
        self.assertEqual(entry["kind"], "anonymize")
        self.assertEqual(entry["run"], run.id)
        self.assertEqual(entry["head"], str(chain.head(self.cr)))
        self.assertLessEqual(members, {id_ for id_, _made in entry["partners"]})
        self.assertIn([self.person.id, self._made(self.person)], entry["partners"])
        self.person.deanonymize(note="T-2")
        self._anonymize(self.person)
        self.person.purge_anonymized()
        kinds = [one["kind"] for one in self._entries()]
        self.assertEqual(kinds, ["anonymize", "deanonymize", "anonymize", "purge"])
        path = self.folder / self.ours.file
        self.assertEqual(oct(path.stat().st_mode), oct(0o100600))
        self.assertEqual(oct(self.folder.stat().st_mode), oct(0o40700))
        self.assertIsNone(ledger_file.read(path).bad_line)

    def test_no_personal_data(self):
        words = self._words(self.person)
        self.assertGreater(len(words), 3)
        self._anonymize(self.person)
        self.person.purge_anonymized()
        text = (self.folder / self.ours.file).read_text().casefold()
        self.assertEqual([word for word in words if word in text], [])

    def _words(self, partner):
        values = partner.read(["name", "email", "phone", "street", "vat", "ref"])[0]
        values.pop("id")
        return [value.casefold() for value in values.values() if value]

    def test_rehearsals_are_not_noted(self):
        with self.cr.savepoint() as savepoint:
            self.person._anonymize(
                None, True, rehearsal=True, override_reason="Rehearsal"
            )
            savepoint.rollback()
        self.assertEqual(self._entries(), [])

    def test_nothing_is_erased_that_cannot_be_noted(self):
        self.folder.mkdir(parents=True)
        blocked = self.folder / self.ours.file
        blocked.mkdir()
        name = self.person.name
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self._anonymize(self.person)
        self.assertIn(str(self.folder), str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.person.name, name)
        self.assertFalse(self.person.anonymization_state)

    def test_one_statement_and_one_sync_per_batch(self):
        people = self.Partner.create([{"name": f"Person {n}"} for n in range(40)])
        self.env.flush_all()
        ledger.begin(self.env)
        ledger.note(self.env, "purge", 1, people.ids)
        with self.assertQueryCount(1), patch("os.fsync") as fsync:
            ledger.note(self.env, "purge", 1, people.ids)
        self.assertEqual(fsync.call_count, 1)
        self.assertEqual(len(self._entries()[-1]["partners"]), 40)

    def test_savepoints_have_transactions_of_their_own(self):
        ledger.note(self.env, "purge", 1, self.person.ids)
        with self.cr.savepoint() as savepoint:
            ledger.note(self.env, "purge", 2, self.person.ids)
            savepoint.rollback()
        kept, gone = self._entries()
        self.assertEqual(kept["xid"][1], gone["xid"][1])
        self.assertLess(kept["xid"][1] - 1, kept["xid"][0])
        self.cr.execute(
            "SELECT pg_xact_status(%s::text::xid8), pg_xact_status(%s::text::xid8)",
            [kept["xid"][0], gone["xid"][0]],
        )
        self.assertEqual(self.cr.fetchone(), ("in progress", "aborted"))

    def test_entries_expire(self):
        ledger.begin(self.env)
        path = self.folder / self.ours.file
        old = (datetime.now() - timedelta(days=500)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        path.unlink()
        entry = {"kind": "purge", "time": old, "entry": "0" * 32, "partners": []}
        ledger_file.append(path, [{"kind": "start", "time": old}, entry])
        self.cr.execute(
            "INSERT INTO partner_anonymization_ledger (entry, date, kind)"
            " VALUES (%s, %s, 'purge')",
            ["0" * 32, old],
        )
        self._anonymize(self.person)
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.ledger_days", "0"
        )
        with self.enter_registry_test_mode():
            self.replay._look()
            self.assertEqual(len(self._entries()), 2)
            self.env["ir.config_parameter"].set_param(
                "partner_anonymization.ledger_days", "400"
            )
            self.replay._look()
        self.assertEqual([one["kind"] for one in self._entries()], ["anonymize"])
        self.assertEqual(self._lines()[0]["kind"], "closing")
        self.assertIsNone(ledger_file.read(path).bad_line)
        self.cr.execute(
            "SELECT count(*) FROM partner_anonymization_ledger WHERE entry = %s",
            ["0" * 32],
        )
        self.assertEqual(self.cr.fetchone()[0], 0)


@tagged("post_install", "-at_install")
class TestLedgerGap(LedgerCase):
    """The ledger of a database that is gone, or of another server."""

    def setUp(self):
        super().setUp()
        # Of the same cluster, with a number that no database has.
        self.gone = f"{self.ours.cluster}-4294967290.jsonl"
        self.elsewhere = "7000000000000000001-16384.jsonl"

    def _restored_from(self, name):
        param = self.env["ir.config_parameter"]
        param.set_param(ledger.NOTED, name)

    def _write(self, name, kind, *partners, made=None, entry=None):
        self.folder.mkdir(parents=True, exist_ok=True)
        body = {
            "kind": kind,
            "time": ledger.moment(),
            "entry": entry or f"{len(self._lines(name)):032x}",
            "run": 1,
            "head": "",
            "xid": [3, 3],
            "partners": [[one.id, made or self._made(one)] for one in partners],
        }
        ledger_file.append(self.folder / name, [body])

    def _cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("partner_anonymization.ir_cron_replay")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _find(self):
        with self.enter_registry_test_mode():
            return ledger_gap.find(self.env)

    def _rows(self):
        return {row.partner_ref: row.state for row in self.replay.search([])}

    def test_nothing_to_do(self):
        self._cron()
        self._anonymize(self.person)
        self._cron()
        self.assertEqual(self._rows(), {})
        self.assertEqual(self._find().standing, ledger_gap.OWN)
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_restored(self):
        other = self.Partner.create({"name": "Ottilie Wagenknecht"})
        back = self.Partner.create({"name": "Birger Rosenkvist"})
        reused = self.Partner.create({"name": "Somebody Later"})
        missing = self.Partner.create({"name": "Made Later"})
        self._write(self.gone, "anonymize", self.person, other, back, missing)
        self._write(self.gone, "deanonymize", back)
        self._write(self.gone, "purge", other)
        self._write(self.gone, "purge", reused, made="2001-01-01 00:00:00.000000")
        gone_id = missing.id
        missing.unlink()
        self._restored_from(self.gone)
        before = (self.folder / self.gone).read_bytes()
        self._cron()
        self.assertEqual(
            self._rows(),
            {
                self.person.id: "done",
                other.id: "done",
                reused.id: "reused",
                gone_id: "missing",
            },
        )
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(other.anonymization_state, "deleted")
        self.assertFalse(back.anonymization_state)
        self.assertEqual(reused.name, "Somebody Later")
        self.assertEqual((self.folder / self.gone).read_bytes(), before)
        self.assertEqual(self._find().entries, [], "known from now on")
        self.assertEqual(self._lines()[0]["follows"], [self.gone])
        noted = self.env["ir.config_parameter"].get_param(ledger.NOTED)
        self.assertEqual(noted, self.ours.file)

    def test_blocked(self):
        self.person.anonymization_hold_reason = "Case 9"
        self.person.anonymization_hold = True
        self._write(self.gone, "anonymize", self.person)
        self._restored_from(self.gone)
        self._cron()
        row = self.replay.search([])
        self.assertEqual((row.state, row.reason), ("waiting", "hold"))
        self.person.anonymization_hold = False
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "waiting"}, "not on that day")
        self.cr.execute("UPDATE partner_anonymization_replay SET tried_date = NULL")
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "done"})

    def test_another_server(self):
        self._write(self.elsewhere, "anonymize", self.person)
        self._restored_from(self.elsewhere)
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "doubtful"})
        self.assertFalse(self.person.anonymization_state)
        clerk = self.replay.with_user(self._user("replay_clerk", "group_anonymize"))
        with self.assertRaises(AccessError):
            clerk.action_adopt()
        with self.enter_registry_test_mode():
            self.replay.action_adopt()
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "done"})

    def test_a_backup_from_before_the_ledger(self):
        self._write(self.gone, "anonymize", self.person)
        self._restored_from("")
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "doubtful"})

    def test_copy_beside_the_original(self):
        self.cr.execute(
            "SELECT oid::bigint FROM pg_database WHERE datname = 'postgres'"
        )
        original = f"{self.ours.cluster}-{self.cr.fetchone()[0]}.jsonl"
        self._write(original, "anonymize", self.person)
        self._restored_from(original)
        self._cron()
        self.assertEqual(self._rows(), {})
        self.assertFalse(self.person.anonymization_state)
        self.assertEqual(self._lines()[0]["copy_of"], original)
        self.assertEqual(self._find().standing, ledger_gap.COPY)

    def test_neutralized(self):
        self._write(self.gone, "anonymize", self.person)
        self._restored_from(self.gone)
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self._cron()
        self.assertEqual(self._rows(), {})
        self.assertFalse(self.person.anonymization_state)
        sentences, is_done = self._command()
        self.assertTrue(is_done)
        self.assertIn("neutralized", " ".join(sentences))

    def _command(self, dry_run=False, adopt=False):
        with self.enter_registry_test_mode():
            return self.replay._command(dry_run, adopt)

    def test_damaged(self):
        self._write(self.gone, "anonymize", self.person, entry="1" * 32)
        path = self.folder / self.gone
        path.write_bytes(path.read_bytes().replace(b"1" * 32, b"2" * 32))
        self._restored_from(self.gone)
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "doubtful"})
        self.assertEqual(self._find().standing, ledger_gap.DAMAGED)

    def test_dry_run_changes_nothing(self):
        self._write(self.gone, "purge", self.person)
        self._restored_from(self.gone)
        before = sorted(os.listdir(self.folder))
        sentences, is_done = self._command(dry_run=True)
        self.assertFalse(is_done)
        self.assertIn(str(self.person.id), " ".join(sentences))
        self.assertEqual(self._rows(), {})
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_restored_twice(self):
        """A backup from before the first restore knows what either has erased."""
        later = f"{self.ours.cluster}-4294967291.jsonl"
        other = self.Partner.create({"name": "Ottilie Wagenknecht"})
        self._write(self.gone, "anonymize", self.person)
        start = {"kind": "start", "time": ledger.moment(), "follows": [self.gone]}
        ledger_file.append(self.folder / later, [start])
        self._write(later, "anonymize", other)
        self._restored_from(self.gone)
        self._cron()
        self.assertEqual(self._rows(), {self.person.id: "done", other.id: "done"})

    def test_copies_of_the_original_do_not_count(self):
        copy = f"{self.ours.cluster}-4294967291.jsonl"
        self._cron()
        start = {"kind": "start", "time": ledger.moment(), "copy_of": self.ours.file}
        ledger_file.append(self.folder / copy, [start])
        self._write(copy, "anonymize", self.person)
        self._cron()
        self.assertEqual(self._rows(), {})
        self.assertFalse(self.person.anonymization_state)

    def test_hostile_entries(self):
        path = self.folder / self.gone
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "\n".join(
                json.dumps({"kind": kind, "time": "x", "prev": "", "hash": "", **more})
                for kind, more in (
                    ("purge", {}),
                    ("purge", {"entry": 7, "partners": "all"}),
                    ("purge", {"entry": "a", "partners": [["x", None]], "xid": [0]}),
                    ("start", {"follows": 12}),
                    ("start", {"follows": ["../../x", 4]}),
                )
            )
            + "\n"
        )
        self._restored_from(self.gone)
        self._cron()
        self.assertEqual(self._rows(), {})
        self.assertEqual(self._find().standing, ledger_gap.DAMAGED)

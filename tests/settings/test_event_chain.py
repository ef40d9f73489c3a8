"""The log is a chain: a change behind the module's back shows, and where."""

import shutil
from pathlib import Path

from dateutil.relativedelta import relativedelta
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.log import chain, log_entries
from ..common import AnonymizationCase

TABLE = "partner_anonymization_event"


@tagged("post_install", "-at_install")
class TestEventChain(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self._seal()
        self.assertTrue(chain.verify(self.cr).is_whole)
        self.before = chain.head(self.cr)
        log_entries.add_partner_events(self.env, "hold", [101, 102, 103, 104], "Case 7")
        self._seal()
        self.cr.execute(f"SELECT id FROM {TABLE} ORDER BY position DESC LIMIT 4")
        self.ids = [id_ for (id_,) in reversed(self.cr.fetchall())]

    def _seal(self):
        while chain.seal(self.cr):
            pass

    def _sql(self, query, *values):
        self.cr.execute(query.format(table=TABLE), values)

    def test_whole(self):
        verdict = chain.verify(self.cr)
        self.assertTrue(verdict.is_whole)
        self.assertEqual(verdict.head.position, self.before.position + 4)
        self.assertEqual(verdict.head, chain.head(self.cr))
        self.assertEqual(verdict.waiting, 0)

    def test_every_column_counts(self):
        for column, value in (
            ("date", "2001-01-01"),
            ("user_id", self._user("chain").id),
            ("kind", "purge"),
            ("outcome", "failed"),
            ("partner_ref", 999),
            ("reason", "Case 8"),
            ("reason", None),
            ("hash", "0" * 64),
        ):
            with self.subTest(column=column, value=value):
                savepoint = self.cr.savepoint()
                with savepoint:
                    self._sql(
                        f"UPDATE {{table}} SET {column} = %s WHERE id = %s",
                        value,
                        self.ids[1],
                    )
                    self.assertEqual(chain.verify(self.cr).bad_event, self.ids[1])
                    savepoint.rollback()
        self.assertTrue(chain.verify(self.cr).is_whole)

    def test_removed(self):
        self._sql("DELETE FROM {table} WHERE id = %s", self.ids[1])
        self.assertEqual(chain.verify(self.cr).bad_event, self.ids[2])

    def test_the_last_ones_removed(self):
        self._sql("DELETE FROM {table} WHERE id = ANY(%s)", self.ids[2:])
        verdict = chain.verify(self.cr)
        self.assertTrue(verdict.is_cut)
        self.assertEqual(verdict.head.position, self.before.position + 2)
        log_entries.add_partner_events(self.env, "hold", [105])
        self._seal()
        self.assertFalse(chain.verify(self.cr).is_whole, "newer ones hide nothing")

    def test_inserted(self):
        self._sql(
            "INSERT INTO {table} (date, kind, outcome, position, hash)"
            " VALUES (now(), 'purge', 'done', %s, 'x') RETURNING id",
            chain.head(self.cr).position + 1,
        )
        (forged,) = self.cr.fetchone()
        self.assertEqual(chain.verify(self.cr).bad_event, forged)

    def test_inserted_before_the_first(self):
        for position in (0, -1, -(2**31)):
            with self.subTest(position=position):
                insert = (
                    "INSERT INTO {table} (date, kind, outcome, position, hash)"
                    " VALUES (now(), 'purge', 'done', %s, 'x') RETURNING id"
                )
                with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                    with self.cr.savepoint():
                        self._sql(insert, position)
                savepoint = self.cr.savepoint()
                with savepoint:
                    self._drop_check()
                    self._sql(insert, position)
                    (forged,) = self.cr.fetchone()
                    self.assertEqual(chain.verify(self.cr).bad_event, forged)
                    savepoint.rollback()

    def _drop_check(self):
        """As somebody does who is the owner of the table."""
        self._sql(
            "ALTER TABLE {table} DROP CONSTRAINT"
            " partner_anonymization_event_position_positive"
        )

    def test_reordered(self):
        first, second = self.ids[1:3]
        position = self.before.position
        for id_, place in (
            (first, 10**9),
            (second, position + 2),
            (first, position + 3),
        ):
            self._sql("UPDATE {table} SET position = %s WHERE id = %s", place, id_)
        self.assertEqual(chain.verify(self.cr).bad_event, second)

    def test_settings_of_the_session_change_nothing(self):
        for name, value in (
            ("TimeZone", "Asia/Tokyo"),
            ("DateStyle", "German"),
            ("IntervalStyle", "iso_8601"),
            ("bytea_output", "escape"),
        ):
            self.cr.execute(f"SET LOCAL {name} = '{value}'")
        self.assertTrue(chain.verify(self.cr).is_whole)

    def test_button(self):
        events = self.env["partner.anonymization.event"]
        clerk = events.with_user(self._user("chain_clerk", "group_anonymize"))
        answer = clerk.action_verify()["params"]
        self.assertEqual(answer["type"], "success")
        self.assertIn(chain.head(self.cr).hash, answer["message"])
        self._sql("UPDATE {table} SET reason = 'x' WHERE id = %s", self.ids[0])
        answer = clerk.action_verify()["params"]
        self.assertEqual(answer["type"], "danger")
        self.assertIn(str(self.ids[0]), answer["message"])
        with self.assertRaises(AccessError):
            events.with_user(self._user("chain_nobody")).action_verify()

    def test_scheduled(self):
        count = chain.SET + 5
        log_entries.add_partner_events(self.env, "hold", range(1, count + 1))
        self.assertEqual(chain.verify(self.cr).waiting, count)
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_chain").method_direct_trigger()
        verdict = chain.verify(self.cr)
        self.assertTrue(verdict.is_whole)
        self.assertEqual(verdict.waiting, 0)
        self.assertEqual(verdict.head.position, self.before.position + 4 + count)

    def test_statements_are_few(self):
        log_entries.add_partner_events(self.env, "hold", range(1, 2001))
        with self.assertQueryCount(5):
            chain.seal(self.cr)
        self.assertTrue(chain.verify(self.cr).is_whole)


@tagged("post_install", "-at_install")
class TestEventRetention(AnonymizationCase):
    """Old months go as a whole; what is left still holds together."""

    def setUp(self):
        super().setUp()
        self.cr.execute(f"DELETE FROM {TABLE}")
        self.cr.execute(
            "DELETE FROM ir_config_parameter WHERE key = ANY(%s)",
            [[chain.HEAD, chain.START]],
        )
        today = fields.Date.today()
        self.old = today - relativedelta(years=11)
        for number, day in enumerate(
            (
                self.old,
                self.old + relativedelta(months=2),
                today - relativedelta(years=10, days=-1),
                today,
            )
        ):
            log_entries.add_partner_events(self.env, "hold", [100 + number])
            self.cr.execute(
                f"UPDATE {TABLE} SET date = %s WHERE partner_ref = %s",
                [day, 100 + number],
            )
        self._seal()

    def _seal(self):
        while chain.seal(self.cr):
            pass

    def _refs(self):
        self.cr.execute(f"SELECT partner_ref FROM {TABLE} ORDER BY position")
        return [ref for (ref,) in self.cr.fetchall()]

    def _vacuum(self, years=10):
        params = self.env["ir.config_parameter"]
        params.set_param("partner_anonymization.log_years", str(years))
        self.env["partner.anonymization.event"]._remove_old()

    def test_old_months_go(self):
        self.cr.execute(f"SELECT hash FROM {TABLE} WHERE position = 2")
        (closing,) = self.cr.fetchone()
        self._vacuum()
        self._seal()
        verdict = chain.verify(self.cr)
        self.assertTrue(verdict.is_whole)
        self.assertEqual(verdict.start, chain.Head(2, closing))
        self.assertEqual(self._refs()[:2], [102, 103])
        self.cr.execute(f"SELECT reason FROM {TABLE} WHERE kind = 'cut'")
        self.assertEqual(self.cr.fetchall(), [(f"2:{closing}",)])
        answer = self.env["partner.anonymization.event"].action_verify()["params"]
        self.assertEqual(answer["type"], "success")
        with self.subTest("and then a change shows as before"):
            self.cr.execute(f"DELETE FROM {TABLE} WHERE position = 3")
            self.assertFalse(chain.verify(self.cr).is_whole)

    def test_for_ever(self):
        self._vacuum(0)
        self.assertEqual(self._refs()[:4], [100, 101, 102, 103])

    def test_nothing_goes_from_a_broken_log(self):
        self.cr.execute(f"UPDATE {TABLE} SET reason = 'x' WHERE position = 4")
        self._vacuum()
        self.assertEqual(self._refs()[:4], [100, 101, 102, 103])

    def test_removed_by_hand_and_told_so(self):
        """Whoever removes the oldest events cannot make it look like the retention."""
        self.cr.execute(f"SELECT hash FROM {TABLE} WHERE position = 3")
        (closing,) = self.cr.fetchone()
        self.cr.execute(f"DELETE FROM {TABLE} WHERE position <= 3")
        self.cr.execute(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)",
            [chain.START, f"3:{closing}"],
        )
        self.assertFalse(chain.verify(self.cr).is_whole)

    def test_put_in_before_the_first(self):
        self._vacuum()
        self._seal()
        self.cr.execute(
            f"INSERT INTO {TABLE} (date, kind, outcome, position, hash)"
            " VALUES (%s, 'purge', 'done', 2, 'x') RETURNING id",
            [self.old],
        )
        (forged,) = self.cr.fetchone()
        self.assertEqual(chain.verify(self.cr).bad_event, forged)

    def test_nobody_removes_them_by_hand(self):
        events = self.env["partner.anonymization.event"].search([])
        for records in (events, events.with_user(self._user("cut", "group_manager"))):
            with self.assertRaises(AccessError):
                records.unlink()


@tagged("post_install", "-at_install")
class TestRewrittenLog(AnonymizationCase):
    """The ledger knows the head: a log that was rewritten as a whole shows."""

    def setUp(self):
        super().setUp()
        shutil.rmtree(Path(self.key_dir, "ledger"), ignore_errors=True)

    def _seal(self):
        while chain.seal(self.cr):
            pass

    def test_rewritten(self):
        event = self.env["partner.anonymization.event"]
        log_entries.add_partner_events(self.env, "hold", [101, 102], "Case 7")
        self._seal()
        self.person.anonymize(note="T-1", override_retention=True)
        self._seal()
        self.assertEqual(event.action_verify()["params"]["type"], "success")
        self.cr.execute(f"UPDATE {TABLE} SET reason = 'Case 8' WHERE reason = 'Case 7'")
        self.cr.execute(f"UPDATE {TABLE} SET position = NULL, hash = NULL")
        self.cr.execute("DELETE FROM ir_config_parameter WHERE key = %s", [chain.HEAD])
        self._seal()
        self.assertTrue(chain.verify(self.cr).is_whole, "by itself it is")
        answer = event.action_verify()["params"]
        self.assertEqual(answer["type"], "danger")
        self.assertIn("rewritten", answer["message"])

    def test_what_is_printed(self):
        """A head on paper shows what a rewritten log cannot take back."""
        event = self.env["partner.anonymization.event"]
        log_entries.add_partner_events(self.env, "hold", [101, 102, 103], "Case 7")
        self._seal()
        head = str(chain.head(self.cr))
        position = chain.head(self.cr).position
        self.assertTrue(event._verify([head])[0])
        for text in ("", "x", f"{position}:{'0' * 64}", f"{position + 1}:{head[-64:]}"):
            is_whole, message = event._verify([head, text])
            self.assertFalse(is_whole)
            self.assertIn("no event", message)
        self.cr.execute(
            f"DELETE FROM {TABLE} WHERE position = %s RETURNING 1", [position]
        )
        last = chain.head(self.cr)
        self.cr.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = %s",
            [str(last), chain.HEAD],
        )
        self.assertTrue(event._verify()[0], "by itself it is whole")
        self.assertFalse(event._verify([head])[0])

    def test_the_last_ones_removed_and_the_note_of_them(self):
        """The ledger has the head of before."""
        event = self.env["partner.anonymization.event"]
        log_entries.add_partner_events(self.env, "hold", [101, 102], "Case 7")
        self._seal()
        self.person.anonymize(note="T-1", override_retention=True)
        self.assertTrue(event._verify()[0])
        position = chain.head(self.cr).position
        self.cr.execute(f"DELETE FROM {TABLE} WHERE position >= %s", [position - 1])
        self.cr.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = %s",
            [str(chain.head(self.cr)), chain.HEAD],
        )
        self.assertTrue(chain.verify(self.cr).is_whole)
        self.assertFalse(event._verify()[0])

    def test_the_ledger_was_changed(self):
        event = self.env["partner.anonymization.event"]
        self.person.anonymize(note="T-1", override_retention=True)
        self._seal()
        self.assertTrue(event._verify()[0])
        (path,) = Path(self.key_dir, "ledger").rglob("*.jsonl")
        path.write_bytes(path.read_bytes().replace(b"anonymize", b"purge"))
        is_whole, message = event._verify()
        self.assertFalse(is_whole)
        self.assertIn("Line 2", message)

    def test_mails_say_the_head(self):
        log_entries.add_partner_events(self.env, "hold", [101])
        self._seal()
        user = self._user("told", "group_manager")
        user.email = "told@example.com"
        values = {"done": 1, "left": 0, "traces": 0, "path": "/odoo"}
        self.env["partner.anonymization"]._mail_responsible(user, "mail_purged", values)
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn(chain.head(self.cr).hash, mail.body_html)

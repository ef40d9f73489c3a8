"""The log is a chain: a change behind the module's back shows, and where."""

from psycopg2.errors import CheckViolation

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
        for id_, place in ((first, 10**9), (second, position + 2), (first, position + 3)):
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

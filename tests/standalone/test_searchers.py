"""Several processes search for a proof and see the same, and it tells how far it is.

They need what is committed, and so a database of their own.
"""

import json
import unittest
from contextlib import ExitStack
from unittest.mock import patch

import harness
from harness import ADMIN

from odoo.addons.partner_anonymization.engine.proof import (
    flush_counts,
    portions,
    searcher,
    searching,
    side_by_side,
)
from odoo.addons.partner_anonymization.models.log import (
    partner_anonymization_search as progress,
)
from odoo.addons.partner_anonymization.models.log.proof_stopped import ProofStopped

LATER = True
NAMES = ("Barnabas Ashquill", "Ludmilla Thornbrook", "Ottokar Zwiebelfeld")
MANY = 1100
FOUND = """
    SELECT line.id, kept.model, kept.res_id, kept.field, kept.status, kept.code
      FROM partner_anonymization_kept kept
      JOIN partner_anonymization_line line ON line.id = kept.line_id
     WHERE kept.found_by_proof ORDER BY 1, 2, 3, 4
"""
ROWS = "SELECT stop_code FROM partner_anonymization_search"


class SearchersCase(harness.StandaloneCase):
    label = "searchers"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env(uid=ADMIN) as env:
            partners = env["res.partner"].create([{"name": name} for name in NAMES])
            cls.groups = env["res.groups"].create(
                [
                    {"name": f"Group {place}", "comment": f"call {name}, or write"}
                    for place, name in enumerate(NAMES[:2])
                ]
            )
            attachment = {"name": "note.txt", "raw": f"see {NAMES[2]} of".encode()}
            env["ir.attachment"].create({**attachment, "mimetype": "text/plain"})
            cls.groups = cls.groups.ids
            run = partners.anonymize()
            cls.line_ids = partners.anonymization_line_id.ids
            cls.run_id = run.id
        cls.db.sql("ANALYZE")

    def setUp(self):
        super().setUp()
        self.started = []
        stack = ExitStack()
        self.addCleanup(stack.close)
        start = side_by_side._started

        def started():
            self.started.append(start())
            self._at_start(self.started[-1])
            return self.started[-1]

        stack.enter_context(patch.object(side_by_side, "_started", started))
        stack.enter_context(patch.object(searching, "LITTLE", 0))
        stack.enter_context(patch.object(portions, "SIZE", 1 << 20))
        self.addCleanup(self.db.sql, "DELETE FROM partner_anonymization_search")

    def _at_start(self, process):
        """Called when a process has started."""

    def _lines(self, env):
        return env["partner.anonymization.line"].browse(self.line_ids)

    def _prove(self, searchers, before=lambda env: None):
        """What a proof finds; it is rolled back.

        :return: rows of what was found, and the scope
        """
        self.db.parameter("proof_searchers", str(searchers))
        with self.db.env(uid=ADMIN) as env:
            before(env)
            result = self._lines(env)._prove()
            self.assertFalse(result.errors or result.failed)
            env.flush_all()
            env.cr.execute(FOUND)
            found, scope = env.cr.fetchall(), self._lines(env)[0].proof_scope
            env.cr.rollback()
        return found, scope


class TestSearchers(SearchersCase):
    def test_several_find_what_one_finds(self):
        alone, scope = self._prove(1)
        size = scope.pop("bytes")
        self.assertFalse(self.started)
        places = {(model, field) for _line, model, _id, field, *_rest in alone}
        known = {("res.groups", "comment"), ("ir.attachment", "raw")}
        self.assertLessEqual(known, places)
        for count in (2, 3):
            self.started.clear()
            found, same = self._prove(count)
            self.assertEqual(len(self.started), count)
            self.assertEqual(found, alone)
            # The number of processes is a parameter, and logged.
            self.assertAlmostEqual(same.pop("bytes"), size, delta=1000)
            self.assertEqual(same, scope)
            self.assertTrue(all(one.poll() is not None for one in self.started))

    def test_all_see_the_same_moment(self):
        """The words move from one row to another and into a new one while the processes
        are being started."""
        before, _scope = self._prove(2)
        text = "SELECT comment FROM res_groups WHERE id = %s"
        old, new = self.groups
        texts = [self.db.sql(text, [id_])[0][0] for id_ in self.groups]

        def move(process):
            if len(self.started) == 2:
                change = "UPDATE res_groups SET comment = %s WHERE id = %s"
                self.db.sql(change, [json.dumps({"en_US": "-"}), old])
                both = json.dumps({"en_US": " ".join(NAMES)})
                self.db.sql(change, [both, new])

        def move_back():
            for id_, value in zip(self.groups, texts, strict=True):
                change = "UPDATE res_groups SET comment = %s WHERE id = %s"
                value = json.dumps(value) if isinstance(value, dict) else value
                self.db.sql(change, [value, id_])

        self.addCleanup(move_back)
        self._at_start, self.started = move, []
        found, _scope = self._prove(2)
        self.assertEqual(len(self.started), 2)
        self.assertEqual(found, before)
        self._at_start = lambda process: None
        later, _scope = self._prove(2)
        self.assertNotEqual(later, before)

    def test_what_only_the_own_transaction_sees(self):
        def write(env):
            group = env["res.groups"].browse(self.groups[0])
            group.copy({"name": "Another", "comment": f"and {NAMES[2]}"})
            env.flush_all()

        before, _scope = self._prove(2)
        self.assertTrue(self.started)
        self.started.clear()
        found, _scope = self._prove(2, write)
        self.assertFalse(self.started)
        self.assertEqual(len(found), len(before) + 1)

        def lock(env):
            flush_counts(env.cr)
            env.cr.commit()
            self._lines(env).partner_id.lock_for_update()

        found, _scope = self._prove(2, lock)
        self.assertEqual(len(self.started), 2)
        self.assertEqual(found, before)

    def test_little_is_searched_by_one(self):
        with patch.object(searching, "LITTLE", 1 << 40):
            self._prove(2)
        self.assertFalse(self.started)


class TestSearcherFails(SearchersCase):
    def _states(self):
        query = "SELECT proof_state, proof_date FROM partner_anonymization_line"
        return self.db.sql(f"{query} WHERE id = ANY(%s) ORDER BY id", [self.line_ids])

    def _assert_stopped(self, detail):
        before = self._states()
        with self.assertRaises(ProofStopped) as caught:
            self._prove(2)
        self.assertIn(detail, str(caught.exception))
        for name in NAMES:
            self.assertNotIn(name, str(caught.exception))
        self.assertEqual(self._states(), before)
        self.assertTrue(all(one.poll() is not None for one in self.started))
        self.assertEqual(self.db.sql(ROWS), [("searcher",)])
        with self.db.env(uid=ADMIN) as env:
            run = env["partner.anonymization"].browse(self.run_id)
            self.assertEqual(run.proof_stopped, str(caught.exception))
            self.assertFalse(run.proof_hint)
            self.assertEqual(self._lines(env)[0].proof_stopped, run.proof_stopped)
        self._at_start = lambda process: None
        return before

    def test_a_process_is_killed(self):
        self._at_start = lambda process: process.kill()
        self._assert_stopped("")
        self._prove(2)  # what was given up is forgotten once all is searched
        self.assertEqual(self.db.sql(ROWS), [])

    def test_a_table_cannot_be_read(self):
        divide = portions.tables.tables

        def broken(cr):
            found = divide(cr)
            found[-1].texts.append("pa_no_such_column")
            return found

        with patch.object(portions.tables, "tables", broken):
            self._assert_stopped("UndefinedColumn")

    def test_by_night_nothing_is_changed(self):
        self.db.parameter("proof_searchers", "2")
        before = [state for state, _date in self._states()]
        self.db.sql("UPDATE partner_anonymization_line SET proof_state = 'pending'"
                    " WHERE id = ANY(%s)", [self.line_ids])  # fmt: skip
        self._at_start = lambda process: process.kill()
        logger = "odoo.addons.partner_anonymization.models.log"
        with (
            self.assertLogs(f"{logger}.partner_anonymization_line_proof", "WARNING"),
            self.db.env() as env,
        ):
            env["partner.anonymization.line"]._cron_prove()
        self.assertEqual([one for one, _date in self._states()], ["pending"] * 3)
        self._at_start = lambda process: None
        with self.db.env() as env:
            env["partner.anonymization.line"]._cron_prove()
        self.assertEqual([one for one, _date in self._states()], ["traces"] * 3)
        self.assertIn(before[0], ("pending", "traces"))
        self.assertEqual(self.db.sql(ROWS), [])


class TestPurgeByNight(SearchersCase):
    def test_nobody_is_deleted_unless_all_was_searched(self):
        self.db.parameter("proof_searchers", "2")
        with self.db.env(uid=ADMIN) as env:
            partner = env["res.partner"].create({"name": "Quentin Harrowgate"})
            partner.anonymize()
            line_id = partner.anonymization_line_id.id
        self.db.sql(
            "UPDATE partner_anonymization_line SET purge_date = current_date - 1"
            " WHERE id = %s",
            [line_id],
        )
        state = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        self._at_start = lambda process: process.kill()
        logger = f"odoo.addons.{harness.MODULE}.models.partner.res_partner_purge"
        with self.assertLogs(logger, "WARNING"), self.db.env() as env:
            env["res.partner"]._cron_purge()
        self.assertTrue(self.started)
        self.assertEqual(self.db.sql(state, [partner.id]), [("anonymized",)])
        self._at_start, self.started = lambda process: None, []
        with self.db.env() as env:
            env["res.partner"]._cron_purge()
        # Behind the lock of the partner, too, several search.
        self.assertEqual(len(self.started), 2)
        self.assertEqual(self.db.sql(state, [partner.id]), [("deleted",)])


class TestProgress(SearchersCase):
    def _watched(self, searchers):
        """How far it is, as others see it after each note."""
        seen, hints = [], []
        note = progress.Teller.__call__

        def noted(teller, share):
            note(teller, share)
            seen.extend(
                self.db.sql(
                    "SELECT progress, table_progress, file_progress, line_count"
                    "  FROM partner_anonymization_search"
                )
            )
            with self.db.env(uid=ADMIN) as env:
                run = env["partner.anonymization"].browse(self.run_id)
                hints.append((run.proof_hint, self._lines(env)[1].proof_hint))

        with (
            patch.object(progress, "INTERVAL", 0),
            patch.object(progress.Teller, "__call__", noted),
        ):
            self._prove(searchers)
        return seen, hints

    def test_others_see_how_far_it_is(self):
        for searchers in (1, 2):
            seen, hints = self._watched(searchers)
            self.assertGreater(len(seen), 10)
            for place in range(3):
                shares = [row[place] for row in seen]
                self.assertEqual(shares, sorted(shares))
                self.assertAlmostEqual(shares[-1], 100, 3)
            self.assertLess(seen[0][0], 50)
            self.assertEqual({count for *_shares, count in seen}, {len(NAMES)})
            self.assertTrue(all(run and line for run, line in hints))
            self.assertEqual(self.db.sql(ROWS), [])  # it is over

    def test_who_has_altered_tables_does_not_wait_for_himself(self):
        """As while a module is installed: notes would need what is locked."""

        def alter(env):
            env.cr.execute("SET LOCAL idle_in_transaction_session_timeout TO '30s'")
            env.cr.execute("ALTER TABLE ir_default ADD COLUMN pa_altered int")
            env.registry.clear_all_caches()

        for searchers in (1, 2):
            self.db.parameter("proof_searchers", str(searchers))
            with patch.object(progress, "INTERVAL", 0):
                found, _scope = self._prove(searchers, before=alter)
            self.assertTrue(found)
        self.assertEqual(self.db.sql(ROWS), [])

    def test_the_browser_of_whoever_started_the_run_is_told(self):
        told = "SELECT count(*) FROM bus_bus WHERE message LIKE %s AND channel LIKE %s"
        with self.db.env(uid=ADMIN) as env:
            channel = f'%"res.partner",{env.user.partner_id.id}%'
        wanted = [f"%partner_anonymization.proof%[{self.run_id}]%", channel]
        ((before,),) = self.db.sql(told, wanted)
        seen, _hints = self._watched(1)
        ((after,),) = self.db.sql(told, wanted)
        self.assertEqual(after - before, len(seen) + 1)  # and that it is over

    def test_a_short_search_leaves_no_note(self):
        written = []
        with patch.object(
            progress.Teller, "_write", lambda *call: written.append(call)
        ):
            self._prove(1)
        self.assertFalse(written)

    def test_a_note_every_few_seconds(self):
        """However many portions there are."""
        written, clock = [], iter(range(10**6))
        write = progress.Teller._write

        def noted(teller, values):
            written.append(values)
            write(teller, values)

        with (
            patch.object(progress.Teller, "_write", noted),
            patch.object(progress.time, "monotonic", lambda: next(clock) / 10),
        ):
            self._prove(1)
        ticks = next(clock)
        self.assertGreater(len(written), 2)
        self.assertLessEqual(len(written), ticks / 10 / progress.INTERVAL)

    def test_who_was_killed_is_forgotten(self):
        def die(*_args):
            harness.die()

        def prove():
            with (
                patch.object(progress, "INTERVAL", 0),
                patch.object(searching, "_scope", die),
            ):
                self._prove(1)

        self.db.parameter("proof_searchers", "1")
        self.db.disconnect()
        self.assertEqual(harness.killed(prove), 9)
        self.assertEqual(self.db.sql(ROWS), [(None,)])
        with self.db.env(uid=ADMIN) as env:
            run = env["partner.anonymization"].browse(self.run_id)
            self.assertTrue(run.proof_hint)
        self.db.sql(
            "UPDATE partner_anonymization_search"
            "   SET date_told = date_told - interval '1 hour'"
        )
        with self.db.env(uid=ADMIN) as env:
            run = env["partner.anonymization"].browse(self.run_id)
            self.assertFalse(run.proof_hint)


class TestManySubjects(SearchersCase):
    def test_one_pass_for_a_whole_night(self):
        with self.db.env(uid=ADMIN) as env:
            people = env["res.partner"].create(
                [
                    {"name": f"Nestor Quill{n}", "email": f"nestor{n}@quill.example"}
                    for n in range(MANY)
                ]
            )
            run_id = people.anonymize().id
        self.db.parameter("proof_searchers", "1")
        searched = []
        search = searcher.Searcher.search

        def noted(one, what):
            blocks = None if isinstance(what, str) else what.blocks
            searched.append((getattr(what, "name", what), blocks))
            return search(one, what)

        with (
            patch.object(searcher.Searcher, "search", noted),
            self.db.env() as env,
        ):
            env["partner.anonymization.line"]._cron_prove()
        self.assertEqual(len(searched), len(set(searched)))
        rows = self.db.sql(
            "SELECT proof_state, count(*) FROM partner_anonymization_line"
            " WHERE run_id = %s GROUP BY 1",
            [run_id],
        )
        self.assertEqual(rows, [("proved", MANY)])


if __name__ == "__main__":
    unittest.main()

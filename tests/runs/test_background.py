"""A run in the background does everybody once, in batches, and says how far it is."""

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, format_duration

from ..cases.background import BackgroundCase


@tagged("post_install", "-at_install")
class TestBackground(BackgroundCase):
    def test_lines_are_made_first_and_worked_on_in_batches(self):
        run = self._started()
        self.assertEqual(
            self._outcomes(run), dict.fromkeys(self.people.ids, ("waiting", None))
        )
        self.assertEqual(
            self._row(run, "state", "kind", "note", "user_id", "partner_count"),
            ("queued", "anonymize", "T-4711", self.clerk.id, 7),
        )
        self.assertEqual(self._states(self.people), [None] * 7)
        self._batch()
        self.assertEqual(self._states(self.people), ["anonymized"] * 3 + [None] * 4)
        self.assertEqual(self._row(run, "state"), ("running",))
        self.assertEqual(run.waiting_count, 4)
        self.assertAlmostEqual(run.progress, 300 / 7)
        self._batch()
        self._batch()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)

    def test_the_scheduled_action_ends_the_run(self):
        run = self._started()
        self._work()
        self.assertEqual(
            self._outcomes(run), dict.fromkeys(self.people.ids, ("done", None))
        )
        self.assertEqual(
            self._row(run, "state", "partner_count", "refused_count"), ("done", 7, 0)
        )
        self.assertTrue(run.date_done)
        self.assertEqual((run.progress, run.is_partly_done), (100, False))
        # Each can be restored by its own line.
        lines = self.people.anonymization_line_id
        self.assertEqual(lines.run_id, run)
        self.people[0].with_user(self.boss).deanonymize()
        self.assertEqual(self.people[0].name, "Nestor Quill0")

    def test_events_name_the_run_and_the_user(self):
        run = self._started()
        self._work()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_ref, kind, outcome, user_id"
                "  FROM partner_anonymization_event WHERE run_id = %s",
                run.id,
            )
        )
        self.assertEqual(
            sorted(rows),
            [(id_, "anonymize", "done", self.clerk.id) for id_ in self.people.ids],
        )

    def test_addresses_go_with_their_person(self):
        contacts = self.person.child_ids
        self.assertEqual(len(contacts), 3)
        run = self._started(contacts | self.person | self.people)
        chosen = {self.person.id, *self.people.ids}
        self.assertEqual(self._outcomes(run).keys(), chosen)
        self._work()
        self.assertEqual(
            self._outcomes(run), dict.fromkeys(sorted(chosen), ("done", None))
        )
        self.assertEqual(self._states(contacts), ["anonymized"] * 3)

    def test_the_same_person_twice_is_one(self):
        first, last = self.people[0], self.people[6]
        first.anonymization_same_partner_ids = last
        run = self._started()
        self._work()
        left = self._outcomes(run)
        self.assertEqual(left, dict.fromkeys(self.people.ids[:6], ("done", None)))
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        self.assertEqual(self._row(run, "state", "partner_count"), ("done", 6))

    def test_two_runs_share_the_workers(self):
        first = self._started(self.people[:5])
        second = self._started(self.people[2:])
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        found = [*self._outcomes(first).values(), *self._outcomes(second).values()]
        self.assertEqual(found.count(("done", None)), 7)
        # Whom both wanted, one refuses.
        self.assertEqual(found.count(("refused", "already")), 3)
        self.assertEqual(first.state + second.state, "donedone")

    def test_only_ids_and_counts_go_over_the_bus(self):
        run = self._started()
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        self._batch()
        self.env.cr.precommit.run()
        message = self.env["bus.bus"].search([], order="id desc", limit=1).message
        self.assertIn("partner_anonymization.run", message)
        self.assertIn(f'"id":{run.id}', message.replace(" ", ""))
        self.assertIn('"done":3', message.replace(" ", ""))
        self.assertNotIn("Quill", message)
        self.assertNotIn("T-4711", message)

    def test_rate_and_time_left(self):
        run = self._started()
        self._batch()
        self.env.cr.execute(
            "UPDATE partner_anonymization SET date_resumed = now() AT TIME ZONE 'utc'"
            " - interval '60 seconds' WHERE id = %s",
            [run.id],
        )
        self.env.invalidate_all()
        seconds = (fields.Datetime.now() - run.date_resumed).total_seconds()
        self.assertGreaterEqual(seconds, 59)
        self.assertAlmostEqual(run.rate, 3 * 60 / seconds, delta=0.1)
        self.assertEqual(run.time_left, format_duration(4 / run.rate / 60))

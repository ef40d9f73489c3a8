"""A run is paused, resumed and cancelled by its own user and by managers."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..cases.background import CRONS, BackgroundCase


@tagged("post_install", "-at_install")
class TestBackgroundSteering(BackgroundCase):
    def test_paused_and_resumed(self):
        run = self._started()
        self._batch()
        run.with_user(self.clerk).action_pause()
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 3 + [None] * 4)
        self.assertEqual(self._row(run, "state"), ("paused",))
        run.with_user(self.clerk).action_resume()
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        self.assertEqual(self._row(run, "state", "partner_count"), ("done", 7))

    def test_cancelled(self):
        run = self._started()
        self._batch()
        run.with_user(self.clerk).action_cancel()
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 3 + [None] * 4)
        self.assertEqual(
            [self._outcomes(run)[id_] for id_ in self.people.ids],
            [("done", None)] * 3 + [("cancelled", None)] * 4,
        )
        self.assertEqual(self._row(run, "state", "partner_count"), ("cancelled", 3))
        self.assertTrue(run.is_partly_done)
        with self.assertRaises(UserError):
            run.with_user(self.clerk).action_resume()
        # Whoever was left can be anonymized afterwards.
        again = self._started(self.people[2:])
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        self.assertEqual(self._outcomes(again)[self.people[2].id][0], "refused")

    def test_what_a_worker_left_of_a_cancelled_run(self):
        run = self._started()
        run.with_user(self.clerk).action_cancel()
        self.env.cr.execute(
            "UPDATE partner_anonymization_line SET outcome = 'waiting'"
            " WHERE run_id = %s",
            [run.id],
        )
        self._work()
        self.assertEqual(set(self._outcomes(run).values()), {("cancelled", None)})
        self.assertEqual(self._states(self.people), [None] * 7)

    def test_what_a_worker_did_while_it_was_cancelled_is_counted(self):
        run = self._started()
        run.with_user(self.clerk).action_cancel()
        self.assertEqual(self._row(run, "partner_count", "refused_count"), (0, 0))
        # The batch on which a worker was is committed afterwards.
        for number, outcome in enumerate(("done", "partial", "refused", "failed")):
            self.env.cr.execute(
                "UPDATE partner_anonymization_line SET outcome = %s"
                " WHERE run_id = %s AND partner_id = %s",
                [outcome, run.id, self.people[number].id],
            )
        self._work()
        self.assertEqual(
            self._row(run, "state", "partner_count", "refused_count"),
            ("cancelled", 2, 2),
        )

    def test_who_may_steer(self):
        run = self._started()
        stranger = self._user("run-stranger", "group_anonymize")
        nobody = self._user("run-nobody")
        for user in (stranger, nobody):
            for method in ("action_pause", "action_resume", "action_cancel"):
                with self.assertRaises(AccessError):
                    getattr(run.with_user(user), method)()
        self.assertFalse(run.with_user(stranger).may_steer)
        self.assertTrue(run.with_user(self.clerk).may_steer)
        self.assertTrue(run.with_user(self.boss).may_steer)
        run.with_user(self.boss).action_pause()
        self.assertEqual(self._row(run, "state"), ("paused",))
        run.with_user(self.boss).action_cancel()
        self.assertEqual(self._row(run, "state"), ("cancelled",))

    def test_a_run_by_hand_has_no_such_buttons(self):
        record = self.people[0].with_user(self.clerk).anonymize("T-1")
        for method in ("action_pause", "action_resume", "action_cancel"):
            with self.assertRaises(UserError):
                getattr(record, method)()

    def test_the_form_shows_those_with_trouble_first(self):
        self.people[0].anonymization_exempt = True
        run = self._started()
        self._work()
        module = "odoo.addons.partner_anonymization.models.runs"
        with patch(f"{module}.partner_anonymization_progress.MOST_SHOWN", 3):
            shown = run.with_user(self.clerk).shown_line_ids
        self.assertEqual(len(shown), 3)
        self.assertEqual(shown[0].partner_id, self.people[0])
        run.invalidate_recordset()
        self.assertEqual(run.with_user(self.clerk).shown_line_ids, run.line_ids)

    def test_workers_are_called(self):
        crons = self.env["ir.cron"].browse(self.env.ref(name).id for name in CRONS)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)])
        triggers.unlink()
        self._started()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)])
        self.assertEqual(triggers.cron_id, crons)
        self.assertEqual(len(crons), 4)

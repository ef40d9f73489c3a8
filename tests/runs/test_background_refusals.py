"""One who cannot be anonymized does not stop the others, and the list says why."""

from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import DiskFull

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.plan import plan
from ...engine.vault import KeyDirectoryError, key_directory
from ..cases import key_faults
from ..cases.background import BackgroundCase

WORK = "odoo.addons.partner_anonymization.models.runs.partner_anonymization_work"


@tagged("post_install", "-at_install")
class TestBackgroundRefusals(BackgroundCase):
    def _fails_with(self, partner, error):
        """Planning fails whenever this partner is in the batch."""
        build = plan.build

        def maybe(env, found, *args, **kwargs):
            ids = {id_ for one in found.subjects for id_ in one.partner_ids}
            if partner.id in ids:
                raise error
            return build(env, found, *args, **kwargs)

        return patch.object(plan, "build", maybe)

    def test_one_refused(self):
        self.people[1].anonymization_exempt = True
        run = self._started()
        self._work()
        expected = dict.fromkeys(self.people.ids, ("done", None))
        expected[self.people[1].id] = ("refused", "exempt")
        self.assertEqual(self._outcomes(run), expected)
        self.assertEqual(
            self._row(run, "state", "partner_count", "refused_count"), ("done", 6, 1)
        )
        self.assertTrue(run.is_partly_done)
        self.assertEqual((run.done_count, run.run_refused_count), (6, 1))

    def test_one_fails_and_is_tried_three_times(self):
        run, bad = self._started(), self.people[4]
        line = run.line_ids.filtered(lambda one: one.partner_id == bad)
        failing = self._fails_with(bad, DiskFull("no space"))
        with failing, self.assertLogs(WORK, "ERROR") as logs:
            self._work()
            self.assertEqual(self._states(self.people).count("anonymized"), 6)
            self.assertIn(
                f"Partner {bad.id}: anonymize failed: DiskFull", logs.output[0]
            )
            self.assertEqual((line.outcome, line.run_tries), ("waiting", 1))
            self.assertIn("make room", line.remedy)
            self.assertEqual(self._row(run, "state"), ("running",))
            self._work()  # it rests first
            self.assertEqual(line.run_tries, 1)
            for _time in range(2):
                self._rest_is_over()
                self._work()
        self.assertEqual(self._outcomes(run)[bad.id], ("failed", "DiskFull"))
        self.assertEqual(self._states(bad), [None])
        self.assertEqual(run.failed_count, 1)
        self.assertEqual(
            self._row(run, "state", "partner_count", "refused_count"), ("done", 6, 1)
        )

    def test_a_failure_that_passes(self):
        run, bad = self._started(), self.people[4]
        with self._fails_with(bad, DiskFull("no space")), mute_logger(WORK):
            self._work()
        self._rest_is_over()
        self._work()
        self.assertEqual(self._outcomes(run)[bad.id], ("done", None))
        self.assertEqual(self._row(run, "state", "partner_count"), ("done", 7))

    def test_a_note_that_names_somebody(self):
        run = self._started(note="mail of nestor2@quill.example")
        with mute_logger(WORK):
            for _time in range(3):
                self._work()
                self._rest_is_over()
        named = self.people[2]
        self.assertEqual(self._outcomes(run).pop(named.id)[0], "failed")
        self.assertEqual(self._states(named), [None])
        self.assertEqual(self._states(self.people).count("anonymized"), 6)

    def test_a_partner_deleted_meanwhile(self):
        run = self._started()
        self.people[0].unlink()
        self._work()
        found = self._outcomes(run)
        self.assertEqual(found[None], ("refused", "gone"))
        self.assertEqual(list(found.values()).count(("done", None)), 6)

    def test_a_partner_whom_the_user_may_not_use_any_more(self):
        run = self._started()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.people[3].company_id = other
        self._work()
        self.assertEqual(self._outcomes(run)[self.people[3].id], ("refused", "access"))
        self.assertEqual(self._states(self.people[3]), [None])

    def test_the_right_is_withdrawn_in_the_midst(self):
        run = self._started()
        self._batch()
        group = self.env.ref("partner_anonymization.group_override_retention")
        self.clerk.group_ids -= group
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 3 + [None] * 4)
        self.assertEqual(self._row(run, "state", "stop_code"), ("paused", "right"))
        self.assertIn("run-clerk", run.stop_reason)
        with self.assertRaises(UserError):
            run.with_user(self.clerk).action_pause()
        self.clerk.group_ids += group
        run.with_user(self.clerk).action_resume()
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        self.assertEqual(self._row(run, "state", "stop_code"), ("done", None))

    def test_a_user_who_has_left(self):
        run = self._started()
        self.clerk.active = False
        self._work()
        self.assertEqual(self._states(self.people), [None] * 7)
        self.assertEqual(self._row(run, "state", "stop_code"), ("paused", "right"))

    def test_no_place_for_the_keys(self):
        run = self._started()
        error = KeyDirectoryError("away")
        with patch.object(key_directory, "key_root", side_effect=error):
            self._work()
        self.assertEqual(self._states(self.people), [None] * 7)
        self.assertEqual(self._row(run, "state", "stop_code"), ("paused", "keys"))

    def test_no_wrapping_key(self):
        self.person.anonymize()
        run = self._started()
        (path,) = Path(self.kek_dir).rglob("*.kek")
        aside = path.rename(f"{path}.aside")
        key_faults.forget()
        self._work()
        self.assertEqual(self._states(self.people), [None] * 7)
        self.assertEqual(self._row(run, "state", "stop_code"), ("paused", "keys"))
        aside.rename(path)
        run.with_user(self.clerk).action_resume()
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)

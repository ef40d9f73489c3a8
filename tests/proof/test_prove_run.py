"""A whole run is proved by the scheduled action, and its form shows how far that is."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models.log.partner_anonymization_search import Teller
from ..cases.background import BackgroundCase

CRON = "partner_anonymization.ir_cron_proof"


class RunCase(BackgroundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anonymizing = cls.people.anonymize()
        cls.lines = cls.people.anonymization_line_id

    def _searching(self, **values):
        """As others see it while a search goes on."""
        first = Teller(self.lines)._first(self.env.cr.now())
        values = {"token": "x", "progress": 40, **values}
        return self.env["partner.anonymization.search"].create({**first, **values})


@tagged("post_install", "-at_install")
class TestProveRun(RunCase):
    def test_asked_for_and_proved(self):
        run = self.anonymizing.with_user(self.clerk)
        before = self.env["ir.cron.trigger"].search([])
        self.lines._prove()
        self.assertEqual(set(self.lines.mapped("proof_state")), {"proved"})
        answer = run.action_prove()
        self.assertIn(str(len(self.people)), answer["params"]["message"])
        self.assertEqual(set(self.lines.mapped("proof_state")), {"pending"})
        triggers = self.env["ir.cron.trigger"].search([]) - before
        self.assertIn(self.env.ref(CRON), triggers.cron_id)
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.lines.mapped("proof_state")), {"proved"})

    def test_what_was_accepted_stays(self):
        group = self.env["res.groups"].create({"name": "A group"})
        group.comment = f"ask {self.lines[0].display_name} or Nestor Quill3"
        self.lines._prove()
        accepted = self.lines.filtered(lambda line: line.proof_state == "traces")
        self.assertTrue(accepted)
        accepted.with_user(self.boss).accept_traces("a product")
        self.anonymizing.with_user(self.clerk).action_prove()
        self.assertEqual(set(accepted.mapped("proof_state")), {"traces"})
        others = self.lines - accepted
        self.assertEqual(set(others.mapped("proof_state")), {"pending"})

    def test_nobody_is_left_to_prove(self):
        self.people.deanonymize()
        with self.assertRaisesRegex(UserError, "Nobody of this run"):
            self.anonymizing.with_user(self.clerk).action_prove()

    def test_who_has_no_right(self):
        user = self._user("run-plain", "")
        with self.assertRaises(AccessError):
            self.anonymizing.with_user(user).action_prove()

    def test_how_far_it_is(self):
        run = self.anonymizing.with_user(self.clerk)
        line = self.lines[2].with_user(self.clerk)
        self.assertFalse(run.proof_hint or run.proof_stopped or line.proof_hint)
        search = self._searching(table_progress=62.4, file_progress=5, seconds_left=300)
        run.invalidate_recordset()
        line.invalidate_recordset()
        self.assertEqual((run.proof_progress, line.proof_progress), (40, 40))
        self.assertEqual(
            run.proof_hint,
            "Proof of 7 subjects: 62 % of the tables and 5 % of the files are searched,"
            " about 00:05 (hours and minutes) left.",
        )
        self.assertEqual(line.proof_hint, run.proof_hint)
        search.write({"table_progress": 100, "file_progress": 100})
        run.invalidate_recordset()
        self.assertIn("being judged", run.proof_hint)
        for code in ("searcher", "conflict", "late", "other", "unreachable"):
            search.write({"stop_code": code, "stop_detail": "the-detail"})
            run.invalidate_recordset()
            self.assertFalse(run.proof_hint)
            self.assertIn("the-detail", run.proof_stopped)

    def test_nobody_reads_or_writes_the_search_itself(self):
        search = self._searching().with_user(self.boss)
        for do in (search.read, search.unlink, lambda: search.write({"progress": 1})):
            with self.assertRaises(AccessError):
                do()


@tagged("post_install", "-at_install")
class TestProofProgressIsShown(RunCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.path = f"/odoo/anonymization-log/{self.anonymizing.id}"

    def test_shown(self):
        """A bar, until the proof is over; the button asks for one."""
        self._searching(table_progress=62.4, file_progress=5, seconds_left=300)
        tour = "partner_anonymization_proof_progress"
        self.start_tour(self.path, tour, login="run-clerk")
        self.assertEqual(set(self.lines.mapped("proof_state")), {"pending"})

    def test_why_it_was_given_up(self):
        self._searching(stop_code="unreachable", stop_detail="db2:5432")
        tour = "partner_anonymization_proof_stopped"
        self.start_tour(self.path, tour, login="run-clerk")

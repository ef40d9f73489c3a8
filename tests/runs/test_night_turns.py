"""Whom a night takes first: nobody waits behind a subject with which it fails, not even
behind one that takes the process down."""

from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import LockError
from odoo.tests import tagged

from ...engine.checks import find_blockers
from ...engine.log import log_rows
from ...engine.runs import turns
from ...models.log import partner_anonymization_line_proof
from ...models.nights import partner_anonymization_resweep
from ...models.partner import res_partner_purge
from ...models.worklist import (
    partner_anonymization_candidate_refresh,
    partner_anonymization_candidate_run,
)
from ..cases.scheduled import ScheduledCase
from .test_subject_alone import AloneCase

CRON = "odoo.addons.base.models.ir_cron"
TODAY = date(2024, 2, 1)


@contextmanager
def dying(case):
    """A scheduled action whose process ends, for which a bare Exception stands."""
    with case.assertLogs(CRON, "ERROR") as logs:
        yield
    case.assertIn("the process ends", "".join(logs.output))


def hook_of(env, partner, kind, error):
    """A hook of another module that raises for a partner."""
    model = type(env["partner.anonymization"])
    known = model._anonymization_before

    def before(runs, called, partners):
        if called == kind and partner in partners:
            raise error("the process ends")
        return known(runs, called, partners)

    return patch.object(model, "_anonymization_before", before)


class TurnsCase(AloneCase):
    """Five subjects; the oldest is the one with which something fails."""

    def setUp(self):
        super().setUp()
        # Whoever else is anonymized in this database is none of these tests' business.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE partner_anonymization_line SET proof_state = 'none',"
            " purge_date = NULL, resweep_run = %s WHERE id <> ALL(%s)",
            [2**31 - 1, self.lines.ids],
        )
        self.env.invalidate_all()

    def _one_by_one(self, module):
        self.patch(module, "BATCH", 1)

    def _noted(self, turn):
        self.env.invalidate_all()
        return [bool(line[turn.tried]) for line in self.line | self.healthy]


@tagged("slow", "post_install", "-at_install")
class TestNightTurns(TurnsCase):
    def test_order(self):
        """Never tried, then tried longest ago, then oldest."""
        today = date.today()
        first, second, third, fourth, fifth = self.lines.sorted("id")
        for line, day in ((first, 1), (second, 2), (fourth, 2)):
            with freeze_time(today - timedelta(days=day)):
                turns.PURGE.note(self.env.cr, line.ids)
        for line, day in ((second, 9), (fourth, 8), (third, 5), (fifth, 6)):
            log_rows.update(line, {"purge_date": today - timedelta(days=day)})
        self.env.invalidate_all()
        found = self.lines.search(
            [("id", "in", self.lines.ids)], order=turns.PURGE.order
        )
        self.assertEqual(found, fifth + third + second + fourth + first)

    def test_given_back(self):
        first, second = self.line, self.healthy[0]
        with freeze_time("2024-01-01"):
            turns.PROOF.note(self.env.cr, first.ids)
        before = turns.PROOF.note(self.env.cr, (first | second).ids)
        self.assertEqual(before, {first.id: date(2024, 1, 1), second.id: None})
        turns.PROOF.give_back(self.env.cr, before)
        self.env.invalidate_all()
        self.assertEqual(first.proof_tried_date, date(2024, 1, 1))
        self.assertFalse(second.proof_tried_date)

    def test_proof(self):
        self._one_by_one(partner_anonymization_line_proof)
        with self._failing(Exception, "the process ends"):
            with dying(self):
                self._cron("ir_cron_proof")
            self.assertEqual(set(self.lines.mapped("proof_state")), {"pending"})
            self.assertEqual(self._noted(turns.PROOF), [True] + [False] * 4)
            with dying(self):
                self._cron("ir_cron_proof")
        self.assertEqual(set(self.healthy.mapped("proof_state")), {"proved"})
        self.assertEqual(self.line.proof_state, "pending")
        self._cron("ir_cron_proof")
        self.assertEqual(self.line.proof_state, "proved")

    def test_proof_that_somebody_is_in_the_way_of(self):
        with self._failing(LockError, "the process ends"):
            self._cron("ir_cron_proof")
        self.assertEqual(self._noted(turns.PROOF), [False] + [True] * 4)

    def test_purge(self):
        self._one_by_one(res_partner_purge)
        log_rows.update(self.lines, {"purge_date": "2020-01-01"})
        with hook_of(self.env, self.person, "purge", Exception):
            with dying(self):
                self._cron("ir_cron_purge")
            self.assertEqual(self._noted(turns.PURGE), [True] + [False] * 4)
            with dying(self):
                self._cron("ir_cron_purge")
        self.assertEqual(set(self.others.mapped("anonymization_state")), {"deleted"})
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self._cron("ir_cron_purge")
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_purge_that_somebody_is_in_the_way_of(self):
        log_rows.update(self.lines, {"purge_date": "2020-01-01"})
        with hook_of(self.env, self.person, "purge", LockError):
            self._cron("ir_cron_purge")
        self.assertEqual(self._noted(turns.PURGE), [False] + [True] * 4)
        self.assertEqual(set(self.others.mapped("anonymization_state")), {"deleted"})

    def test_purge_that_fails(self):
        """With an error of its own it is behind the others the next time."""
        self._one_by_one(res_partner_purge)
        log_rows.update(self.lines, {"purge_date": "2020-01-01"})
        with (
            hook_of(self.env, self.person, "purge", ValueError),
            self.assertLogs(level="ERROR"),
        ):
            self._cron("ir_cron_purge")
        self.assertEqual(set(self.others.mapped("anonymization_state")), {"deleted"})
        self.assertEqual(self.line.purge_tried_date, date.today())

    def test_resweep(self):
        self._one_by_one(partner_anonymization_resweep)
        log = self.env["partner.anonymization"]
        run = log.browse(log.action_resweep()["res_id"])
        with hook_of(self.env, self.person, "resweep", Exception):
            with dying(self):
                self._cron("ir_cron_resweep")
            self.assertEqual(self._noted(turns.RESWEEP)[0], True)
            self.assertEqual(set(self.lines.mapped("resweep_run")), {0})
            with dying(self):
                self._cron("ir_cron_resweep")
        self.assertEqual(set(self.healthy.mapped("resweep_run")), {run.id})
        self.assertFalse(self.line.resweep_run, "not swept, and not forgotten")
        self.assertEqual(run.state, "running")
        self._cron("ir_cron_resweep")
        self.assertEqual(self.line.resweep_run, run.id)
        self.assertEqual((run.state, run.refused_count), ("done", 0))

    def test_a_newer_run_has_swept_for_an_older_one(self):
        log = self.env["partner.anonymization"]
        older = log.browse(log.action_resweep()["res_id"])
        newer = log.resweep(self.person.ids)
        self.assertEqual(self.line.resweep_run, newer.id)
        self._cron("ir_cron_resweep")
        self.assertEqual(older.state, "done")
        self.assertEqual(self.line.resweep_run, newer.id)
        self.assertEqual(set(self.healthy.mapped("resweep_run")), {older.id})


@tagged("slow", "post_install", "-at_install", "accounting_only")
class TestCandidateTurns(ScheduledCase):
    def setUp(self):
        super().setUp()
        self.other = self.Partner.create({"name": "Other Person"})
        for partner in self.person | self.other:
            self._pay(self._invoice(partner, "2010-02-01"))
        self._night("2024-01-01")
        self.patch(partner_anonymization_candidate_run, "BATCH", 1)

    def test_the_end_of_the_process(self):
        with hook_of(self.env, self.person, "anonymize", Exception):
            with dying(self):
                self._night(TODAY, "anonymize")
            self.assertEqual(self._row(self.person).tried_date, TODAY)
            self.assertFalse(self.other.anonymization_state)
            with dying(self):
                self._night(TODAY + timedelta(days=1), "anonymize")
        self.assertEqual(self.other.anonymization_state, "anonymized")
        self.assertFalse(self.person.anonymization_state)
        self._night(TODAY + timedelta(days=2), "anonymize")
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_somebody_in_the_way(self):
        with hook_of(self.env, self.person, "anonymize", LockError):
            self._night(TODAY, "anonymize")
        self.assertFalse(self._row(self.person).tried_date)
        self.assertEqual(self.other.anonymization_state, "anonymized")

    def test_the_end_of_the_process_while_checking(self):
        self.patch(partner_anonymization_candidate_refresh, "BATCH", 1)
        known, person = find_blockers.find, self.person

        def find(env, datamap, subjects, *args):
            if any(person.id in one.partner_ids for one in subjects):
                raise Exception("the process ends")
            return known(env, datamap, subjects, *args)

        with patch.object(find_blockers, "find", find):
            for _time in range(2):
                with dying(self):
                    self._night(TODAY, "candidates")
        self.assertEqual(self._row(self.person).state, "unchecked")
        self.assertEqual(self._row(self.other).state, "ready")

    def test_what_cannot_be_checked(self):
        """It is blocked, and keeps neither the check nor the night from the others."""
        known, person = find_blockers.find, self.person

        def find(env, datamap, subjects, *args):
            if any(person.id in one.partner_ids for one in subjects):
                raise ValueError("no")
            return known(env, datamap, subjects, *args)

        with (
            patch.object(find_blockers, "find", find),
            self.assertLogs(level="ERROR") as logs,
        ):
            self._night(TODAY)
        self.assertNotIn("Quillfeather", "".join(logs.output))
        row = self._row(self.person)
        self.assertEqual((row.state, row.blocker_codes), ("blocked", "ValueError"))
        self.assertEqual(self.other.anonymization_state, "anonymized")
        self._night(TODAY + timedelta(days=1))
        self.assertEqual(self.person.anonymization_state, "anonymized")

"""One subject with which something fails stands alone: the others go on."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.log import log_rows
from ...engine.proof import verdict
from ...engine.text import needles
from ..proof.test_proof import ProofCase

FAILED = "odoo.addons.partner_anonymization.models.nights.partner_anonymization_try"
BROKEN = b"PK\x03\x04" + b"\x14\x00\x08\x00" + b"\xff" * 224


class AloneCase(ProofCase):
    def setUp(self):
        super().setUp()
        self.others = self.Partner.create(
            [{"name": f"Xaverius Sinfonie{number}"} for number in range(4)]
        )
        self.line = self._anonymize()
        self.lines = self.line
        for one in self.others:
            self.lines |= self._anonymize(one)
        self.healthy = self.lines - self.line

    def _failing(self, error=ValueError, says="cannot tell Barnabas Ashquill"):
        """A subject with whose finds the verdict cannot deal."""
        known = verdict.Judge.judge
        line_id = self.line.id

        def judge(judging):
            if line_id in judging._index_of:
                raise error(says)
            return known(judging)

        return patch.object(verdict.Judge, "judge", judge)

    def _cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"partner_anonymization.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _assert_alone(self, error="ValueError"):
        self.assertEqual(set(self.healthy.mapped("proof_state")), {"proved"})
        self.assertEqual(set(self.healthy.mapped("proof_error")), {False})
        self.assertEqual(self.line.proof_state, "pending")
        self.assertEqual(self.line.proof_error, error)
        events = self.env["partner.anonymization.event"].search(
            [("line_id", "in", self.lines.ids), ("kind", "=", "proof")]
        )
        outcomes = {(one.line_id.id, one.outcome) for one in events}
        expected = {(one.id, "proved") for one in self.healthy}
        self.assertEqual(outcomes, expected | {(self.line.id, "failed")})


@tagged("post_install", "-at_install")
class TestSubjectAlone(AloneCase):
    def test_finds_that_cannot_be_judged(self):
        with self._failing(), self.assertLogs(FAILED, "ERROR") as logs:
            self._cron("ir_cron_proof")
        self.assertEqual(len(logs.output), 1)
        self.assertIn(str(self.line.id), logs.output[0])
        self.assertNotIn("Ashquill", logs.output[0])
        self._assert_alone()

    def test_memory_that_is_not_enough(self):
        with self._failing(MemoryError), self.assertLogs(FAILED, "ERROR"):
            self._cron("ir_cron_proof")
        self._assert_alone("MemoryError")

    def test_terms_that_cannot_be_looked_for(self):
        known = needles.matcher_of

        def matcher_of(term):
            if term.text == "Barnabas Ashquill":
                raise OverflowError(term.text)
            return known(term)

        with (
            patch.object(needles, "matcher_of", matcher_of),
            self.assertLogs(FAILED, "ERROR"),
        ):
            self._cron("ir_cron_proof")
        self._assert_alone("OverflowError")

    def test_a_search_that_fails(self):
        """Matching itself: where it fails for one, the search is made once more."""
        known = needles.find
        group = self.env.ref("base.group_no_one")
        group.comment = "Barnabas Ashquill"

        def find(text, suspects):
            if any("Ashquill" in one.term.text for one in suspects):
                raise RecursionError
            return known(text, suspects)

        with (
            patch.object(needles, "find", find),
            self.assertLogs(FAILED, "ERROR"),
        ):
            self._cron("ir_cron_proof")
        self._assert_alone("RecursionError")

    def test_made_up_for(self):
        with self._failing(), self.assertLogs(FAILED, "ERROR"):
            self._cron("ir_cron_proof")
        self._cron("ir_cron_proof")
        self.assertEqual(self.line.proof_state, "proved")
        self.assertFalse(self.line.proof_error)

    def test_by_hand_it_is_said(self):
        with self._failing(), self.assertLogs(FAILED, "ERROR"):
            message = self.lines.action_prove()["params"]
        self.assertEqual(message["type"], "danger")
        self.assertIn(self.line.display_name, message["message"])
        self.assertIn("ValueError", message["message"])
        self._assert_alone()

    def test_not_deleted_for_good(self):
        partners = self.person | self.others
        with (
            self._failing(),
            self.assertLogs(FAILED, "ERROR"),
            self.assertRaisesRegex(UserError, "cannot be proved"),
            self.env.cr.savepoint(),
        ):
            partners.purge_anonymized()
        log_rows.update(self.lines, {"purge_date": "2020-01-01"})
        with self._failing(), self.assertLogs(FAILED, "ERROR"):
            self._cron("ir_cron_purge")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(set(self.others.mapped("anonymization_state")), {"deleted"})
        self._cron("ir_cron_purge")
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_transactions_in_the_way_are_odoos(self):
        with (
            self._failing(SerializationFailure),
            self.assertRaises(SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.lines.action_prove()
        self.assertEqual(set(self.lines.mapped("proof_error")), {False})

    def test_a_new_sweep(self):
        model = type(self.env["partner.anonymization"])
        hook, person = model._anonymization_before, self.person

        def fail(runs, kind, partners):
            if kind == "resweep" and person in partners:
                raise ValueError("no")
            return hook(runs, kind, partners)

        partners = self.person | self.others
        with (
            patch.object(model, "_anonymization_before", fail),
            self.assertLogs(FAILED, "ERROR"),
        ):
            run = self.env["partner.anonymization"].resweep(partners.ids)
        failed = run.line_ids.filtered(lambda line: line.outcome == "failed")
        self.assertEqual((failed.partner_id, failed.reason), (person, "ValueError"))
        self.assertEqual((run.partner_count, run.refused_count), (4, 1))


@tagged("post_install", "-at_install")
class TestUnreadableFiles(ProofCase):
    def _attach(self, location):
        """A file that slipped in: the guard refuses it on an anonymized partner."""
        self.env["ir.config_parameter"].set_param("ir_attachment.location", location)
        file = self.env["ir.attachment"].create({"name": "letter.docx", "raw": BROKEN})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = 'res.partner', res_id = %s"
            " WHERE id = %s",
            [self.person.id, file.id],
        )
        file.invalidate_recordset()
        return file

    def test_listed_and_no_obstacle(self):
        for location in ("file", "db"):
            with self.subTest(location=location):
                line = self._anonymize()
                attachment = self._attach(location)
                traces = self._prove(line)
                # It was added since, which is a find of its own; no search looks in.
                self.assertEqual(line.proof_state, "traces", traces)
                self.assertEqual(traces.get(("ir.attachment", "raw")), ("declined", 1))
                self.assertEqual(line.kept_ids.filtered(
                    lambda kept: (kept.model, kept.field) == ("ir.attachment", "raw")
                ).mapped("res_id"), attachment.ids)  # fmt: skip
                attachment.unlink()
                self.person.deanonymize("once more")

    def test_of_somebody_else(self):
        other = self.Partner.create({"name": "Somebody Else"})
        line = self._anonymize()
        attachment = self._attach("file")
        attachment.res_id = other.id
        self.assertNotIn(("ir.attachment", "raw"), self._prove(line))
        self.person.purge_anonymized()
        self.assertEqual(self.person.anonymization_state, "deleted")

"""An invoice whose PDF cannot be made is decided on before its customer is erased."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..cases.accounting import BooksCase

LOGGER = "odoo.addons.partner_anonymization.models.kept.res_partner_pdf"
REASON = "The printed ones are in folder 12"


@tagged("post_install", "-at_install")
class TestMissingPdfDecision(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = cls._invoice(cls.person) | cls._invoice(cls.person)
        for move in cls.moves:
            cls._pay(move)
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.foreign = cls._invoice(cls.other)
        cls._pay(cls.foreign)

    def setUp(self):
        super().setUp()
        self.rendered = []
        self.broken = self.moves.ids
        render = IrActionsReport._pre_render_qweb_pdf

        def maybe(report, report_ref, res_ids=None, data=None):
            self.rendered.append(res_ids)
            if set(self.broken) & set(res_ids):
                raise UserError("Zacharias Quillfeather")
            return render(report, report_ref, res_ids=res_ids, data=data)

        self.startPatcher(patch.object(IrActionsReport, "_pre_render_qweb_pdf", maybe))

    def _without_program(self, state="install"):
        self.startPatcher(
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda _self: state)
        )
        return self.env["partner.anonymize"].with_context(force_report_rendering=True)

    def _wizard(self, partners=None, model=None, **values):
        model = self.env["partner.anonymize"] if model is None else model
        return model.create(
            {
                "partner_ids": (partners or self.person).ids,
                "confirmation": "I understand anonymization",
                "override_retention": True,
                "override_reason": "Ticket 4711",
                **values,
            }
        )

    def _files(self, moves):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
                ("res_field", "=", "invoice_pdf_report_file"),
            ]
        )

    def _trace(self):
        traces = self.person.anonymization_line_id.trace_ids
        return traces.filtered(lambda one: one.code == "no_pdf")

    def test_waits_where_one_cannot_be_printed(self):
        self.broken = self.moves[1].ids
        wizard = self._wizard(self.person | self.other)
        self.assertIn("without a stored PDF: 3", wizard.missing_pdf_summary)
        mine, others = wizard.missing_pdf_groups
        named = {one["name"] for one in mine["items"][0]["records"]}
        self.assertEqual(named, set(self.moves.mapped("name")))
        self.assertEqual(mine["items"][0]["ids"], self.moves.sorted("id").ids)
        self.assertEqual(others["items"][0]["count"], len(self.foreign))
        with self.assertLogs(LOGGER, "WARNING"):
            wizard.action_anonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertFalse(self._files(self.moves), "taken back")
        self.assertEqual(self.other.anonymization_state, "anonymized")
        self.assertEqual(len(self._files(self.foreign)), 1)
        run = self.env["partner.anonymization"].search([], limit=1)
        refused = run.line_ids.filtered(lambda one: one.outcome == "refused")
        self.assertEqual((refused.partner_id, refused.reason), (self.person, "no_pdf"))

    def test_all_or_nothing_names_the_invoice(self):
        wizard = self._wizard()
        with (
            self.assertLogs(LOGGER, "WARNING"),
            self.assertRaisesRegex(UserError, f"{self.moves[0].name}.*go on without"),
        ):
            wizard.action_anonymize()

    def test_goes_on_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "Reason to Go On"):
            self._wizard(without_pdf=True).action_anonymize()
        with self.assertRaisesRegex(UserError, "names the person"):
            self._wizard(
                without_pdf=True, without_pdf_reason="Quillfeather"
            ).action_anonymize()
        with self.assertLogs(LOGGER, "WARNING") as logs:
            self._wizard(without_pdf=True, without_pdf_reason=REASON).action_anonymize()
        self.assertEqual(len(logs.output), 1, logs.output)
        trace = self._trace()
        self.assertEqual((trace.status, trace.res_count), ("missing_pdf", 2))
        line = self.person.anonymization_line_id
        self.assertEqual(line.without_pdf_reason, REASON)
        self.assertEqual(line.run_id.without_pdf_reason, REASON)
        event = self.env["partner.anonymization.event"].search(
            [("line_id", "=", line.id), ("kind", "=", "without_pdf")]
        )
        self.assertEqual((event.reason, event.partner_ref), (REASON, self.person.id))

    def test_nothing_to_decide(self):
        """The decision was not needed: nothing is logged of it."""
        self.broken = []
        self._wizard(without_pdf=True, without_pdf_reason=REASON).action_anonymize()
        line = self.person.anonymization_line_id
        self.assertFalse(line.without_pdf_reason or line.run_id.without_pdf_reason)
        self.assertFalse(self._trace())

    def test_told_before_where_nothing_can_be_printed(self):
        for state in ("install", "broken"):
            with self.subTest(state=state):
                model = self._without_program(state)
                wizard = self._wizard(model=model)
                self.assertIn("PDF: 2", wizard.missing_pdf_summary)
                self.assertIn("nothing to print with", wizard.missing_pdf_summary)
                self.assertFalse(wizard.can_proceed)
                (item,) = wizard.blocker_groups[0]["items"]
                self.assertEqual(sorted(item["ids"]), sorted(self.moves.ids))
                wizard.without_pdf = True
                self.assertTrue(wizard.can_proceed)

    def test_tries_none_where_nothing_can_be_printed(self):
        model = self._without_program()
        both = self.person | self.other
        wizard = self._wizard(both, model, without_pdf=True, without_pdf_reason=REASON)
        with self.assertLogs(LOGGER, "WARNING") as logs:
            wizard.action_anonymize()
        self.assertEqual(self.rendered, [])
        (told,) = logs.output
        self.assertIn("3 invoices", told)
        self.assertEqual(self._trace().res_count, 2)

    def test_tries_a_few_where_all_fail(self):
        self.moves |= self.moves.union(*(self._invoice(self.person) for _i in range(9)))
        for move in self.moves[2:]:
            self._pay(move)
        self.broken = self.moves.ids
        with self.assertLogs(LOGGER, "WARNING") as logs:
            self._wizard(without_pdf=True, without_pdf_reason=REASON).action_anonymize()
        self.assertLess(len(self.rendered), 8)
        self.assertEqual(len(logs.output), 1)
        self.assertIn("11 invoices", logs.output[0])
        self.assertEqual(self._trace().res_count, 11)

    def test_by_code(self):
        """The blocker is listed; whoever overrides the retention goes on."""
        self._without_program()
        person = self.person.with_context(force_report_rendering=True)
        codes = {one["code"] for one in person.anonymization_blockers()}
        self.assertEqual(codes, {"retention", "no_pdf"})
        with self.assertLogs(LOGGER, "WARNING"):
            run = person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(run.without_pdf_reason, "Ticket 4711")
        self.assertEqual(self._trace().status, "missing_pdf")

    def test_no_pdf_wanted(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.render_missing_pdf", "False"
        )
        wizard = self._wizard(model=self._without_program())
        self.assertFalse(wizard.missing_pdf_summary)
        self.assertTrue(wizard.can_proceed)
        wizard.action_anonymize()
        self.assertFalse(self._trace())

    def test_at_night_by_the_settings(self):
        """By default it waits."""
        Candidate = self.env["partner.anonymization.candidate"]
        self.assertIsNone(Candidate._reason_to_go_on())
        self.env.cr.execute(
            "INSERT INTO partner_anonymization_candidate"
            " (partner_id, category, state, due_date)"
            " VALUES (%s, 'customer', 'unchecked', '2020-01-01') RETURNING id",
            [self.person.id],
        )
        row = Candidate.browse(self.env.cr.fetchone()[0])
        self._without_program()
        row = row.with_context(force_report_rendering=True)
        row._count_blockers()
        self.assertEqual((row.state, row.blocker_codes), ("blocked", "no_pdf"))
        settings = self.env["res.config.settings"].create({})
        settings.anonymization_auto_without_pdf = True
        settings.execute()
        row._count_blockers()
        self.assertEqual((row.state, row.blocker_codes), ("ready", False))
        self.assertIn("settings", Candidate._reason_to_go_on())

"""Nights: who is due is announced, can be excluded, and is anonymized afterwards."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.worklist import what_if
from ..cases.scheduled import ScheduledCase

MODELS = "odoo.addons.partner_anonymization.models"
RUN = f"{MODELS}.worklist.partner_anonymization_candidate_run"


@tagged("post_install", "-at_install")
class TestScheduled(ScheduledCase):
    def test_off_by_default(self):
        cron = self.env.ref("partner_anonymization.ir_cron_anonymize")
        self.assertFalse(cron.active)
        self._setting("auto_customer", False)
        self._pay(self._invoice(self.person, "2010-02-01"))
        self._night("2024-01-01")
        self._night("2024-03-01")
        self.assertFalse(self.person.anonymization_state)
        self.assertFalse(self._mails())

    def test_announced_then_anonymized(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        self._night("2023-12-10")
        self.assertFalse(self._mails(), "due in more than 14 days")
        self._night("2023-12-20")
        (mail,) = self._mails()
        self.assertIn(str(self.person.id), mail.body_html)
        self.assertIn("/odoo/anonymization-candidates", mail.body_html)
        for word in ("Zacharias", "Quillfeather", "CUST-77231"):
            self.assertNotIn(word, mail.body_html)
        self.assertTrue(mail.auto_delete)
        self._night("2023-12-31")
        self._night("2024-01-02")
        self.assertFalse(self.person.anonymization_state, "13 days of notice")
        self._night("2024-01-03")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(len(self._mails()), 2)
        self.assertIn("Anonymized last night: 1", self._mails()[1].body_html)
        run = self.person.sudo().anonymization_line_id.run_id
        self.assertTrue(run.is_scheduled)
        self.assertEqual((run.partner_count, run.refused_count), (1, 0))
        self.assertFalse(self._row(self.person))

    def test_excluded_or_on_hold(self):
        other = self.Partner.create({"name": "Hilda Hold"})
        for partner in self.person | other:
            self._pay(self._invoice(partner, "2010-02-01"))
        self._night("2024-01-01")
        self._row(self.person).exclude("Warranty")
        other.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Lawsuit"}
        )
        self._night("2024-02-01")
        self.assertFalse(self.person.anonymization_state)
        self.assertFalse(other.anonymization_state)
        self._row(self.person).action_include()
        other.anonymization_hold = False
        self._night("2024-02-02")
        self.assertFalse(self.person.anonymization_state, "announced anew")
        self.assertEqual(other.anonymization_state, "anonymized")
        self._night("2024-02-16")
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_new_business_in_the_meantime(self):
        self._pay(self._invoice(self.person, "2010-02-01"))
        self._night("2024-01-01")
        self._pay(self._invoice(self.person, "2024-01-10"))
        self._night("2024-02-01", "anonymize")
        self.assertFalse(self.person.anonymization_state, "checked again at the run")
        line = self.env["partner.anonymization.line"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual((line.outcome, line.reason), ("refused", "retention"))
        self._night("2024-02-02")
        self.assertFalse(self._row(self.person))

    def test_another_category_in_the_meantime(self):
        self._pay(self._invoice(self.person, "2010-02-01"))
        self._night("2024-01-01")
        self._setting("auto_customer", False)
        self._setting("auto_supplier", "True")
        self._row(self.person).category = "supplier"
        self._night("2024-02-01", "anonymize")
        self.assertFalse(self.person.anonymization_state)
        self.assertEqual(self._row(self.person).state, "unchecked")
        self._night("2024-02-02", "candidates")
        self.assertEqual(self._row(self.person).category, "customer")

    def test_bounded_and_resumed(self):
        people = self.person
        self._pay(self._invoice(self.person, "2010-02-01"))
        for number in range(5):
            partner = self.Partner.create({"name": f"Bounded {number}"})
            self._pay(self._invoice(partner, "2010-02-01"))
            people |= partner
        self._setting("auto_per_night", 4)
        self._night("2024-01-01")
        self._night("2024-02-01")
        done = people.filtered("anonymization_state")
        self.assertEqual(len(done), 4)
        self._night("2024-02-01", "anonymize")
        self.assertEqual(len(people.filtered("anonymization_state")), 4)
        self._night("2024-02-02", "anonymize")
        self.assertEqual(len(people.filtered("anonymization_state")), 6)

    def test_one_failure_does_not_stop_the_others(self):
        other = self.Partner.create({"name": "Other Person"})
        for partner in self.person | other:
            self._pay(self._invoice(partner, "2010-02-01"))
        self._night("2024-01-01")
        hook = type(self.env["partner.anonymization"])._anonymization_before
        broken = self.person

        def fail(model, kind, partners):
            if broken in partners:
                raise ValueError(f"cannot tell {broken.name}")
            return hook(model, kind, partners)

        self._setting("auto_per_night", 1)
        with (
            patch.object(
                type(self.env["partner.anonymization"]), "_anonymization_before", fail
            ),
            self.assertLogs(RUN, "ERROR") as logs,
        ):
            self._night("2024-02-01", "anonymize")
            self.assertFalse(other.anonymization_state, "one a night, the first one")
            self._night("2024-02-02", "anonymize")
        self.assertNotIn("Zacharias", "".join(logs.output))
        self.assertEqual(other.anonymization_state, "anonymized")
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        line = self.env["partner.anonymization.line"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual((line.outcome, line.reason), ("failed", "ValueError"))

    def test_nobody_responsible(self):
        self._setting("responsible_id", False)
        with self.assertRaisesRegex(UserError, "responsible"):
            self.Candidate._cron_anonymize()

    def test_takes_what_the_simulator_promised(self):
        for year in range(2012, 2022):
            self._pay(
                self._invoice(
                    self.Partner.create({"name": f"Buyer of {year}"}), f"{year}-05-05"
                )
            )
        for name in ("supplier", "quick", "contact"):
            self._setting(f"auto_{name}", "True")
        simulation = self.env["partner.anonymization.simulation"].create(
            {"years": 3, "start": "calendar_year_end"}
        )
        day = "2022-06-15"
        datamap = DataMap(self.env)
        with freeze_time(day):
            promised = what_if.due_ids(
                self.env,
                datamap,
                self.Candidate._listing(),
                simulation._proposed(datamap.policy),
                date.fromisoformat(day),
            )
            simulation.action_simulate()
            simulation.action_apply()
        self.assertGreaterEqual(len(promised), 7)
        self._setting("auto_notice_days", 0)
        self._night(day)
        taken = self.env["partner.anonymization.line"].search(
            [("run_id.is_scheduled", "=", True), ("outcome", "!=", "failed")]
        )
        refused = taken.filtered(lambda line: line.outcome == "refused")
        with freeze_time(day):
            blocked = self.Candidate.search([("is_due", "=", True)]).partner_id
        self.assertFalse(refused)
        self.assertEqual(set(taken.partner_id.ids) | set(blocked.ids), promised)

    def test_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.anonymization_auto_active)
        settings.anonymization_responsible_id = False
        settings.anonymization_auto_active = True
        with self.assertRaisesRegex(UserError, "responsible"):
            settings.execute()
        settings.anonymization_responsible_id = self.responsible
        settings.execute()
        self.assertTrue(self.env.ref("partner_anonymization.ir_cron_anonymize").active)


@tagged("post_install", "-at_install")
class TestQuickCustomers(ScheduledCase):
    def _quote(self, partner, day, **values):
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "date_order": day, **values}
        )
        return order

    def test_quotations_lapse(self):
        if "sale.order" not in self.env:
            return
        draft = self._quote(self.person, "2022-05-05")
        for day, codes in (
            ("2023-12-31", {"open_document"}),
            ("2024-01-01", set()),
        ):
            with freeze_time(day):
                self.assertEqual(self._codes(self.person), codes, day)
        self._setting("auto_quick", "True")
        self._night("2024-01-02")
        self.assertEqual(self._row(self.person).category, "quick")
        self._night("2024-01-17")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(draft.state, "draft")

    def test_a_sent_one_that_still_stands(self):
        if "sale.order" not in self.env:
            return
        order = self._quote(self.person, "2022-05-05")
        order.write({"state": "sent", "validity_date": "2024-06-30"})
        with freeze_time("2024-06-30"):
            self.assertEqual(self._codes(self.person), {"open_document"})
        with freeze_time("2024-07-01"):
            self.assertEqual(self._codes(self.person), set())

    def test_those_of_a_buyer_block(self):
        if "sale.order" not in self.env:
            return
        self._quote(self.person, "2010-05-05")
        self._pay(self._invoice(self.person, "2010-05-05"))
        with freeze_time("2024-01-01"):
            self.assertEqual(self._codes(self.person), {"open_document"})

    def test_lead_without_contact(self):
        if "crm.lead" not in self.env:
            return
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Aviary {number}",
                    "contact_name": "Lena Leadbetter",
                    "email_from": "lena@leadbetter.example",
                    "phone": "+45 20 30 40 50",
                }
                for number in range(2)
            ]
        )
        leads.action_set_lost()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2021-05-05', date_closed = '2021-06-06'"
            " , date_last_stage_update = '2021-05-05' WHERE id = ANY(%s)",
            [leads.ids],
        )
        self.env.invalidate_all()
        self._setting("auto_quick", "True")
        self._night("2023-01-01")
        row = self.Candidate.search([("origin_model", "=", "crm.lead")]).filtered(
            lambda one: one.origin_id in leads.ids
        )
        self.assertEqual(len(row), 1)
        self.assertEqual(row.category, "quick")
        self.assertEqual(row.state, "ready")
        self.assertNotIn("Lena", self._mails()[-1].body_html)
        self._night("2023-02-01")
        self.assertEqual(set(leads.mapped("email_from")), {False})
        self.assertEqual(set(leads.mapped("contact_name")), {False})
        partner = leads.with_context(active_test=False).partner_id
        self.assertEqual(partner.anonymization_state, "anonymized")
        self.assertFalse(row.exists())
        partner.deanonymize()
        self.assertEqual(set(leads.mapped("email_from")), {"lena@leadbetter.example"})

"""Corners of the retention: archived companies, branches, linked records, leads."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.periods.policy import Policy
from ...engine.worklist import due_for_all
from ..cases.finish_case import FinishCase
from ..worklist.test_candidates import CandidateCase


class CornerCase(CandidateCase):
    def _listed(self):
        """``{root: (category, end)}`` by SQL."""
        datamap = DataMap(self.env)
        listing = self.Candidate._listing()
        due_for_all.evaluate(self.env, datamap, listing, date.today())
        self.env.cr.execute("SELECT root, category, ends FROM anonymization_due")
        return {root: (category, end) for root, category, end in self.env.cr.fetchall()}

    def _assert_same(self, partner, category, end):
        end = date.fromisoformat(end)
        (due,) = partner.anonymization_due()
        self.assertEqual(due["category"], category)
        self.assertEqual(due["due_date"].toordinal() - 1, end.toordinal())
        self.assertEqual(self._listed().get(partner.id), (category, end))


@tagged("post_install", "-at_install")
class TestCornerCompanies(CornerCase):
    def _entry(self, data, day):
        move = (
            self.env["account.move"]
            .with_company(data["company"])
            .create(
                {
                    "move_type": "entry",
                    "journal_id": data["default_journal_misc"].id,
                    "date": day,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "account_id": data["default_account_revenue"].id,
                                "partner_id": self.person.id,
                                "balance": balance,
                            },
                        )
                        for balance in (5, -5)
                    ],
                }
            )
        )
        move.action_post()

    def test_archived_company(self):
        """What a company that was archived has booked is kept by its own periods."""
        data = self.setup_other_company()
        company = data["company"]
        company.anonymization_retention_years = 10
        self._entry(data, "2012-05-05")
        self._assert_same(self.person, "customer", "2022-12-31")
        self.env.cr.execute(
            "UPDATE res_company SET active = FALSE WHERE id = %s", [company.id]
        )
        self.env.invalidate_all()
        self._assert_same(self.person, "customer", "2022-12-31")

    def test_branch(self):
        """A branch is no legal person: without periods of its own it has those of the
        company that it belongs to."""
        company = self.env.company
        company.anonymization_taxes_open_from = "2020-01-01"
        self.env["partner.anonymization.period"].create(
            {
                "company_id": company.id,
                "retention_class": "accounting",
                "years": 8,
                "start": "calendar_year_end",
                "suspended": True,
            }
        )
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": company.id}
        )
        policy = Policy.load(self.env)
        self.assertEqual(
            policy.legal_end(branch.id, "accounting", date(2018, 5, 5)),
            date(2026, 12, 31),
        )
        self.assertEqual(
            policy.legal_end(branch.id, "accounting", date(2020, 5, 5)), date.max
        )
        tried = policy.replaced(company.id, periods={}, taxes_open_from=None)
        self.assertEqual(
            tried.legal_end(branch.id, "accounting", date(2020, 5, 5)),
            date(2025, 12, 31),
        )
        simulation = self.env["partner.anonymization.simulation"].create(
            {"company_id": branch.id}
        )
        self.assertEqual(simulation.period_ids.years, 8)
        self.assertEqual(str(simulation.taxes_open_from), "2020-01-01")
        self.env["partner.anonymization.period"].create(
            {"company_id": branch.id, "retention_class": "accounting", "years": 9}
        )
        policy = Policy.load(self.env)
        self.assertEqual(
            policy.legal_end(branch.id, "accounting", date(2018, 5, 5)),
            date(2027, 12, 31),
        )


@tagged("post_install", "-at_install")
class TestCornerLinked(CornerCase):
    def test_record_linked_to_an_address(self):
        """The same person as an address of somebody belongs to that subject."""
        other = self.Partner.create({"name": "Z. Quillfeather"})
        self.person.child_ids[1].anonymization_same_partner_ids = other
        self._pay(self._invoice(self.person, "2012-05-05"))
        self._pay(self._invoice(other, "2018-05-05"))
        self._assert_same(self.person, "customer", "2023-12-31")

    def test_company_and_person(self):
        company = self.Partner.create({"name": "Birds Ltd", "is_company": True})
        person = self.Partner.create({"name": "Bertha Bird"})
        person.anonymization_same_partner_ids = company
        self._pay(self._invoice(person, "2012-05-05"))
        self._assert_same(person, "customer", "2017-12-31")

    def test_contact_persons(self):
        company = self.Partner.create({"name": "Birds Ltd", "is_company": True})
        one, two = self.Partner.create(
            [{"name": f"Clara {n}", "parent_id": company.id} for n in range(2)]
        )
        one.anonymization_same_partner_ids = two
        self.assertFalse({one.id, two.id} & self._listed().keys())
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.list_contacts", "True"
        )
        self.assertIn(one.id, self._listed())


@tagged("post_install", "-at_install")
class TestCornerSupplier(CornerCase):
    def test_received_and_not_billed(self):
        if "purchase.order" not in self.env or "stock.picking" not in self.env:
            return
        product = self.env["product.product"].create(
            {"name": "Bird seed", "type": "consu"}
        )
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [
                    (
                        0,
                        0,
                        {"product_id": product.id, "product_qty": 1, "price_unit": 1},
                    )
                ],
            }
        )
        order.button_confirm()
        order.picking_ids.move_ids.quantity = 1
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.state, "done")
        (due,) = self.person.anonymization_due()
        self.assertEqual(due["category"], "supplier")
        self.assertEqual(self._listed()[self.person.id][0], "supplier")


@tagged("post_install", "-at_install")
class TestCornerRights(CornerCase):
    def test_partners_of_other_companies(self):
        self._pay(self._invoice(self.person, "2012-05-05"))
        self._refresh()
        second = self.env["res.company"].create({"name": "Second"})
        clerk = self._user("corner_clerk", "group_anonymize")
        row = self._row(self.person).with_user(clerk)
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [second.id, self.person.id],
        )
        self.env.invalidate_all()
        for call in (
            lambda: row.exclude("Warranty"),
            row.action_include,
            self.person.with_user(clerk).anonymization_due,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_far_years(self):
        """Individual years count the same one by one and in the list."""
        for day, years in (
            ("1975-05-05", 60),
            ("1990-02-28", 45),
            ("2020-02-29", 1),
        ):
            partner = self.Partner.create(
                {"name": f"Far {day}", "anonymization_retention_years": years}
            )
            self._pay(self._invoice(partner, day))
            (due,) = partner.anonymization_due()
            listed = self._listed()[partner.id]
            self.assertEqual(
                due["due_date"].toordinal() - 1, listed[1].toordinal(), day
            )

    def test_last_year_of_the_calendar(self):
        """A marker for no end is no error, whenever the fiscal year ends."""
        self.env.company.write(
            {"fiscalyear_last_month": "6", "fiscalyear_last_day": 30}
        )
        policy = Policy.load(self.env).companies[self.env.company.id]
        for day in (date(9999, 7, 1), date.max, date(9999, 1, 1)):
            self.assertEqual(policy.end(day), date.max)

    def test_made_of_linked_records(self):
        """Without activity, whoever of the linked records is asked says the same."""
        one, two = self.Partner.create([{"name": "Nobody"}, {"name": "Nobody else"}])
        one.anonymization_same_partner_ids = two
        for partner, day in ((one, "2012-03-03"), (two, "2015-03-03")):
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [day, partner.id],
            )
        self.env.invalidate_all()
        dates = [p.anonymization_due()[0]["due_date"] for p in (one, two)]
        self.assertEqual(dates[0], dates[1])
        listed = self._listed()
        (end,) = [listed[p.id][1] for p in (one, two) if p.id in listed]
        self.assertEqual(dates[0].toordinal() - 1, end.toordinal())

    def test_refusal_names_an_article(self):
        request = self.env["partner.anonymization.request"].create(
            {"partner_ids": self.person.ids, "channel": "letter"}
        )
        for ground in (False, "", "no such article"):
            with self.assertRaises(UserError):
                request.refuse(ground, "A lawsuit is going on")
        self.assertEqual(request.state, "new")

    def test_zero_stays_zero(self):
        settings = self.env["res.config.settings"].create(
            {"anonymization_auto_notice_days": 0, "anonymization_auto_per_night": 0}
        )
        settings.execute()
        self.assertEqual(self.Candidate._auto_settings()[1:], (0, 0))
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.anonymization_auto_notice_days, 0)
        self.assertEqual(settings.anonymization_auto_per_night, 0)

    def test_hold_stops_sweeping_again(self):
        self.person.anonymize()
        self.env.cr.execute(
            "UPDATE res_partner SET street = 'Somewhere 1', anonymization_hold = TRUE"
            " WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        run = self.env["partner.anonymization"].resweep(self.person.ids)
        self.assertEqual(self.person.street, "Somewhere 1")
        self.assertEqual(run.line_ids.mapped("reason"), ["hold"])
        self.person.anonymization_hold = False
        self.env["partner.anonymization"].resweep(self.person.ids)
        self.assertFalse(self.person.street)


@tagged("post_install", "-at_install")
class TestCornerMails(FinishCase):
    def test_summaries(self):
        """Who is responsible is told what the nights have done, and no name."""
        user = self._user("corner_dpo", "group_manager")
        user.email = "dpo@company.example"
        params = self.env["ir.config_parameter"]
        params.set_param("partner_anonymization.responsible_id", user.id)
        self._anonymize()
        with self._on("2026-04-04"):
            self.line._prove()
            if self.line.proof_state == "traces":
                self.line.accept_traces("a test")
            self.env["res.partner"]._cron_purge()
        self._night("2028-01-01")
        mails = self.env["mail.mail"].search(
            [("email_to", "ilike", "dpo@company.example")], order="id"
        )
        texts = [mail.body_html for mail in mails]
        self.assertEqual(sum("Deleted for good last night: 1." in t for t in texts), 1)
        self.assertEqual(
            sum("were finished last night: 1." in t for t in texts), 1, texts
        )
        self.assertNotIn("Quillfeather", "".join(texts))

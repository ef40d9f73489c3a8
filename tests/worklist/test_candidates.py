"""The worklist: who is due, in which category, and why."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date
from ...engine.subject import membership
from ...engine.worklist import due_for_all
from ...engine.worklist.listed_persons import Listing
from ..cases.accounting import BooksCase


class CandidateCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Candidate = cls.env["partner.anonymization.candidate"]

    def _refresh(self):
        self.Candidate.refresh()
        return self.Candidate

    def _row(self, partner):
        return self.Candidate.search([("partner_id", "=", partner.id)])


@tagged("post_install", "-at_install", "accounting_only")
class TestCandidates(CandidateCase):
    def test_same_as_one_by_one(self):
        """The set-based computation says of everybody what the checks say."""
        self._pay(self._invoice(self.person, "2018-02-01"))
        self._pay(self._invoice(self.person.child_ids[0], "2019-05-05"))
        linked = self.Partner.create({"name": "Z. Quillfeather", "ref": "X"})
        self.person.anonymization_same_partner_ids = linked
        self._pay(self._invoice(linked, "2020-03-03"))
        buyer = self.Partner.create(
            {"name": "Late Buyer", "anonymization_retention_years": 9}
        )
        self._pay(self._invoice(buyer, "2016-02-29"))
        supplier = self.Partner.create({"name": "Supply Person"})
        bill = self._invoice(supplier, "2017-07-07", move_type="in_invoice")
        self._pay(bill)
        datamap = DataMap(self.env)
        for listing in (Listing(), Listing(contacts=True, traders=True)):
            today = date.today()
            due_for_all.evaluate(self.env, datamap, listing, today)
            self.env.cr.execute(
                "SELECT root, category, ends FROM anonymization_due ORDER BY root"
            )
            rows = {
                root: (category, ends)
                for root, category, ends in self.env.cr.fetchall()
            }
            self.assertEqual(rows[supplier.id][0], "supplier")
            self.assertEqual(rows[buyer.id], ("customer", date(2025, 12, 31)))
            found = {}
            for one in membership.collect(self.env.cr, sorted(rows)):
                (due,) = due_date.due(self.env, datamap, [one]).values()
                found[one.root] = (due.category, due.end)
            self.assertEqual({id_: rows[id_] for id_ in found}, found)
            self.assertGreaterEqual(len(found), 8)

    def test_due_with_its_addresses(self):
        """What is known of the address counts: the person is not alone."""
        self.env.company.write(
            {
                "anonymization_retention_years": 5,
                "anonymization_quick_retention_years": 5,
            }
        )
        parent, child = self.Partner.create(
            [{"name": "Paula Parent"}, {"name": "Depot", "type": "delivery"}]
        )
        child.write({"parent_id": parent.id, "anonymization_retention_years": 1})
        for partner in parent | child:
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = '2022-03-01' WHERE id = %s",
                [partner.id],
            )
        self.env.invalidate_all()
        with freeze_time("2025-06-15"):
            (due,) = parent.anonymization_due()
            self.assertEqual(due["due_date"], date(2024, 1, 1))
            self._refresh()
            self.assertEqual(self._row(parent).due_date, date(2024, 1, 1))
            self.assertFalse(self._row(child))

    def test_deleted_and_merged_partners(self):
        """No row of somebody who is gone; what was decided on one counts on."""
        gone, source, kept = self.Partner.create([{"name": "Olga"}] * 3)
        for partner in gone | source | kept:
            self._pay(self._invoice(partner, "2018-02-01"))
        self._refresh()
        rows = self._row(gone) | self._row(source) | self._row(kept)
        self._row(source).exclude("Warranty case")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((source | kept).ids, kept)
        row = self._row(kept)
        self.assertEqual(row.excluded_reason, "Warranty case")
        self.assertEqual(len(rows.exists()), 2)
        self.env.cr.execute(
            "UPDATE partner_anonymization_candidate SET partner_id = 999999999"
            " WHERE partner_id = %s",
            [gone.id],
        )
        self.env.invalidate_all()
        rows = rows.exists()
        self.assertEqual(rows._of_same_category(), row)
        other = self.Partner.create({"name": "Nobody Knows"})
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2015-06-06' WHERE id = %s",
            [other.id],
        )
        self._refresh()
        row = self._row(other)
        other.unlink()
        self.assertFalse(row.exists())

    def test_open_documents(self):
        """One click from a row to what is in the way."""
        move = self._invoice(self.person, "2018-02-01")
        self._refresh()
        row = self._row(self.person)
        row._check_blockers()
        clerk = self._user("overview_clerk", "group_anonymize")
        action = row.with_user(clerk).action_open_documents()
        found = self.env[action["res_model"]].search(
            [*action["domain"], ("state", "=", "open")]
        )
        self.assertTrue(action["context"]["search_default_open"])
        self.assertIn((move._name, move.id), {(d.model, d.res_id) for d in found})

    def test_row(self):
        move = self._invoice(self.person, "2018-02-01")
        self._pay(move, "2018-03-01")
        with freeze_time("2023-12-31"):
            self._refresh()
            row = self._row(self.person)
            self.assertEqual(row.due_date, date(2024, 1, 1))
            self.assertFalse(row.is_due)
            self.assertNotIn(row, self.Candidate.search([("is_due", "=", True)]))
        with freeze_time("2024-01-01"):
            row.invalidate_recordset()
            self.assertTrue(row.is_due)
            self.assertIn(row, self.Candidate.search([("is_due", "=", True)]))
        self.assertEqual(row.category, "customer")
        self.assertEqual(row.last_date, date(2018, 3, 1))
        self.assertEqual(row.last_model, "account.move.line")
        self.assertEqual(row.action_open_last()["res_model"], "account.move")
        self.assertEqual(row.state, "unchecked")
        row._check_blockers()
        self.assertEqual((row.state, row.blocker_count), ("ready", 0))

    def test_not_listed_before_its_year(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        with freeze_time("2022-12-31"):
            self._refresh()
            self.assertFalse(self._row(self.person))
        with freeze_time("2023-01-02"):
            self._refresh()
            self.assertTrue(self._row(self.person))

    def test_blockers(self):
        self._invoice(self.person, "2018-02-01")
        self._refresh()
        row = self._row(self.person)
        row._check_blockers()
        self.assertEqual(row.state, "blocked")
        self.assertGreaterEqual(row.blocker_count, 2)
        self.assertEqual(row.blocker_codes, "open_document, open_item")
        self.assertIn("Open item", row.blocker_label)

    def test_new_activity_takes_it_off(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        self._refresh()
        self.assertTrue(self._row(self.person))
        self._pay(self._invoice(self.person))
        self._refresh()
        self.assertFalse(self._row(self.person))

    def test_excluded_rows_stay(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        self._refresh()
        row = self._row(self.person)
        with self.assertRaisesRegex(UserError, "reason"):
            row.exclude(" ")
        row.exclude("Warranty case")
        self._pay(self._invoice(self.person))
        self._refresh()
        self.assertTrue(row.exists())
        self.assertTrue(row.is_excluded)
        row.action_include()
        self._refresh()
        self.assertFalse(row.exists())

    def test_who_is_listed(self):
        company = self.Partner.create({"name": "Birds Ltd", "is_company": True})
        contact = self.Partner.create(
            {"name": "Clara Contact", "parent_id": company.id, "type": "contact"}
        )
        address = self.Partner.create(
            {"name": "Depot", "parent_id": company.id, "type": "delivery"}
        )
        trader = self.Partner.create(
            {
                "name": "Tom Trader Painting",
                "is_company": True,
                "anonymization_sole_trader": True,
            }
        )
        child = self.Partner.create({"name": "Tina", "parent_id": trader.id})
        exempt = self.Partner.create({"name": "Cash", "anonymization_exempt": True})
        user = self._user("candidate_internal").partner_id
        everybody = company | contact | address | trader | child | exempt | user
        params = self.env["ir.config_parameter"]
        with freeze_time("2090-01-01"):
            self._refresh()
            listed = self.Candidate.search([]).partner_id & (everybody | self.person)
            self.assertEqual(listed, self.person)
            params.set_param("partner_anonymization.list_contacts", "True")
            self._refresh()
            listed = self.Candidate.search([]).partner_id & everybody
            self.assertEqual(listed, contact | child)
            params.set_param("partner_anonymization.list_traders", "True")
            self._refresh()
            listed = self.Candidate.search([]).partner_id & everybody
            self.assertEqual(listed, contact | trader)
            self.assertFalse(self._row(self.person.child_ids[0]))

    def test_no_activity(self):
        other = self.Partner.create({"name": "Nobody Knows"})
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2015-06-06' WHERE id = %s",
            [other.id],
        )
        with freeze_time("2020-12-31"):
            self._refresh()
            row = self._row(other)
            self.assertEqual(row.category, "contact")
            self.assertEqual(row.due_date, date(2021, 1, 1))
            self.assertFalse(row.last_id)
            self.assertEqual(row.last_date, date(2015, 6, 6))

    def test_by_hand_what_was_asked_for_goes(self):
        """Only the law keeps a person who asks to be erased, not the company's years;
        from the worklist both do."""
        other = self.Partner.create({"name": "Norma New"})
        self.assertEqual(self._codes(other), set())
        wizard = self.env["partner.anonymize"].create(
            {"partner_ids": [Command.set(other.ids)], "by_policy": True}
        )
        self.assertTrue(wizard.blocked_count)
        wizard.by_policy = False
        self.assertFalse(wizard.blocked_count)

    def test_anonymized_ones_leave_the_list(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        self._refresh()
        row = self._row(self.person)
        action = row.action_anonymize()
        self.assertTrue(action["context"]["default_by_policy"])
        wizard = (
            self.env["partner.anonymize"]
            .with_context(**action["context"])
            .create({"confirmation": "I understand anonymization"})
        )
        self.assertEqual(wizard.partner_ids, self.person)
        wizard.action_anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertFalse(row.exists())
        self._refresh()
        self.assertFalse(self._row(self.person))

    def test_scheduled_action(self):
        self._pay(self._invoice(self.person, "2018-02-01"))
        cron = self.env.ref("partner_anonymization.ir_cron_candidates")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._row(self.person).state, "ready")
        self.assertFalse(self.Candidate.search_count([("state", "=", "unchecked")]))
        self._invoice(self.person, "2018-02-02")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._row(self.person).state, "blocked")

    def test_one_partner(self):
        move = self._invoice(self.person, "2018-02-01")
        self._pay(move, "2018-03-01")
        (due,) = self.person.anonymization_due()
        self.assertTrue(self.env["account.move.line"].browse(due["last_id"]).exists())
        self.assertEqual(
            {**due, "last_id": 0},
            {
                "partner_id": self.person.id,
                "category": "customer",
                "last_date": date(2018, 3, 1),
                "last_model": "account.move.line",
                "last_id": 0,
                "legal_end": date(2023, 12, 31),
                "due_date": date(2024, 1, 1),
            },
        )
        other = self.Partner.create({"name": "Nobody Knows"})
        self.assertFalse(other.anonymization_due()[0]["last_id"])

    def test_rights(self):
        plain = self._user("candidate_plain")
        clerk = self._user("candidate_clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self.Candidate.with_user(plain).refresh()
        with self.assertRaises(AccessError):
            self.Candidate.with_user(plain).search([])
        self._pay(self._invoice(self.person, "2018-02-01"))
        self.Candidate.with_user(clerk).refresh()
        row = self._row(self.person).with_user(clerk)
        self.assertTrue(row)
        with self.assertRaises(AccessError):
            row.write({"due_date": "2000-01-01"})
        row.exclude("Asked the sales team")
        self.assertEqual(row.excluded_uid, clerk)

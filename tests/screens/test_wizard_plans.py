"""The dialog plans once for each state of the choices; rehearsals tell the same."""

import re
from unittest.mock import patch

from lxml.html import fromstring

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ...engine.checks import find_blockers
from ...engine.plan import plan
from ..cases.accounting import BooksCase

ROW = re.compile(r"\s+")


class WizardCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("plans-clerk", "group_anonymize")
        cls.clerk.group_ids |= cls.env.ref("account.group_account_invoice")
        companies = cls.env.company.ids
        cls.clerk.write(
            {"company_ids": [(6, 0, companies)], "company_id": companies[0]}
        )

    def _model(self, partners):
        model = self.env["partner.anonymize"].with_user(self.clerk)
        return model.with_context(
            default_partner_ids=partners.ids, allowed_company_ids=self.env.company.ids
        )

    def _count_plans(self):
        """Count the plans from here on: the list grows."""
        real, plans = plan.build, []

        def build(*args, **kwargs):
            plans.append(args)
            return real(*args, **kwargs)

        self.startPatcher(patch.object(plan, "build", build))
        return plans


@tagged("post_install", "-at_install", "accounting_only")
class TestWizardPlans(WizardCase):
    def test_one_plan_for_each_state(self):
        winter = self.Partner.create({"name": "Winter", "comment": "<p>x</p>"})
        message = winter.message_post(body="Winter wheat, delivered in Winter")
        plans = self._count_plans()
        form = Form(self._model(winter))
        self.assertEqual(len(plans), 1, "opening plans once")
        rows = form.match_ids._records
        place = next(n for n, row in enumerate(rows) if row["res_id"] == message.id)
        with form.match_ids.edit(place) as match:
            match.is_included = False
        self.assertEqual(len(plans), 2, "a tick plans once")
        shown = form.preview_html
        form.category_notes = False
        self.assertEqual(len(plans), 3, "a category plans once")
        self.assertNotEqual(form.preview_html, shown)
        form.category_notes = True
        self.assertEqual(form.preview_html, shown)
        form.note = "T-1"
        form.confirmation = "I understand"
        self.assertEqual(len(plans), 4, "texts plan nothing")

    def test_one_check_for_each_state(self):
        real, checks = find_blockers.find, []

        def find(*args, **kwargs):
            checks.append(args)
            return real(*args, **kwargs)

        self.startPatcher(patch.object(find_blockers, "find", find))
        form = Form(self._model(self.person))
        self.assertEqual(len(checks), 1, "opening looks once for what is in the way")
        form.category_notes = False
        self.assertLessEqual(len(checks), 2, "so does each change, at most")
        before = len(checks)
        form.partner_ids.add(self.Partner.create({"name": "Olga Octavius"}))
        self.assertEqual(len(checks), before + 1)

    def test_other_partners_plan_once_and_nobody_not_at_all(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        plans = self._count_plans()
        form = Form(self._model(self.person))
        form.partner_ids.add(other)
        self.assertEqual(len(plans), 2)
        self.assertIn("Octavius", form.preview_html)
        self.assertIn("5 addresses", form.action_label)
        form.partner_ids.remove(id=other.id)
        form.partner_ids.remove(id=self.person.id)
        self.assertEqual(len(plans), 3)
        self.assertFalse(form.can_proceed)
        self.assertFalse(form.preview_html)

    def test_blocked_people_are_not_planned(self):
        """What was in the way is gone from the screen when it is gone."""
        held = self.Partner.create({"name": "Olga Octavius"})
        held.write({"anonymization_hold": True, "anonymization_hold_reason": "C-1"})
        plans = self._count_plans()
        form = Form(self._model(held))
        self.assertEqual((len(plans), form.blocked_count), (0, 1))
        form.partner_ids.add(self.person)
        self.assertEqual((len(plans), form.blocked_count), (1, 1))
        form.partner_ids.remove(id=held.id)
        self.assertEqual((len(plans), form.blocked_count), (2, 0))
        self.assertFalse(form.blocker_summary)
        self.assertFalse(form.blocker_groups)

    def test_check_again_asks_about_those_who_are_free_now(self):
        held = self.Partner.create({"name": "Winter", "comment": "<p>x</p>"})
        held.message_post(body="Winter wheat, delivered in Winter")
        held.write({"anonymization_hold": True, "anonymization_hold_reason": "C-1"})
        form = Form(self._model(held))
        self.assertFalse(form.match_ids._records)
        wizard = form.save()
        held.anonymization_hold = False
        wizard.action_check()
        self.assertTrue(wizard.match_ids)
        self.assertTrue(wizard.can_proceed)

    def test_decisions_stay_when_others_join(self):
        winter = self.Partner.create({"name": "Winter", "comment": "<p>x</p>"})
        winter.message_post(body="Winter wheat, delivered in Winter")
        form = Form(self._model(winter))
        with form.match_ids.edit(0) as match:
            match.is_included = False
        form.partner_ids.add(self.person)
        self.assertIn(False, [row["is_included"] for row in form.match_ids._records])

    def test_a_client_cannot_have_strangers_planned(self):
        """Whatever ids a client sends as allowed."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.Partner.create(
            {"name": "Olga Octavius", "company_id": other.id}
        )
        model = self._model(self.person)
        with self.assertRaises(AccessError):
            model.onchange(
                {
                    "partner_ids": [(6, 0, self.person.ids)],
                    "allowed_ids": stranger.ids,
                    "category_notes": False,
                },
                ["category_notes"],
                {"preview_html": {}},
            )


@tagged("post_install", "-at_install")
class TestRehearsalTellsTheSame(WizardCase):
    """What the dialog shows before is what its rehearsal counts."""

    def _tables(self, html):
        root = fromstring(f"<div>{html}</div>")
        return [
            [
                [ROW.sub(" ", cell.text_content()).strip() for cell in row.iter("td")]
                for row in table.iter("tr")
            ]
            for table in root.iter("table")
        ]

    def _assert_same(self, partners, **choices):
        form = Form(self._model(partners))
        for name, value in choices.items():
            form[name] = value
        before = self._tables(form.preview_html)
        wizard = form.save()
        wizard.action_rehearse()
        self.assertTrue(any(table for table in before))
        self.assertEqual(before, self._tables(wizard.report_html))

    def test_person_with_addresses_and_papers(self):
        self._pay(self._invoice(self.person, "2015-05-05"))
        self._pay(self._invoice(self.person))
        self.person.message_post(body="Zacharias Quillfeather called")
        self.env["ir.attachment"].create(
            {
                "name": "Zacharias.txt",
                "raw": b"Zacharias Quillfeather",
                "res_model": "res.partner",
                "res_id": self.person.id,
            }
        )
        self.clerk.group_ids |= self.env.ref(
            "partner_anonymization.group_override_retention"
        )
        reason = {"override_retention": True, "override_reason": "T-1"}
        self._assert_same(self.person, **reason)
        self._assert_same(self.person, **reason, category_media=False)

    def test_company_and_contact(self):
        company = self.Partner.create({"name": "Octavius Ltd", "is_company": True})
        contact = self.Partner.create(
            {"name": "Olga Octavius", "parent_id": company.id}
        )
        contact.message_post(body="Olga Octavius called")
        self._assert_same(contact)
        self._assert_same(company, category_messages=False)
        self._assert_same(company | self.person)

    def test_portal_user(self):
        user = self.env["res.users"].create(
            {
                "name": "Olga Octavius",
                "login": "olga@octavius.example",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self._assert_same(user.partner_id)
        self._assert_same(user.partner_id, category_login=False)

    def test_word_that_may_be_an_ordinary_one(self):
        winter = self.Partner.create({"name": "Winter", "comment": "<p>x</p>"})
        winter.message_post(body="Winter wheat, delivered in Winter")
        self._assert_same(winter)


@tagged("post_install", "-at_install")
class TestWizardForMany(WizardCase):
    def _people(self, count):
        return self.Partner.create(
            [{"name": f"Nestor Number{number}"} for number in range(count)]
        )

    def test_more_than_a_few_are_a_number_with_a_list(self):
        people = self._people(21)
        form = Form(self._model(people[:20]))
        self.assertFalse(form.partner_list)
        form = Form(self._model(people))
        listed = form.partner_list
        self.assertEqual(listed["count"], 21)
        self.assertEqual(self.env[listed["model"]].search(listed["domain"]), people)

    def test_thousands(self):
        """Opening works on none of them, whatever their number."""
        people = self._people(5000)
        self.env.flush_all()
        self.env.invalidate_all()
        plans = self._count_plans()
        start = self.env.cr.sql_log_count
        action = people.with_user(self.clerk).action_anonymize()
        model = self.env["partner.anonymize"].with_user(self.clerk)
        form = Form(model.with_context(**action["context"]))
        self.assertLess(self.env.cr.sql_log_count - start, 120)
        self.assertFalse(plans)
        listed = form.partner_list
        self.assertEqual(listed["count"], 5000)
        self.assertEqual(form.action_label, "Anonymize 5000 partners")
        self.assertFalse(form.partner_ids)
        lines = self.env[listed["model"]].with_user(self.clerk)
        self.assertEqual(lines.search(listed["domain"]).partner_id, people)

"""Legal hold: nothing of the person goes until it is over."""

from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ...engine.log import log_rows
from ...engine.subject import legal_hold
from ..cases.hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestHold(HoldCase):
    # who and when

    def test_author_and_date(self):
        with freeze_time("2026-05-04"):
            self._hold(self.person.with_user(self.clerk))
        self.assertEqual(self.person.anonymization_hold_uid, self.clerk)
        self.assertEqual(self.person.anonymization_hold_date, date(2026, 5, 4))
        with freeze_time("2026-06-01"):
            self.person.anonymization_hold_reason = "Case 8"
        self.assertEqual(self.person.anonymization_hold_date, date(2026, 5, 4))
        self.person.anonymization_hold = False
        for name in ("uid", "date", "until", "reason"):
            self.assertFalse(self.person[f"anonymization_hold_{name}"], name)

    def test_created_on_hold(self):
        partner = self.Partner.with_user(self.clerk).create(
            {
                "name": "Held Person",
                "anonymization_hold": True,
                "anonymization_hold_reason": "Case 7",
            }
        )
        self.assertEqual(partner.anonymization_hold_uid, self.clerk)
        self.assertTrue(partner.anonymization_hold_date)

    def test_set_with_an_end_that_is_past(self):
        self._hold(
            self.person.with_user(self.clerk), anonymization_hold_until="2020-01-01"
        )
        self.assertEqual(self.person.anonymization_hold_uid, self.clerk)
        self.assertEqual(self._events(), [("hold", self.clerk)])
        self.assertEqual(self._codes(self.person), set())

    def test_author_and_date_cannot_be_forged(self):
        forged = {
            "anonymization_hold_uid": self.plain.id,
            "anonymization_hold_date": "2020-01-01",
        }
        self.person.write(forged)
        self.assertFalse(self.person.anonymization_hold_uid)
        for partner in (
            self.person.with_user(self.clerk),
            self.Partner.with_user(self.clerk).create({"name": "Forged", **forged}),
        ):
            self._hold(partner, **forged)
            self.assertEqual(partner.anonymization_hold_uid, self.clerk)
            self.assertEqual(partner.anonymization_hold_date, date.today())

    def test_merging_partners_keeps_the_hold(self):
        self._hold(self.person.with_user(self.clerk))
        kept = self.Partner.create({"name": "Zacharias Quillfeather"})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.person | kept).ids, kept)
        self.assertTrue(kept.anonymization_hold)
        self.assertEqual(kept.anonymization_hold_reason, "Case 7 O 12/26")
        self.assertEqual(self._codes(kept), {"hold"})

    def _merge(self, kept, gone):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((kept | gone).ids, kept)

    def test_merging_keeps_the_strictest(self):
        """An old hold does not end one in force, and a short one no long one."""
        for ends in (
            (False, "2020-06-30", False),
            ("2020-06-30", False, False),
            ("2099-12-31", False, False),
            ("2098-12-31", "2099-12-31", date(2099, 12, 31)),
            ("2099-12-31", "2098-12-31", date(2099, 12, 31)),
        ):
            kept, gone = self.Partner.create([{"name": "Olga"}, {"name": "Olga"}])
            for number, partner in enumerate((kept, gone)):
                self._hold(
                    partner,
                    anonymization_hold_reason=f"Case {number}",
                    anonymization_hold_until=ends[number],
                    anonymization_retention_years=10 - number,
                )
            self._merge(kept, gone)
            with self.subTest(ends=ends):
                self.assertFalse(gone.exists())
                self.assertEqual(kept.anonymization_hold_until, ends[2])
                self.assertEqual(kept.anonymization_retention_years, 10)
                self.assertEqual(self._codes(kept), {"hold"})
                reason = kept.anonymization_hold_reason
                for number in range(2):
                    counts = not ends[number] or ends[number] > "2090"
                    self.assertEqual(f"Case {number}" in reason, counts)

    def test_merging_does_not_leave_the_hold_of_a_company(self):
        held, other = self.Partner.create(
            [{"name": name, "is_company": True} for name in ("Birds Ltd", "Bees Ltd")]
        )
        self._hold(held)
        gone, kept = self.Partner.create(
            [{"name": "Olga", "parent_id": one.id} for one in (held, other)]
        )
        with self.assertRaisesRegex(UserError, f"by way of partner {held.id}"):
            with self.env.cr.savepoint():
                self._merge(kept, gone)
        self.env.invalidate_all()
        self.assertTrue(gone.exists())
        self._hold(kept)
        self._merge(kept, gone)
        self.assertFalse(gone.exists())

    def test_held_ones_are_not_deleted(self):
        child = self.person.child_ids[0]
        self._hold(self.person)
        for partner in (self.person, child):
            with self.assertRaisesRegex(UserError, f"legal hold.*{self.person.id}"):
                partner.with_user(self.plain).unlink()
        company = self.Partner.create({"name": "Birds Ltd", "is_company": True})
        contact = self.Partner.create({"name": "Ann", "parent_id": company.id})
        self._hold(company)
        with self.assertRaisesRegex(UserError, "legal hold"):
            contact.unlink()
        company.anonymization_hold = False
        contact.unlink()
        self.assertFalse(contact.exists())

    def test_not_by_a_default(self):
        """Neither of a context nor of a user: that would go past the rights."""
        values = {
            "anonymization_hold": True,
            "anonymization_hold_reason": "Case 7",
            "anonymization_hold_until": "2099-01-01",
            "anonymization_hold_uid": self.clerk.id,
            "anonymization_exempt": True,
            "anonymization_retention_years": 99,
            "anonymization_state": "deleted",
            "anonymization_same_partner_ids": [(6, 0, self.person.ids)],
        }
        defaults = {f"default_{name}": value for name, value in values.items()}
        Partner = self.Partner.with_user(self.plain)
        for name in ("anonymization_hold", "anonymization_exempt"):
            self.env["ir.default"].set("res.partner", name, True, user_id=self.plain.id)
        with self.assertRaises(AccessError):  # a field that this user may not see
            Partner.with_context(**defaults).create({"name": "Forged"})
        barred = ("hold_uid", "hold_reason")
        seen = {k: v for k, v in defaults.items() if not k.endswith(barred)}
        made = Partner.with_context(**seen).create({"name": "Forged"})
        for name in values:
            self.assertFalse(made.sudo()[name], name)
        Partner = self.Partner.with_user(self.clerk)
        made = Partner.with_context(**defaults).create({"name": "By the clerk"})
        self.assertTrue(made.anonymization_hold)
        self.assertFalse(made.anonymization_state)

    def test_not_told_to_the_person(self):
        self._hold(self.person, anonymization_exempt=True)
        login = new_test_user(self.env, "hold_portal", "base.group_portal")
        login.partner_id.parent_id = self.person
        seen = self.person.with_user(login)
        self.assertEqual(seen.read(["name"])[0]["name"], self.person.name)
        for name in (
            "anonymization_hold",
            "anonymization_hold_reason",
            "anonymization_hold_until",
            "anonymization_hold_uid",
            "anonymization_exempt",
            "anonymization_retention_years",
            "anonymization_same_partner_ids",
        ):
            with self.assertRaises(AccessError):
                seen.read([name])
        seen.with_user(self.plain).read(["anonymization_hold"])

    def test_reason_is_for_those_who_decide(self):
        """Neither read, nor searched, grouped, sorted or exported by anybody else."""
        self._hold()
        self.plain.group_ids |= self.env.ref("base.group_allow_export")
        seen = self.Partner.with_user(self.plain)
        for name in (
            "anonymization_hold_reason",
            "anonymization_hold_uid",
            "anonymization_hold_date",
        ):
            for attempt in (
                lambda n: seen.browse(self.person.id).read([n]),
                lambda n: seen.search([(n, "!=", False)]),
                lambda n: seen.search([], order=n),
                lambda n: seen.formatted_read_group([], [n]),
                lambda n: seen.browse(self.person.id).export_data([n]),
                lambda n: seen.search([("child_ids." + n, "!=", False)]),
            ):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    attempt(name)
            arch = seen.get_view(view_type="form")["arch"]
            self.assertNotIn(f'name="{name}"', arch)
        clerk = self.person.with_user(self.clerk)
        self.assertEqual(clerk.anonymization_hold_reason, "Case 7 O 12/26")

    def test_rights(self):
        for values in (
            {"anonymization_hold": True},
            {"anonymization_hold_reason": "x"},
            {"anonymization_hold_until": "2030-01-01"},
        ):
            with self.assertRaises(AccessError):
                self.person.with_user(self.plain).write(values)
            with self.assertRaises(AccessError):
                self.person.with_user(self.plain).sudo().write(values)

    def test_without_a_reason_by_code(self):
        self.person.anonymization_hold = True
        self.assertIn("hold", self._codes(self.person))

    def test_events(self):
        self._hold(self.person.with_user(self.clerk))
        self.person.with_user(self.clerk).anonymization_hold_reason = "Case 8"
        self.person.anonymization_hold = False
        self.assertEqual(
            self._events(),
            [
                ("hold", self.clerk),
                ("hold_reason", self.clerk),
                ("unhold", self.env.user),
            ],
        )

    # how long

    def test_counts_through_its_last_day(self):
        self._hold(anonymization_hold_until="2030-03-31")
        with freeze_time("2030-03-31"):
            self.assertEqual(self._codes(self.person), {"hold"})
            with self.assertRaisesRegex(UserError, "Case 7 O 12/26"):
                self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.invalidate_all()
        with freeze_time("2030-04-01"):
            self.assertEqual(self._codes(self.person), set())
            self.assertTrue(self.person.anonymization_hold)
            self.assertEqual(self.person.anonymization_hold_over, date(2030, 4, 1))
            self.person.anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_prolonged_after_its_end(self):
        with freeze_time("2030-01-01"):
            self._hold(anonymization_hold_until="2030-03-31")
        self.env.invalidate_all()
        with freeze_time("2030-06-01"):
            person = self.person.with_user(self.clerk)
            person.anonymization_hold_until = "2031-01-01"
            self.assertEqual(person.anonymization_hold_uid, self.clerk)
            self.assertEqual(person.anonymization_hold_date, date(2030, 6, 1))
            self.assertEqual(self._codes(self.person), {"hold"})

    def test_message_names_reason_and_date(self):
        self._hold(anonymization_hold_until="2099-03-31")
        (blocker,) = self.person.anonymization_blockers()
        self.assertIn("Case 7 O 12/26", blocker["message"])
        self.assertIn("03/31/2099", blocker["message"])
        self.assertIn("Remove the hold", blocker["message"])
        self.assertFalse(blocker["overridable"])

    # whom

    def test_applies_to_the_subject(self):
        child, *others = self.person.child_ids
        twin = self.Partner.create({"name": "Z. Quillfeather"})
        self.person.anonymization_same_partner_ids = twin
        stranger = self.Partner.create({"name": "Olga Octavius"})
        everybody = (self.person, child, *others, twin, stranger)
        self._hold(twin)
        self.assertEqual(
            self._held(*everybody),
            {one.id for one in everybody} - {stranger.id},
        )
        self.assertIn("hold", self._codes(child))
        twin.anonymization_hold = False
        self._hold(child)
        self.assertEqual(
            self._held(*everybody), {self.person.id, child.id, twin.id}, "no sibling"
        )

    def test_applies_to_contacts_of_a_company(self):
        company = self.Partner.create({"name": "Birds Ltd", "is_company": True})
        branch = self.Partner.create(
            {"name": "Birds North", "is_company": True, "parent_id": company.id}
        )
        self.person.parent_id = company
        self.person.child_ids.type = "other"  # else the company's invoices go there
        self._hold(company)
        child = self.person.child_ids[0]
        self.assertEqual(
            self._held(self.person, child, company, branch),
            {self.person.id, child.id, company.id},
            "a company below is a business of its own",
        )
        (blocker,) = self.person.anonymization_blockers()
        self.assertEqual((blocker["code"], blocker["res_ids"]), ("hold", company.ids))
        self.assertIn("Birds Ltd", blocker["message"])
        company.anonymization_hold = False
        self._hold()
        self.assertEqual(self._held(company, branch), {company.id})

    def test_links_that_were_sealed_still_hold(self):
        twin = self.Partner.create({"name": "Z. Quillfeather"})
        self.person.anonymization_same_partner_ids = twin
        child = self.person.child_ids[0]
        self.person.anonymize()
        self._hold(twin)
        self.assertEqual(
            self._held(self.person, child, twin), {self.person.id, child.id, twin.id}
        )
        self.assertEqual(
            legal_hold.held_lines(self.env, self.person.anonymization_line_id.ids),
            set(self.person.anonymization_line_id.ids),
        )

    def test_nobody_on_hold(self):
        self.assertEqual(self._held(self.person), set())
        self._hold()
        self.assertEqual(legal_hold.held(self.env, []), set())

    # what it stops

    def test_stops_the_purge(self):
        child = self.person.child_ids[0]
        self.person.anonymize()
        line = self.person.anonymization_line_id
        self._hold(child.with_user(self.clerk))
        with self.assertRaisesRegex(UserError, "legal hold.*Remove the hold"):
            self.person.purge_anonymized()
        log_rows.update(line.sudo(), {"purge_date": "2020-01-01"})
        cron = self.env.ref("partner_anonymization.ir_cron_purge")
        with self.enter_registry_test_mode():
            self.env.flush_all()
            cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.person.anonymization_state, "anonymized")
            child.anonymization_hold_until = "2020-02-02"
            self.env.flush_all()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_a_hold_elsewhere_does_not_stop_the_purge(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        (self.person | other).anonymize()
        self._hold(other)
        self.person.purge_anonymized()
        self.assertEqual(self.person.anonymization_state, "deleted")
        with self.assertRaisesRegex(UserError, str(other.id)):
            other.purge_anonymized()

    def test_stops_runs_one_by_one(self):
        self._hold()
        other = self.Partner.create({"name": "Olga Octavius"})
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": (self.person | other).ids,
                "confirmation": "I understand anonymization",
                "override_retention": True,
                "override_reason": "Ticket 4711",
            }
        )
        wizard.action_anonymize()
        self.assertEqual(other.anonymization_state, "anonymized")
        self.assertFalse(self.person.anonymization_state)

    # in the client

    def test_form_leaves_the_hold_editable(self):
        arch = etree.fromstring(
            self.env["res.partner"].get_view(view_type="form")["arch"]
        )
        for name, editable in (
            ("anonymization_hold", True),
            ("anonymization_hold_reason", True),
            ("anonymization_hold_until", True),
            ("anonymization_exempt", False),
            ("email", False),
        ):
            (node, *_rest) = arch.xpath(
                f"//field[@name='{name}'][not(ancestor::field)]"
            )
            readonly = "anonymization_state" in (node.get("readonly") or "")
            self.assertEqual(readonly, not editable, name)

    def test_filter_shows_anonymized_partners(self):
        arch = etree.fromstring(
            self.env["res.partner"].get_view(view_type="search")["arch"]
        )
        (node,) = arch.xpath("//filter[@name='anonymization_hold']")
        domain = safe_eval(node.get("domain"))
        self.person.anonymize()
        self._hold()
        over = self.Partner.create(
            {
                "name": "Over",
                "anonymization_hold": True,
                "anonymization_hold_until": "2020-01-01",
            }
        )
        found = self.env["res.partner"].search(domain)
        self.assertIn(self.person, found)
        self.assertNotIn(over, found)

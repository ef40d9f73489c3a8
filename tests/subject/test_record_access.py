"""Nobody acts on a partner that he may not read, or is told of it, by any method."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import AnonymizationCase

NAME, REASON = "Xanthippe Fernweh", "Aktenzeichen 7 O 4711"
GROUP = "partner_anonymization.group_"
# Methods of a partner, and of what is made for one, as a clerk or manager calls them.
CLERK_CALLS = {
    "action_anonymize": (),
    "anonymization_blockers": (),
    "anonymize": (),
    "action_open_anonymization_log": (),
    "action_anonymization_documents": (),
    "anonymization_due": (),
    "anonymization_status": (),
    "anonymization_document_count": (),
}
MANAGER_CALLS = {"deanonymize": ("T-1",), "purge_anonymized": ("T-1",)}


class AccessCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        cls.clerk = cls._of_company("access_clerk", "anonymize")
        cls.manager = cls._of_company("access_manager", "manager")
        cls.hidden = cls.Partner.create(
            {"name": NAME, "company_id": cls.elsewhere.id, "vat": "DK13585628"}
        )
        cls.env.flush_all()

    @classmethod
    def _of_company(cls, login, *groups):
        """A user of the first company alone."""
        rights = ["base.group_user", "base.group_partner_manager"]
        return new_test_user(
            cls.env,
            login,
            ",".join(rights + [GROUP + name for name in groups]),
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    def _refused(self, call, *args):
        """The text of the refusal, which changes nothing."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
            call(*args)
        self.env.invalidate_all()
        text = str(caught.exception)
        self.assertNotIn(NAME, text)
        self.assertNotIn(REASON, text)
        return text


@tagged("post_install", "-at_install")
class TestRecordAccess(AccessCase):
    def test_no_method_acts_on_a_hidden_partner(self):
        gone = self.Partner.create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        for user, calls in ((self.clerk, CLERK_CALLS), (self.manager, CLERK_CALLS)):
            for name, args in calls.items():
                with self.subTest(name, user=user.login):
                    self._same_answer(user, name, args, gone_id)
        self.hidden.anonymize()
        for name, args in MANAGER_CALLS.items():
            with self.subTest(name):
                self._same_answer(self.manager, name, args, gone_id)
        self.assertEqual(self.hidden.anonymization_state, "anonymized")

    def _same_answer(self, user, name, args, gone_id):
        """A partner that is hidden and one that does not exist answer alike, also to
        code that calls as superuser."""
        answers = set()
        for id_ in (self.hidden.id, gone_id):
            for superuser in (False, True):
                partner = self.Partner.browse(id_).with_user(user).sudo(superuser)
                text = self._refused(getattr(partner, name), *args)
                answers.add(text.replace(str(id_), "ID"))
        self.assertEqual(len(answers), 1, answers)

    def test_one_hidden_among_many(self):
        both = (self.person | self.hidden).with_user(self.clerk)
        self._refused(both.anonymize)
        self.assertFalse(self.person.anonymization_state)

    def test_a_rule_on_writing(self):
        self.env["ir.rule"].create(
            {
                "name": "Read only",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.person.id})]",
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        self._refused(self.person.with_user(self.clerk).anonymize)
        self.person.with_user(self.env.user).anonymization_blockers()

    def test_without_the_right_to_write_contacts(self):
        reader = new_test_user(self.env, "reader", f"base.group_user,{GROUP}anonymize")
        self.person.with_user(reader).anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_another_company_of_ones_own(self):
        both = [Command.set((self.env.company | self.elsewhere).ids)]
        self.clerk.company_ids = both
        partner = self.hidden.with_user(self.clerk)
        here = partner.with_context(allowed_company_ids=self.env.company.ids)
        self.assertIn("switch", self._refused(here.anonymize))
        partner.anonymize()
        self.assertEqual(self.hidden.anonymization_state, "anonymized")

    def test_wizards(self):
        self.hidden.anonymize()
        other = self.Partner.create({"name": NAME, "company_id": self.elsewhere.id})
        for user, model, partner in (
            (self.clerk, "partner.anonymize", other),
            (self.manager, "partner.anonymize", other),
            (self.manager, "partner.deanonymize", self.hidden),
        ):
            wizards = self.env[model].with_user(user)
            values = {"partner_ids": partner.ids}
            defaults = {"default_partner_ids": partner.ids}
            active = {"active_model": "res.partner", "active_ids": partner.ids}
            with self.subTest(model, user=user.login):
                self._refused(wizards.create, values)
                self._refused(wizards.with_context(**defaults).create, {})
                self._refused(wizards.with_context(**active).create, {})
                mine = wizards.create({"partner_ids": self.person.ids})
                self._refused(mine.write, {"partner_ids": [Command.link(partner.id)]})
                self._refused(mine.onchange, values, ["partner_ids"], self._spec(model))

    def _spec(self, model):
        return {name: {} for name in ("partner_ids", "note")} | (
            {"preview_html": {}, "blocker_groups": {}, "match_ids": {}}
            if model == "partner.anonymize"
            else {"request_ids": {}}
        )

    def test_wizards_are_the_users_own(self):
        wizard = self.env["partner.anonymize"].create({"partner_ids": self.person.ids})
        match = self.env["partner.anonymize.match"].create(
            {
                "wizard_id": wizard.id,
                "kind": "text",
                "model": "res.partner",
                "res_id": self.person.id,
                "excerpt": "private",
            }
        )
        self.env.flush_all()
        self._refused(wizard.with_user(self.clerk).read, ["note"])
        self._refused(wizard.with_user(self.clerk).action_anonymize)
        self._refused(match.with_user(self.clerk).read, ["excerpt"])
        mine = match.with_user(self.clerk).search([])
        self.assertFalse(mine)

    def test_the_same_person(self):
        mine = self.person.with_user(self.clerk)
        link = {"anonymization_same_partner_ids": [Command.link(self.hidden.id)]}
        self._refused(mine.write, link)
        self._refused(mine.create, {"name": "New", **link})
        self._refused(self.person.with_user(self.manager).write, link)
        self.assertFalse(self.person.anonymization_same_partner_ids)

    def test_requests(self):
        requests = self.env["partner.anonymization.request"].with_user(self.clerk)
        values = {"partner_ids": [Command.link(self.hidden.id)]}
        self._refused(requests.create, values)
        mine = requests.create({"partner_ids": self.person.ids})
        self._refused(mine.write, values)
        self.assertEqual(mine._all_partners(), self.person.sudo())


@tagged("post_install", "-at_install")
class TestWhatIsTold(AccessCase):
    """Of an address, or of a legal hold, that the user may not read."""

    def setUp(self):
        super().setUp()
        self.child = self.Partner.create(
            {
                "name": NAME,
                "type": "contact",
                "parent_id": self.person.id,
                "company_id": self.elsewhere.id,
            }
        )
        self.env.flush_all()

    def _told(self, user):
        """``{code: blocker}``; no name, reason or id of what is hidden in any."""
        found = self.person.with_user(user).anonymization_blockers()
        for one in found:
            _partner, told = one["message"].split(": ", 1)
            self.assertNotIn(NAME, told)
            self.assertNotIn(REASON, told)
            self.assertNotIn(self.child.id, [one["partner_id"], *one["res_ids"]])
        return {one["code"]: one for one in found}

    def test_hidden_address(self):
        told = self._told(self.clerk)
        self.assertEqual(list(told), ["company_access"])
        self.assertEqual(told["company_access"]["partner_id"], self.person.id)
        with self.assertRaises(UserError) as caught:
            self.person.with_user(self.clerk).anonymize()
        self.assertNotIn(NAME, str(caught.exception))
        self.assertEqual(self._told(self.manager), {})
        self.person.with_user(self.manager).anonymize()
        self.assertEqual(self.child.anonymization_state, "anonymized")

    def test_hold_on_a_hidden_address(self):
        self.child.write({"anonymization_hold": True})
        self.child.anonymization_hold_reason = REASON
        self.env.flush_all()
        self.assertEqual(set(self._told(self.clerk)), {"company_access", "hold"})
        told = self._told(self.manager)
        self.assertEqual(list(told), ["hold"])
        self.assertIn("may not read", told["hold"]["message"])
        with self.assertRaises(UserError) as caught:
            self.person.with_user(self.manager).anonymize()
        self.assertNotIn(NAME, str(caught.exception))
        self.assertNotIn(REASON, str(caught.exception))
        seen = self.person.anonymization_blockers()
        self.assertIn(REASON, seen[0]["message"])

    def test_hold_of_a_hidden_company(self):
        self.child.unlink()
        self.hidden.write({"is_company": True, "anonymization_hold": True})
        self.hidden.anonymization_hold_reason = REASON
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s WHERE id = %s",
            [self.hidden.id, self.person.id],
        )
        self.env.invalidate_all()
        self.child = self.hidden
        self.person.child_ids.type = "other"  # else the company's invoices go there
        told = self._told(self.clerk)
        self.assertEqual(list(told), ["hold"])

    def test_wizard(self):
        self.child.write({"anonymization_hold": True})
        self.child.anonymization_hold_reason = REASON
        for user in (self.clerk, self.manager):
            wizard = self.env["partner.anonymize"].with_user(user)
            wizard = wizard.create({"partner_ids": self.person.ids})
            told = f"{wizard.blocker_groups}{wizard.preview_html}"
            self.assertNotIn(NAME, told)
            self.assertNotIn(REASON, told)
            self.assertFalse(wizard.can_proceed)
        self.child.anonymization_hold = False
        wizard = self.env["partner.anonymize"].with_user(self.manager)
        wizard = wizard.create({"partner_ids": self.person.ids})
        self.assertTrue(wizard.can_proceed)
        self.assertIn("Otto Nachtigall", wizard.preview_html)
        self.assertNotIn(NAME, wizard.preview_html)
        self.assertIn("and 1 more", wizard.preview_html)


@tagged("post_install", "-at_install")
class TestPleaseCheck(AccessCase):
    """Sentences from records that the user may not read are not shown."""

    def setUp(self):
        super().setUp()
        email = "w@winter-haus.example"
        self.mono = self.Partner.create({"name": "Winter", "email": email})
        self.seen = self.mono.message_post(body="Winter wheat, delivered in Winter")
        self.secret = self.hidden.message_post(
            body=f"Winter, {email}, has a secret illness", author_id=self.mono.id
        )
        self.env.flush_all()

    def _form(self, user):
        wizard = self.env["partner.anonymize"].with_user(user)
        return Form(wizard.with_context(default_partner_ids=self.mono.ids))

    def test_places(self):
        for user, records, others in (
            (self.clerk, self.seen, True),
            (self.env.user, self.seen | self.secret, False),
        ):
            with self._form(user) as form:
                rows = form.match_ids._records
                self.assertEqual({row["res_id"] for row in rows}, set(records.ids))
                self.assertEqual(
                    any("secret" in row["excerpt"] for row in rows), not others
                )
                self.assertEqual("more places" in (form.match_hidden or ""), others)
                self.assertEqual(bool(form.match_hidden), others)

    def test_what_is_not_shown_goes_as_without_a_wizard(self):
        with self._form(self.clerk) as form:
            form.confirmation = "I understand anonymization"
            with form.match_ids.edit(0) as match:
                match.is_included = False
        wizard = form.record
        self.env["partner.anonymize.match"].with_user(self.clerk).create(
            {
                "wizard_id": wizard.id,
                "kind": "text",
                "model": "mail.message",
                "res_id": self.secret.id,
                "field": "body",
                "is_included": False,
            }
        )
        wizard.action_anonymize()
        self.env.invalidate_all()
        self.assertIn("Winter wheat", self.seen.body)
        self.assertNotIn("Winter", self.secret.body)


@tagged("post_install", "-at_install")
class TestLogOfOthers(AccessCase):
    def test_lines_of_another_company(self):
        self.hidden.anonymize()
        self.person.anonymize()
        line = self.hidden.sudo().anonymization_line_id
        mine = self.person.sudo().anonymization_line_id
        lines = line.with_user(self.clerk).search([])
        self.assertIn(mine.id, lines.ids)
        self.assertNotIn(line.id, lines.ids)
        self._refused(line.with_user(self.clerk).read, ["outcome"])
        self._refused(line.with_user(self.clerk).action_prove)
        self._refused(line.with_user(self.manager).action_prove)
        self._refused(line.with_user(self.manager).accept_traces, "a product")
        resweep = self.env["partner.anonymization"].with_user(self.manager).resweep
        self._refused(resweep, self.hidden.ids)
        self.assertEqual(line.with_user(self.manager).outcome, line.outcome)

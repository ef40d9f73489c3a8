"""Each right of this module works by itself, without Odoo's rights beside it."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..cases.kept_files_case import KeptFilesCase

GROUP = "partner_anonymization.group_"


class AloneCase(KeptFilesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare = cls._bare("bare", "anonymize")
        cls.officer = cls._bare("officer", "override_retention", "anonymize")
        cls.boss = cls._bare("boss", "manager")
        cls.nobody = cls._bare("nobody")

    @classmethod
    def _bare(cls, login, *names):
        """Somebody with these rights of ours, and no others."""
        groups = ["base.group_user", *(GROUP + name for name in names)]
        user = new_test_user(
            cls.env,
            f"alone_{login}",
            ",".join(groups),
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        assert not user.has_group("base.group_partner_manager")
        return user


@tagged("post_install", "-at_install")
class TestHoldAlone(AloneCase):
    HOLD = {
        "anonymization_hold": True,
        "anonymization_hold_reason": "Case 7 O 12/26",
        "anonymization_hold_until": "2099-12-31",
    }

    def test_set_and_lifted(self):
        for user in (self.bare, self.officer, self.boss):
            partner = self.other.with_user(user)
            self.assertFalse(partner.has_access("write"))
            partner.web_save(self.HOLD, {"anonymization_hold": {}})
            self.assertTrue(self.other.anonymization_hold)
            self.assertEqual(self.other.anonymization_hold_uid, user)
            self.assertEqual(self.other.anonymization_hold_reason, "Case 7 O 12/26")
            self.assertEqual(self.other.write_uid, user)
            partner.write({"anonymization_hold": False})
            self.assertFalse(self.other.anonymization_hold)
            self.assertFalse(self.other.anonymization_hold_uid)

    def test_all_else_that_the_right_is_about(self):
        partner = self.other.with_user(self.bare)
        partner.write(
            {
                "anonymization_exempt": True,
                "anonymization_retention_years": 3,
                "anonymization_same_partner_ids": [Command.link(self.person.id)],
            }
        )
        self.assertTrue(self.other.anonymization_exempt)
        self.assertEqual(self.other.anonymization_retention_years, 3)
        self.assertEqual(self.other.anonymization_same_partner_ids, self.person)

    def test_nothing_else(self):
        same = "anonymization_same_partner_ids"
        for values in (
            {"name": "Somebody Else"},
            {"name": "Somebody Else", **self.HOLD},
            {"comment": "x", "anonymization_hold": True},
            {same: [Command.create({"name": "New"})]},
            {same: [Command.update(self.person.id, {"name": "Else"})]},
            {same: [Command.delete(self.person.id)]},
            {"child_ids": [Command.create({"name": "New"})]},
            {},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    self.other.with_user(self.bare).write(values)
        with self.assertRaises(AccessError):
            self.other.with_user(self.nobody).write(self.HOLD)
        self.assertEqual(self.other.name, "Berta Unbeteiligt")
        self.assertFalse(self.other.anonymization_hold)

    def test_who_set_it_cannot_be_forged(self):
        forged = {"anonymization_hold_uid": self.nobody.id}
        self.other.with_user(self.bare).write({**self.HOLD, **forged})
        self.assertEqual(self.other.anonymization_hold_uid, self.bare)

    def test_rules_of_records_count(self):
        rule = {
            "name": "Not this one",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": f"[('id', '!=', {self.other.id})]",
        }
        for operation in ("read", "write"):
            perms = {f"perm_{one}": one == operation for one in ("read", "write")}
            made = self.env["ir.rule"].create(
                {**rule, **perms, "perm_create": False, "perm_unlink": False}
            )
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.other.with_user(self.bare).write(self.HOLD)
            made.unlink()

    def test_on_an_anonymized_partner(self):
        self._anonymize()
        self.person.with_user(self.bare).write(self.HOLD)
        self.assertTrue(self.person.anonymization_hold)

    def test_the_form_can_be_edited_there(self):
        for user, editable in ((self.bare, True), (self.nobody, False)):
            view = (
                self.env["res.partner"]
                .with_user(user)
                .get_view(self.env.ref("base.view_partner_form").id, "form")
            )
            form = etree.fromstring(view["arch"])
            self.assertEqual(form.get("edit") != "False", editable, user.login)
            self.assertEqual(form.get("create"), "False")
            self.assertEqual(form.get("delete"), "False")
            if editable:
                fields = form.xpath("//field[not(ancestor::field)]")
                free = {n.get("name") for n in fields if n.get("readonly") != "1"}
                self.assertEqual(
                    free,
                    {
                        "anonymization_hold",
                        "anonymization_hold_reason",
                        "anonymization_hold_until",
                        "anonymization_retention_years",
                        "anonymization_exempt",
                        "anonymization_same_partner_ids",
                        "anonymization_other_partner_ids",
                    },
                )

    def test_whoever_edits_contacts_still_does(self):
        clerk = self._user("alone_editor", "group_anonymize")
        view = (
            self.env["res.partner"]
            .with_user(clerk)
            .get_view(self.env.ref("base.view_partner_form").id, "form")
        )
        form = etree.fromstring(view["arch"])
        self.assertIsNone(form.get("edit"))
        (name, *_rest) = form.xpath("//field[@name='email'][not(ancestor::field)]")
        self.assertNotEqual(name.get("readonly"), "1")


@tagged("post_install", "-at_install")
class TestListsAlone(AloneCase):
    def _documents(self, user, partner):
        action = partner.with_user(user).action_anonymization_documents()
        rows = self.env[action["res_model"]].with_user(user)
        found = rows.search(action["domain"])
        found.web_read({"document": {}, "type": {}, "date": {}, "partner_id": {}})
        return found

    def test_documents(self):
        for user in (self.bare, self.officer, self.boss):
            (row,) = self._documents(user, self.other)
            self.assertEqual(row.document, f"#{self.living.id}")
            with self.assertRaisesRegex(
                AccessError, "You may not read “Journal Entry”"
            ):
                row.action_open()
        self.accountant.group_ids += self.env.ref(GROUP + "anonymize")
        (row,) = self._documents(self.accountant, self.other)
        action = row.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", self.living.id)
        )

    def test_a_document_that_is_gone(self):
        (row,) = self._documents(self.bare, self.other)
        self.living.button_draft()
        self.living.with_context(force_delete=True).unlink()
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            row.action_open()

    def test_show_of_what_is_left(self):
        self._anonymize()
        line = self.person.sudo().anonymization_line_id
        self.assertTrue(line.trace_ids)
        for user in (self.bare, self.boss):
            for trace in line.trace_ids.with_user(user):
                action = trace.action_open_records()
                model = self.env[action["res_model"]].with_user(user)
                found = model.search(action["domain"])
                self.assertTrue(found, (user.login, trace.model, trace.field))
                found.web_read({"display_name": {}})

    def test_kept_rows_open_or_say_why_not(self):
        self.move.narration = "for Zacharias Quillfeather"
        self._anonymize()
        kept = self.person.sudo().anonymization_line_id.kept_ids
        row = kept.filtered(lambda one: one.model.startswith("account."))[:1]
        with self.assertRaisesRegex(AccessError, "You may not read “Journal Entry”"):
            row.with_user(self.boss).action_open_record()
        file = kept.filtered(lambda one: one.res_id == self.note.id)[:1]
        self.assertEqual(
            file.with_user(self.boss).action_open_record()["res_id"], self.note.id
        )


@tagged("post_install", "-at_install")
class TestKeptFilesAlone(AloneCase):
    def test_a_manager_opens_kept_files(self):
        self._anonymize()
        mine = self.note.with_user(self.boss)
        self.assertEqual(mine.read(["raw"])[0]["raw"], b"for Zacharias Quillfeather")
        self.assertEqual(mine.name, "delivery.txt")
        found = mine.search([("id", "in", (self.note | self.pdf).ids)])
        self.assertEqual(found, self.note | self.pdf)
        view = mine.get_view(self.env.ref("base.view_attachment_form").id, "form")
        fields = etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")
        mine.web_read({node.get("name"): {} for node in fields})
        found = (
            self.env["ir.binary"]
            .with_user(self.boss)
            ._find_record(res_model="ir.attachment", res_id=self.note.id)
        )
        self.assertEqual(found.raw, b"for Zacharias Quillfeather")

    def test_nobody_else_and_nothing_else(self):
        self._anonymize()
        for user in (self.bare, self.officer, self.nobody):
            with self.assertRaises(AccessError):
                self.note.with_user(user).read(["raw"])
        for file in (self.living_note, self.living_pdf):
            with self.assertRaises(AccessError):
                file.with_user(self.boss).read(["raw"])
        with self.assertRaises(AccessError):
            self.note.with_user(self.boss).write({"name": "x"})
        with self.assertRaises(UserError):
            self.note.with_user(self.boss).unlink()

    def test_files_of_documents_of_other_companies(self):
        self._anonymize()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.boss.write(
            {
                "company_ids": [Command.set(elsewhere.ids)],
                "company_id": elsewhere.id,
            }
        )
        with self.assertRaises(AccessError):
            self.note.with_user(self.boss).read(["raw"])


@tagged("post_install", "-at_install")
class TestRequestsAlone(AloneCase):
    def test_from_receipt_to_the_letter(self):
        partner = self.Partner.create({"name": "Xanthippe Fernweh"})
        requests = self.env["partner.anonymization.request"].with_user(self.bare)
        request = requests.create({"partner_ids": [Command.set(partner.ids)]})
        request.action_check_identity()
        action = request.action_anonymize()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.bare)
            .with_context(**action["context"])
            .create({"confirmation": "I understand anonymization"})
        )
        wizard.action_anonymize()
        self.assertEqual(partner.anonymization_state, "anonymized")
        request.action_close()
        self.assertEqual(request.state, "done")
        request.action_print_reply()

"""The wizards as the clerk uses them; assertions look into the tables."""

from lxml.html import fromstring

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..cases.accounting import BooksCase

CONFIRMATION = "I understand anonymization"
DANISH = "Jeg forstår anonymisering"
GERMAN = "Ich verstehe die Anonymisierung"


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestWizard(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._clerk("clerk", "group_anonymize")
        cls.other = cls.Partner.create(
            {"name": "Bartholomew Unpaid", "email": "bartholomew@unpaid.example"}
        )

    @classmethod
    def _clerk(cls, login, groups):
        user = cls._user(login, groups)
        user.group_ids |= cls.env.ref("account.group_account_invoice")
        company = cls.env.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        return user

    def _wizard(self, partners=None, user=None, **values):
        partners = partners or self.person
        model = self.env["partner.anonymize"].with_user(user or self.clerk)
        model = model.with_context(allowed_company_ids=self.env.company.ids)
        return model.create(
            {
                "partner_ids": [(6, 0, partners.ids)],
                "confirmation": CONFIRMATION,
                **values,
            }
        )

    def _setting(self, name, value):
        self.env["ir.config_parameter"].set_param(
            f"partner_anonymization.{name}", value
        )

    def _last_run(self):
        return self.env["partner.anonymization"].search([], limit=1)

    def _row(self, *columns, partner=None):
        """The partner's row as the database holds it."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM res_partner WHERE id = %s", [(partner or self.person).id]
        )
        row = self.env.cr.dictfetchone()
        return tuple(row[column] for column in columns)

    # What the wizard shows

    def test_preview(self):
        self._pay(self._invoice(self.person, "2015-05-05"))
        wizard = self._wizard()
        self.assertTrue(wizard.can_proceed)
        self.assertFalse(wizard.blocker_groups)
        self.assertEqual(wizard.blocked_count, 0)
        for name in ("Zacharias", "Wilhelmina", "Shed door", "Otto Nachtigall"):
            self.assertIn(name, wizard.preview_html)
        self.assertIn("Addresses to be anonymized: 4", wizard.preview_html)
        self.assertIn("Journal entry", wizard.preview_html)

    def test_preview_tells_what_is_kept_and_until_when(self):
        move = self._invoice(self.person)
        self._pay(move)
        manager = self._clerk("boss", "group_manager")
        wizard = self._wizard(user=manager, override_retention=True)
        until = fields.Date.to_string(move.anonymization_retention_end)
        year = until[:4]
        self.assertIn("Kept by law until", wizard.preview_html)
        self.assertIn(year, wizard.preview_html)

    def test_preview_tells_no_figures_of_hidden_companies(self):
        hidden = self.env["res.company"].create({"name": "Hidden Ltd"})
        self.env.cr.execute(
            "UPDATE res_partner_bank SET company_id = %s WHERE partner_id = %s",
            [hidden.id, self.person.id],
        )
        manager = self._clerk("boss", "group_manager")
        wizard = self._wizard(user=manager)
        self.assertTrue(wizard.can_proceed)
        row = wizard.preview_html.split("Bank account")[1].split("</tr>")[0]
        self.assertIn("other companies", row)
        self.assertNotRegex(row, r"\d")

    def test_rehearsal_tells_what_the_preview_told(self):
        """Row by row: what goes, and what stays."""
        self._pay(self._invoice(self.person))
        self.env["ir.attachment"].create(
            {
                "name": "Letter.txt",
                "raw": b"To Zacharias Quillfeather",
                "res_model": "res.partner",
                "res_id": self.person.id,
            }
        )
        manager = self._clerk("boss", "group_manager")
        wizard = self._wizard(
            user=manager,
            override_retention=True,
            override_reason="Decision 12/26",
            category_address=False,
        )
        told = self._rows_of(wizard.preview_html)
        self.assertIn(("Contact", "4", "Emptied"), told)
        self.assertIn("The file is removed", [row[2] for row in told])
        self.assertTrue(
            [row for row in told if row[-1] == "Data category not selected"]
        )
        wizard.action_rehearse()
        self.assertEqual(self._rows_of(wizard.report_html), told)

    def test_what_is_said_to_be_kept_is_found_there(self):
        """What names the person and is kept is in Kept Documents; the other documents
        of the books are told apart."""
        named = self._invoice(self.person, narration="For Zacharias Quillfeather")
        self._pay(named)
        self._pay(self._invoice(self.person))
        manager = self._clerk("boss", "group_manager")
        wizard = self._wizard(
            user=manager,
            note="Ticket 4711",
            override_retention=True,
            override_reason="Decision 12/26",
        )
        rows = self._rows_of(wizard.preview_html)
        kept, nameless = (
            [row for row in rows if row[-1] == reason]
            for reason in (
                "Record within its legal retention",
                "Record within its legal retention; nothing in it names the person any "
                "more",
            )
        )
        self.assertTrue(kept)
        self.assertTrue(nameless)
        self.assertIn("Kept Documents", wizard.preview_html)
        last = self.env["ir.attachment"].search([], order="id desc", limit=1).id
        wizard.action_anonymize()
        action = self.env.ref("partner_anonymization.partner_anonymization_kept_action")
        waiting = self.env["partner.anonymization.kept"].search(
            [*safe_eval(action.domain), ("partner_id", "=", self.person.id)]
        )
        self.assertIn(
            (named._name, named.id), [(one.model, one.res_id) for one in waiting]
        )
        # Missing PDFs are made by the run itself, after the dialog.
        found = {
            (one.model, one.res_id)
            for one in waiting
            if one.model != "ir.attachment" or one.res_id <= last
        }
        self.assertEqual(len(found), sum(int(row[1]) for row in kept))

    def _rows_of(self, html):
        rows = fromstring(f"<div>{html}</div>").xpath("//tbody/tr")
        return [tuple(cell.text or "" for cell in row) for row in rows]

    def test_the_button_says_what_it_will_do(self):
        self.assertEqual(self._wizard().action_label, "Anonymize 4 addresses")
        self.assertEqual(self._wizard(self.other).action_label, "Anonymize 1 address")

    def test_blockers_by_partner_with_links(self):
        move = self._invoice(self.other, "2015-05-05")
        wizard = self._wizard(self.person | self.other)
        self.assertEqual(wizard.blocked_count, 1)
        self.assertIn("1 of 2", wizard.blocker_summary)
        (group,) = wizard.blocker_groups
        self.assertEqual(group["id"], self.other.id)
        self.assertEqual(group["name"], "Bartholomew Unpaid")
        invoice = next(one for one in group["items"] if one["model"] == "account.move")
        self.assertEqual(invoice["ids"], move.ids)
        self.assertEqual(
            invoice["records"], [{"id": move.id, "name": move.display_name}]
        )
        self.assertTrue(invoice["remedy"])
        self.assertNotIn("Bartholomew", wizard.preview_html)

    def test_names_of_unreadable_records_are_not_shown(self):
        self._invoice(self.person, "2015-05-05")
        blind = self._user("blind", "group_anonymize")
        blind.write({"company_ids": [(6, 0, self.env.company.ids)]})
        blind.company_id = self.env.company
        wizard = self._wizard(user=blind)
        for item in wizard.blocker_groups[0]["items"]:
            self.assertFalse(item["records"])
        messages = self.person.with_user(blind).anonymization_blockers()
        self.assertTrue(messages)
        self.assertNotIn("INV/", str(messages))

    def test_no_personal_data_is_stored(self):
        wizard = self._wizard(note="Ticket 4711")
        wizard.action_rehearse()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT t::text FROM partner_anonymize t WHERE id = %s", [wizard.id]
        )
        (text,) = self.env.cr.fetchone()
        self.assertIn("Rehearsal successful", text)
        for word in ("Quillfeather", "Zacharias", "Brombærvej", "Shed door"):
            self.assertNotIn(word, text)

    # Confirmation and note

    def test_wrong_confirmation(self):
        wizard = self._wizard(confirmation="yes")
        before = self._row("name", "email")
        with self.assertRaisesRegex(UserError, CONFIRMATION):
            wizard.action_anonymize()
        self.assertEqual(self._row("name", "email"), before)

    def test_confirmation_is_forgiving_about_case_and_blanks(self):
        self._wizard(confirmation=f" {CONFIRMATION.lower()} ").action_anonymize()
        self.assertEqual(self._row("name"), ("Anonymized",))

    def _confirm_in(self, code, sentence):
        self.env["res.lang"]._activate_lang(code)
        wizard = self._wizard().with_context(lang=code)
        self.assertEqual(wizard.confirmation_text, sentence)
        with self.assertRaises(UserError):
            wizard.action_anonymize()
        wizard.confirmation = sentence
        wizard.action_anonymize()
        self.assertEqual(self._row("name"), ("Anonymized",))

    def test_confirmation_in_danish(self):
        self._confirm_in("da_DK", DANISH)

    def test_confirmation_in_german(self):
        self._confirm_in("de_DE", GERMAN)

    def test_note_must_not_name_the_person(self):
        wizard = self._wizard(note="Zacharias Quillfeather called")
        with self.assertRaisesRegex(UserError, "names the person"):
            wizard.action_anonymize()
        with self.assertRaisesRegex(UserError, "names the person"):
            wizard.action_rehearse()
        self.assertEqual(self._row("name"), ("Zacharias Quillfeather",))

    # Running

    def test_one_address_is_no_addresses(self):
        alone = self.Partner.create({"name": "Alone Somebody"})
        message = self._wizard(alone).action_anonymize()["params"]["message"]
        self.assertIn("Partners anonymized: 1.", message)
        self.assertNotIn("addresses", message)

    def test_anonymize_returns_a_message_with_a_link(self):
        action = self._wizard(note="Ticket 4711").action_anonymize()
        run = self._last_run()
        self.assertEqual(action["tag"], "display_notification")
        params = action["params"]
        self.assertEqual(params["links"][0]["url"], f"/odoo/anonymization-log/{run.id}")
        self.assertIn("Partners anonymized: 1, with 4 addresses.", params["message"])
        self.assertEqual(params["next"], {"type": "ir.actions.act_window_close"})
        self.assertEqual(
            (run.kind, run.state, run.note, run.partner_count, run.user_id),
            ("anonymize", "done", "Ticket 4711", 1, self.clerk),
        )
        self.assertTrue(run.date_start and run.date_done)

    def test_unticked_categories_stay_and_are_listed(self):
        self._wizard(category_contact=False, category_address=False).action_anonymize()
        name, email, street, job = self._row("name", "email", "street", "function")
        self.assertEqual(name, "Anonymized")
        self.assertEqual(email, "zacharias@quillfeather.example")
        self.assertEqual(street, "Brombærvej 15")
        self.assertFalse(job)
        traces = self._last_run().line_ids.trace_ids.filtered(
            lambda trace: trace.model == "res.partner"
        )
        declined = set(
            traces.filtered(lambda t: t.status == "declined").mapped("field")
        )
        self.assertLessEqual({"email", "street", "phone"}, declined)
        self.assertNotIn("name", declined)

    def test_name_is_always_erased(self):
        wizard = self._wizard(category_name=False)
        wizard.action_anonymize()
        self.assertEqual(self._row("name"), ("Anonymized",))

    def test_one_of_two_refused(self):
        self._invoice(self.other, "2015-05-05")
        action = self._wizard(self.person | self.other).action_anonymize()
        self.assertIn("Refused: 1.", action["params"]["message"])
        run = self._last_run()
        self.assertEqual((run.partner_count, run.refused_count), (1, 1))
        outcomes = {line.partner_id: line.outcome for line in run.line_ids}
        self.assertEqual(outcomes, {self.person: "done", self.other: "refused"})
        refused = run.line_ids.filtered(lambda line: line.outcome == "refused")
        self.assertIn("open_document", refused.reason)
        self.assertIn("Open document", refused.reason_label)
        self.assertEqual(self._row("name", partner=self.other)[0], "Bartholomew Unpaid")

    def test_all_refused(self):
        self._invoice(self.other, "2015-05-05")
        wizard = self._wizard(self.other)
        self.assertFalse(wizard.can_proceed)
        with self.assertRaisesRegex(UserError, "Cannot anonymize"):
            wizard.action_anonymize()

    def test_override_needs_its_right(self):
        self._pay(self._invoice(self.person))
        wizard = self._wizard()
        self.assertFalse(wizard.can_override)
        self.assertFalse(wizard.can_proceed)
        wizard.override_retention = True
        with self.assertRaises(AccessError):
            wizard.action_anonymize()
        user = self._clerk("senior", "group_anonymize,group_override_retention")
        wizard = self._wizard(user=user)
        self.assertTrue(wizard.can_override)
        wizard.override_retention = True
        self.assertTrue(wizard.can_proceed)
        wizard.override_reason = "Decision 12/26"
        wizard.action_anonymize()
        self.assertEqual(self._row("name"), ("Anonymized",))

    def test_without_the_right(self):
        nobody = self._clerk("nobody", "")
        with self.assertRaises(AccessError):
            self.person.with_user(nobody).action_anonymize()
        with self.assertRaises(AccessError):
            self._wizard(user=nobody)

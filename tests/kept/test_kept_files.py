"""Files that the law keeps: found and read by accounting only."""

from freezegun import freeze_time

from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from ..cases.kept_files_case import PDF, KeptFilesCase


@tagged("post_install", "-at_install")
class TestKeptFiles(KeptFilesCase):
    def test_marked(self):
        before = self.pdf.write_date, self.note.write_date
        self._anonymize()
        line = self.person.sudo().anonymization_line_id
        for file in self.pdf | self.note:
            self.assertEqual(file.anonymization_kept_line_id, line)
        self.assertEqual(self.note.raw, b"for Zacharias Quillfeather")
        self.assertFalse(self.living_pdf.anonymization_kept_line_id)
        self.assertEqual((self.pdf.write_date, self.note.write_date), before)
        self.assertFalse(self.note.access_token)
        self.assertFalse(self.note.index_content)
        self.person.deanonymize()
        self.assertFalse((self.pdf | self.note).anonymization_kept_line_id)
        self.assertEqual((self.pdf.write_date, self.note.write_date), before)
        self.assertIn("Zacharias", self.note.index_content)

    def test_found_by_accounting_that_names_the_record(self):
        self.assertIn(
            self.note, self._search(self.clerk, ("name", "=", "delivery.txt"))
        )
        self._anonymize()
        named = ("res_id", "=", self.move.id), ("res_model", "=", "account.move")
        by_id = (("id", "=", self.note.id),)
        flag = (("anonymization_kept_line_id", "!=", False), ("id", "!=", False))
        for user in self.accountant, self.auditor:
            for domain in named, by_id, flag:
                self.assertIn(self.note, self._search(user, *domain), user.login)
            free = self._search(user, ("name", "=", "delivery.txt"))
            self.assertFalse(free, "left out of free searches")
        for domain in named, by_id, (("name", "=", "delivery.txt"),):
            self.assertNotIn(self.note, self._search(self.clerk, *domain))
        with self._refused(match="anonymization_kept_line_id"):
            self._search(self.clerk, *flag)
        self.assertIn(
            self.living_note, self._search(self.clerk, ("name", "=", "living.txt"))
        )

    def test_read_by_accounting_only(self):
        self._anonymize()
        mine = self.note.with_user(self.accountant)
        self.assertEqual(mine.read(["raw"])[0]["raw"], b"for Zacharias Quillfeather")
        for names in (["raw"], ["name"], ["datas"], ["store_fname"]):
            with self._refused():
                self.note.with_user(self.clerk).read(names)
        with self._refused(match="kept by law"):
            self.note.with_user(self.clerk).raw  # noqa: B018
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        with self._refused(match="kept by law"):
            self.note.with_user(self.clerk).export_data(["name", "raw"])
        public = self.living_note.with_user(self.clerk)
        self.assertEqual(public.raw, b"for Berta")

    def test_a_public_file_is_no_way_round(self):
        self.note.public = True
        self._anonymize()
        with self._refused():
            self.note.with_user(self.clerk).read(["raw"])

    def test_files_in_fields_of_the_entry(self):
        self._anonymize()
        seen = self.move.with_user(self.clerk)
        self.assertFalse(
            seen.read(["invoice_pdf_report_file"])[0]["invoice_pdf_report_file"]
        )
        self.env.invalidate_all()
        self.assertFalse(seen.invoice_pdf_report_id)
        self.env.invalidate_all()
        mine = self.move.with_user(self.accountant)
        self.assertTrue(
            mine.read(["invoice_pdf_report_file"])[0]["invoice_pdf_report_file"]
        )
        self.env.invalidate_all()
        living = self.living.with_user(self.clerk)
        self.assertTrue(
            living.read(["invoice_pdf_report_file"])[0]["invoice_pdf_report_file"]
        )

    def test_nobody_changes_them(self):
        self._anonymize()
        for user in self.accountant, self.clerk:
            with self._refused(match="kept by law"):
                self.note.with_user(user).write({"res_id": self.living.id})
            with self._refused(match="kept by law"):
                self.note.with_user(user).unlink()
        with self._refused(UserError):
            self.note.sudo().unlink()
        self.assertEqual(self.note.res_id, self.move.id)

    def test_a_file_that_is_gone(self):
        gone = self.living_note.with_user(self.clerk)
        self.living_note.unlink()
        self.assertFalse(gone._anonymization_kept())
        with self.assertRaises(MissingError):
            gone.check_access("read")

    def test_not_mailed_by_others(self):
        self._anonymize()
        with self._refused():
            self.move.with_user(self.clerk).message_post(
                body="see file", attachment_ids=self.note.ids
            )
        self.move.with_user(self.accountant).message_post(
            body="see file", attachment_ids=self.note.ids
        )

    def test_the_chatter_does_not_tell_their_names(self):
        self.move.message_post(body="sent", attachment_ids=self.note.ids)
        self._anonymize()
        for user, name in (
            (self.accountant, "delivery.txt"),
            (self.clerk, "Kept by law for accounting"),
        ):
            shown = self.note.with_user(user).sudo()._anonymization_shown_name()
            self.assertEqual(shown, name)

    def test_documents_do_not_tell_their_names(self):
        """A record shows the name of its main file in lists and exports."""
        self.move.message_main_attachment_id = self.note
        self.living.message_main_attachment_id = self.living_note
        self._anonymize()
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        hidden = "Kept by law for accounting"
        for user, name in ((self.accountant, "delivery.txt"), (self.clerk, hidden)):
            both = (self.move | self.living).with_user(user)
            for path in ("message_main_attachment_id", "sudo"):
                self.env.invalidate_all()
                records = both.sudo() if path == "sudo" else both
                shown = records.read(["message_main_attachment_id"])
                shown = [one["message_main_attachment_id"] for one in shown]
                self.assertEqual(
                    shown, [(self.note.id, name), (self.living_note.id, "living.txt")]
                )
            spec = {"message_main_attachment_id": {"fields": {"display_name": {}}}}
            shown = both.web_read(spec)[0]["message_main_attachment_id"]
            self.assertEqual(shown["display_name"], name)
        with self._refused():
            self.move.with_user(self.clerk).export_data(["message_main_attachment_id"])
        self.person.deanonymize()
        self.env.invalidate_all()
        seen = self.move.with_user(self.clerk).read(["message_main_attachment_id"])
        self.assertEqual(seen[0]["message_main_attachment_id"][1], "delivery.txt")

    def test_documents_to_download(self):
        self._anonymize()
        for method, args in (
            ("_get_invoice_legal_documents", ["pdf"]),
            ("_get_invoice_legal_documents_all", []),
        ):
            for records in (
                self.move.with_user(self.clerk),
                self.move.with_user(self.clerk).sudo(),
            ):
                with self._refused():
                    getattr(records, method)(*args)
        found = self.move.with_user(self.accountant)._get_invoice_legal_documents("pdf")
        self.assertEqual(found["content"], PDF)

    def test_after_its_day_there_is_nothing_to_keep(self):
        self._anonymize()
        with freeze_time("2099-01-01"):
            self.patch(
                self.registry["ir.cron"], "_commit_progress", lambda *_a, **_kw: 600.0
            )
            self.env["partner.anonymization"]._cron_finish()
        self.env.invalidate_all()
        self.assertFalse((self.pdf | self.note).anonymization_kept_line_id)
        self.assertFalse(self.note.raw)
        self.assertFalse(self.note.with_user(self.clerk).read(["raw"])[0]["raw"])

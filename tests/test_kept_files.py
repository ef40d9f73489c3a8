"""Files that the law keeps: found and read by accounting only, and not printed anew."""

import json
from contextlib import contextmanager

from freezegun import freeze_time

from odoo import Command, http
from odoo.exceptions import AccessError, MissingError, RedirectWarning, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .accounting import BooksCase

PDF = b"%PDF-1.4 Zacharias Quillfeather"


class KeptFilesCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "partner_anonymization.render_missing_pdf", "False"
        )
        cls.move = cls._invoice(cls.person)
        cls._pay(cls.move)
        cls.pdf = cls._file(cls.move, "INV.pdf", "invoice_pdf_report_file")
        cls.note = cls._file(
            cls.move, "delivery.txt", raw=b"for Zacharias Quillfeather"
        )
        cls.note.access_token = "11111111-2222"
        cls.other = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.living = cls._invoice(cls.other)
        cls.living_pdf = cls._file(cls.living, "living.pdf", "invoice_pdf_report_file")
        cls.living_note = cls._file(cls.living, "living.txt", raw=b"for Berta")
        cls.accountant = cls._employee(
            "kept_accountant", "account.group_account_invoice"
        )
        cls.auditor = cls._employee("kept_auditor", "account.group_account_readonly")
        cls.clerk = cls._employee("kept_clerk", cls._seeing_entries())
        cls.env.flush_all()

    @classmethod
    def _employee(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{groups}",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    @classmethod
    def _seeing_entries(cls):
        """A group whose users see all entries, but are not of accounting."""
        group = cls.env["res.groups"].create({"name": "Sees Entries"})
        cls.env["ir.model.access"].create(
            [
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get(model).id,
                    "group_id": group.id,
                    "perm_read": True,
                    "perm_write": True,
                }
                for model in ("account.move", "account.move.line")
            ]
        )
        cls.env["ir.model.data"].create(
            {
                "module": "partner_anonymization",
                "name": "test_group_entries",
                "model": "res.groups",
                "res_id": group.id,
            }
        )
        return "partner_anonymization.test_group_entries"

    @classmethod
    def _file(cls, move, name, field=False, raw=PDF):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": field,
            }
        )

    def _anonymize(self):
        self.person.anonymize(override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()

    def _search(self, user, *domain):
        return self.env["ir.attachment"].with_user(user).search(list(domain))

    @contextmanager
    def _refused(self, error=AccessError, match="kept by law"):
        self.env.invalidate_all()
        with self.assertRaisesRegex(error, match):
            yield
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "accounting_only")
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
        for domain in named, by_id, flag, (("name", "=", "delivery.txt"),):
            self.assertNotIn(self.note, self._search(self.clerk, *domain))
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


@tagged("post_install", "-at_install", "accounting_only")
class TestPrinting(KeptFilesCase):
    def _print(self, moves, method="_render_qweb_pdf", user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.accountant)
        return getattr(reports, method)("account.account_invoices", moves.ids)

    def test_refused_in_favour_of_the_kept_file(self):
        self._anonymize()
        moves = self.move | self.living
        for method in ("_render_qweb_pdf", "_render_qweb_html", "_render_qweb_text"):
            with self.assertRaises(RedirectWarning) as caught:
                self._print(moves, method)
            message, action, _button, _context = caught.exception.args
            self.assertIn(self.move.name, message)
            self.assertNotIn(self.living.name, message)
            self.assertEqual(
                action["domain"], [("id", "in", (self.pdf | self.note).ids)]
            )
        with self._refused():
            self._print(self.move, user=self.clerk)
        content, _type = self._print(self.living, "_render_qweb_html")
        self.assertIn("Berta Unbeteiligt", str(content))

    def test_one_file_is_opened_itself(self):
        self.note.unlink()
        self._anonymize()
        with self.assertRaises(RedirectWarning) as caught:
            self._print(self.move)
        self.assertEqual(
            caught.exception.args[1]["url"], f"/web/content/{self.pdf.id}?download=true"
        )

    def test_without_a_file_the_anonymized_version(self):
        (self.pdf | self.note).unlink()
        self._anonymize()
        content, _type = self._print(self.move, "_render_qweb_html")
        self.assertNotIn("Zacharias", str(content))
        self.assertIn("Bird house", str(content))

    def test_send_and_print(self):
        self._anonymize()
        with self.assertRaises(RedirectWarning):
            self.move.with_user(self.accountant).action_send_and_print()
        with self.assertRaises(RedirectWarning):
            self.move.with_user(self.accountant).action_print_pdf()
        send = self.env["account.move.send"].with_user(self.accountant)
        with self.assertRaises(RedirectWarning):
            send._generate_and_send_invoices(self.move.with_user(self.accountant))
        constraints = send._get_move_constraints(self.move)
        self.assertIn("kept by law", constraints["anonymized"])
        self.assertNotIn("anonymized", send._get_move_constraints(self.living))

    def test_before_and_after(self):
        content, _type = self._print(self.move, "_render_qweb_html")
        self.assertIn("Zacharias", str(content))
        self._anonymize()
        self.person.deanonymize()
        content, _type = self._print(self.move, "_render_qweb_html")
        self.assertIn("Zacharias", str(content))


@tagged("post_install", "-at_install", "accounting_only")
class TestKeptFilesHttp(KeptFilesCase, HttpCase):
    def _get(self, user, path):
        self.authenticate(user.login, user.login)
        return self.url_open(path, allow_redirects=False)

    def test_routes(self):
        self._anonymize()
        token = self.note._get_raw_access_token()
        paths = [
            f"/web/content/{self.note.id}",
            f"/web/content/{self.note.id}?access_token={token}",
            f"/web/content/account.move/{self.move.id}/invoice_pdf_report_file",
            f"/account/download_invoice_attachments/{self.note.id}",
            f"/account/download_invoice_documents/{self.move.id}/pdf",
            f"/my/invoices/{self.move.id}?report_type=pdf&download=true",
        ]
        for path in paths:
            with self.subTest(path):
                answer = self._get(self.clerk, path)
                self.assertNotIn(b"Zacharias", answer.content)
                self.assertNotEqual(answer.status_code, 200)
                if path.startswith("/my/"):
                    continue
                answer = self._get(self.accountant, path)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(b"Zacharias", answer.content)
        answer = self.url_open(
            f"/web/content/{self.note.id}?access_token=11111111-2222"
        )
        self.assertNotIn(b"Zacharias", self._public(paths[0]))
        self.assertNotIn(b"Zacharias", self._public(paths[1]))

    def _public(self, path):
        self.authenticate(None, None)
        return self.url_open(path).content

    def test_printing_says_where_the_file_is(self):
        self._anonymize()
        self.authenticate(self.accountant.login, self.accountant.login)
        url = f"/report/pdf/account.report_invoice_with_payments/{self.move.id}"
        answer = self.url_open(
            "/report/download",
            {
                "data": json.dumps([url, "qweb-pdf"]),
                "token": "x",
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertIn(b"RedirectWarning", answer.content)
        self.assertIn(b"kept by law", answer.content)

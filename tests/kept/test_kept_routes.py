"""No invoice is printed anew while its file is kept, and no route leads past it."""

import json

from odoo import http
from odoo.exceptions import RedirectWarning
from odoo.tests import HttpCase, tagged

from ..cases.kept_files_case import KeptFilesCase


@tagged("post_install", "-at_install")
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


@tagged("post_install", "-at_install")
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

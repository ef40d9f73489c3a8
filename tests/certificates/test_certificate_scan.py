"""The code of a printed certificate is scanned, and its address opened."""

import base64
import io
import json
import shutil
from unittest.mock import patch
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp

from odoo.tests import HttpCase, common, tagged
from odoo.tools import mute_logger

from ..cases.request_case import RequestCase

REPORT = "partner_anonymization.report_line_certificate"
RUN_REPORT = "partner_anonymization.report_run_certificate"
# As a telephone's camera may see it, and as a scanner does.
RESOLUTIONS = 100, 300
# Fails unless the address has led to the form with these words; or else to a dialog
# that says no, or to the list without the record, and shows nothing of them.
OPENED = """
(async ([path, words, refusal]) => {
    let isRight = false;
    for (let i = 0; i < 300 && !isRight; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const found = document.querySelector(".modal, .o_form_view .o_form_sheet");
        const isThere = location.pathname === path;
        isRight = refusal
            ? found?.innerText.includes(refusal) ||
              (!isThere && document.querySelector(".o_list_view"))
            : isThere && found?.innerText.includes(words);
    }
    const text = document.body.innerText;
    if (!isRight || (refusal && text.includes(words))) {
        throw new Error(`${location.pathname}: ${text}`);
    }
    console.log("test successful");
})(%s)
"""


class Printer(common.ChromeBrowser):
    """A browser that prints the page that it has opened."""

    printed = b""

    def _wait_code_ok(self, *args, **kwargs):
        paper = {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69}
        answer = self._websocket_request("Page.printToPDF", params=paper, timeout=60)
        Printer.printed = base64.b64decode(answer["data"])
        return super()._wait_code_ok(*args, **kwargs)


@tagged("post_install", "-at_install")
class TestCertificateScan(RequestCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.log_run = (cls.other | cls.person).anonymize(note="T-7")
        cls.line = cls.log_run.line_ids.filtered(
            lambda one: one.partner_id == cls.person
        )
        companies = cls.env.company.ids
        for user in (cls.clerk, cls.plain):
            user.write({"company_ids": [(6, 0, companies)], "company_id": companies[0]})

    def _printed(self, report, record):
        """The PDF that a browser makes of the page, as the clerk sees it."""
        with patch.object(common, "ChromeBrowser", Printer):
            self.browser_js(
                f"/report/html/{report}/{record.id}",
                "console.log('test successful')",
                "document.querySelector('img[alt^=QR]').complete",
                login=self.clerk.login,
            )
        return Printer.printed

    def _scanned(self, pdf):
        """The address that is read, the same at every resolution."""
        found = set()
        for dpi in RESOLUTIONS:
            page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
            codes = zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
            found.add(tuple(code.text for code in codes))
        self.assertEqual(len(found), 1, found)
        ((address,),) = found
        return address

    def _open(self, address, user, words, refusal=""):
        """Open the address as this user, who sees the words or is refused."""
        path = urlsplit(address).path
        told = json.dumps([path, words, refusal])
        self.browser_js(path, OPENED % told, "odoo.isReady === true", user.login)

    def test_of_a_person(self):
        address = self._scanned(self._printed(REPORT, self.line))
        self.assertEqual(
            address,
            f"{self.line.get_base_url()}/odoo/anonymized-partners/{self.line.id}",
        )
        words = self.line.with_user(self.clerk).display_name
        self._open(address, self.clerk, words)
        self._assert_closed(address, words)

    def test_of_a_run(self):
        address = self._scanned(self._printed(RUN_REPORT, self.log_run))
        self.assertEqual(
            address,
            f"{self.log_run.get_base_url()}/odoo/anonymization-log/{self.log_run.id}",
        )
        self._open(address, self.clerk, "T-7")
        self._assert_closed(address, "T-7")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def _assert_closed(self, address, words):
        """Who has no rights, or is nobody, gets to see none of it."""
        self._open(address, self.plain, words, "Access Error")
        self.logout()
        answer = self.url_open(urlsplit(address).path)
        self.assertEqual(urlsplit(answer.url).path, "/web/login")
        self.assertNotIn(words, answer.text)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_of_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        hermit = self.Partner.create(
            {"name": "Ottokar Grau", "company_id": elsewhere.id}
        )
        line = hermit.anonymize(note="T-8").line_ids
        address = f"{line.get_base_url()}/odoo/anonymized-partners/{line.id}"
        self._open(address, self.clerk, line.display_name, "Access Error")


if shutil.which("wkhtmltopdf"):

    @tagged("post_install", "-at_install")
    class TestCertificateScanWkhtmltopdf(TestCertificateScan):
        """The same on paper as Odoo prints it, where that program is there."""

        allow_inherited_tests_method = True  # Odoo's loader asks for it.

        def _printed(self, report, record):
            reports = self.env["ir.actions.report"].with_user(self.clerk)
            pdf, kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(report, record.ids)
            self.assertEqual(kind, "pdf")
            return pdf

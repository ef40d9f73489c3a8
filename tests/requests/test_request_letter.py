"""The reply: addressed as long as that is possible, and stored nowhere."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ...engine.log import log_rows
from ...engine.vault import key_store
from ..cases.request_case import RequestCase
from ..kept.test_missing_pdf import PDF

REPORT = "partner_anonymization.partner_anonymization_request_report"
NAME, STREET = "Zacharias Quillfeather", "Brombærvej 15"


@tagged("post_install", "-at_install")
class TestRequestLetter(RequestCase):
    def _stored(self):
        counts = []
        for table in ("ir_attachment", "mail_message", "mail_mail"):
            self.env.cr.execute(f"SELECT count(*), max(id) FROM {table}")
            counts.append(self.env.cr.fetchone())
        return counts

    def _letter(self, request, user=None):
        """The text of the letter, as this user prints it."""
        request = request.with_user(user) if user else request
        report = request.env["ir.actions.report"]
        report._render_qweb_html(REPORT, request.ids)  # assets are made once
        self.env.flush_all()
        before = self._stored()
        action = request.action_print_reply()
        self.assertEqual(action["report_name"].split(".")[-1], "report_request_reply")
        html, _kind = report._render_qweb_html(REPORT, request.ids)
        self.env.flush_all()
        self.assertEqual(self._stored(), before)
        return " ".join(html.decode().split())

    def _erased(self, **values):
        request = self._request(user=self.clerk)
        self._anonymize(request, **values)
        request.action_close()
        return request

    def test_nothing_to_tell_yet(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Close, refuse or extend"):
            request.action_print_reply()
        request.action_withdraw()
        with self.assertRaises(UserError):
            request.action_print_reply()
        with self.assertRaises(AccessError):
            request.with_user(self.plain).sudo().action_print_reply()

    def test_refused(self):
        request = self._request(user=self.clerk)
        self._refuse(request)
        html = self._letter(request)
        for text in (
            NAME,
            STREET,
            "8000 Aarhus",
            "Art. 17(3)(e): legal claims",
            "A lawsuit is going on",
            "Article 77",
            "Article 79",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Denmark", html.split('name="recipient"')[1].split("<h3")[0])

    def test_extension_notice(self):
        with freeze_time("2026-01-10"):
            request = self._request(date_received="2026-01-05", user=self.clerk)
            self._extend(request)
            self.assertEqual(request.letter_kind, "extended")
            html = self._letter(request)
        for text in (NAME, "two further months", "04/07/2026", "Many requests at once"):
            self.assertIn(text, html)

    def test_erased_from_the_seal(self):
        request = self._erased()
        html = self._letter(request, self.manager)
        self.assertIn(NAME, html)
        self.assertIn(STREET, html)
        self.assertIn("removed your personal data", html)
        self.assertFalse(request.with_user(self.manager).letter_hint)

    def test_a_clerk_reads_no_seal(self):
        request = self._erased()
        html = self._letter(request, self.clerk)
        for text in ("Quillfeather", STREET, "Aarhus"):
            self.assertNotIn(text, html)
        self.assertIn("removed your personal data", html)
        self.assertIn("sealed", request.with_user(self.clerk).letter_hint)
        with self.assertRaises(AccessError):
            request.with_user(self.clerk).check_access("unlink")

    def test_lost_key(self):
        request = self._erased()
        (ref,) = self._refs(request.line_ids)
        key_store.destroy_keys(self.env, [ref])
        html = self._letter(request, self.manager)
        self.assertNotIn("Quillfeather", html)
        self.assertNotIn('name="recipient"', html)

    def _refs(self, lines):
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE line_id = ANY(%s)",
            [lines.ids],
        )
        return [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]

    def test_after_the_purge(self):
        request = self._erased()
        self.person.purge_anonymized()
        self.env.invalidate_all()
        html = self._letter(request, self.manager)
        self.assertNotIn("Quillfeather", html)
        self.assertIn("removed your personal data", html)
        self.assertIn("gone", request.with_user(self.manager).letter_hint)

    def test_partly_erased_lists_what_is_kept(self):
        request = self._erased(category_address=False)
        line = request.line_ids
        day = date(2031, 12, 31)
        log_rows.update(line.trace_ids.sudo()[:1], {"date_until": day})
        html = self._letter(request, self.manager)
        self.assertIn("Data category not selected", html)
        self.assertIn(STREET, html, "the address was not erased")
        self.assertIn(NAME, html)
        self.assertIn("12/31/2031", html)
        self.assertIn("Article 77", html)

    def test_kept_in_the_language_of_the_letter(self):
        request = self._erased(category_address=False)
        first, last = request.line_ids.trace_ids.sudo()[:2]
        german = {"code": "declined", "reason": "Nicht ausgewählt"}
        log_rows.update(first, german)
        log_rows.update(last, {"code": "no_pdf", "reason": "Print it from a backup"})
        html = self._letter(request, self.manager)
        self.assertIn("Data category not selected", html)
        self.assertNotIn("Nicht ausgewählt", html)
        self.assertNotIn("backup", html, "a missing PDF is no data of the person")

    def test_nothing_found(self):
        request = self._request(self.env["res.partner"])
        self.assertIn("no partner", request.letter_hint)
        request.action_close()
        self.assertIn("have found no personal data", self._letter(request))

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("da_DK")
        self.env["ir.module.module"]._load_module_terms(["web", "base"], ["da_DK"])
        self.person.lang = "da_DK"
        request = self._request(date_received="2026-01-31")
        self._refuse(request)
        self.assertEqual(request._letter_lang(), "da_DK")
        self._letter(request)
        other = self._erased_twin()
        self.assertEqual(other.with_user(self.manager)._letter_lang(), "da_DK")
        self.assertEqual(other.with_user(self.clerk)._letter_lang(), "en_US")

    def _erased_twin(self):
        twin = self.Partner.create({"name": "Olga Octavius", "lang": "da_DK"})
        request = self._request(twin)
        self._anonymize(request)
        request.action_close()
        return request

    def test_foreign_country_is_named(self):
        self.person.country_id = self.env.ref("base.se")
        request = self._request()
        self._refuse(request)
        self.assertIn("Sweden", self._letter(request))

    def test_pdf(self):
        request = self._request()
        self._refuse(request)
        before = self._stored()
        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", lambda *a, **kw: PDF),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda _self: "ok"),
        ):
            pdf, _kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf(REPORT, request.ids)
            )
        self.assertEqual(pdf, PDF)
        found = self.env["ir.attachment"].search(
            [("res_model", "=", request._name), ("res_id", "in", request.ids)]
        )
        self.assertFalse(found)
        self.assertEqual(self._stored()[1:], before[1:])

"""The letter names documents and the authority, and can be sent with evidence."""

import smtplib
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models import ir_mail_server
from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..cases.accounting import BooksCase
from ..cases.request_case import RequestCase

NAME, EMAIL = "Zacharias Quillfeather", "zacharias@quillfeather.example"


class Session:
    """What a mail server is to Odoo; `refuses` says that it takes nothing."""

    from_filter = smtp_from = False

    def __init__(self, refuses=None):
        self.refuses, self.sent, self.is_over = refuses, [], False

    def send_message(self, message, smtp_from, smtp_to):
        if self.refuses:
            raise self.refuses
        self.sent.append((message, smtp_to))

    def quit(self):
        self.is_over = True


@tagged("post_install", "-at_install")
class TestLetterNamesDocuments(RequestCase, BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_company(cls.clerk | cls.manager)
        cls.clerk.group_ids |= cls.env.ref(
            "partner_anonymization.group_override_retention"
        )
        cls.move = cls._invoice(cls.person)
        cls.entry = cls._pay(cls.move)

    @classmethod
    def _set_company(cls, users):
        companies = cls.env.company.ids
        users.write({"company_ids": [(6, 0, companies)], "company_id": companies[0]})

    def _answered(self):
        request = self._request(user=self.clerk)
        self._anonymize(request, override_retention=True, override_reason="T-1")
        request.action_close()
        return request

    def test_invoice_by_its_number(self):
        """Its file, its items and its own fields are all the invoice."""
        request = self._answered()
        self.assertEqual(request.outcome, "partial")
        rows = request.with_user(self.clerk)._letter_values()["kept"]
        (row,) = [row for row in rows if row[0] == "Customer Invoice"][:1]
        self.assertIn(self.move.name, row[1])
        self.assertEqual(row[3], self.move.anonymization_retention_end)
        self.assertFalse([row for row in rows if "Attachment" in row[0]])
        report = "partner_anonymization.partner_anonymization_request_report"
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html(report, request.ids)
        )
        text = html.decode()
        self.assertIn(self.move.name, text)
        self.assertNotIn("Attachment", text)

    def test_no_number_of_a_company_that_the_user_does_not_see(self):
        request = self._answered()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("letter-stranger", "group_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        rows = request.with_user(stranger).sudo()._letter_values()["kept"]
        self.assertTrue(rows)
        self.assertNotIn(self.move.name, str(rows))

    def test_more_numbers_than_anybody_reads(self):
        request = self._request()
        names = {f"INV/{number:04}" for number in range(60)}
        (row,) = request._one_row_each({("Invoice", "The law", None): names})
        self.assertIn("INV/0049, and 10 more", row[1])
        self.assertNotIn("INV/0050", row[1])


@tagged("post_install", "-at_install")
class TestLetterSent(RequestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "office@birds.example"

    def _sending(self, session):
        for name, value in (
            ("_disable_send", lambda _self: False),
            ("_connect__", lambda _self, *args, **kwargs: session),
        ):
            self.startPatcher(patch.object(IrMail_Server, name, value))
        return session

    def _refused(self, user=None):
        request = self._request(user=user or self.clerk)
        self._refuse(request)
        return request

    def _events(self):
        return self.env["partner.anonymization.event"].search(
            [("kind", "=", "letter_sent")], order="id"
        )

    def _stored(self):
        counts = []
        for table in ("mail_mail", "mail_message", "ir_attachment"):
            self.env.cr.execute(f"SELECT count(*) FROM {table}")
            counts += self.env.cr.fetchone()
        return counts

    def test_sent_with_evidence_and_stored_nowhere(self):
        session, request = self._sending(Session()), self._refused()
        before = self._stored()
        request.action_send_reply()
        self.assertEqual(self._stored(), before)
        ((message, to),) = session.sent
        self.assertEqual(to, [EMAIL])
        self.assertTrue(session.is_over)
        self.assertIn(NAME, message["To"])
        body = message.get_body(("html",)).get_content()
        for text in ("A lawsuit is going on", "Article 77", "Datatilsynet"):
            self.assertIn(text, body)
        self.assertEqual(request.letter_message_id, message["Message-Id"])
        self.assertEqual(
            (request.letter_sent_uid, request.letter_sent_kind),
            (self.clerk, "refused"),
        )
        self.assertTrue(request.letter_sent_date)
        event = self._events()
        self.assertEqual(event.partner_ref, self.person.id)
        self.assertEqual(event.user_id, self.clerk)
        self.assertIn(message["Message-Id"], event.reason)
        self.assertNotIn("uillfeather", event.reason)

    def test_from_the_seal_by_managers_alone(self):
        session = self._sending(Session())
        request = self._request(user=self.clerk)
        self._anonymize(request)
        request.action_close()
        with self.assertRaisesRegex(UserError, "right to manage"):
            request.action_send_reply()
        request.with_user(self.manager).action_send_reply()
        ((_message, to),) = session.sent
        self.assertEqual(to, [EMAIL])
        self.person.purge_anonymized()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "data is gone"):
            request.with_user(self.manager).action_send_reply()
        self.assertEqual(len(self._events()), 1)

    def test_what_the_server_refuses_is_not_noted(self):
        refusal = smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no " + EMAIL.encode())})
        self._sending(Session(refusal))
        request = self._refused()
        with (
            patch.object(ir_mail_server, "_logger") as logger,
            self.assertRaisesRegex(UserError, "550") as caught,
            self.env.cr.savepoint(),
        ):
            request.action_send_reply()
        self.assertIn("550", str(logger.mock_calls))
        self.assertNotIn("quillfeather", f"{logger.mock_calls} {caught.exception}")
        self.env.invalidate_all()
        self.assertFalse(request.letter_sent_date)
        self.assertFalse(self._events())

    def test_nobody_to_send_it_to(self):
        self._sending(Session())
        request = self._request(self.env["res.partner"], user=self.clerk)
        with self.assertRaisesRegex(UserError, "Close, refuse or extend"):
            request.action_send_reply()
        request.action_close()
        with self.assertRaisesRegex(UserError, "no partner is entered"):
            request.action_send_reply()
        self.person.email = False
        with self.assertRaisesRegex(UserError, "No e-mail address"):
            self._refused().action_send_reply()
        with self.assertRaises(AccessError):
            self._refused().with_user(self.plain).action_send_reply()

    def test_evidence_is_not_written_by_hand(self):
        request = self._request()
        for name in ("letter_sent_date", "letter_message_id"):
            with self.assertRaisesRegex(UserError, "buttons"):
                request.write({name: "2026-01-01"})

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("da_DK")
        self.person.lang = "da_DK"
        session, request = self._sending(Session()), self._refused()
        with patch.object(type(request), "_letter_values", autospec=True) as values:
            values.side_effect = lambda one: {"kind": one.env.lang, "authority": ""}
            request.action_send_reply()
        self.assertEqual(values.call_args.args[0].env.lang, "da_DK")
        self.assertEqual(len(session.sent), 1)

    def test_authority(self):
        """By the address, or as the company says; without one somebody is told."""
        company = self.env.company
        self.assertIn("Datatilsynet", company._anonymization_authority_name())
        company.country_id = self.env.ref("base.de")
        company.state_id = False
        request = self._refused()
        self.assertFalse(request._letter_values()["authority"])
        self.assertIn("supervisory authority", request.letter_hint)
        company.state_id = self.env.ref("base.state_de_by")
        self.assertIn("Bayerisches", company._anonymization_authority_name())
        company.anonymization_authority = "The Authority, 1 Street"
        self.assertEqual(
            request._letter_values()["authority"], "The Authority, 1 Street"
        )

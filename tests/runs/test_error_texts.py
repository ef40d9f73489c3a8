"""What a server has answered about a person goes in the run, not only in the proof."""

from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ..cases.apps import AppsCase

OWN, OTHER = "zacharias@quillfeather.example", "olga@octavius.example"
FAILURE = "550 5.1.1 <{}>: user unknown, said mx.example"
OWN_FAILURE = FAILURE.format(OWN)


class ErrorTextsCase(AppsCase):
    def _mail(self, to, failure=OWN_FAILURE, **values):
        mail = self.env["mail.mail"].create(
            {"subject": "Greetings", "email_to": to, "body_html": "<p>Hi</p>", **values}
        )
        self._set(mail, failure_reason=failure)
        return mail

    def _anonymize(self):
        self.env.flush_all()
        self.person.anonymize()
        self.env.invalidate_all()

    def _restore(self):
        self.env.flush_all()
        self.person.deanonymize()
        self.env.invalidate_all()

    def assertRestores(self, record, *names):
        before = self._row(record, *names)
        self._anonymize()
        for text in self._row(record, *names):
            self.assertNotIn("quillfeather", (text or "").lower())
        after = self._row(record, *names)
        self._restore()
        self.assertEqual(self._row(record, *names), before)
        return after


@tagged("post_install", "-at_install")
class TestErrorTexts(ErrorTextsCase):
    def test_mail_without_a_partner(self):
        mail = self._mail(f'"Z. Q." <{OWN.upper()}>', state="exception")
        _to, failure = self.assertRestores(mail, "email_to", "failure_reason")
        self.assertEqual(failure, FAILURE.format("Anonymized"))
        self.assertEqual(mail.state, "cancel")

    def test_sent_mail_stays_sent(self):
        mail = self._mail(OWN, state="sent")
        self.assertRestores(mail, "email_to", "failure_reason")
        self.assertEqual(mail.state, "sent")

    def test_one_of_several_recipients(self):
        for to in (f"{OWN}, {OTHER}", f"{OTHER};{OWN}", f"Olga <{OTHER}>,<{OWN}>"):
            with self.subTest(to=to):
                failure = f"{FAILURE.format(OWN)}; {FAILURE.format(OTHER)}"
                mail = self._mail(to, failure, state="outgoing")
                after = self.assertRestores(mail, "email_to", "failure_reason")
                self.assertEqual(
                    after,
                    (to.replace(OWN, "Anonymized"), failure.replace(OWN, "Anonymized")),
                )
                self.assertEqual(mail.state, "outgoing")

    def test_copy(self):
        mail = self._mail(OTHER, email_cc=f"Boss <boss@octavius.example>, {OWN}")
        after = self.assertRestores(mail, "email_cc", "failure_reason")
        self.assertEqual(after[0], "Boss <boss@octavius.example>, Anonymized")
        self.assertEqual(self._row(mail, "email_to"), (OTHER,))
        self.assertEqual(mail.state, "outgoing")

    def test_of_somebody_else(self):
        texts = OTHER, FAILURE.format(OTHER), f"x{OWN}, {OWN}x"
        mail = self._mail(*texts[:2], email_cc=texts[2], state="outgoing")
        self._anonymize()
        self.assertEqual(
            self._row(mail, "email_to", "failure_reason", "email_cc"), texts
        )
        self.assertEqual(mail.state, "outgoing")

    def test_notifications(self):
        message = self.other.message_post(body="Hi")
        of_partner, of_address = self.env["mail.notification"].create(
            [
                {"mail_message_id": message.id, "notification_type": "email", **values}
                for values in (
                    {"res_partner_id": self.person.id},
                    {"mail_email_address": OWN, "failure_type": "mail_smtp"},
                )
            ]
        )
        for one in (of_partner, of_address):
            one.failure_reason = FAILURE.format(OWN)
        self.assertRestores(of_partner, "failure_reason")
        self.assertRestores(of_address, "failure_reason", "mail_email_address")

    def test_incoming_mail_server(self):
        server, quiet = self.env["fetchmail.server"].create(
            [{"name": name, "server_type": "imap"} for name in ("One", "Two")]
        )
        self._set(server, error_message=f"Mailbox {OWN} is full")
        self._set(quiet, error_message=f"Mailbox {OTHER} is full")
        (text,) = self.assertRestores(server, "error_message")
        self.assertEqual(text, "Mailbox Anonymized is full")
        self.assertEqual(
            self._row(quiet, "error_message"), (f"Mailbox {OTHER} is full",)
        )

    def test_whichever_app_adds_it(self):
        self.env["ir.model.fields"].create(
            [
                {
                    "name": name,
                    "model_id": self.env["ir.model"]._get_id("res.partner.bank"),
                    "field_description": name,
                    "ttype": kind,
                }
                for name, kind in (("x_check_error", "text"), ("x_error_type", "char"))
            ]
        )
        bank = self.person.bank_ids
        self._set(bank, x_check_error=f"No answer from {OWN}", x_error_type="timeout")
        (text,) = self.assertRestores(bank, "x_check_error")
        self.assertEqual(text, "No answer from Anonymized")
        names = {
            column.name
            for rule in DataMap(self.env).rules
            if rule.model == "res.partner.bank"
            for column in rule.fields
        }
        self.assertIn("x_check_error", names)
        self.assertNotIn("x_error_type", names)


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestErrorTextsOfApps(ErrorTextsCase):
    def test_payment(self):
        provider = self.env["payment.provider"].create({"name": "Demo", "code": "none"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "reference": "TX-1",
                "amount": 12,
                "currency_id": self.env.company.currency_id.id,
                "partner_id": self.person.id,
                "state": "error",
            }
        )
        self._set(transaction, state_message=f"Card of Zacharias Quillfeather <{OWN}>")
        (text,) = self.assertRestores(transaction, "state_message")
        self.assertTrue(text.startswith("Card of Anonymized"))

    def test_sms(self):
        message = self.other.message_post(body="Hi")
        values = {"mail_message_id": message.id, "notification_type": "sms"}
        notification = self.env["mail.notification"].create(
            {**values, "sms_number": "+4531415926", "failure_type": "sms_server"}
        )
        self._set(notification, failure_reason="+45 31 41 59 26 does not answer")
        self._anonymize()
        number, failure = self._row(notification, "sms_number", "failure_reason")
        self.assertFalse(number)
        self.assertEqual(failure, "Anonymized does not answer")
        self._restore()
        self.assertEqual(
            self._row(notification, "sms_number", "failure_reason"),
            ("+4531415926", "+45 31 41 59 26 does not answer"),
        )

    def test_mailing(self):
        contact = self.env["mailing.contact"].create({"name": "Z.", "email": OWN})
        trace = self.env["mailing.trace"].create(
            {
                "model": contact._name,
                "res_id": contact.id,
                "email": OWN,
                "trace_type": "mail",
            }
        )
        self._set(trace, failure_reason=OWN_FAILURE)
        self.assertRestores(trace, "failure_reason", "email")

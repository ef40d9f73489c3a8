import smtplib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date, formataddr

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...engine.log import log_entries
from ...wording import notices, refusals
from .partner_anonymization_request_letter import LETTERS

MAIL = "partner_anonymization.report_request_mail"


class PartnerAnonymizationRequest(models.Model):
    """The letter by e-mail. It goes straight to the mail server and is stored nowhere;
    what stays is that the server has taken it, and under which ID."""

    _inherit = "partner.anonymization.request"

    letter_sent_date = fields.Datetime(
        string="Letter Sent On",
        readonly=True,
        copy=False,
        help="When the mail server took the letter.",
    )
    letter_sent_kind = fields.Selection(
        LETTERS, string="Letter Sent", readonly=True, copy=False
    )
    letter_sent_uid = fields.Many2one(
        "res.users", string="Letter Sent By", readonly=True, copy=False
    )
    letter_message_id = fields.Char(
        string="Message ID",
        readonly=True,
        copy=False,
        help="By which the logs of mail servers know the letter.",
    )

    def action_send_reply(self):
        """Send the letter that fits the state of the request to the person's e-mail.

        :raise UserError: nothing is to be told, no e-mail is known, or the mail server
            has not taken it; then nothing is noted
        :raise AccessError: the user may not anonymize, or not read the request
        """
        self.ensure_one()
        self._check_letter()
        self.sudo(False).check_access("write")
        message = self._letter_message()
        self._change(
            {
                "letter_sent_date": fields.Datetime.now(),
                "letter_sent_kind": self.letter_kind,
                "letter_sent_uid": self.env.uid,
                "letter_message_id": message["Message-Id"],
            }
        )
        reason = f"#{self.id} {self.letter_kind}: {message['Message-Id']}"
        partners = self._all_partners()
        env = self.sudo().env
        log_entries.add_changes(
            env, "letter_sent", [reason] * (len(partners) or 1), partners.ids
        )
        self.env.flush_all()  # what cannot be noted is not sent
        self._hand_over(message)
        return notices.reloading(self.env._("The mail server has taken the letter."))

    def _letter_message(self):
        """The letter as a message for the mail server."""
        lang = self._letter_lang()
        request = self.with_context(lang=lang)
        card = self._letter_card()
        address = email_normalize(card.get("email") or "", strict=False)
        if not address:
            raise UserError(
                self._address_hint()
                or self.env._(
                    "No e-mail address of the person is known: print the letter."
                )
            )
        company = self.company_id
        values = {"o": request, "letter": request._letter_values()}
        received = format_date(request.env, self.date_received)
        return (
            self.env["ir.mail_server"]
            .sudo()
            ._build_email__(
                email_from=company.email_formatted or self.env.user.email_formatted,
                email_to=[formataddr((card.get("name") or "", address))],
                subject=request.env._("Your request for erasure of %s", received),
                body=str(request.env["ir.qweb"]._render(MAIL, values)),
                subtype="html",
                object_id=f"{self.id}-{self._name}",
            )
        )

    def _hand_over(self, message):
        """Give a message to the mail server, now.

        :raise UserError: it has not taken it
        """
        server = self.env["ir.mail_server"].sudo()
        try:
            session = server._connect__(smtp_from=message["From"])
            quiet = session and _QuietSession(session)
            server.send_email(message, smtp_session=quiet)
            if session:
                session.quit()
        except (MailDeliveryException, smtplib.SMTPException, OSError) as error:
            told = error.args[-1] if isinstance(error, MailDeliveryException) else ""
            raise refusals.unlogged(
                self.env._(
                    "The mail server has not taken the letter (%(error)s), and nothing "
                    "was noted. Try again later, or print the letter. An administrator "
                    "can test the outgoing mail server in the settings.",
                    error=told or type(error).__name__,
                )
            ) from None


class _QuietSession:
    """A session with a mail server whose refusals do not quote the address of the
    person: Odoo writes them into the server's log."""

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        return getattr(self._session, name)

    def send_message(self, *args, **kwargs):
        try:
            return self._session.send_message(*args, **kwargs)
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({code for code, _text in error.recipients.values()})
            raise _Refused(f"recipient refused ({codes[0]})") from None
        except smtplib.SMTPResponseException as error:
            raise _Refused(f"{type(error).__name__} ({error.smtp_code})") from None


class _Refused(smtplib.SMTPException):
    """What the mail server has said, as a number."""

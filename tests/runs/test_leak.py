"""Promise 1: nothing of the person is left but what the trace lists."""

from odoo.tests import new_test_user, tagged

from .. import search
from ..cases.accounting import BooksCase
from ..common import digest

TEXTS = "Zacharias Quillfeather, +45 31415926, zacharias@quillfeather.example"


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestLeak(BooksCase):
    def _live(self):
        """Take the person through its business, years ago and now."""
        person = self.person
        for day in ("2012-03-01", None):
            move = self._invoice(
                person,
                day,
                label=f"For {TEXTS}",
                ref="Zacharias Quillfeather 77",
                narration=f"<p>Hello {TEXTS}</p>",
            )
            self._attach(move, "invoice.txt")
            move.message_post(
                body=f"Sent to {TEXTS}",
                partner_ids=person.ids,
                attachments=[("letter.txt", TEXTS.encode())],
            )
            credit = move._reverse_moves([{"date": move.date}], cancel=True)
            self.assertEqual(credit.payment_state, "paid")
            paid = self._invoice(person, day)
            self._pay(paid)
            self.assertEqual(paid.payment_state, "paid")
        person.write({"email": "old@quillfeather.example", "phone": "+45 99 88 77 66"})
        person.flush_recordset()
        self.env.flush_all()
        person.write(
            {"email": "zacharias@quillfeather.example", "phone": "+45 31 41 59 26"}
        )
        person.message_post(body=f"Called {TEXTS}", subject="Quillfeather, Zacharias")
        self._attach(person, "Zacharias Quillfeather.txt")
        self.env["mail.mail"].create(
            {
                "subject": "Greetings",
                "email_to": '"Zacharias Quillfeather" <zacharias@quillfeather.example>',
                "body_html": f"<p>{TEXTS}</p>",
                "recipient_ids": [(4, person.id)],
                "model": "res.partner",
                "res_id": person.id,
            }
        )
        portal = new_test_user(
            self.env,
            "zacharias@quillfeather.example",
            groups="base.group_portal",
            partner_id=person.id,
            name=person.name,
            email=person.email,
        )
        portal.signature = "<p>Zacharias Quillfeather</p>"
        return portal

    def _attach(self, record, name):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": TEXTS.encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _values(self):
        return [
            "Zacharias Quillfeather",
            "Quillfeather, Zacharias",
            "Wilhelmina Quillfeather",
            "Otto Nachtigall",
            "zacharias@quillfeather.example",
            "wilhelmina@quillfeather.example",
            "old@quillfeather.example",
            "+45 31 41 59 26",
            "+45 99 88 77 66",
            "Brombærvej 15",
            "Æblegade 3",
            "CUST-77231",
            "DK5000400440116243",
        ]

    def test_nothing_is_left(self):
        portal = self._live()
        self.env.flush_all()
        before = search.find(self.env.cr, self._values())
        self.assertGreater(len(before), 30)
        run = self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        after = search.find(self.env.cr, self._values())
        kept = {
            (self.env[kept.model]._table, kept.field, kept.res_id)
            for kept in run.line_ids.kept_ids
        }
        self.assertEqual(after - kept, set())
        self.assertTrue(after, "recent entries keep their texts")
        for trace in run.line_ids.trace_ids:
            self.assertEqual(trace.status, "kept")
            self.assertTrue(trace.reason)
            self.assertTrue(trace.date_until)
        self.assertFalse(portal.active)
        self.assertEqual(portal.login, f"anonymized-{portal.id}")

    def test_old_entries_lose_their_texts(self):
        self._live()
        run = self.person.anonymize("Ticket 4711", override_retention=True)
        years = {
            self.env[kept.model].browse(kept.res_id).sudo().create_date.year
            for kept in run.line_ids.kept_ids
        }
        self.assertTrue(years)
        old = self.env["account.move"].search(
            [("partner_id", "=", self.person.id), ("date", "<", "2013-01-01")]
        )
        self.assertTrue(old)
        for move in old:
            self.assertNotIn("Quillfeather", move.ref or "")
            self.assertNotIn("Quillfeather", move.narration or "")
            self.assertEqual(move.invoice_partner_display_name, "Anonymized")
        kept_moves = run.line_ids.kept_ids.filtered(
            lambda kept: kept.model == "account.move"
        )
        self.assertFalse(set(kept_moves.mapped("res_id")) & set(old.ids))

    def test_round_trip(self):
        """Everything comes back but passwords, tokens and cancelled mail."""
        self._live()
        self.env.flush_all()
        before = self._digest()
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertNotEqual(before, self._digest())
        self.person.deanonymize()
        self.assertDigest(before, self._digest())

    def _digest(self):
        self.env.flush_all()
        return digest(
            self.env.cr,
            skip=("bus_bus", "mail_mail_res_partner_rel"),
            skip_columns={
                "res_users": ["password", "totp_secret"],
                "res_partner": ["signup_type"],
                "account_move": ["access_token"],
                "mail_mail": ["state"],
            },
        )

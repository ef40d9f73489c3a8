"""An opt-out outlives the address: no mailing reaches it when it comes back."""

from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.tests import tagged

from ...engine.log import log_rows
from ...engine.vault import opt_out_hashes
from ..cases.apps import AppsCase

EMAIL = "zacharias@quillfeather.example"
NUMBER = "+4531415926"


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestOptOut(AppsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail_row = cls.env["mail.blacklist"].create({"email": EMAIL})
        cls.phone_row = cls.env["phone.blacklist"].create({"number": NUMBER})
        cls.mailing_list = cls.env["mailing.list"].create({"name": "Birds"})
        cls.env.flush_all()

    def _send(self, records, model=None):
        """A real mailing to records; the addresses that it reached."""
        mailing = self.env["mailing.mailing"].create(
            {
                "name": "News",
                "subject": "News",
                "body_html": "<p>Tea</p>",
                "mailing_model_id": self.env["ir.model"]._get_id(
                    model or records._name
                ),
                "mailing_domain": [("id", "in", records.ids)],
                "keep_archives": True,
            }
        )
        mailing.action_send_mail(records.ids)
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id)]
        )
        self.assertEqual(len(traces), len(records))
        mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
        live = mails.filtered(lambda mail: mail.state not in ("cancel",))
        reached = [
            mail.email_to or mail.recipient_ids.mapped("email")[0] for mail in live
        ]
        return sorted(reached), {trace.res_id: trace.failure_type for trace in traces}

    def test_becomes_a_hash_and_comes_back(self):
        self._set(self.mail_row, email="Zacharias@Quillfeather.example".lower())
        before = self._row(self.mail_row, "email", "active", "write_date")
        self.person.anonymize()
        email, active, write_date = self._row(
            self.mail_row, "email", "active", "write_date"
        )
        self.assertRegex(email, r"^optout-[0-9a-f]{64}@anonymized\.invalid$")
        self.assertEqual((active, write_date), before[1:])
        (number,) = self._row(self.phone_row, "number")
        self.assertRegex(number, r"^optout-[0-9a-f]{64}@anonymized\.invalid$")
        self.assertNotEqual(number, email)
        line = self.person.sudo().anonymization_line_id
        listed = line.trace_ids.filtered(lambda t: t.field in ("email", "number"))
        until = fields.Date.add(fields.Date.today(), years=3)
        self.assertEqual(
            {(t.model, t.status, t.date_until) for t in listed},
            {("mail.blacklist", "kept", until), ("phone.blacklist", "kept", until)},
        )
        self.assertIn("pseudonymous", listed[0].reason)
        self.person.deanonymize()
        self.assertEqual(
            self._row(self.mail_row, "email", "active", "write_date"), before
        )
        self.assertEqual(self._row(self.phone_row, "number"), (NUMBER,))
        self.assertFalse(self.env["partner.anonymization.opt.out"].sudo().search([]))

    def test_the_key_is_outside_of_the_database(self):
        self.person.anonymize()
        (row,) = (
            self.env["partner.anonymization.opt.out"]
            .sudo()
            .search([("model", "=", "mail.blacklist")])
        )
        _uuid, name, _slot = row.key_ref.split("/")
        (path,) = Path(self.key_dir).glob(f"*/{name}")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.env["res.partner"]._anonymization_sweep_keys()
        self.assertTrue(path.exists(), "the sweep of orphans took the key")
        self.person.purge_anonymized()
        self.assertTrue(path.exists(), "the purge took the key")

    def test_a_new_contact_is_not_mailed(self):
        self.person.anonymize()
        self.person.purge_anonymized()
        again, free = self.env["res.partner"].create(
            [
                {
                    "name": "Somebody",
                    "email": "Zacharias <Zacharias@quillfeather.EXAMPLE>",
                },
                {"name": "Free", "email": "free@octavius.example"},
            ]
        )
        self.assertTrue(again.is_blacklisted)
        self.assertFalse(free.is_blacklisted)
        found = again.search(
            [("is_blacklisted", "=", True), ("id", "in", [again.id, free.id])]
        )
        self.assertEqual(found, again)
        reached, failures = self._send(again + free)
        self.assertEqual(reached, ["free@octavius.example"])
        self.assertEqual(failures[again.id], "mail_bl")
        self.assertFalse(failures[free.id])

    def test_leads_and_mailing_lists(self):
        self.person.anonymize()
        lead = self.env["crm.lead"].create({"name": "Tea", "email_from": EMAIL})
        self.assertTrue(lead.is_blacklisted)
        reached, failures = self._send(lead)
        self.assertEqual((reached, failures), ([], {lead.id: "mail_bl"}))
        contact, free = self.env["mailing.contact"].create(
            [
                {
                    "name": one,
                    "email": one,
                    "list_ids": [Command.link(self.mailing_list.id)],
                }
                for one in (EMAIL, "free@octavius.example")
            ]
        )
        reached, failures = self._send(contact + free)
        self.assertEqual(len(reached), 1)
        self.assertIn("free@octavius.example", reached[0])
        self.assertEqual(failures[contact.id], "mail_bl")
        self.mailing_list.invalidate_recordset()
        self.assertEqual(self.mailing_list.contact_count_blacklisted, 1)
        self.assertEqual(self.mailing_list.contact_count_email, 1)

    def test_records_without_a_normalised_address(self):
        """Registrations know nothing of blacklists: the mailing itself looks."""
        self.person.anonymize()
        event = self.env["event.event"].create(
            {"name": "Fair", "date_begin": self.later, "date_end": self.later}
        )
        own, free = self.env["event.registration"].create(
            [
                {"event_id": event.id, "email": EMAIL},
                {"event_id": event.id, "email": "free@octavius.example"},
            ]
        )
        self.assertTrue(opt_out_hashes.is_hash(self._row(self.mail_row, "email")[0]))
        reached, failures = self._send(own + free)
        self.assertEqual(len(reached), 1)
        self.assertIn("free@octavius.example", reached[0])
        self.assertEqual(failures[own.id], "mail_bl")

    def test_text_messages(self):
        self.person.anonymize()
        again = self.env["res.partner"].create(
            {"name": "Somebody", "phone": "31 41 59 26", "country_id": self.country.id}
        )
        self.assertEqual(again.phone_sanitized, NUMBER)
        self.assertTrue(again.phone_sanitized_blacklisted)
        self.env.flush_all()  # Odoo's own search by SQL does not
        found = again.search([("phone_sanitized_blacklisted", "=", True)])
        self.assertIn(again, found)
        mailing = self.env["mailing.mailing"].create(
            {
                "name": "Text",
                "subject": "Text",
                "mailing_type": "sms",
                "body_plaintext": "Tea",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "=", again.id)],
            }
        )
        mailing.action_send_sms(again.ids)
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id)]
        )
        self.assertEqual(traces.mapped("failure_type"), ["sms_blacklist"])
        sms = self.env["sms.sms"].search([("number", "=", NUMBER)])
        self.assertFalse(sms.filtered(lambda one: one.state == "outgoing"))

    def test_blacklisting_again(self):
        self.person.anonymize()
        search = self.env["mail.blacklist"].with_context(active_test=False).search
        self.assertEqual(search([("email", "=", EMAIL)]), self.mail_row)
        self.assertEqual(search([("email", "in", [EMAIL])]), self.mail_row)
        self.assertNotIn(self.mail_row, search([("email", "!=", EMAIL)]))
        rows = self.env["mail.blacklist"].create(
            [{"email": "free@octavius.example"}, {"email": EMAIL}]
        )
        self.assertEqual(rows.mapped("email"), ["free@octavius.example", EMAIL])
        self.assertEqual(rows[1], self.mail_row)
        numbers = self.env["phone.blacklist"].create(
            [{"number": NUMBER}, {"number": "+4520212223"}]
        )
        self.assertEqual(numbers[0], self.phone_row)
        self.assertEqual(numbers.mapped("number"), [NUMBER, "+4520212223"])
        self.person.deanonymize()
        self.assertEqual(self._row(self.mail_row, "email"), (EMAIL,))

    def test_opting_in_again(self):
        self.person.anonymize()
        self.env["mail.blacklist"]._remove(EMAIL)
        self.env["phone.blacklist"]._remove([NUMBER])
        again = self.env["res.partner"].create(
            {"name": "Somebody", "email": EMAIL, "phone": NUMBER}
        )
        self.assertFalse(again.is_blacklisted)
        self.assertFalse(again.phone_sanitized_blacklisted)
        self.assertEqual(self._row(self.mail_row, "active"), (False,))
        self.assertEqual(self._row(self.phone_row, "active"), (False,))

    def test_expiry(self):
        self.person.anonymize()
        self.person.purge_anonymized()
        rows = self.env["partner.anonymization.opt.out"].sudo().search([])
        rows._gc_expired()
        self.assertTrue(self._exists(self.mail_row))
        yesterday = fields.Date.today() - timedelta(days=1)
        log_rows.update(rows, {"date_until": yesterday})
        rows._gc_expired()
        self.assertFalse(self._exists(self.mail_row))
        self.assertFalse(self._exists(self.phone_row))
        self.assertFalse(rows.exists())
        again = self.env["res.partner"].create({"name": "Somebody", "email": EMAIL})
        self.assertFalse(again.is_blacklisted)

    def test_without_the_setting(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.anonymization_keep_opt_out)
        settings.anonymization_keep_opt_out = False
        settings.execute()
        self.assertFalse(
            self.env["res.config.settings"].create({}).anonymization_keep_opt_out
        )
        self.person.anonymize()
        self.assertEqual(
            self._row(self.mail_row, "email"), (f"anonymized-{self.mail_row.id}",)
        )
        again = self.env["res.partner"].create({"name": "Somebody", "email": EMAIL})
        self.assertFalse(again.is_blacklisted)
        self.person.deanonymize()
        self.assertEqual(self._row(self.mail_row, "email"), (EMAIL,))

    def test_shared_address_stays(self):
        self.other.email = EMAIL
        self.person.anonymize()
        self.assertEqual(self._row(self.mail_row, "email"), (EMAIL,))

    def test_rehearsal_writes_no_key(self):
        before = set(Path(self.key_dir).rglob("*.keys"))
        self.person._anonymize(None, False, rehearsal=True)
        self.assertEqual(set(Path(self.key_dir).rglob("*.keys")), before)
        self.assertFalse(self.env["partner.anonymization.opt.out"].sudo().search([]))

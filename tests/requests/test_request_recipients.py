"""Whom to tell of an erasure: found in the database, ticked off by a user."""

from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.subject import recipients
from ...models.requests.partner_anonymization_recipient import KINDS
from ..cases.request_case import RequestCase

# What a column that only other apps bring is made of.
TYPES = {
    "name": "jsonb", "date_done": "timestamp", "date_order": "timestamp",
    "invoice_date": "date", "sent_datetime": "timestamp", "start": "timestamp",
    "date": "timestamp", "google_id": "varchar", "microsoft_id": "varchar",
}  # fmt: skip
WORDS = ("Quillfeather", "Zacharias", "zacharias", "Brombærvej", "31415926")


@tagged("post_install", "-at_install")
class TestRequestRecipients(RequestCase):
    def setUp(self):
        super().setUp()
        self.request = self._request(user=self.clerk)
        self.child = self.person.child_ids[0]

    def _table(self, table, names):
        """Make the table, or the columns that apps which are not here would bring."""
        self.cr.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS %s (id serial primary key, create_date"
                " timestamp)",
                SQL.identifier(table),
            )
        )
        for name in names:
            kind = TYPES.get(name)
            kind = kind or ("int" if name.endswith("_id") else "varchar")
            self.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                    SQL(kind),
                )
            )

    def _everything(self):
        for source in recipients.SOURCES:
            for table, names in source.needs.items():
                self._table(table, names)

    def _sql(self, query, *values):
        self.cr.execute(query, values)

    def _found(self, partners=None):
        ids = (partners or self.person | self.person.child_ids).ids
        return {
            (one.kind, one.name): (one.count, one.last)
            for one in recipients.find(self.env, ids)
        }

    def _invoice(self):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_date": "2026-03-04",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1})],
            }
        )

    def _message(self):
        return self.env["mail.message"].create({"date": "2026-02-01 10:00:00"})

    def _text_message(self, partner, status="sent"):
        return self.env["mail.notification"].create(
            {
                "mail_message_id": self._message().id,
                "res_partner_id": partner.id,
                "notification_type": "sms",
                "notification_status": status,
            }
        )

    def test_nothing_shows_anything(self):
        self.assertEqual(self._found(), {})
        self.assertEqual(recipients.find(self.env, []), [])
        self.request.action_find_recipients()
        self.assertFalse(self.request.recipient_ids)

    def test_every_source_can_be_asked(self):
        self._everything()
        self.env["ir.actions.server"].search([("state", "=", "webhook")]).unlink()
        self.assertEqual(self._found(), {})
        kinds = {source.kind for source in recipients.SOURCES}
        self.assertEqual(kinds, set(dict(KINDS)))

    def test_peppol(self):
        self._table("account_move", ["peppol_message_uuid"])
        moves = self._invoice() + self._invoice()
        self.assertEqual(self._found(), {})
        self.env.flush_all()
        self._sql(
            "UPDATE account_move SET peppol_message_uuid = 'u' WHERE id = ANY(%s)",
            moves.ids,
        )
        self.assertEqual(self._found(), {("peppol", ""): (2, date(2026, 3, 4))})
        stranger = self.Partner.create({"name": "Somebody Else"})
        self.assertEqual(self._found(stranger), {})

    def test_text_messages(self):
        self._text_message(self.person)
        self._text_message(self.child)
        self._text_message(self.person, "canceled")
        self.assertEqual(self._found(), {("sms", ""): (2, date(2026, 2, 1))})

    def test_mailings_to_leads(self):
        """Whoever is mailed, but not as a contact, is known by the address."""
        self._everything()
        self.env["ir.actions.server"].search([("state", "=", "webhook")]).unlink()
        self.child.email = self.person.email  # one mailing is counted once
        self.env.flush_all()
        address = self.person.email
        for model, email, sent in (
            ("crm.lead", address, "2026-02-01"),
            ("crm.lead", f" {address.upper()}", "2026-02-03"),
            ("event.registration", address, None),
            ("crm.lead", "somebody@else.example", "2026-02-04"),
        ):
            self._sql(
                "INSERT INTO mailing_trace (model, res_id, trace_type, email,"
                " sent_datetime) VALUES (%s, 7, 'mail', %s, %s)",
                model,
                email,
                sent,
            )
        self.assertEqual(self._found(), {("mailing", ""): (2, date(2026, 2, 3))})

    def test_carriers_by_name(self):
        self._everything()
        self._sql(
            "INSERT INTO delivery_carrier (id, name) VALUES (9001, %s), (9002, %s)",
            '{"en_US": "Parcels", "de_DE": "Pakete"}',
            '{"en_US": "Bikes"}',
        )
        self._picking(9001, "done", "2026-01-05")
        self._picking(9001, "done", "2026-01-09")
        self._picking(9002, "done", "2026-01-07")
        self._picking(9002, "assigned", "2026-01-08")
        found = self._found()
        self.assertEqual(found[("carrier", "Parcels")], (2, date(2026, 1, 9)))
        self.assertEqual(found[("carrier", "Bikes")], (1, date(2026, 1, 7)))
        self.env["res.lang"]._activate_lang("de_DE")
        german = recipients.find(self.env(context={"lang": "de_DE"}), self.person.ids)
        self.assertEqual({one.name for one in german}, {"Pakete", "Bikes"})

    def _picking(self, carrier, state, day):
        kind = self.env["stock.picking.type"].search([("code", "=", "outgoing")])[:1]
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": kind.id,
                "location_id": self.env.ref("stock.stock_location_stock").id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        self.env.flush_all()
        self._sql(
            "UPDATE stock_picking SET state = %s, date_done = %s, carrier_id = %s"
            " WHERE id = %s",
            state,
            day,
            carrier,
            picking.id,
        )

    def test_payment_providers(self):
        provider = self.env["payment.provider"].create({"name": "Paywell"})
        wire = self.env["payment.provider"].create({"name": "Wire"})
        self.env.flush_all()
        self._sql("UPDATE payment_provider SET code='pay' WHERE id=%s", provider.id)
        Method = self.env["payment.method"].with_context(active_test=False)
        method = Method.search([], limit=1)
        for number, (one, state) in enumerate(
            ((provider, "done"), (provider, "error"), (provider, "draft"),
             (wire, "done"))
        ):  # fmt: skip
            self._sql(
                "INSERT INTO payment_transaction (provider_id, payment_method_id,"
                " reference, amount, currency_id, partner_id, state, create_date)"
                " VALUES (%s, %s, %s, 1, %s, %s, %s, %s)",
                one.id,
                method.id,
                f"T{number}",
                self.env.company.currency_id.id,
                self.person.id,
                state,
                f"2026-04-0{number + 1}",
            )
        self._sql(
            "INSERT INTO payment_token (provider_id, payment_method_id, partner_id,"
            " provider_ref, create_date) VALUES (%s, %s, %s, 'x', '2026-05-01')",
            provider.id,
            method.id,
            self.person.id,
        )
        self.assertEqual(self._found(), {("payment", "Paywell"): (3, date(2026, 5, 1))})

    def test_lists_and_calendars(self):
        self._everything()
        self._sql(
            "INSERT INTO auditlog_log (model_model, method, res_ids, create_date)"
            " VALUES ('res.partner', 'export_data', %s, '2026-06-01'),"
            " ('res.partner', 'export_data', '[1]', '2026-06-02'),"
            " ('res.partner', 'read', %s, '2026-06-03')",
            f"[1, {self.person.id}]",
            f"[{self.person.id}]",
        )
        event = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2026-07-01 10:00:00",
                "stop": "2026-07-01 11:00:00",
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.env.flush_all()
        self._sql("UPDATE calendar_event SET google_id='g' WHERE id=%s", event.id)
        self.assertEqual(
            self._found(),
            {
                ("export", ""): (1, date(2026, 6, 1)),
                ("google_calendar", ""): (1, date(2026, 7, 1)),
            },
        )

    def test_webhooks_are_only_possible(self):
        self.env["ir.actions.server"].create(
            {
                "name": "Tell the portal",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "webhook",
                "webhook_url": "https://portal.example/hook",
            }
        )
        self.assertEqual(self._found(), {("webhook", "Tell the portal"): (0, None)})

    def test_found_before_anything_is_erased(self):
        self._text_message(self.child)
        self.request.action_check_identity()
        self.request.action_anonymize()
        (recipient,) = self.request.recipient_ids
        self.assertEqual((recipient.kind, recipient.res_count), ("sms", 1))
        self.assertEqual(recipient.date_last, date(2026, 2, 1))
        self._anonymize(self.request)
        self.assertEqual(self.request.recipient_ids, recipient, "no second one")
        self.request.action_close()
        self.assertEqual(self.request.recipient_open_count, 1)
        self.request.action_find_recipients()
        self.assertEqual(self.request.recipient_ids, recipient)

    def test_tick_off_with_date_and_user(self):
        self._text_message(self.person)
        self.request.action_find_recipients()
        recipient = self.request.recipient_ids
        recipient.action_inform()
        self.assertEqual(recipient.state, "informed")
        self.assertEqual(recipient.date_done, fields.Date.today())
        self.assertEqual(recipient.uid_done, self.clerk)
        self.assertEqual(self.request.recipient_open_count, 0)
        with self.assertRaisesRegex(UserError, "decided on already"):
            recipient.action_impossible()
        self._text_message(self.person)
        self.request.action_find_recipients()
        self.assertEqual((recipient.state, recipient.res_count), ("informed", 2))
        recipient.action_reopen()
        self.assertFalse(recipient.date_done or recipient.uid_done)
        recipient.action_impossible()
        self.assertEqual(recipient.state, "impossible")
        events = self.env["partner.anonymization.event"].search(
            [("partner_ref", "=", self.person.id)], order="id"
        )
        kinds = [kind for kind in events.mapped("kind") if "inform" in kind]
        self.assertEqual(kinds, ["inform", "not_informed"])
        self.assertEqual(events.filtered(lambda e: e.kind == "inform").user_id,
                         self.clerk)  # fmt: skip

    def test_open_ones_are_found(self):
        self._text_message(self.person)
        other = self._request(self.Partner.create({"name": "Somebody Else"}))
        (self.request | other).action_find_recipients()
        Request = self.env["partner.anonymization.request"]
        mine = [("id", "in", (self.request | other).ids)]
        some = Request.search([*mine, ("recipient_open_count", "!=", 0)])
        none = Request.search([*mine, ("recipient_open_count", "=", 0)])
        self.assertEqual((some, none), (self.request, other))

    def test_no_word_of_the_person(self):
        self._text_message(self.person)
        self.request.action_find_recipients()
        self.request.recipient_ids.action_inform()
        self.env.flush_all()
        for table in ("partner_anonymization_recipient", "partner_anonymization_event"):
            self._sql(f"SELECT string_agg(to_jsonb(t)::text, '') FROM {table} t")
            (text,) = self.cr.fetchone()
            for word in WORDS:
                self.assertNotIn(word, text)

    def test_rights(self):
        self._text_message(self.person)
        self.request.action_find_recipients()
        recipient = self.request.recipient_ids
        with self.assertRaises(AccessError):
            recipient.with_user(self.plain).action_inform()
        with self.assertRaises(AccessError):
            recipient.with_user(self.plain).sudo().action_inform()
        for user in (self.clerk, self.manager):
            with self.assertRaises(AccessError):
                recipient.with_user(user).write({"state": "informed"})
            with self.assertRaises(AccessError):
                recipient.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.request.with_user(self.plain).action_find_recipients()

    def test_the_number_of_statements_is_that_of_one(self):
        people = self.Partner.create([{"name": f"Person {n} Long"} for n in range(20)])
        recipients.find(self.env, people[:1].ids)
        with self.assertQueryCount(2):
            recipients.find(self.env, people.ids)

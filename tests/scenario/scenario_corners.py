"""The corners: goods, books, settings and side tables that name people as well."""

import base64
from datetime import timedelta

from odoo import Command, fields

from .scenario import (
    APPLICANT,
    CUSTOMER,
    PROSPECT,
    SUPPLIER,
    VISITOR,
    ScenarioCase,
    sentence,
)


class CornerSteps(ScenarioCase):
    """What nobody thinks of when asked where a person's data is."""

    @classmethod
    def learn(cls):
        """A career, a badge and a login's own settings."""
        cls.make(
            "hr.resume.line",
            employee_id=cls.employee.id,
            name=f"{APPLICANT['name']} at school",
            description=f"<p>{sentence(APPLICANT)}</p>",
        )
        badge = cls.make("gamification.badge", name="Miller of the day")
        given = cls.make(
            "gamification.badge.user",
            badge_id=badge.id,
            user_id=cls.login.id,
            comment=sentence(APPLICANT),
        )
        cls.click(given, "_send_badge")
        cls.login.signature = f"<p>{APPLICANT['name']}</p>"
        cls.click(
            cls.env["res.users.apikeys"].with_user(cls.login).sudo(),
            "_generate",
            "rpc",
            f"Key of {APPLICANT['name']}",
            fields.Datetime.now() + timedelta(days=1),
        )
        cls.make(
            "mail.canned.response",
            source="me",
            substitution=sentence(APPLICANT),
        )

    @classmethod
    def note_on_goods(cls):
        """A lot and a batch with the names of who bought and who brought."""
        product = cls.make(
            "product.product",
            name="Numbered stone",
            type="consu",
            is_storable=True,
            tracking="lot",
        )
        lot = cls.make(
            "stock.lot",
            name="STONE-1",
            product_id=product.id,
            ref=CUSTOMER["ref"],
            note=f"<p>{sentence(CUSTOMER)}</p>",
        )
        cls.click(lot, "message_post", body=sentence(SUPPLIER))
        sent = cls.order.picking_ids.filtered(
            lambda one: one.picking_type_code == "outgoing"
        )
        picking = sent.copy({"note": f"<p>{sentence(CUSTOMER)}</p>"})
        cls.click(picking, "action_confirm")
        batch = cls.make(
            "stock.picking.batch",
            description=f"For {CUSTOMER['name']}",
            picking_ids=[Command.set(picking.ids)],
        )
        cls.say(CUSTOMER, batch)
        cls.click(batch, "action_confirm")
        cls.click(picking, "action_cancel")

    @classmethod
    def note_in_books(cls):
        """A line of the bank's file, matched; an account for costs."""
        line = cls.make(
            "account.bank.statement.line",
            journal_id=cls.journal.id,
            payment_ref=f"{CUSTOMER['name']} 14",
            partner_name=CUSTOMER["name"],
            account_number=CUSTOMER["iban"],
            narration=sentence(CUSTOMER),
            transaction_details={"remitter": CUSTOMER["name"]},
            amount=100,
        )
        other = line.line_ids.filtered(
            lambda one: one.account_id == cls.journal.suspense_account_id
        )
        income = cls.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        cls.click(other, "write", {"account_id": income.id})
        account = cls.make(
            "account.analytic.account",
            name=f"Costs of {CUSTOMER['name']}",
            partner_id=cls.customer.id,
            plan_id=cls.env["account.analytic.plan"].search([], limit=1).id,
        )
        cls.click(account, "action_archive")

    @classmethod
    def answer(cls):
        """A reaction, a star, a talk at an event, a message that fails."""
        message = cls.say(PROSPECT, cls.prospect)
        guest = cls.env["mail.guest"]
        cls.click(message, "toggle_message_starred")
        cls.click(message, "_message_reaction", "👍", "add", cls.prospect, guest)
        event = cls.env["event.event"].search([("name", "=", "Milling day")])
        talk = cls.make(
            "event.track",
            name=f"{PROSPECT['name']} on rye",
            event_id=event.id,
            partner_name=PROSPECT["name"],
            partner_email=PROSPECT["email"],
            partner_phone=PROSPECT["phone"],
            partner_biography=f"<p>{sentence(PROSPECT)}</p>",
            contact_email=PROSPECT["email"],
        )
        done = cls.env["event.track.stage"].search([("is_fully_accessible", "=", True)])
        cls.click(talk, "write", {"stage_id": done[:1].id})
        cls.click(talk, "action_archive")
        mail = cls.make(
            "mail.mail",
            subject=f"For {PROSPECT['name']}",
            email_to=f'"{PROSPECT["name"]}" <{PROSPECT["email"]}>',
            body_html=f"<p>{sentence(PROSPECT)}</p>",
            headers=str({"X-For": PROSPECT["email"]}),
        )
        cls.click(mail, "mark_outgoing")

    @classmethod
    def note_in_settings(cls):
        """A template, a server action and a to-do that name somebody."""
        cls.make(
            "mail.template",
            name=f"For {SUPPLIER['name']}",
            model_id=cls.env["ir.model"]._get_id("res.partner"),
            email_to=SUPPLIER["email"],
            body_html=f"<p>{sentence(SUPPLIER)}</p>",
        )
        cls.make(
            "ir.actions.server",
            name=f"Write to {SUPPLIER['name']}",
            model_id=cls.env["ir.model"]._get_id("res.partner"),
            state="code",
        )
        todo = cls.make(
            "project.task",
            name=f"Ask {SUPPLIER['name']}",
            description=f"<p>{sentence(SUPPLIER)}</p>",
            user_ids=[Command.set(cls.env.user.ids)],
        )
        cls.click(todo, "write", {"state": "1_done"})

    @classmethod
    def speak(cls):
        """A talk of two, with a file and a picture in the text."""
        channel = cls.click(
            cls.env["discuss.channel"], "_get_or_create_chat", cls.shopper.ids
        )
        picture = base64.b64encode(sentence(VISITOR).encode() * 3).decode()
        cls.click(
            channel,
            "message_post",
            body=f"{sentence(VISITOR)}, or Pimperzwick, Eulalia",
            attachments=[("picture.txt", f"data:text/plain;base64,{picture}".encode())],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    @classmethod
    def import_list(cls):
        """A list of contacts that was read from a file."""
        names = ",".join(who["name"] for who in (CUSTOMER, VISITOR))
        importing = cls.make(
            "base_import.import",
            res_model="res.partner",
            file=f"name\n{names}\n".encode(),
            file_name=f"{CUSTOMER['name']}.csv",
            file_type="text/csv",
        )
        cls.click(importing, "parse_preview", {"quoting": '"', "separator": ","})

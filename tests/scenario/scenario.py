"""Five people with values that stand nowhere else, and how a user's clicks are made."""

import base64
from contextlib import contextmanager
from email.message import EmailMessage

from odoo import Command

from ..common import PIXEL, AnonymizationCase

CUSTOMER = {
    "name": "Thorvald Kvaernstensen",
    "email": "thorvald@kvaernstensen.example",
    "phone": "+45 59 71 83 26",
    "street": "Kværnmosevænget 417",
    "vat": "DK73918243",
    "ref": "KQ-880417-TK",
    "iban": "DK6584719300482716",
    "country": "base.dk",
}
SUPPLIER = {
    "name": "Zwygart Ferrolith Werke",
    "email": "kontor@zwygart-ferrolith.example",
    "phone": "+49 7151 8392 6471",
    "street": "Haldenmühlsteig 38",
    "vat": "DE483917262",
    "ref": "LF-559102-ZF",
    "iban": "DE26700517340091826354",
    "country": "base.de",
}
PROSPECT = {
    "name": "Ottokar Wiesenbrix",
    "email": "ottokar@wiesenbrix.example",
    "phone": "+45 61 94 27 83",
    "street": "Brunnkressevej 92",
    "vat": "DK73918251",
    "ref": "IN-104488-OW",
    "iban": "DK3884719300482717",
    "country": "base.dk",
}
APPLICANT = {
    "name": "Ragnhild Tveitefoss",
    "email": "ragnhild@tveitefoss.example",
    "phone": "+45 72 38 16 95",
    "street": "Lyngkildestien 263",
    "vat": "DK73918278",
    "ref": "AN-771035-RT",
    "iban": "DK1184719300482718",
    "country": "base.dk",
}
VISITOR = {
    "name": "Eulalia Pimperzwick",
    "email": "eulalia@pimperzwick.example",
    "phone": "+45 84 26 59 17",
    "street": "Porsehøjgyden 58",
    "vat": "DK73918286",
    "ref": "WB-360279-EP",
    "iban": "DK8184719300482719",
    "country": "base.dk",
}
PEOPLE = (CUSTOMER, SUPPLIER, PROSPECT, APPLICANT, VISITOR)
# What the customer was called and where they lived before.
FORMER = ("Thorvald Ulvebækken", "thorvald@ulvebaekken.example", "Skarnbassegyden 71")
IDENTIFYING = ("name", "email", "phone", "street", "vat", "ref", "iban")


def values():
    """Every identifying value of the five."""
    return [person[name] for person in PEOPLE for name in IDENTIFYING] + [*FORMER]


def sentence(who):
    """A sentence of somebody else with the person's data in it."""
    return f"Talked to {who['name']} of {who['street']}, {who['phone']}, {who['email']}"


class ScenarioCase(AnonymizationCase):
    """A user who clicks, and what the clicks work on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.env.ref("base.user_admin")
        admin.group_ids |= cls.env.ref("partner_anonymization.group_manager")
        cls.env = cls.env(user=admin, su=True)
        cls.Partner = cls.env["res.partner"].with_context(active_test=False)
        cls.clicks = []
        cls.product = cls.env["product.product"].create(
            {
                "name": "Millstone",
                "type": "consu",
                "list_price": 120.0,
                "is_published": True,
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
            }
        )
        cls.website = cls.env.ref("website.default_website")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    @classmethod
    def click(cls, records, method, *args, **kwargs):
        """Call the method that a user's click calls, and count it."""
        cls.clicks.append(f"{records._name}.{method}")
        return getattr(records, method)(*args, **kwargs)

    @classmethod
    def dialog(cls, action, button, **values):
        """Fill in the dialog that an action opens, and click its button.

        :param dict action: ``ir.actions.act_window`` as a button returns it
        """
        context = action.get("context") or {}
        dialog = cls.env[action["res_model"]].with_context(**context)
        return cls.click(dialog.create(values), button)

    @classmethod
    def wizard(cls, model, records, button, /, **values):
        """Fill in a dialog on records, and click its button."""
        active = {
            "active_model": records._name,
            "active_ids": records.ids,
            "active_id": records[:1].id,
        }
        dialog = cls.env[model].with_context(**active).create(values)
        return cls.click(dialog, button)

    @classmethod
    @contextmanager
    def visit(cls, user=None):
        """A visit to the website, by a user or by nobody who is logged in."""
        # An app's code can be imported only where the app is installed.
        from odoo.addons.website_sale.tests.common import (  # noqa: PLC0415
            MockRequest,
        )

        user = user or cls.website.user_id
        website = cls.website.with_user(user).with_context(website_id=cls.website.id)
        with MockRequest(website.env, website=website) as request:
            request.httprequest.user_agent = "A browser"
            yield request

    @classmethod
    def click_page(cls, controller, method, *args, **kwargs):
        """Call what the website calls when somebody submits a page, and count it."""
        cls.clicks.append(f"{type(controller).__name__}.{method}")
        return getattr(controller, method)(*args, **kwargs)

    @classmethod
    def make(cls, model, /, **values):
        """Save a new record."""
        return cls.env[model].create(values)

    @classmethod
    def card(cls, who, **values):
        """A contact with everything on it."""
        return cls.make(
            "res.partner",
            name=who["name"],
            email=who["email"],
            phone=who["phone"],
            street=who["street"],
            vat=who["vat"],
            ref=who["ref"],
            country_id=cls.env.ref(who["country"]).id,
            comment=f"<p>{sentence(who)}</p>",
            **values,
        )

    @classmethod
    def bank_account(cls, who, partner):
        return cls.make(
            "res.partner.bank",
            acc_number=who["iban"],
            acc_holder_name=who["name"],
            partner_id=partner.id,
        )

    @classmethod
    def say(cls, who, record, **values):
        """Write about somebody on a document, with a file that names them as well."""
        return cls.click(
            record,
            "message_post",
            body=sentence(who),
            subject=f"About {who['name']}",
            attachments=[(f"{who['name']}.txt", sentence(who).encode())],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    @classmethod
    def plan(cls, who, record, done=True):
        """Plan an activity on a document, and mark it done."""
        activity = cls.click(
            record,
            "activity_schedule",
            "mail.mail_activity_data_call",
            summary=f"Call {who['name']}",
            note=f"<p>{sentence(who)}</p>",
            user_id=cls.env.uid,
        )
        if done:
            cls.click(activity, "action_feedback", feedback=sentence(who))
        return activity

    @classmethod
    def mail_in(cls, who, model, to, subject, thread=None):
        """A message from somebody's own mail program, with a file.

        :param thread: a record that it answers
        :return: the record it ends on
        """
        message = EmailMessage()
        message["From"] = f'"{who["name"]}" <{who["email"]}>'
        message["To"] = to
        message["Subject"] = f"{subject} {who['name']}"
        domain = who["email"].partition("@")[2]
        message["Message-Id"] = f"<{subject}-1@mua.{domain}>"
        if thread:
            message["In-Reply-To"] = thread.message_ids[-1:].message_id
        message.set_content(f"{sentence(who)}\n\n-- \n{who['name']}\n")
        message.add_attachment(
            base64.b64decode(PIXEL),
            maintype="image",
            subtype="png",
            filename=f"{who['name']}.png",
        )
        id_ = cls.click(
            cls.env["mail.thread"],
            "message_process",
            model,
            message.as_bytes(),
            save_original=True,
            thread_id=thread and thread.id,
        )
        return cls.env[model].browse(id_)

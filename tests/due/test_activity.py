"""The last activity is any dated document, in any company; drafts and planned dates
are none."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from ...engine.due import due_date
from ..cases.accounting import BooksCase
from ..cases.activity import ActivityMixin
from ..cases.apps import AppsCase
from ..common import AnonymizationCase

PART = "part of a document that has its date"
SETTING = "a setting, a list or a link, not an event"
OURS = "what the company or the system wrote about the person"
LOGIN = "comes with a login, which counts itself"
CARD = "the person's own record"
GUEST = "hangs on no partner"
ROLE = "an assignment, which ends or does not, whenever it began"
# Models with personal data whose records are no activity, and why.
NO_ACTIVITY = {
    PART: """
        account.edi.document account.partial.reconcile calendar.attendee
        chatbot.message discuss.channel discuss.channel.member
        discuss.channel.rtc.session event.booth.registration
        event.registration.answer im_livechat.channel.member.history
        mail.message.reaction mail.message.translation mail.notification
        mail.tracking.value pos.order.line product.attribute.custom.value
        purchase.order.line purchase.requisition.line resource.calendar.leaves
        sale.order.line stock.landed.cost stock.landed.cost.lines
        survey.user_input.line website.track
    """,
    SETTING: """
        account.analytic.account account.analytic.distribution.model
        account.lock_exception account.reconcile.model account.reconcile.model.line
        calendar.filters chatbot.script event.track.visitor fetchmail.server
        fleet.vehicle fleet.vehicle.model hr.job hr.work.location ir.actions.server
        ir.embedded.actions ir.filters ir.mail_server ir.ui.view.custom lunch.supplier
        mail.blacklist mail.canned.response mail.followers mail.gateway.allowed
        mail.group.member mail.group.moderation mail.template mailing.contact
        maintenance.equipment mrp.bom phone.blacklist product.product
        product.supplierinfo project.collaborator res.partner.category
        res.partner.tag slide.slide stock.location stock.lot stock.quant stock.rule
        stock.warehouse
    """,
    OURS: """
        card.card data_recycle.model data_recycle.record hr.work.entry
        ir.attachment ir.model.data link.tracker.click mail.activity mail.mail
        mail.message.schedule mail.push mail.scheduled.message mailing.mailing
        mail.tracking.email mailing.trace pos.session privacy.log product.value
        auditlog.log auditlog.log.line mail.tracking.event queue.job res.partner.iap
        sign.oca.request.log sign.oca.request.signer sms.sms snailmail.letter
        tier.review
    """,
    LOGIN: """
        auth.passkey.key auth_totp.device gamification.badge.user gamification.goal
        gamification.karma.tracking mail.presence mail.push.device
        mrp.workcenter.productivity res.device.log res.users res.users.apikeys
        res.users.deletion res.users.settings res.users.settings.volumes
    """,
    CARD: """
        hr.employee hr.employee.location hr.resume.line payment.token res.company
        res.partner res.partner.bank resource.resource
    """,
    GUEST: "mail.guest",
    ROLE: """
        account.invoice.line.agent commission.settlement.line crm.team
        crm.team.member sale.order.line.agent
    """,
}


@tagged("post_install", "-at_install", "accounting_only")
class TestActivityMap(ActivityMixin, AnonymizationCase):
    def test_every_query_runs(self):
        self.check_queries()

    def test_every_rule_counts(self):
        self.assertEqual(self.check_shipped_rules_count(), [])

    def test_every_model_has_a_date_or_a_reason(self):
        """A new file of the map cannot forget it."""
        rules = self.env["partner.anonymization.rule"].search([])
        rules = rules.filtered("module")
        dated = set(rules.filtered("activity_field").mapped("model"))
        without = set(rules.mapped("model")) - dated
        reasoned = [name for names in NO_ACTIVITY.values() for name in names.split()]
        self.assertEqual(without - set(reasoned), set(), "has neither")
        self.assertEqual(set(reasoned) - without, set(), "has a date, or no rule")
        self.assertEqual(len(reasoned), len(set(reasoned)))


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestActivityMapAll(ActivityMixin, AnonymizationCase):
    def test_every_query_runs(self):
        self.check_queries()

    def test_every_rule_counts(self):
        self.assertEqual(self.check_shipped_rules_count(), [])


@tagged("post_install", "-at_install")
class TestActivityBooks(ActivityMixin, BooksCase):
    def test_entry(self):
        draft = self._invoice(self.person, "2021-03-04", post=False)
        self.assertIsNone(self.last())
        draft.action_post()
        self.assertLast(date(2021, 3, 4), draft, "business")
        self.assertEqual(self.category(), due_date.CUSTOMER)
        later = self._invoice(self.person, "2023-03-04")
        later.button_cancel()
        self.assertLast(date(2021, 3, 4), draft, "business")

    def test_entry_in_the_future(self):
        day = date.today() + timedelta(days=90)
        entry = self._invoice(self.person, day, move_type="entry", post=False)
        self.assertIsNone(self.last())
        entry.unlink()
        move = self._invoice(self.person, day)
        self.assertEqual(self.last()[0], move.date)

    def test_payment(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.person.id,
                "amount": 5,
                "date": "2021-03-04",
                "journal_id": self.bank_journal.id,
            }
        )
        self.assertIsNone(self.last(), "a draft")
        payment.action_post()
        self.assertEqual(self.last()[0], date(2021, 3, 4))
        payment.action_draft()
        payment.action_cancel()
        self.assertIsNone(self.last(), "cancelled")

    def test_statement_line(self):
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "payment_ref": "transfer",
                "partner_id": self.person.id,
                "amount": 5,
                "date": "2021-03-04",
            }
        )
        self.assertEqual(self.last()[0], date(2021, 3, 4))

    def test_in_any_company(self):
        other = self._create_company(name="Kolibri Trading")
        mine = self._invoice(self.person, "2021-03-04")
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "general")], limit=1
        )
        account = self.env["account.account"].search(
            [("company_ids", "in", other.ids)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2022-03-04",
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": sign * 5})
                    for sign in (1, -1)
                ],
            }
        )
        entry.line_ids[:1].partner_id = self.person
        self.assertLast(mine.date, mine, "business")
        entry.action_post()
        self.assertLast(entry.date, entry.line_ids[:1], "business")


@tagged("post_install", "-at_install")
class TestActivityContact(ActivityMixin, AppsCase):
    """Letters, meetings and logins: contact, no business."""

    def _message(self, author, kind="email", **values):
        message = self.env["mail.message"].create(
            {"message_type": kind, "author_id": author.id, **values}
        )
        self._set(message, date=datetime(2022, 2, 3))
        return message

    def test_nothing(self):
        self.assertIsNone(self.last())
        self.assertEqual(self.category(), due_date.CONTACT)

    def test_mail_received(self):
        message = self._message(self.person, model="res.partner", res_id=self.other.id)
        self.assertLast(date(2022, 2, 3), message, "contact")
        self.assertEqual(self.category(), due_date.CONTACT)
        self.assertIsNone(self.last(self.other), "only written to")

    def test_what_is_written_about_the_person_is_none(self):
        self._message(self.other, model="res.partner", res_id=self.person.id)
        self._message(self.other, partner_ids=[Command.set(self.person.ids)])
        self._message(self.person, "notification")
        self.assertIsNone(self.last())

    def test_login(self):
        user = new_test_user(self.env, "zacharias", partner_id=self.person.id)
        visit = self.env["res.users.log"].with_user(user).sudo().create({})
        self._set(visit, create_date=datetime(2022, 2, 3))
        self.assertLast(date(2022, 2, 3), visit, "contact")
        self.assertEqual(self.category(), due_date.CONTACT)

    def test_meeting(self):
        if "calendar.event" not in self.env:
            return
        stop = Datetime.now().replace(hour=12) + timedelta(days=40)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Birds",
                "start": stop - timedelta(hours=1),
                "stop": stop,
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.assertLast(stop, meeting, "contact")
        meeting.active = False
        self.assertIsNone(self.last(), "cancelled")

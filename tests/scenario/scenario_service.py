"""The customer's projects and meetings; the prospect's leads, events and mailings."""

from datetime import timedelta

from odoo import Command, fields

from .scenario import CUSTOMER, PROSPECT, ScenarioCase, sentence


class ServiceSteps(ScenarioCase):
    """What is done for the customer, and what the prospect hears of."""

    @classmethod
    def work(cls):
        """A project with a task, time spent, a rating, and an end."""
        project = cls.make(
            "project.project",
            name=f"Mill of {CUSTOMER['name']}",
            partner_id=cls.customer.id,
            description=f"<p>{sentence(CUSTOMER)}</p>",
            allow_timesheets=True,
        )
        cls.click(project, "action_view_tasks")
        task = cls.make(
            "project.task",
            name=f"Wheel for {CUSTOMER['name']}",
            project_id=project.id,
            partner_id=cls.customer.id,
            description=f"<p>{sentence(CUSTOMER)}</p>",
        )
        employee = cls.env["hr.employee"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.make(
            "account.analytic.line",
            name=sentence(CUSTOMER),
            project_id=project.id,
            task_id=task.id,
            employee_id=employee.id,
            unit_amount=2,
        )
        task.description = f"<p>Done: {sentence(CUSTOMER)}</p>"
        cls.mail_in(CUSTOMER, "project.task", "info@company.example", "Wheel", task)
        cls.plan(CUSTOMER, task)
        cls.click(
            task,
            "rating_apply",
            5,
            token=task._rating_get_access_token(),
            feedback=f"Thanks, {CUSTOMER['name']}",
        )
        cls.click(task, "write", {"state": "1_done"})
        cls.click(project, "action_archive")

    @classmethod
    def meet(cls):
        """A meeting yesterday, accepted by the customer."""
        start = fields.Datetime.now() - timedelta(days=1)
        partners = cls.customer | cls.env.user.partner_id | cls.friend
        event = cls.make(
            "calendar.event",
            name=f"Lunch with {CUSTOMER['name']}",
            start=start,
            stop=start + timedelta(hours=1),
            location=CUSTOMER["street"],
            description=f"<p>{sentence(CUSTOMER)}</p>",
            partner_ids=[Command.set(partners.ids)],
        )
        mine = event.attendee_ids.filtered(lambda one: one.partner_id == cls.customer)
        cls.click(mine, "do_accept")
        cls.click(event, "action_sendmail")
        cls.say(CUSTOMER, event)

    @classmethod
    def write_letters(cls):
        """A text message, a letter on paper, and a message planned for later."""
        cls.wizard(
            "sms.composer",
            cls.customer,
            "action_send_sms",
            composition_mode="comment",
            res_model="res.partner",
            res_id=cls.customer.id,
            body=sentence(CUSTOMER),
        )
        letter = cls.make(
            "snailmail.letter",
            partner_id=cls.customer.id,
            model="res.partner",
            res_id=cls.customer.id,
            user_id=cls.env.uid,
            company_id=cls.env.company.id,
            report_template=cls.env.ref("account.account_invoices").id,
        )
        cls.click(letter, "cancel")
        cls.make(
            "mail.scheduled.message",
            model="res.partner",
            res_id=cls.customer.id,
            author_id=cls.env.user.partner_id.id,
            subject=f"About {CUSTOMER['name']}",
            body=f"<p>{sentence(CUSTOMER)}</p>",
            partner_ids=[Command.set(cls.customer.ids)],
            scheduled_date=fields.Datetime.now() + timedelta(days=2),
        )

    @classmethod
    def meet_prospect(cls):
        """Leads by mail, one of them without a contact; won and lost."""
        lead = cls.mail_in(PROSPECT, "crm.lead", "sales@company.example", "Query")
        lead.write(
            {
                "contact_name": PROSPECT["name"],
                "phone": PROSPECT["phone"],
                "street": PROSPECT["street"],
                "description": f"<p>{sentence(PROSPECT)}</p>",
                "type": "lead",
            }
        )
        cls.plan(PROSPECT, lead)
        cls.say(PROSPECT, lead)
        cls.wizard(
            "crm.lead2opportunity.partner",
            lead,
            "action_apply",
            name="convert",
            action="create",
        )
        cls.prospect = lead.partner_id
        cls.click(lead, "action_set_won")
        cls.prospect.write({key: PROSPECT[key] for key in ("vat", "ref", "street")})
        cls.bank_account(PROSPECT, cls.prospect)
        cls.unlinked = cls.make(
            "crm.lead",
            name=f"Query of {PROSPECT['name']}",
            email_from=PROSPECT["email"],
            phone=PROSPECT["phone"],
            contact_name=PROSPECT["name"],
            type="lead",
        )
        cls.unlinked.partner_id = False
        cls.wizard(
            "crm.lead.lost",
            cls.unlinked,
            "action_lost_reason_apply",
            lead_ids=[Command.set(cls.unlinked.ids)],
            lost_feedback=f"<p>{sentence(PROSPECT)}</p>",
        )

    @classmethod
    def invite(cls):
        """An event that is over: a place, answers, a stand and a sponsor."""
        question = cls.make("event.question", title="Diet", question_type="text_box")
        begin = fields.Datetime.now() - timedelta(days=3)
        event = cls.make(
            "event.event",
            name="Milling day",
            date_begin=begin,
            date_end=begin + timedelta(days=1),
            question_ids=[Command.set(question.ids)],
        )
        place = cls.make(
            "event.registration",
            event_id=event.id,
            name=PROSPECT["name"],
            email=PROSPECT["email"],
            phone=PROSPECT["phone"],
            registration_answer_ids=[
                Command.create(
                    {"question_id": question.id, "value_text_box": sentence(PROSPECT)}
                )
            ],
        )
        cls.click(place, "action_confirm")
        action = cls.click(place, "action_send_badge_email")
        cls.dialog(action, "action_send_mail")
        cls.click(place, "action_set_done")
        booth = cls.make(
            "event.booth",
            name="Stand 1",
            event_id=event.id,
            booth_category_id=cls.env["event.booth.category"].search([], limit=1).id,
        )
        cls.click(
            booth,
            "action_confirm",
            {
                "partner_id": cls.prospect.id,
                "contact_name": PROSPECT["name"],
                "contact_email": PROSPECT["email"],
                "contact_phone": PROSPECT["phone"],
            },
        )
        sponsor = cls.make(
            "event.sponsor",
            event_id=event.id,
            partner_id=cls.prospect.id,
            sponsor_type_id=cls.env["event.sponsor.type"].search([], limit=1).id,
            subtitle=f"{PROSPECT['name']} pays",
            website_description=f"<p>{sentence(PROSPECT)}</p>",
        )
        cls.click(sponsor, "action_archive")

    @classmethod
    def ask(cls):
        """A survey with an answer about oneself."""
        survey = cls.make("survey.survey", title="Flour", access_mode="public")
        question = cls.make(
            "survey.question",
            survey_id=survey.id,
            title="What about you?",
            question_type="text_box",
        )
        answer = cls.click(
            survey, "_create_answer", partner=cls.prospect, email=PROSPECT["email"]
        )
        cls.click(answer, "_mark_in_progress")
        cls.click(answer, "_save_lines", question, sentence(PROSPECT))
        cls.click(answer, "_mark_done")

    @classmethod
    def advertise(cls):
        """A mailing to a list and its link, an opt-out, a text message."""
        contact = cls.make(
            "mailing.contact",
            name=PROSPECT["name"],
            email=PROSPECT["email"],
            list_ids=[Command.create({"name": "Millers"})],
        )
        mailing = cls.make(
            "mailing.mailing",
            subject="Stones",
            body_html='<p><a href="https://mill.example/stones">Stones</a></p>',
            mailing_model_id=cls.env["ir.model"]._get_id("mailing.list"),
            contact_list_ids=[Command.set(contact.list_ids.ids)],
        )
        cls.click(mailing, "action_launch")
        cls.click(mailing, "action_send_mail")
        trace = mailing.mailing_trace_ids
        tracker = cls.make("link.tracker", url="https://mill.example/stones?x=1")
        cls.click(
            cls.env["link.tracker.click"],
            "add_click",
            tracker.code,
            ip="203.0.113.77",
            country_code="DK",
            mailing_trace_id=trace.id,
        )
        cls.click(contact.subscription_ids, "write", {"opt_out": True})
        cls.click(cls.env["mail.blacklist"], "_add", PROSPECT["email"])
        cls.click(cls.env["phone.blacklist"], "_add", [PROSPECT["phone"]])
        cls.wizard(
            "sms.composer",
            cls.unlinked,
            "action_send_sms",
            composition_mode="comment",
            res_model="crm.lead",
            res_id=cls.unlinked.id,
            numbers=PROSPECT["phone"],
            body=sentence(PROSPECT),
        )

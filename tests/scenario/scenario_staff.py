"""The applicant, who becomes an employee with a login and leaves again."""

from datetime import timedelta

from dateutil.relativedelta import MO, relativedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from .scenario import APPLICANT, ScenarioCase, sentence


class StaffSteps(ScenarioCase):
    """From the application to the departure."""

    @classmethod
    def apply(cls):
        """An application by mail, an interview, an offer."""
        job = cls.make("hr.job", name="Miller")
        applicant = cls.applicant = cls.mail_in(
            APPLICANT, "hr.applicant", "jobs@company.example", "Application"
        )
        applicant.write(
            {
                "job_id": job.id,
                "partner_name": APPLICANT["name"],
                "email_from": APPLICANT["email"],
                "partner_phone": APPLICANT["phone"],
                "linkedin_profile": "https://linkedin.example/tveitefoss",
                "applicant_notes": f"<p>{sentence(APPLICANT)}</p>",
            }
        )
        cls.plan(APPLICANT, applicant)
        cls.say(APPLICANT, applicant)
        action = cls.click(applicant, "action_create_meeting")
        start = fields.Datetime.now() - timedelta(hours=5)
        cls.env["calendar.event"].with_context(**action["context"]).create(
            {
                "name": f"Interview {APPLICANT['name']}",
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        hired = cls.env["hr.recruitment.stage"].search(
            [("hired_stage", "=", True)], limit=1
        )
        cls.click(applicant, "write", {"stage_id": hired.id})

    @classmethod
    def hire(cls):
        """The employee's file, and a login."""
        action = cls.click(cls.applicant, "create_employee_from_applicant")
        employee = cls.employee = cls.env["hr.employee"].browse(action["res_id"])
        cls.hired = cls.applicant.partner_id
        card = ("name", "email", "phone", "street", "vat", "ref")
        cls.hired.write({key: APPLICANT[key] for key in card})
        account = cls.bank_account(APPLICANT, cls.hired)
        user = cls.login = new_test_user(
            cls.env,
            APPLICANT["email"],
            "base.group_user",
            partner_id=cls.hired.id,
            name=APPLICANT["name"],
            email=APPLICANT["email"],
        )
        cls.click(
            employee,
            "write",
            {
                "user_id": user.id,
                "private_email": APPLICANT["email"],
                "private_phone": APPLICANT["phone"],
                "private_street": APPLICANT["street"],
                "emergency_contact": f"Brother of {APPLICANT['name']}",
                "identification_id": APPLICANT["ref"],
                "bank_account_ids": [Command.set(account.ids)],
            },
        )
        cls.say(APPLICANT, employee)
        cls.plan(APPLICANT, employee)

    @classmethod
    def spend(cls):
        """An expense with a receipt, approved, posted and paid."""
        expense = cls.make(
            "hr.expense",
            name=f"Train of {APPLICANT['name']}",
            employee_id=cls.employee.id,
            product_id=cls.env.ref("hr_expense.product_product_no_cost").id,
            total_amount_currency=30,
            payment_mode="own_account",
            description=sentence(APPLICANT),
            tax_ids=[Command.clear()],
        )
        cls.say(APPLICANT, expense)
        cls.click(expense, "action_submit")
        cls.click(expense, "action_approve")
        action = cls.click(expense, "action_post")
        cls.dialog(action, "action_post_entry")
        cls.pay(expense.account_move_id)

    @classmethod
    def be_there(cls):
        """Attendance, a day off, lunch, a car."""
        cls.click(
            cls.employee, "_attendance_action_change", {"ip_address": "203.0.113.8"}
        )
        cls.click(
            cls.employee, "_attendance_action_change", {"ip_address": "203.0.113.8"}
        )
        kind = cls.make(
            "hr.leave.type",
            name="Harvest",
            requires_allocation=False,
            leave_validation_type="no_validation",
        )
        day = fields.Date.today() - relativedelta(days=30, weekday=MO(-1))
        cls.make(
            "hr.leave",
            name=f"{APPLICANT['name']} is away",
            employee_id=cls.employee.id,
            holiday_status_id=kind.id,
            request_date_from=day,
            request_date_to=day,
        )
        product = cls.env["lunch.product"].search([], limit=1)
        lunch = cls.make(
            "lunch.order",
            product_id=product.id,
            user_id=cls.login.id,
            note=sentence(APPLICANT),
            lunch_location_id=cls.env["lunch.location"].search([], limit=1).id,
        )
        cls.click(lunch, "action_cancel")
        cls.click(cls.vehicle, "write", {"driver_id": cls.hired.id})
        cls.say(APPLICANT, cls.vehicle)
        cls.click(cls.vehicle, "write", {"driver_id": False})

    @classmethod
    def leave(cls):
        """The employee and the login are archived."""
        dialog = cls.env["hr.departure.wizard"].with_context(
            active_ids=cls.employee.ids, employee_termination=True
        )
        cls.click(
            dialog.create(
                {
                    "departure_description": f"<p>{sentence(APPLICANT)}</p>",
                    "remove_related_user": True,
                }
            ),
            "action_register_departure",
        )

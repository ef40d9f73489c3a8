"""What happens to the files of staff and applicants, and to what lets a person in."""

from markupsafe import Markup

from odoo.tests import new_test_user, tagged

from ..cases.map_case import MapCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapStaff(MapCase):
    def _employee(self):
        return self.env["hr.employee"].create(
            {
                "name": "Zacharias Quillfeather",
                "work_contact_id": self.person.id,
                "private_email": "zq@nest.example",
                "private_phone": "+45 22 33 44 55",
                "private_street": "Uglevej 44",
                "identification_id": "ID-998877",
                "emergency_contact": "Olga Octavius",
                "birthday": "1980-02-03",
                "barcode": "BADGE77231",
                "pin": "4711",
                "sex": "male",
                "marital": "married",
                "spouse_complete_name": "Mathilda Quill",
                "image_1920": self.person.image_1920,
            }
        )

    def test_active_employee_blocks(self):
        employee = self._employee()
        self.assertBlocked("hr.employee", "employee")
        employee.active = False
        self.assertFree()

    def test_file_of_an_archived_employee(self):
        employee = self._employee()
        manager = self.env["hr.employee"].create(
            {"name": "Olga Octavius", "work_contact_id": self.other.id}
        )
        employee.parent_id = manager
        file = self.attach(employee)
        employee.message_post(
            body=Markup("<p>Olga Octavius called Uglevej 44, zq@nest.example</p>")
        )
        employee.active = False
        self.person.anonymize()
        self.assertEqual(self.stored(employee, "name"), "Anonymized")
        self.assertEqual(self.stored(employee.resource_id, "name"), "Anonymized")
        names = ("legal_name", "work_email", "private_email", "private_phone")
        self.assertEmpty(employee, *names, "emergency_contact", "birthday", "barcode")
        self.assertEmpty(employee, "pin")
        names = ("identification_id", "private_street", "sex", "spouse_complete_name")
        self.assertEmpty(employee.version_id, *names)
        self.assertEqual(self.stored(employee.version_id, "marital"), "single")
        self.assertEmpty(file, "store_fname")
        self.assertEqual(
            employee.message_ids[0].body,
            "<p>Olga Octavius called Anonymized, Anonymized</p>",
        )
        self.assertEqual(self.stored(manager, "name"), "Olga Octavius")
        self.person.deanonymize()
        self.assertEqual(
            self.stored(employee, "private_email", "barcode", "pin"),
            ("zq@nest.example", "BADGE77231", None),
        )
        self.assertEqual(self.stored(employee.version_id, "marital"), "married")

    def test_change_history_of_an_employee(self):
        employee = self._employee()
        self.cr.flush()
        employee.place_of_birth = "Skagen"
        self.cr.flush()
        (value,) = employee.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "place_of_birth"
        )
        self.assertEqual(self.stored(value, "new_value_char"), "Skagen")
        employee.active = False
        self.person.anonymize()
        self.assertEmpty(value, "new_value_char")
        self.person.deanonymize()
        self.assertEqual(self.stored(value, "new_value_char"), "Skagen")

    def test_employee_known_by_the_login_only(self):
        user = new_test_user(self.env, "zq-staff", "base.group_user")
        user.partner_id = self.person
        employee = self.env["hr.employee"].create(
            {"name": "Z. Quill", "user_id": user.id, "private_email": "z@nest.example"}
        )
        employee.work_contact_id = False
        user.active = False
        self.assertBlocked("hr.employee", "employee")
        employee.active = False
        self.person.anonymize()
        self.assertEqual(self.stored(employee, "name"), "Anonymized")
        self.assertEmpty(employee, "private_email")

    def test_employee_without_any_link(self):
        employee = self.env["hr.employee"].create(
            {"name": "Z. Quill", "private_email": self.person.email}
        )
        employee.work_contact_id = False
        self.assertBlocked("hr.employee", "employee")
        employee.active = False
        self.person.anonymize()
        self.assertEqual(self.stored(employee, "name"), "Anonymized")

    def test_manager_is_not_swept_along(self):
        manager = self._employee()
        employee = self.env["hr.employee"].create(
            {
                "name": "Olga Octavius",
                "work_contact_id": self.other.id,
                "parent_id": manager.id,
                "coach_id": manager.id,
                "private_email": "olga@nest.example",
            }
        )
        manager.active = False
        self.person.anonymize()
        self.assertEqual(
            self.stored(employee, "name", "private_email", "active"),
            ("Olga Octavius", "olga@nest.example", "true"),
        )

    def test_days_of_an_employee(self):
        employee = self._employee()
        attendance = self.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": "2020-02-03 08:00:00",
                "check_out": "2020-02-03 09:00:00",
                "in_ip_address": "192.0.2.7",
                "in_latitude": 56.1,
                "out_location": "Aarhus harbour",
            }
        )
        line = self.env["hr.resume.line"].create(
            {
                "employee_id": employee.id,
                "name": "School of Birds",
                "date_start": "2001-01-01",
                "description": "Best of its year",
            }
        )
        leave_type = self.env["hr.leave.type"].create(
            {"name": "Rest", "requires_allocation": False}
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": "2020-02-04",
                "request_date_to": "2020-02-04",
                "private_name": "a broken wing",
            }
        )
        employee.active = False
        self.person.anonymize()
        names = ("in_ip_address", "in_latitude", "out_location")
        self.assertEmpty(attendance, *names)
        self.assertEqual(self.stored(attendance, "check_in"), "2020-02-03 08:00:00")
        self.assertEqual(self.stored(line, "name"), '{"en_US": "Anonymized"}')
        self.assertEmpty(line, "description")
        self.assertEmpty(leave, "private_name")

    def test_applicant(self):
        job = self.env["hr.job"].create({"name": "Ornithologist"})
        applicant = self.env["hr.applicant"].create(
            {
                "partner_id": self.person.id,
                "partner_name": "Zacharias Quillfeather",
                "email_from": "apply@nest.example",
                "linkedin_profile": "https://linkedin.example/in/zq-birds",
                "job_id": job.id,
                "applicant_notes": "Good ears",
            }
        )
        file = self.attach(applicant)
        applicant.message_post(
            body=Markup("<p>Olga Octavius asked apply@nest.example</p>")
        )
        self.assertBlocked("hr.applicant")
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "No wings"})
        applicant.write({"refuse_reason_id": reason.id, "active": False})
        self.assertFree()
        self.person.anonymize()
        names = ("partner_name", "email_from", "email_normalized", "linkedin_profile")
        self.assertEmpty(applicant, *names, "applicant_notes")
        self.assertEmpty(file, "store_fname")
        self.assertEqual(
            applicant.message_ids[0].body, "<p>Olga Octavius asked Anonymized</p>"
        )

    def test_applicant_without_contact(self):
        found, kept, namesake = self.env["hr.applicant"].create(
            [
                {"partner_name": "Zach Q.", "email_from": self.person.email.upper()},
                {"partner_name": "Olga O.", "email_from": "olga.o@nest.example"},
                {"partner_name": self.person.name, "email_from": "zq@swan.example"},
            ]
        )
        applicants = found | kept | namesake
        applicants.partner_id = False
        self.assertBlocked("hr.applicant")
        applicants.active = False
        self.person.anonymize()
        self.assertEmpty(found, "partner_name", "email_from", "email_normalized")
        self.assertEqual(
            self.stored(kept, "partner_name", "email_from"),
            ("Olga O.", "olga.o@nest.example"),
        )
        self.assertEqual(
            self.stored(namesake, "partner_name", "email_from"),
            ("Zacharias Quillfeather", "zq@swan.example"),
        )

    def test_expense(self):
        employee = self.env["hr.employee"].create({"name": "Olga Octavius"})
        expense = self.env["hr.expense"].create(
            {
                "name": "Seed bought of Zacharias Quillfeather",
                "employee_id": employee.id,
                "vendor_id": self.person.id,
                "payment_mode": "own_account",
                "total_amount_currency": 5,
            }
        )
        self.assertBlocked("hr.expense")
        expense.approval_state = "refused"
        self.assertFree()
        self.person.anonymize()
        self.assertIn("Anonymized", self.stored(expense, "name"))
        self.assertNotIn("Quillfeather", self.stored(expense, "name"))

    def test_lunch(self):
        supplier = self.env["lunch.supplier"].create({"partner_id": self.person.id})
        self.assertBlocked("lunch.supplier", "role")
        supplier.active = False
        self.assertFree()

    def test_tokens_of_a_login(self):
        user = new_test_user(self.env, "zq-staff", "base.group_user")
        user.partner_id = self.person
        settings = self.env["res.users.settings"]._find_or_create_for_user(user)
        settings.write(
            {
                "google_calendar_rtoken": "google-refresh",
                "google_calendar_cal_id": "zq.calendar@nest.example",
                "microsoft_calendar_sync_token": "microsoft-sync",
            }
        )
        user.microsoft_calendar_rtoken = "microsoft-refresh"
        server = self.env["ir.mail_server"].create(
            {
                "name": "Mail of zq",
                "smtp_host": "smtp.example",
                "smtp_user": "zq.mail@nest.example",
                "smtp_pass": "secret",
                "owner_user_id": user.id,
            }
        )
        user.active = False
        self.person.anonymize()
        names = ("google_calendar_rtoken", "microsoft_calendar_sync_token")
        self.assertEmpty(settings, *names, "google_calendar_cal_id")
        self.assertEmpty(user, "microsoft_calendar_rtoken")
        self.assertEmpty(server, "smtp_user", "smtp_pass")
        self.person.deanonymize()
        self.assertEqual(
            self.stored(settings, "google_calendar_rtoken", "google_calendar_cal_id"),
            (None, "zq.calendar@nest.example"),
        )

    def test_proposal_to_recycle(self):
        model = self.env["data_recycle.model"].create(
            {
                "name": "Old contacts",
                "res_model_id": self.env.ref("base.model_res_partner").id,
            }
        )
        record = self.env["data_recycle.record"].create(
            {"recycle_model_id": model.id, "res_id": self.person.id}
        )
        others = self.env["data_recycle.record"].create(
            {"recycle_model_id": model.id, "res_id": self.other.id}
        )
        aside = record.copy({"active": False})
        self.person.anonymize()
        self.assertFalse(record.exists())
        self.assertTrue(aside.exists())
        self.assertTrue(others.exists())

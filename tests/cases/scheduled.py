"""A base case for what happens by night."""

from freezegun import freeze_time

from ..worklist.test_candidates import CandidateCase


class ScheduledCase(CandidateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = cls._user("responsible_dpo", "group_manager")
        cls.responsible.email = "dpo@company.example"
        cls.params = cls.env["ir.config_parameter"]
        cls._setting("responsible_id", cls.responsible.id)
        cls._setting("auto_customer", "True")
        cls._setting("auto_notice_days", 14)
        cls._setting("auto_per_night", 500)
        # Whoever else is due in this database is none of these tests' business.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET anonymization_exempt = TRUE WHERE id <> ALL(%s)",
            [[cls.person.id, *cls.person.child_ids.ids]],
        )
        cls.env.invalidate_all()

    @classmethod
    def _setting(cls, name, value):
        cls.params.set_param(f"partner_anonymization.{name}", value)

    def _night(self, day, *names):
        """Let scheduled actions run in the night of a day."""
        with freeze_time(day), self.enter_registry_test_mode():
            for name in names or ("candidates", "anonymize"):
                self.env.ref(
                    f"partner_anonymization.ir_cron_{name}"
                ).method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self):
        return self.env["mail.mail"].search(
            [("email_to", "ilike", "dpo@company.example")], order="id"
        )

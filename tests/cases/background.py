"""A base case for runs in the background."""

from odoo.tools import SQL

from ..common import AnonymizationCase

CONFIRMATION = "I understand anonymization"
CRONS = [f"partner_anonymization.ir_cron_run_{n}" for n in range(1, 5)]


class BackgroundCase(AnonymizationCase):
    """Seven people, and a clerk for whom five are many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setting("run_above", 4)
        cls._setting("run_batch", 3)
        cls.clerk = cls._user("run-clerk", "group_anonymize,group_override_retention")
        cls.boss = cls._user("run-boss", "group_manager")
        cls.people = cls.Partner.create(
            [
                {
                    "name": f"Nestor Quill{number}",
                    "email": f"nestor{number}@quill.example",
                }
                for number in range(7)
            ]
        )
        cls.env.flush_all()

    @classmethod
    def _setting(cls, name, value):
        params = cls.env["ir.config_parameter"]
        params.set_param(f"partner_anonymization.{name}", value)

    def _wizard(self, partners=None, user=None, **values):
        model = self.env["partner.anonymize"].with_user(user or self.clerk)
        chosen = self.people if partners is None else partners
        return model.create(
            {
                "partner_ids": chosen.ids,
                "confirmation": CONFIRMATION,
                "note": "T-4711",
                "override_retention": True,
                **values,
            }
        )

    def _started(self, partners=None, user=None, **values):
        """A run that the wizard has handed over, as superuser."""
        action = self._wizard(partners, user, **values).action_anonymize()
        self.assertEqual(action["res_model"], "partner.anonymization")
        return self.env["partner.anonymization"].browse(action["res_id"])

    def _work(self, times=1):
        with self.enter_registry_test_mode():
            for _time in range(times):
                self.env.ref(CRONS[0]).method_direct_trigger()
        self.env.invalidate_all()

    def _batch(self):
        """One batch of one run."""
        log = self.env["partner.anonymization"]
        while log._work_on_some(3) == 0:
            pass  # the run is marked as running first
        self.env.invalidate_all()

    def _rest_is_over(self):
        self.env.cr.execute(
            "UPDATE partner_anonymization_line"
            "   SET run_try_date = run_try_date - interval '2 minutes'"
        )
        self.env.invalidate_all()

    def _outcomes(self, run):
        """``{partner id: (outcome, reason)}`` as the table has them."""
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, outcome, reason FROM partner_anonymization_line"
                " WHERE run_id = %s",
                run.id,
            )
        )
        found = {partner: (outcome, reason) for partner, outcome, reason in rows}
        self.assertEqual(len(found), len(rows), "two lines of one partner")
        return found

    def _states(self, partners):
        """The states of partners, in their order, as the table has them."""
        self.env.flush_all()
        rows = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, anonymization_state FROM res_partner"
                    " WHERE id = ANY(%s)",
                    partners.ids,
                )
            )
        )
        return [rows[id_] for id_ in partners.ids]

    def _row(self, run, *columns):
        self.env.cr.execute(
            "SELECT * FROM partner_anonymization WHERE id = %s", [run.id]
        )
        row = self.env.cr.dictfetchone()
        return tuple(row[column] for column in columns)

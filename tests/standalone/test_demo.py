"""What `make demo` shows: a company with the law of its country, users with each right,
and a first proof that finds nothing."""

import os
import sys
import unittest
from pathlib import Path

import harness

from odoo.exceptions import AccessError

sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
from pa_dev import demo, environment  # noqa: E402

LATER = True
MODULE = harness.MODULE


class TestDemo(harness.StandaloneCase):
    label = "demo"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.db.disconnect()
        prepared = environment.prepare()
        for _time in range(2):  # the second time is an update
            demo.arrange(prepared, cls.db.name)

    def as_user(self, login):
        query = "SELECT id FROM res_users WHERE login = %s"
        return self.db.env(uid=self.db.sql(query, [login])[0][0])

    def test_company_with_the_law_of_its_country(self):
        with self.as_user("officer") as env:
            company = env.company
            self.assertEqual(company.country_id.code, "DK")
            periods = company.anonymization_period_ids
            offered = env["partner.anonymization.preset"]._offered(company)
            self.assertEqual(set(periods.mapped("retention_class")), set(offered))
            self.assertTrue(all(periods.mapped("source")))

    def test_users(self):
        """They log in with what is printed, and may what is printed."""
        rights = {"clerk": True, "officer": True, "bystander": False}
        for login, may in rights.items():
            self.assertRegex(demo.LOGINS, rf"(?m)^  {login} +{login} ")
            with self.as_user(login) as env:
                credential = {"login": login, "password": login, "type": "password"}
                found = env["res.users"].authenticate(credential, {"interactive": True})
                self.assertEqual(found["uid"], env.uid)
                person = env["res.partner"].create({"name": f"Person of {login}"})
                if may:
                    person.anonymize(note="T-1")
                    self.assertEqual(person.anonymization_state, "anonymized")
                else:
                    with self.assertRaises(AccessError):
                        person.anonymize(note="T-1")

    def test_first_proof(self):
        """The customer of the demo whose retention is over: nothing names her but what
        the log lists, not even the module's own texts."""
        with self.as_user("clerk") as env:
            person = env.ref(f"{MODULE}.demo_candidate")
            due = env["partner.anonymization.candidate"].search(
                [("partner_id", "=", person.id)]
            )
            self.assertTrue(due.is_due)
            line = person.anonymize(note="T-2").line_ids
            line.action_prove()
            traces = line.trace_ids.filtered(lambda one: one.status == "unexpected")
            self.assertEqual(
                traces.mapped(lambda one: (one.model, one.field, one.reason)), []
            )
            self.assertEqual(line.proof_state, "proved")


if __name__ == "__main__":
    unittest.main()

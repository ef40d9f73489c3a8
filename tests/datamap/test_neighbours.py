"""Beside modules of the OCA, as their wheels bring them: what they store of a person is
erased, or is listed with a suggestion that works, and comes back."""

from odoo import Command
from odoo.tests import tagged

from ..common import AnonymizationCase
from ..mixin import AnonymizationTestMixin

MARK = "Ottilie"


@tagged("neighbours", "post_install", "-at_install", "-standard")
class TestNeighbours(AnonymizationTestMixin, AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ottilie = cls.Partner.create(
            {
                "firstname": MARK,
                "lastname": "Rosenquarz",
                "email": "ottilie@rosenquarz.example",
                "phone": "+45 31 41 59 27",
                "street": "Brombærvej 16",
                "birthdate_date": "1961-07-14",
            }
        )
        cls.stranger = cls.Partner.create(
            {"firstname": "Balduin", "lastname": "Fremd", "birthdate_date": "1970-1-2"}
        )

    def _accept_suggestions(self, model, *needed):
        """Do for a model what the list of unmapped fields suggests."""
        unmapped = self.env["partner.anonymization.unmapped"]
        unmapped._refresh()
        rows = unmapped.search([("model", "=", model), ("state", "=", "open")])
        self.assertLessEqual(set(needed), set(rows.mapped("field")))
        chosen = rows.filtered("suggested_path")
        self.assertLessEqual(set(needed), set(chosen.mapped("field")))
        action = self.env["partner.anonymization.suggestion"]._open(chosen)
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.line_ids.is_taken = True
        told = wizard.action_accept()
        self.assertEqual(told["tag"], "soft_reload", told)
        unmapped._refresh()
        left = unmapped.search([("model", "=", model), ("state", "=", "open")])
        self.assertEqual(left.filtered("suggested_path").mapped("field"), [])

    def test_first_and_last_name(self):
        """The names go with the name, and stay away when Odoo works out names anew."""
        self.ottilie.anonymize(note="Ticket 4711")
        self.assertEqual(self.ottilie.name, "Anonymized")
        self.assertFalse(self.ottilie.firstname)
        self.assertFalse(self.ottilie.lastname)
        self.assertFalse(self.ottilie.birthdate_date)
        self.env["res.partner"]._install_partner_firstname()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.ottilie.name, "Anonymized")
        self.ottilie.deanonymize(note="Ticket 4712")
        self.env.invalidate_all()
        self.assertEqual(self.ottilie.name, f"{MARK} Rosenquarz")
        self.assertEqual(self.ottilie.lastname, "Rosenquarz")
        self.assertEqual(str(self.ottilie.birthdate_date), "1961-07-14")

    def test_names_and_birthday(self):
        self.assertAnonymizable(self.ottilie, self.ottilie, self.stranger)

    def test_tickets(self):
        ticket, other = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"{person.name} cannot sign in",
                    "description": f"<p>Call {person.name}</p>",
                    "partner_id": person.id,
                    "partner_name": person.name,
                    "partner_email": f"{person.lastname.lower()}@mail.example",
                }
                for person in (self.ottilie, self.stranger)
            ]
        )
        self.assertIn("unmapped", self._codes(self.ottilie))
        self._accept_suggestions(
            ticket._name, "name", "description", "partner_name", "partner_email"
        )
        self.assertNotIn("unmapped", self._codes(self.ottilie))
        words = ["rosenquarz@mail.example"]
        self.assertAnonymizable(self.ottilie, ticket, other, words)

    def test_contracts(self):
        product = self.env["product.product"].create({"name": "Tea"})
        contract, other = self.env["contract.contract"].create(
            [
                {
                    "name": f"Tea for {person.name}",
                    "partner_id": person.id,
                    "invoice_partner_id": person.id,
                    "note": f"{person.name} drinks much",
                    "contract_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "name": f"Tea brought to {person.name}",
                                "price_unit": 10,
                            }
                        )
                    ],
                    "modification_ids": [
                        Command.create(
                            {
                                "date": "2020-01-01",
                                "description": f"{person.name} wants more",
                            }
                        )
                    ],
                }
                for person in (self.ottilie, self.stranger)
            ]
        )
        self.assertIn("unmapped", self._codes(self.ottilie))
        self._accept_suggestions(contract._name, "name", "note", "code")
        self._accept_suggestions("contract.line", "name")
        self._accept_suggestions("contract.modification", "description")
        self.assertAnonymizable(self.ottilie, contract, other)

    def test_audit_log(self):
        model = self.env.ref("base.model_res_partner")
        rule = self.env["auditlog.rule"].create(
            {"name": "Contacts", "model_id": model.id, "log_type": "full"}
        )
        rule.set_to_confirmed()
        self.addCleanup(rule.set_to_draft)
        self.ottilie.city = "Rosenquarzheim"
        self.stranger.city = "Fremdingen"
        domain = [("model_id", "=", model.id), ("res_id", "=", self.ottilie.id)]
        lines = self.env["auditlog.log"].search(domain).line_ids
        self.assertTrue(lines)
        domain = [("model_id", "=", model.id), ("res_id", "=", self.stranger.id)]
        others = self.env["auditlog.log"].search(domain).line_ids
        words = ["Rosenquarzheim"]
        self.assertAnonymizable(self.ottilie, lines, others, words)

    def test_reviews(self):
        definition = self.env["tier.definition"].create(
            {
                "model_id": self.env.ref("base.model_res_partner").id,
                "reviewer_id": self.env.user.id,
            }
        )
        review, other = self.env["tier.review"].create(
            [
                {
                    "definition_id": definition.id,
                    "model": "res.partner",
                    "res_id": person.id,
                    "status": "approved",
                    "comment": f"{person.name} is known",
                }
                for person in (self.ottilie, self.stranger)
            ]
        )
        self.assertAnonymizable(self.ottilie, review, other)

    def test_jobs(self):
        """What a job was called with, as queue_job stores it."""
        delayed = self.ottilie.with_delay(description=f"Greet {self.ottilie.name}")
        job = delayed.message_post(body=f"Hello {self.ottilie.name}").db_record()
        other = self.stranger.with_delay().message_post(body="Hello").db_record()
        job.state = "cancelled"
        self.assertAnonymizable(self.ottilie, job, other)

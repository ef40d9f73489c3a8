"""Asking, approving and carrying out, clicked through by two people."""

from odoo.tests import HttpCase, tagged

from ..cases.four_eyes import FourEyesCase


@tagged("post_install", "-at_install")
class TestFourEyesTour(FourEyesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.name = "Ignatius Mossfeather"
        companies = cls.env.company.ids
        for user in (cls.ann, cls.bob):
            user.write({"company_ids": [(6, 0, companies)], "company_id": companies[0]})

    def test_two_people(self):
        self.person.anonymize()
        approvals = "/odoo/anonymization-approvals"
        for path, tour, user in (
            (f"/odoo/customers/{self.person.id}", "ask", self.ann),
            (approvals, "approve", self.bob),
            (approvals, "carry_out", self.ann),
        ):
            self.start_tour(path, f"partner_anonymization_{tour}", login=user.login)
        self.assertEqual(self.person.name, "Ignatius Mossfeather")

    def test_change_of_the_map(self):
        self._off()
        rule = self.env["partner.anonymization.rule"].create(
            {"name": "Mine", "model": "res.partner.industry", "action": "keep"}
        )
        self._on()
        self.start_tour(
            f"/odoo/action-partner_anonymization.partner_anonymization_rule_action"
            f"/{rule.id}",
            "partner_anonymization_ask_for_change",
            login=self.ann.login,
        )
        self.assertEqual(rule.name, "Mine")
        approval = self.env["partner.anonymization.approval"].search([], limit=1)
        self.assertEqual((approval.operation, approval.user_id), ("map", self.ann))

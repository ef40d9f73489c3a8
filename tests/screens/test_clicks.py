"""Each usual case takes a clerk five clicks at most: the tours count them."""

from odoo.tests import HttpCase, tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install")
class TestClicks(BooksCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.name = "Ignatius Mossfeather"
        cls.clerk = cls._user(
            "clicks-clerk", "group_anonymize,group_override_retention"
        )
        cls.clerk.group_ids |= cls.env.ref("account.group_account_invoice")
        companies = cls.env.company.ids
        cls.clerk.write(
            {"company_ids": [(6, 0, companies)], "company_id": companies[0]}
        )

    def _case(self, name, record):
        action = {
            "res.partner": "customers",
            "partner.anonymization.request": "partner.anonymization.request",
        }[record._name]
        self.start_tour(
            f"/odoo/{action}/{record.id}",
            f"partner_anonymization_clicks_{name}",
            login=self.clerk.login,
        )
        self.env.invalidate_all()

    def _request(self):
        return (
            self.env["partner.anonymization.request"]
            .with_user(self.clerk)
            .create({"partner_ids": self.person.ids, "channel": "letter"})
        )

    def test_full(self):
        self._pay(self._invoice(self.person, "2005-05-05"))
        self._case("full", self.person)
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(self.person.anonymization_line_id.outcome, "done")

    def test_partial(self):
        self._pay(self._invoice(self.person))
        self._case("partial", self.person)
        line = self.person.anonymization_line_id
        self.assertEqual(line.outcome, "partial")
        self.assertEqual(line.override_reason, "Decision 12")

    def test_refused(self):
        request = self._request()
        self._case("refused", request)
        self.assertEqual((request.state, request.refusal_ground), ("refused", "17_3_b"))

    def test_request(self):
        request = self._request()
        self._case("request", request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(request.run_ids.line_ids.partner_id, self.person)

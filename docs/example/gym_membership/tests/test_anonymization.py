from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.partner_anonymization.testing import AnonymizationTestMixin


@tagged("post_install", "-at_install")
class TestAnonymization(AnonymizationTestMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["res.partner"].create(
            [{"name": "Gundula Kraftmeier"}, {"name": "Balduin Fremd"}]
        )
        cls.membership, cls.other = cls.env["gym.membership"].create(
            [
                {
                    "partner_id": person.id,
                    "member_name": person.name,
                    "card_number": f"CARD-{person.id:05}",
                    "remarks": f"{person.name} prefers the sauna",
                    "price": 39,
                    "opens_door": True,
                    "state": "ended",
                }
                for person in people
            ]
        )
        cls.person = people[0]

    def test_nothing_is_left_and_all_comes_back(self):
        # The hook closes the door for good: that is no personal data.
        self.membership.opens_door = False
        self.assertAnonymizable(self.person, self.membership, self.other)

    def test_what_the_rule_does(self):
        self.person.anonymize(note="Ticket 4711")
        self.membership.invalidate_recordset()
        self.assertFalse(self.membership.member_name)
        self.assertEqual(
            self.membership.card_number, f"anonymized-{self.membership.id}"
        )
        self.assertEqual(self.membership.remarks, "Anonymized prefers the sauna")
        self.assertEqual(self.membership.price, 39)
        self.assertFalse(self.membership.opens_door)
        self.assertTrue(self.other.opens_door)

    def test_running_membership_blocks(self):
        self.membership.state = "running"
        with self.assertRaisesRegex(UserError, "End the membership first"):
            self.person.anonymize(note="Ticket 4711")

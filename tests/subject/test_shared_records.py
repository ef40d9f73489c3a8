"""Two people in one record: each seal gives back its own words only."""

from itertools import permutations

from odoo.tests import tagged

from ..common import AnonymizationCase

BODY = (
    "<p>Zacharias Quillfeather met Olga Octavius in Rome, then Olga Octavius left</p>"
)


@tagged("post_install", "-at_install")
class TestSharedRecords(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = cls.Partner.create(
            {"name": "Olga Octavius", "email": "olga@octavius.example"}
        )

    def _message(self):
        message = self.person.message_post(body="x", author_id=self.olga.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET body = %s WHERE id = %s", [BODY, message.id]
        )
        self.env.invalidate_all()
        return message

    def test_restored_in_any_order(self):
        for away in permutations([self.person, self.olga]):
            for back in permutations([self.person, self.olga]):
                message = self._message()
                for partner in away:
                    partner.anonymize()
                self.assertNotIn("Quillfeather", message.body)
                self.assertNotIn("Octavius", message.body)
                back[0].deanonymize()
                gone = "Octavius" if back[0] == self.person else "Quillfeather"
                self.assertNotIn(gone, message.body)
                back[1].deanonymize()
                self.assertEqual(str(message.body), BODY)

    def test_in_one_batch(self):
        message = self._message()
        (self.person | self.olga).anonymize()
        self.assertNotIn("Quillfeather", message.body)
        self.assertNotIn("Octavius", message.body)
        self.olga.purge_anonymized()
        self.person.deanonymize()
        self.assertIn("Zacharias Quillfeather", message.body)
        self.assertNotIn("Octavius", message.body)

    def test_edited_meanwhile(self):
        message = self._message()
        self.person.anonymize()
        message.body = message.body.replace("in Rome", "in Paris")
        self.env.flush_all()
        self.person.deanonymize()
        self.assertIn("Zacharias Quillfeather", message.body)
        self.assertIn("in Paris", message.body)

    def test_family_address(self):
        """An e-mail that a living partner has as well stays in texts; once nobody has
        it any more it goes."""
        self.olga.email = self.person.email
        message = self.person.message_post(body=f"write to {self.person.email}")
        self.person.anonymize()
        self.assertIn("zacharias@quillfeather.example", message.body)
        self.assertEqual(self.olga.email, "zacharias@quillfeather.example")
        self.person.deanonymize()
        (self.person | self.olga).anonymize()
        self.assertNotIn("zacharias@quillfeather.example", message.body)

    def test_meeting_with_others(self):
        if "calendar.event" not in self.env:
            self.assertNotIn("calendar", self.env.registry._init_modules)
            return
        event = self.env["calendar.event"].create(
            {
                "name": "Lunch with Zacharias Quillfeather",
                "start": "2012-01-01 10:00:00",
                "stop": "2012-01-01 11:00:00",
                "partner_ids": [(6, 0, (self.person | self.olga).ids)],
            }
        )
        file = self.env["ir.attachment"].create(
            {
                "name": "menu.txt",
                "raw": b"menu",
                "res_model": event._name,
                "res_id": event.id,
            }
        )
        self.person.anonymize()
        self.assertEqual(event.name, "Lunch with Anonymized")
        self.assertEqual(file.raw, b"menu")
        self.assertEqual(file.name, "menu.txt")

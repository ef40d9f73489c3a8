"""What another module does by hook happens, and is undone, with the batch."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..cases.fakes import FakeModelsCase


@tagged("post_install", "-at_install")
class TestHooks(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import fake_models as fake

        return (*super()._fake_models(), fake.FakeHook)

    def setUp(self):
        super().setUp()
        self.canary = self.env["pa.fake.canary"].create(
            {"partner_id": self.person.id, "canary": "sings"}
        )

    def _visits(self):
        return self.env["pa.fake.visit"].search([]).mapped("color")

    def test_before_and_after(self):
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self.canary.canary, "before anonymize")
        names = ["Anonymized"] * 4
        self.assertEqual(self._visits(), [f"anonymize {names}"], "once, for all four")
        self.person.deanonymize()
        self.assertEqual(self.canary.canary, "before deanonymize")
        self.assertIn("Zacharias Quillfeather", self._visits()[1])

    def test_batch(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        (self.person | other).anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(len(self._visits()), 1)
        self.person.purge_anonymized()
        self.assertEqual(self._visits()[1], f"purge {['Deleted'] * 4}")
        self.env["partner.anonymization"].resweep(other.ids)
        self.assertEqual(self._visits()[2], "resweep ['Anonymized']")

    def test_blocked_people_are_left_out(self):
        self.person.anonymization_hold = True
        with self.assertRaises(UserError):
            self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self.canary.canary, "sings")
        self.assertFalse(self._visits())

    def test_undone_with_a_refusal(self):
        with self.assertRaisesRegex(UserError, "names the person"):
            self.person.anonymize(
                note="for Zacharias Quillfeather", override_retention=True
            )
        self.assertEqual(self.canary.canary, "sings")

    def test_a_hook_refuses(self):
        def refuse(model, kind, partners):
            message = "The other system is down."
            raise UserError(message)

        log = self.env["partner.anonymization"]
        self.patch(type(log), "_anonymization_after", refuse)
        with self.assertRaisesRegex(UserError, "other system"):
            self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertEqual(self.canary.canary, "sings")
        self.env.cr.execute(
            "SELECT count(*) FROM partner_anonymization_seal WHERE partner_id = %s",
            [self.person.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

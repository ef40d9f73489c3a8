"""Promise 2, for what other modules add to the contact: erased, and brought back."""

from odoo import Command
from odoo.tests import tagged

from ..cases.fakes import FakeModelsCase
from ..common import PIXEL, digest

FIELDS = (
    "pa_fake_birthday",
    "pa_fake_number",
    "pa_fake_country_id",
    "pa_fake_data",
    "pa_fake_photo",
    "pa_fake_scan",
    "pa_fake_about",
    "pa_fake_friend_ids",
    "pa_fake_initials",
)


@tagged("post_install", "-at_install")
class TestForeignFields(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import fake_models as fake

        return (fake.FakePartner,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].browse(cls.person.id)
        cls.friend = cls.env["res.partner"].create({"name": "Berta Unbeteiligt"})
        cls.second = cls.env["res.company"].create({"name": "Second"})
        cls.person.write(
            {
                "pa_fake_birthday": "1971-02-03",
                "pa_fake_code": "ZQ-77",
                "pa_fake_number": "first",
                "pa_fake_country_id": cls.country.id,
                "pa_fake_data": {"pet": ["Polly", {"age": 3.1}]},
                "pa_fake_photo": PIXEL,
                "pa_fake_scan": PIXEL,
                "pa_fake_about": f"res.country,{cls.country.id}",
                "pa_fake_friend_ids": [Command.link(cls.friend.id)],
            }
        )
        cls.person.with_company(cls.second).pa_fake_number = "second"
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET properties = %s WHERE id = %s",
            ['{"a1b2c3d4": "canary"}', cls.person.id],
        )
        cls.env.invalidate_all()

    def _column(self, name):
        self.env.cr.execute(
            f"SELECT {name}::text FROM res_partner WHERE id = %s",
            [self.person.id],
        )
        return self.env.cr.fetchone()[0]

    def test_erased(self):
        for name in FIELDS:
            self.assertTrue(self.person[name], name)
        self.person.anonymize()
        for name in FIELDS:
            self.assertFalse(self.person[name], name)
        self.assertFalse(self.person.with_company(self.second).pa_fake_number)
        self.assertEqual(self.person.pa_fake_code, f"anonymized-{self.person.id}")
        self.assertNotIn("canary", self._column("properties") or "")
        self.assertEqual(self.friend.name, "Berta Unbeteiligt")

    def test_restored(self):
        self.env.flush_all()
        before = digest(self.env.cr)
        self.person.anonymize()
        self.person.deanonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))
        self.assertEqual(self.person.pa_fake_friend_ids, self.friend)
        self.assertEqual(self.person.pa_fake_data, {"pet": ["Polly", {"age": 3.1}]})
        other = self.person.with_company(self.second)
        self.assertEqual(other.pa_fake_number, "second")

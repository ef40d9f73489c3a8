"""Fields of apps that were installed meanwhile are computed from what comes back."""

from odoo.tests import tagged

from ..cases.fakes import FakeModelsCase
from ..common import digest


@tagged("post_install", "-at_install")
class TestRestoreWithNewerFields(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        return ()

    def test_fields_of_an_app_installed_meanwhile_are_computed(self):
        from ..cases import fake_models as fake

        skip = {"res_partner": ["signup_type", "write_date", "write_uid"]}
        before = digest(self.env.cr, skip_columns=skip)["res_partner"]
        self.person.anonymize()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE partner_anonymization_line SET date = date - interval '1 day'"
        )
        self.loader.update_registry((fake.FakePartner,))
        self.env.flush_all()
        fields = ("pa_fake_initials", "pa_fake_birthday")
        for name in fields:
            record = self.env["ir.model.fields"]._get("res.partner", name)
            self.env["ir.model.data"].create(
                {
                    "module": "pa_fake",
                    "name": f"field_res_partner__{name}",
                    "model": record._name,
                    "res_id": record.id,
                }
            )
        person = self.env["res.partner"].browse(self.person.id)
        self.assertEqual(person.pa_fake_initials, "Initials of Anonymized")
        written = person.write_date
        person.deanonymize()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(person.write_date, written)
        self.assertEqual(person.pa_fake_initials, "Initials of Zacharias Quillfeather")
        child = person.child_ids.filtered(lambda one: one.type == "contact")
        self.assertEqual(child.pa_fake_initials, "Initials of Otto Nachtigall")
        new = [name for name in person._fields if name.startswith("pa_fake_")]
        skip["res_partner"] += new
        after = digest(self.env.cr, skip_columns=skip)["res_partner"]
        self.assertEqual(after, before)

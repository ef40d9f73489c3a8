"""A base case with recognisable people, and digests of the whole database."""

import tempfile

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from ..testing.digests import differing, digest, remove_tree, tables
from .cases import compiled_map, key_folders, unpacked_files

__all__ = ["PIXEL", "AnonymizationCase", "differing", "digest", "tables"]

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


class AnonymizationCase(TransactionCase):
    """A person with addresses, and users with each right."""

    @classmethod
    def setUpClass(cls):
        unpacked_files.keep()
        super().setUpClass()
        # Whoever is asked says the same day, also in the hours around midnight.
        cls.env = cls.env(context=dict(cls.env.context, tz="UTC"))
        compiled_map.keep(cls.env["partner.anonymization.rule"])
        cls.use_own_keys()
        cls.Partner = cls.env["res.partner"].with_context(active_test=False)
        cls.country = cls.env.ref("base.dk")
        cls.person = cls.Partner.create(cls._person_values())

    @classmethod
    def use_own_keys(cls):
        """Keep keys, and what wraps them, in new folders that go with the class."""
        cls.key_dir = tempfile.mkdtemp(prefix="keys-")
        cls.kek_dir = tempfile.mkdtemp(prefix="kek-")
        for folder in (cls.key_dir, cls.kek_dir):
            cls.addClassCleanup(remove_tree, folder)
        key_folders.kek_dir(cls, cls.kek_dir)
        cls.env["ir.config_parameter"].set_param(
            "partner_anonymization.key_dir", cls.key_dir
        )

    @classmethod
    def _person_values(cls):
        return {
            "name": "Zacharias Quillfeather",
            "email": "zacharias@quillfeather.example",
            "phone": "+45 31 41 59 26",
            "street": "Brombærvej 15",
            "zip": "8000",
            "city": "Aarhus",
            "country_id": cls.country.id,
            "ref": "CUST-77231",
            "comment": "<p>Zacharias likes <b>tea</b> 🫖</p>",
            "website": "https://quillfeather.example",
            "function": "Ornithologist",
            "image_1920": PIXEL,
            "category_id": [Command.create({"name": "Bird lover"})],
            "bank_ids": [
                Command.create(
                    {
                        "acc_number": "DK5000400440116243",
                        "acc_holder_name": "Zacharias Quillfeather",
                    }
                )
            ],
            "child_ids": [
                Command.create(
                    {
                        "name": "Wilhelmina Quillfeather",
                        "type": "invoice",
                        "email": "wilhelmina@quillfeather.example",
                        "street": "Æblegade 3",
                    }
                ),
                Command.create({"name": "Shed door", "type": "delivery"}),
                Command.create(
                    {
                        "name": "Otto Nachtigall",
                        "type": "contact",
                        "phone": "+4927182818",
                    }
                ),
            ],
        }

    @classmethod
    def _user(cls, login, groups=""):
        rights = ",".join(
            f"partner_anonymization.{name}" for name in groups.split(",") if name
        )
        always = "base.group_user,base.group_partner_manager"
        return new_test_user(cls.env, login, ",".join(filter(None, (always, rights))))

    def _codes(self, partner):
        return {blocker["code"] for blocker in partner.anonymization_blockers()}

    def assertDigest(self, before, after):
        self.assertEqual(differing(before, after), {})

"""A base case with the models of an imaginary app."""

from odoo import Command

from ..common import AnonymizationCase
from .odoo_helper import FakeModelLoader


class FakeModelsCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loader = FakeModelLoader(cls.env, cls.__module__)
        cls.loader.backup_registry()
        cls.addClassCleanup(cls.loader.restore_registry)
        cls.loader.update_registry(cls._fake_models())

    @classmethod
    def _fake_models(cls):
        from . import fake_models as fake

        return fake.FakeCase, fake.FakeCaseLine, fake.FakeCanary, fake.FakeVisit

    def _prove(self, line):
        """``{(model, field): status}`` of what the proof lists for a line."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        self.env.invalidate_all()
        return {(one.model, one.field): one.status for one in line.trace_ids}

    @classmethod
    def _rule(cls):
        """The rule that the imaginary app ships for its cases."""
        rule = cls.env["partner.anonymization.rule"].create(
            {
                "name": "Fake case",
                "model": "pa.fake.case",
                "partner_path": "partner_id",
                "field_ids": [
                    Command.create(
                        {"field": "contact_name", "category": "name", "term": "name"}
                    ),
                    Command.create(
                        {
                            "field": "contact_email",
                            "category": "contact",
                            "term": "email",
                        }
                    ),
                    Command.create({"field": "story", "method": "redact"}),
                    Command.create({"field": "name", "method": "redact"}),
                ],
            }
        )
        cls.env["ir.model.data"].create(
            {
                "module": "pa_fake",
                "name": "rule_case",
                "model": rule._name,
                "res_id": rule.id,
            }
        )
        rule.invalidate_recordset()
        return rule

    @classmethod
    def _case(cls, partner, **values):
        return cls.env["pa.fake.case"].create(
            {
                "name": "Case of Zacharias Quillfeather",
                "partner_id": partner.id,
                "contact_name": "Z. Quillfeather",
                "contact_email": "zq@case.example",
                "story": "Zacharias Quillfeather wants his parrot back",
                "amount": 12.5,
                **values,
            }
        )


class FakeAppsCase(FakeModelsCase):
    """Models of apps that are not installed, for which the module ships rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.registry.clear_cache("stable")
        cls.addClassCleanup(cls.env.registry.clear_cache, "stable")
        cls.other = cls.env["res.partner"].create({"name": "Olga Octavius"})

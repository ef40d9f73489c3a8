"""A base case for rules of one's own: who writes them, and what comes of it."""

from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..common import AnonymizationCase
from .odoo_helper import FakeModelLoader


class RuleCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loader = FakeModelLoader(cls.env, cls.__module__)
        loader.backup_registry()
        cls.addClassCleanup(loader.restore_registry)
        from . import fake_rule_models as fake

        loader.update_registry([fake.FakeCard, fake.FakeCardLine, fake.FakeWizard])
        cls.env["ir.model.access"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get(name).id,
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                }
                for name in ("pa.fake.card", "pa.fake.card.line")
            ]
        )
        cls.Rule = cls.env["partner.anonymization.rule"]
        cls.manager = cls._user("manager", "group_manager")
        cls.admin = cls.env.ref("base.user_admin")
        cls.card = cls._card(name="Card of Zacharias Quillfeather")

    @classmethod
    def _card(cls, **values):
        return cls.env["pa.fake.card"].create(
            {
                "partner_id": cls.person.id,
                "country_id": cls.country.id,
                "company_id": cls.env.company.id,
                **values,
            }
        )

    def _values(self, *lines, **values):
        return {
            "name": "Mine",
            "model": "pa.fake.card",
            "partner_path": "partner_id",
            "field_ids": [
                (0, 0, line if isinstance(line, dict) else {"field": line})
                for line in lines
            ],
            **values,
        }

    def _own(self, *lines, user=None, **values):
        rules = self.Rule.with_user(user) if user else self.Rule
        return rules.create(self._values(*lines, **values)).sudo()

    def assertRefused(self, *lines, words=".", **values):
        """Neither a manager nor an administrator can save it, with any context."""
        contexts = ({}, {"install_mode": True, "module": "base", "_force_unlink": True})
        for user in (self.manager, self.admin, self.env.user):
            for context in contexts:
                with (
                    self.subTest(user=user.login, context=context),
                    self.assertRaisesRegex(ValidationError, words),
                    self.env.cr.savepoint(),
                ):
                    rules = self.Rule.with_user(user).with_context(**context)
                    rules.create(self._values(*lines, **values))

    def _slip_in(self, rule, **values):
        """What an earlier version or an import has left in the table."""
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        table = SQL.identifier(rule._table)
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE id = %s", table, columns, rule.id)
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")

    def assertBroken(self, rule, words="."):
        self.assertTrue(rule.is_broken)
        self.assertRegex(rule.broken_reason, words)
        self.assertIn(rule, self.Rule.search([("is_broken", "=", True)]))

    def refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()

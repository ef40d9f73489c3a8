"""The module comes and goes without a trace, and never takes sealed data along."""

import re
import unittest

import harness
import people
from harness import ADMIN

from odoo.exceptions import UserError

LATER = True
MODULE = harness.MODULE
OURS = "partner.anonymi[sz]|partner_anonymi|anonymization_|partner.deanonymi"
# Odoo's own list of modules, and what it leaves behind of every module: the foreign
# keys of columns on other modules' tables, demo partners that posted entries name.
ODOOS_OWN = {
    "ir_module_module": "true",
    "ir_module_module_dependency": "true",
    "ir_model_data": "model = 'ir.module.module'"
    " OR model = 'res.partner' AND starts_with(name, 'demo_')",
    "ir_model_constraint": "type = 'f'",
}


class InstallCase(harness.StandaloneCase):
    maxDiff = None

    def schema(self):
        """Every table, column, index, constraint and sequence."""
        return set(
            self.db.sql(
                """
                SELECT 'column', table_name::text, column_name::text, data_type::text
                  FROM information_schema.columns WHERE table_schema = 'public'
                 UNION ALL
                SELECT 'relation', relname, relkind::text, '' FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace
                 UNION ALL
                SELECT 'constraint', conname, conrelid::regclass::text, ''
                  FROM pg_constraint
                 WHERE connamespace = 'public'::regnamespace
                """
            )
        )

    def mentions(self):
        """Rows that speak of the module, by table."""
        tables = self.db.sql(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
        found = {}
        for (table,) in tables:
            if table not in harness.VOLATILE:
                but = ODOOS_OWN.get(table, "false")
                query = f'SELECT t::text FROM "{table}" t WHERE t::text ~ %s'
                if rows := self.db.sql(f"{query} AND NOT ({but})", [OURS]):
                    found[table] = [text for (text,) in rows]
        return found

    def state(self):
        query = "SELECT state FROM ir_module_module WHERE name = %s"
        return self.db.sql(query, [MODULE])[0][0]

    def uninstall(self):
        with self.db.env(uid=ADMIN) as env:
            module = env["ir.module.module"].search([("name", "=", MODULE)])
            module.button_immediate_uninstall()

    def person(self, number):
        """An anonymized person; the module's key directory is the test's."""
        self.db.parameter("key_dir", str(self.keys))
        with self.db.env(uid=ADMIN) as env:
            person = people.create(env, number)
            person.anonymize()
            return person.id

    def do(self, partner, method):
        with self.db.env(uid=ADMIN) as env:
            getattr(env["res.partner"].browse(partner), method)()

    def assertUninstallRefused(self):
        before = self.db.digest()
        with self.assertRaises(UserError) as caught:
            self.uninstall()
        self.assertIn("1 anonymized", str(caught.exception))
        self.assertRegex(str(caught.exception), "De-anonymize|delete them for good")
        self.assertEqual(self.state(), "installed")
        self.assertSame(before, self.db.digest())

    def assertGone(self):
        self.assertEqual(self.state(), "uninstalled")
        self.assertNotIn(MODULE, {row[1] for row in self.schema()})
        named = {row for row in self.schema() if re.search(OURS, f"{row[1]} {row[2]}")}
        self.assertEqual(named, set())
        self.assertEqual(self.mentions(), {})

    def assertUsable(self):
        """A customer gets an invoice, which is posted."""
        with self.db.env(uid=ADMIN) as env:
            company = env.company
            if not env["account.account"].search_count([], limit=1):
                env["account.chart.template"].try_loading("generic_coa", company)
            customer = env["res.partner"].create({"name": "Next Customer"})
            line = {"name": "x", "price_unit": 10, "tax_ids": False}
            invoice = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_line_ids": [(0, 0, line)],
                }
            )
            invoice.action_post()
            self.assertEqual(invoice.state, "posted")


class TestAccountingOnly(InstallCase):
    label = "account"

    @classmethod
    def setUpClass(cls):
        cls.lean = ("--skip-auto-install",)
        super().setUpClass()

    @classmethod
    def make_database(cls, label, source=None):
        """Accounting and nothing else, without the module."""
        database = harness.Database(label)
        cls.addClassCleanup(database.drop)
        database.odoo("-i", "account", *cls.lean)
        return database

    def test_life(self):
        self.db.sql("DELETE FROM ir_config_parameter WHERE key ~ %s", [OURS])
        before = self.schema()
        self.db.odoo("-i", MODULE, *self.lean)
        self.db.disconnect()
        self.assertEqual(self.state(), "installed")
        self.assertGreater(len(self.schema()), len(before))
        self._update()
        partner = self.person(31)
        self.assertUninstallRefused()
        self.do(partner, "deanonymize")
        self.uninstall()
        self.assertGone()
        self.assertEqual(self.schema() - before, set())
        self.assertEqual(before - self.schema(), set())
        self.assertUsable()

    def _update(self):
        """An update leaves schema and settings, and gives back a shipped rule."""
        self.db.parameter("placeholder_anonymized", "Somebody")
        self.db.sql('UPDATE partner_anonymization_rule SET name = \'{"en_US": "x"}\'')
        table = "partner_anonymization_rule"
        query = f"SELECT count(*) FROM {table} WHERE name->>'en_US' = 'x'"
        schema, rules = self.schema(), self.db.sql(query)[0][0]
        self.assertTrue(rules)
        self.db.odoo("-u", MODULE)
        self.db.disconnect()
        self.assertEqual(self.schema(), schema)
        self.assertEqual(self.db.sql(query), [(0,)])
        query = "SELECT value FROM ir_config_parameter WHERE key = %s"
        key = f"{MODULE}.placeholder_anonymized"
        self.assertEqual(self.db.sql(query, [key]), [("Somebody",)])


class TestApps(InstallCase):
    label = "apps"

    def test_uninstall_and_install_again(self):
        partner = self.person(32)
        self.assertUninstallRefused()
        self.do(partner, "purge_anonymized")
        self.uninstall()
        self.assertGone()
        self.assertUsable()
        query = "SELECT name, email, active FROM res_partner WHERE id = %s"
        self.assertEqual(self.db.sql(query, [partner]), [("Deleted", None, False)])
        self.db.odoo("-i", MODULE)
        self.db.disconnect()
        self.assertEqual(self.state(), "installed")
        partner = self.person(33)
        self.assertEqual(self.db.sql(query, [partner]), [("Anonymized", None, False)])
        self.do(partner, "deanonymize")


if __name__ == "__main__":
    unittest.main()

"""What is remembered of the data map means the same whenever it is asked."""

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged

from ...engine.database import id_arrays, own_changes
from ...engine.datamap import DataMap, fixed_domains, paths, reached
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestRememberedQueries(AnonymizationCase):
    def _is_fixed(self, *domain):
        return fixed_domains.is_fixed(self.Partner, Domain(domain))

    def test_fixed_domains(self):
        self.assertTrue(self._is_fixed(("type", "in", ["contact", "other"])))
        self.assertTrue(self._is_fixed(("parent_id", "=", False)))
        self.assertTrue(self._is_fixed(("parent_id", "in", [1, 2])))

    def test_domains_that_depend_on_more(self):
        """On the day, the language, other records, names."""
        for domain in (
            ("create_date", ">=", "today"),
            ("parent_id", "=", "Somebody"),
            ("parent_id", "child_of", [1]),
            ("parent_id.name", "=", "Somebody"),
            ("country_id.name", "=", "Somewhere"),
            ("child_ids", "any", [("name", "=", "Somebody")]),
            ("barcode", "=", "1"),
        ):
            self.assertFalse(self._is_fixed(domain), domain)

    def test_day_of_the_query(self):
        """A domain with a day is put into SQL each time."""
        self.Partner.create({"name": "Of today"})
        self.env.flush_all()
        with freeze_time("2100-01-01"):
            self.assertFalse(self._since_today())
        self.assertTrue(self._since_today())

    def _since_today(self):
        text = "[('create_date', '>=', 'today')]"
        query = paths.base_query(self.env, "res.partner", text)
        return self.env.execute_query(query.select())

    def test_columns_that_name_somebody(self):
        """Whoever has nothing is named by no column; a login names its contact."""
        alone, above = self.Partner.create([{"name": "Alone"}, {"name": "Above"}])
        user = self.env["res.users"].create(
            {"name": "Login", "login": "remembered@x.example", "partner_id": above.id}
        )
        self.env.flush_all()
        datamap = DataMap(self.env)
        column = "res_users", "partner_id"
        self.assertIn(column, reached.columns(self.env, datamap, [user.partner_id.id]))
        self.assertNotIn(column, reached.columns(self.env, datamap, [alone.id]))
        many = [alone.id, *([0] * id_arrays.FEW), above.id]
        self.assertIn(column, reached.columns(self.env, datamap, many))

    def test_columns_in_a_run(self):
        """Asked again for the same, or some of them, nothing is looked up but what the
        run has written since; whoever else is asked for is looked up."""
        one, two = self.Partner.create([{"name": "One"}, {"name": "Two"}])
        self.env.flush_all()
        datamap = DataMap(self.env)
        column = "account_move", "partner_id"
        before = reached.columns(self.env, datamap, [one.id])
        self.assertNotIn(column, before)
        self.assertLessEqual(before, reached.in_run(self.env, datamap, [one.id]))
        self.env["account.move"].create({"partner_id": one.id})
        self.env["account.move"].create({"partner_id": two.id})
        self.env.flush_all()
        self.assertIn(column, reached.in_run(self.env, datamap, [one.id]))
        self.assertIn(column, reached.in_run(self.env, DataMap(self.env), [two.id]))
        self.assertIn(column, reached.in_run(self.env, datamap, [one.id, two.id]))

    def test_tables_that_were_written(self):
        """Those that a transaction has only read, or locked rows of, are not."""
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM res_country ORDER BY id LIMIT 1 FOR UPDATE")
            self.assertNotIn("res_country", own_changes.written_tables(cr))
            cr.execute("UPDATE res_country SET code = code WHERE id = -1")
            self.assertIn("res_country", own_changes.written_tables(cr))
            cr.rollback()

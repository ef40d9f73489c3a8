from odoo.tests import TransactionCase, tagged

from ...engine.database import columns, staging

ROWS = 20_000


@tagged("post_install", "-at_install")
class TestUpdatePlan(TransactionCase):
    """To change a few rows, PostgreSQL does not read the whole table."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE many (id int PRIMARY KEY, name varchar);"
            f" INSERT INTO many SELECT n, 'x' || n FROM generate_series(1, {ROWS}) n;"
            " ANALYZE many"
        )
        self.types = {"name": columns.Column("name", "character varying", False, "S")}

    def _plan(self, ids):
        """The plan of the UPDATE as it is executed."""
        plans, execute = [], staging.execute

        def explained(cr, changed, query, ids=()):
            cr.execute(f"EXPLAIN {cr.mogrify(query.code, query.params).decode()}")
            plans.append("\n".join(line for (line,) in cr.fetchall()))
            return execute(cr, changed, query, ids)

        self.patch(staging, "execute", explained)
        changes = {id_: {"name": f"new {id_}"} for id_ in ids}
        columns.update(self.env.cr, "many", self.types, changes)
        (plan,) = plans
        return plan

    def _new(self):
        self.env.cr.execute("SELECT id, name FROM many WHERE name LIKE 'new%'")
        return dict(self.env.cr.fetchall())

    def test_one_row(self):
        plan = self._plan([4711])
        self.assertNotIn("Seq Scan on many", plan)
        self.assertEqual(self._new(), {4711: "new 4711"})

    def test_a_few_rows(self):
        ids = range(100, 105)
        plan = self._plan(ids)
        self.assertNotIn("Seq Scan on many", plan)
        self.assertEqual(self._new(), {id_: f"new {id_}" for id_ in ids})

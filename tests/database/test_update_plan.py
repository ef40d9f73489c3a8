from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...engine.database import StatementRefused, columns, staging

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

    def _put_another(self):
        self.env.cr.execute(
            "CREATE TEMPORARY TABLE few (id int PRIMARY KEY, name varchar,"
            " note varchar CONSTRAINT few_short CHECK (length(note) < 9));"
            " INSERT INTO few VALUES (1, 'x', 'y'), (2, 'x', 'y')"
        )
        note = columns.Column("note", "character varying", False, "S")
        return {"many": self.types, "few": {**self.types, "note": note}}

    def test_several_tables(self):
        """Each row gets its own values, though an id stands in both tables."""
        types = self._put_another()
        changes = {
            "many": {1: {"name": "new one"}, 2: {"name": "new two"}},
            "few": {1: {"name": None}, 2: {"name": "short", "note": "z"}},
        }
        columns.update_all(self.env.cr, types, changes)
        self.assertEqual(self._new(), {1: "new one", 2: "new two"})
        self.env.cr.execute("SELECT * FROM few ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), [(1, None, "y"), (2, "short", "z")])

    @mute_logger("odoo.sql_db")
    def test_table_that_refuses(self):
        """The error names the table, and its records, and says no value."""
        types = self._put_another()
        changes = {
            "many": {1: {"name": "new one"}},
            "few": {2: {"note": "far too long"}},
        }
        with self.assertRaises(StatementRefused) as caught, self.env.cr.savepoint():
            columns.update_all(self.env.cr, types, changes)
        error = caught.exception
        self.assertEqual((error.table, error.ids), ("few", [2]))
        self.assertEqual(error.name, "few_short")
        self.assertNotIn("far too long", str(error))
        self.assertFalse(self._new())

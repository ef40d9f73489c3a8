"""Who only looks at what would happen keeps nobody else waiting."""

from odoo import SUPERUSER_ID, Command, api
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ...engine import runs
from ..common import AnonymizationCase

# Row locks need one of these on the table.
LOCKS = """
    SELECT relation::regclass::text, mode FROM pg_locks l
      JOIN pg_class c ON c.oid = l.relation
     WHERE pid = pg_backend_pid() AND locktype = 'relation'
       AND c.relnamespace = 'public'::regnamespace AND mode <> 'AccessShareLock'
"""


@tagged("post_install", "-at_install", "accounting_only")
class TestPreviewLocks(AnonymizationCase):
    def setUp(self):
        super().setUp()
        cursor = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cursor.close)
        self.real = api.Environment(cursor, SUPERUSER_ID, {})
        self.real_partner = self.real.ref("base.user_admin").partner_id

    def _locks(self):
        self.real.cr.execute(LOCKS)
        return set(self.real.cr.fetchall())

    def assertFree(self):
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(
                "SELECT id FROM res_partner WHERE id = %s FOR UPDATE NOWAIT",
                [self.real_partner.id],
            )
            self.assertEqual(other.fetchall(), [(self.real_partner.id,)])

    def test_preview(self):
        options = self.real["res.partner"]._anonymization_options(show_doubtful=True)
        plan = runs.preview(self.real, self.real_partner.ids, options)
        self.assertIn(self.real_partner.id, plan.changes["res_partner"])
        self.assertEqual(self._locks(), set())
        self.assertFree()

    def test_opt_outs(self):
        person = self.real["res.partner"].create(
            {"name": "Zacharias Quillfeather", "email": "zq@locks.example"}
        )
        self.real["mail.blacklist"].create({"email": "zq@locks.example"})
        self.real.flush_all()
        before = self._locks()
        options = self.real["res.partner"]._anonymization_options()
        plan = runs.preview(self.real, person.ids, options)
        self.assertTrue(plan.hasher)
        self.assertEqual(self._locks() - before, set())

    def test_wizard(self):
        values = {"partner_ids": [Command.set(self.real_partner.ids)]}
        wizard = self.real["partner.anonymize"].new(values)
        wizard._onchange_partner_ids()
        self.assertTrue(wizard.blocked_count)
        self.assertEqual(self._locks(), set())
        self.assertFree()

"""People are found in other apps' tables by indexes that the module makes itself."""

import json

from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.subject import link_indexes
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestLinkIndexes(AnonymizationCase):
    def _make(self):
        self.env["partner.anonymization"]._cron_indexes()
        return link_indexes.existing(self.env.cr)

    def _wanted(self):
        datamap = self.env["partner.anonymization.rule"]._compiled()
        return link_indexes.wanted(self.env, datamap)

    def test_all_are_made_and_can_be_used(self):
        found = self._make()
        self.assertEqual(found.keys(), self._wanted().keys())
        self.assertTrue(found)
        self.assertTrue(all(found.values()))

    def test_made_once(self):
        """What has been made is wanted still, also by a registry that reads anew."""
        before = self._make()
        self.env.registry.clear_cache("stable")
        vars(self.env.registry).pop("_anonymization_indexed_columns", None)
        self.assertEqual(self._make(), before)

    def test_none_that_odoo_has(self):
        self._make()
        self.env.cr.execute(
            """
            SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid, 1, true)
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
             WHERE (i.indpred IS NULL
                    OR pg_get_expr(i.indpred, i.indrelid) LIKE '%IS NOT NULL)')
             GROUP BY 1, 2
            HAVING count(*) > 1
               AND bool_or(starts_with(c.relname, %s))
               AND bool_or(NOT starts_with(c.relname, %s) AND i.indnatts = 1)
            """.replace("LIKE '%", "LIKE '%%"),
            [link_indexes.PREFIX, link_indexes.PREFIX],
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_superfluous_ones_go(self):
        self._make()
        self.env.cr.execute(
            SQL(
                "CREATE INDEX %s ON res_partner_bank (acc_number)",
                SQL.identifier(f"{link_indexes.PREFIX}of_an_earlier_map"),
            )
        )
        self.assertEqual(self._make().keys(), self._wanted().keys())

    def test_postgresql_takes_them(self):
        """For the question as it is asked, once it pays."""
        self._make()
        lead = self.env["crm.lead"].create(
            {"name": "Feathers", "contact_name": "Zacharias  Quillfeather"}
        )
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            r"""EXPLAIN (FORMAT JSON)
            SELECT id FROM crm_lead
             WHERE lower(regexp_replace(btrim(contact_name), '\s+', ' ', 'g'))
                   = ANY(ARRAY(SELECT 'zacharias quillfeather'))"""
        )
        plan = json.dumps(self.env.cr.fetchone()[0])
        self.assertIn("link_crm_lead_contact_name", plan)
        self.person.anonymize()
        self.env.cr.execute("SELECT id FROM crm_lead WHERE id = %s", [lead.id])
        self.assertTrue(self.env.cr.fetchone())

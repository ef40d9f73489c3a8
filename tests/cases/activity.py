"""What tests of activities ask: the last one, the category, whether all queries run."""

from datetime import datetime

from odoo.tools import SQL

from ...engine.datamap import map_rules
from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date, last_activity
from ...engine.subject.membership import Subject


class ActivityMixin:
    def last(self, partner=None):
        """``(day, model, id, role)`` of the last activity of a partner, or None."""
        partner = partner or self.person
        self.env.flush_all()
        datamap = DataMap(self.env)
        rows = self._newest(datamap, partner.ids)
        if not rows:
            return None
        key, number = max(rows, key=lambda row: row[-1])
        *_others, role = last_activity.decode_key(key)
        found = last_activity.decode(datamap, number)
        names = {bit: name for name, bit in map_rules.ROLES.items()}
        return found.day, found.rule.model, found.res_id, names[role]

    def _newest(self, datamap, partner_ids):
        return last_activity.of_partners(self.env, datamap, partner_ids)

    def assertLast(self, day, record, role, partner=None):
        day = day.date() if isinstance(day, datetime) else day
        self.assertEqual(self.last(partner), (day, record._name, record.id, role))

    def category(self, partner=None):
        partner = partner or self.person
        self.env.flush_all()
        subjects = [Subject(partner.id, frozenset(partner.ids))]
        return due_date.due(self.env, DataMap(self.env), subjects)[0].category

    def check_queries(self):
        datamap = DataMap(self.env)
        self.assertLess(len(datamap.activities), 1 << 9, "a number has room for these")
        self.assertEqual(self._newest(datamap, [0]), [])
        for query in last_activity.sources(self.env, datamap):
            self.env.execute_query(SQL("SELECT count(*) FROM (%s) s", query))
        for rule in datamap.activities:
            ways = list(last_activity._ways([rule]))
            self.assertTrue(ways, f"{rule.name} leads to no partner")

    def check_shipped_rules_count(self):
        """No date is dropped but that of an absent app."""
        shipped = self.env["partner.anonymization.rule"].search([])
        shipped = shipped.filtered(lambda r: r.module and r.is_installed)
        datamap = DataMap(self.env)
        dropped = {rule.id for rule in datamap.rules if not rule.activity_field}
        shipped = shipped.filtered("activity_field")
        return [rule.name for rule in shipped if rule.id in dropped]

"""Following links in steps finds what a recursive query per partner finds."""

import random

from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.subject import legal_hold
from ...engine.subject.membership import collect
from ..common import AnonymizationCase

# As slow as it is plain: everything that each partner leads to, one partner at a time.
SAME = """
    same AS (
        SELECT partner_id AS a, same_id AS b FROM res_partner_anonymization_same_rel
        UNION
        SELECT same_id, partner_id FROM res_partner_anonymization_same_rel
    )
"""
CLOSURE = f"""
    WITH RECURSIVE {SAME}, closure AS (
        SELECT id AS start, id FROM res_partner WHERE id = ANY(%s)
        UNION
        SELECT closure.start, next.id
          FROM closure
          JOIN LATERAL (
                SELECT child.id FROM res_partner child
                 WHERE child.parent_id = closure.id AND child.is_company IS NOT TRUE
                UNION ALL
                SELECT same.b FROM same WHERE same.a = closure.id
               ) next ON TRUE
    )
"""
ABOVE = """
    , above AS (
        SELECT start, id FROM closure
        UNION
        SELECT above.start, next.id
          FROM above
          JOIN LATERAL (
                SELECT own.parent_id AS id FROM res_partner own
                 WHERE own.id = above.id AND own.parent_id IS NOT NULL
                   AND own.is_company IS NOT TRUE
                UNION ALL
                SELECT same.b FROM same WHERE same.a = above.id
               ) next ON TRUE
    )
    SELECT start, above.id FROM above JOIN res_partner USING (id)
     WHERE anonymization_hold
"""


@tagged("post_install", "-at_install")
class TestRelatives(AnonymizationCase):
    def _random(self, draw, count=30):
        """Partners in random families, some linked as the same, some on hold."""
        partners = self.Partner.create(
            [
                {"name": f"Link {n}", "is_company": draw.random() < 0.3}
                for n in range(count)
            ]
        )
        self.env.flush_all()
        for place, partner in enumerate(partners[1:], 1):
            if draw.random() < 0.5:
                self.env.cr.execute(
                    "UPDATE res_partner SET parent_id = %s WHERE id = %s",
                    [partners[draw.randrange(place)].id, partner.id],
                )
        for _link in range(count // 3):
            self._link(*draw.sample(partners.ids, 2))
        self.env.cr.execute(
            "UPDATE res_partner SET anonymization_hold = TRUE WHERE id = ANY(%s)",
            [draw.sample(partners.ids, 3)],
        )
        self.env.invalidate_all()
        return partners.ids

    def _link(self, one, other):
        self.env.cr.execute(
            "INSERT INTO res_partner_anonymization_same_rel VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            [one, other],
        )

    def test_subjects_as_one_by_one(self):
        draw = random.Random(7)
        for _round in range(25):
            ids = self._random(draw)
            chosen = draw.sample(ids, draw.randrange(1, 12))
            expected = self._groups(chosen)
            found = collect(self.env.cr, chosen)
            self.assertEqual({one.partner_ids for one in found}, expected)
            places = [chosen.index(one.root) for one in found]
            self.assertEqual(places, sorted(places))

    def _groups(self, ids):
        """Whoever leads to a common partner is one group."""
        rows = self.env.execute_query(
            SQL(CLOSURE + "SELECT start, array_agg(id) FROM closure GROUP BY 1", ids)
        )
        groups = []
        for _start, members in rows:
            members = set(members)
            for group in [one for one in groups if one & members]:
                groups.remove(group)
                members |= group
            groups.append(members)
        return set(map(frozenset, groups))

    def test_holds_as_one_by_one(self):
        draw = random.Random(8)
        for _round in range(25):
            ids = self._random(draw)
            expected = {}
            for start, holder in self.env.execute_query(SQL(CLOSURE + ABOVE, ids)):
                expected.setdefault(start, set()).add(holder)
            found = legal_hold.holders(self.env, ids)
            self.assertEqual({k: set(v) for k, v in found.items()}, expected)

    def test_root_leads_to_the_others(self):
        company, contact, twin = self.Partner.create(
            [{"name": name} for name in ("Above", "Below", "Twin")]
        )
        contact.parent_id = company
        self.env.flush_all()
        self._link(company.id, twin.id)
        found = collect(self.env.cr, [contact.id, twin.id, company.id])
        self.assertEqual([one.root for one in found], [company.id])
        found = collect(self.env.cr, [contact.id])
        self.assertEqual(found[0].partner_ids, {contact.id})

    def test_missing_partner(self):
        self.assertEqual(collect(self.env.cr, [0]), [])
        self.assertEqual(collect(self.env.cr, []), [])
        self.assertEqual(legal_hold.holders(self.env, [0]), {})

    def test_many_duplicates(self):
        """All linked to all: as many statements for few as for many."""
        few, many = (self._statements(count) for count in (10, 200))
        self.assertEqual(few, many)

    def _statements(self, count):
        ids = self.Partner.create([{"name": f"Copy {n}"} for n in range(count)]).ids
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO res_partner_anonymization_same_rel"
            " SELECT a, b FROM unnest(%s) a, unnest(%s) b WHERE a < b",
            [ids, ids],
        )
        self.env.cr.execute(
            "UPDATE res_partner SET anonymization_hold = TRUE WHERE id = %s", [ids[-1]]
        )
        begin = self.env.cr.sql_log_count
        (subject,) = collect(self.env.cr, ids)
        holders = legal_hold.holders(self.env, ids)
        self.assertEqual(subject.partner_ids, set(ids))
        self.assertEqual(holders, dict.fromkeys(ids, [ids[-1]]))
        return self.env.cr.sql_log_count - begin

"""What belongs to a subject is found once, and handed on as a plain value."""

from odoo.tests import tagged

from ...engine.datamap import DataMap
from ...engine.subject import Hit, membership, scope
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestScope(AnonymizationCase):
    def _find(self, **how):
        self.env.flush_all()
        subjects = membership.collect(self.env.cr, self.person.ids)
        return scope.find(self.env, DataMap(self.env), subjects, **how)

    def test_plain_value(self):
        found = self._find()
        (subject,) = found.subjects
        self.assertEqual(found.owner, dict.fromkeys(subject.partner_ids, 0))
        self.assertEqual(set(found.by_model["res.partner"]), subject.partner_ids)
        self.assertTrue(all(found.by_rule.values()))
        self.assertIsNone(found.known)

    def test_known_besides(self):
        """What nothing leads to is in it, as far as a rule speaks of it, and what hangs
        on that as well."""
        other = self.Partner.create({"name": "Olga Octavius"})
        file = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": "res.partner", "res_id": other.id}
        )
        asked = []

        def besides(by_model):
            asked.append(file.id in by_model.get("ir.attachment", ()))
            hit = Hit(subjects={0}, remembered=True)
            return {"ir.attachment": {file.id: hit}, "ir.cron": {1: hit}}

        found = self._find(besides=besides)
        self.assertEqual(asked, [False])
        hit = found.by_model["ir.attachment"][file.id]
        self.assertEqual((hit.owner, hit.subjects, hit.remembered), (None, {0}, True))
        self.assertNotIn("ir.cron", found.by_model)
        self.assertNotIn(file.id, self._find().by_model.get("ir.attachment", {}))

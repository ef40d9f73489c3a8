"""Words in columns whose values must differ: one after the other, and together."""

from odoo.tests import tagged

from ..common import digest
from .test_proof import CRONS
from .test_whose_words_of_others import WordsCase

SKIPPED = (*CRONS, "bus_bus")


@tagged("slow", "post_install", "-at_install")
class TestWordsInUniqueColumns(WordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Ottokar Brunnwasser", "Zenobia Quillon")
        cls.people = cls.Partner.create([{"name": name} for name in names])

    def test_warehouses(self):
        warehouses = self.env["stock.warehouse"].create(
            [
                {
                    "name": f"Consignment {one.name}",
                    "code": f"Q{number}",
                    "partner_id": one.id,
                }
                for number, one in enumerate(self.people)
            ]
        )
        warehouses.action_archive()
        self._erase_in_turn_and_together(warehouses)

    def test_tags_of_leads(self):
        tags = self.env["crm.tag"].create(
            [{"name": f"Friends of {one.name}"} for one in self.people]
        )
        self._erase_in_turn_and_together(tags)

    def _erase_in_turn_and_together(self, records):
        self.env.flush_all()
        before = digest(self.env.cr, SKIPPED)
        for batch in ([self.people], list(self.people)):
            for partners in batch:
                partners.anonymize()
            lines = self.people.anonymization_line_id
            self._prove(lines)
            if found := lines.trace_ids.filtered(lambda t: t.status == "unexpected"):
                found.action_redact()
            texts = [self.stored(one, "name")[0] for one in records]
            self.assertNotIn("Brunnwasser", str(texts))
            self.assertNotIn("Quillon", str(texts))
            self.assertEqual(len(set(texts)), 2)
            self.people.deanonymize()
            self.env.flush_all()
            self.assertDigest(before, digest(self.env.cr, SKIPPED))

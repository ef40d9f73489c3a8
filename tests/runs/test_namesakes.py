"""Subjects who have living namesakes: whose words stay, and what it costs."""

from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..common import AnonymizationCase

NAMES = [
    f"{given} {surname}"
    for given in ("Zelda", "Ottokar", "Philippa")
    for surname in ("Quillfeather", "Brunnhuber", "Octavius")
]


@tagged("post_install", "-at_install", "accounting_only")
class TestNamesakes(AnonymizationCase):
    def setUp(self):
        super().setUp()
        everybody = [{"name": name, "country_id": self.country.id} for name in NAMES]
        self.subjects = self.Partner.create(everybody)
        self.namesakes = self.Partner.create(everybody)
        self.other = self.Partner.create({"name": "Xaver Oktett"})
        # Delivered to the subject, on behalf of the namesake or of somebody else.
        self.of_namesakes = self._moves(self.namesakes)
        self.of_other = self._moves([self.other] * len(NAMES))

    def _moves(self, partners):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "partner_id": partner.id,
                    "partner_shipping_id": subject.id,
                    "date": "2010-05-17",
                    "ref": f"Tea for {subject.name}",
                }
                for partner, subject in zip(partners, self.subjects, strict=True)
            ]
        )
        moves.button_cancel()
        return moves

    def _anonymize(self, places):
        """:return: the statements that it took"""
        subjects = self.subjects.browse(self.subjects[place].id for place in places)
        self.env.flush_all()
        execute, count = Cursor.execute, 0

        def counted(*args, **kwargs):
            nonlocal count
            count += 1
            return execute(*args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            subjects.anonymize()
        self.env.invalidate_all()
        return count

    def _refs(self, moves):
        return dict(enumerate(moves.mapped("ref")))

    def test_whose_words_stay(self):
        """Who is meant on a namesake's document nobody knows; on another's it is the
        subject. Each subject has namesakes of its own."""
        done = (0, 3, 4)
        self._anonymize(done)
        untouched = {n: f"Tea for {name}" for n, name in enumerate(NAMES)}
        self.assertEqual(self._refs(self.of_namesakes), untouched)
        gone = dict.fromkeys(done, "Tea for Anonymized")
        self.assertEqual(self._refs(self.of_other), untouched | gone)
        self.assertEqual(self.namesakes.mapped("name"), NAMES)

    def test_document_of_another_subjects_namesake(self):
        """The namesake of one subject is nobody to another one."""
        move = self.of_namesakes[0]
        move.partner_shipping_id = self.subjects[1]
        move.ref = f"{NAMES[0]} and {NAMES[1]}"
        self._anonymize((0, 1))
        self.assertEqual(move.ref, f"{NAMES[0]} and Anonymized")

    def test_statements(self):
        """As many for six of them as for two."""
        self._anonymize((8,))
        self.assertEqual(self._anonymize((0, 1)), self._anonymize(range(2, 8)))

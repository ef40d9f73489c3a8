"""A small company over twelve years of nights: each document changes on its own day."""

import tempfile
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .. import search
from ..cases.scheduled import ScheduledCase

FIRST, LAST = 2015, 2026
# Who bought in which years; the ends are those of five years after each year.
BUYERS = {
    "Ada Albatross": (2009,),
    "Bruno Buntspecht": (2009, 2010, 2013),
    "Clara Curlew": (2010, 2015),
    "Doris Dipper": (2012, 2014, 2019),
    "Emil Egret": (2013, 2016, 2018),
    "Flora Flamingo": (2011, 2025),
}
# Asked to be erased, and was, although the retention was not over.
ASKED = {"Doris Dipper": date(2020, 3, 3), "Emil Egret": date(2018, 12, 31)}


@tagged("slow", "post_install", "-at_install")
class TestTwelveYears(ScheduledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setting("auto_notice_days", 0)
        cls._setting("render_missing_pdf", "False")
        cls.buyers, cls.moves = {}, {}
        for name, years in BUYERS.items():
            partner = cls.Partner.create({"name": name, "ref": f"REF-{name[:4]}"})
            cls.buyers[name] = partner
            for year in years:
                move = cls._invoice(
                    partner, f"{year}-06-15", narration=f"<p>For {name}, {year}</p>"
                )
                cls._pay(move)
                cls.moves[(name, year)] = move

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self._setting("key_dir", folder.name)

    def _expected(self):
        """``{document: first day on which it may not name its customer any more}``"""
        expected = {}
        for name, years in BUYERS.items():
            over = date(max(years) + 6, 1, 1)
            asked = ASKED.get(name, over)
            for year in years:
                own = date(year + 6, 1, 1)
                expected[(name, year)] = max(own, min(asked, over))
        return expected

    def _texts(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, narration FROM account_move WHERE id = ANY(%s)",
            [[move.id for move in self.moves.values()]],
        )
        return dict(self.env.cr.fetchall())

    def _live(self, day, changed, before):
        """One night, and what has changed in it."""
        for name, asked in ASKED.items():
            if asked == day:
                with freeze_time(day):
                    self.buyers[name].anonymize("Ticket 4711", override_retention=True)
        self._night(day, "candidates", "anonymize", "proof", "purge", "finish")
        after = self._texts()
        for key, move in self.moves.items():
            if after[move.id] != before[move.id]:
                self.assertNotIn(key, changed, f"{key} changed twice")
                changed[key] = day
                self.assertNotIn(key[0], after[move.id])
        return after

    def test_twelve_years(self):
        changed, texts = {}, self._texts()
        days = [
            day
            for year in range(FIRST, LAST + 1)
            for day in (date(year, 1, 1), date(year, 12, 31))
        ]
        for day in sorted({*days, *ASKED.values()}):
            texts = self._live(day, changed, texts)
        expected = {
            key: max(day, date(FIRST, 1, 1))
            for key, day in self._expected().items()
            if day <= date(LAST, 12, 31)
        }
        self.assertEqual(changed, expected)
        self._check_end()

    def _check_end(self):
        """Who is not due is untouched; of the others nothing is left, nor any key."""
        flora = self.buyers["Flora Flamingo"]
        self.assertEqual(flora.name, "Flora Flamingo")
        self.assertFalse(flora.anonymization_state)
        for name in ("Ada Albatross", "Bruno Buntspecht", "Clara Curlew"):
            self.assertEqual(self.buyers[name].anonymization_state, "deleted")
        gone = [name for name in BUYERS if name != "Flora Flamingo"]
        self.assertEqual(search.find(self.env.cr, gone), set())
        self.env.cr.execute(
            "SELECT count(*) FROM partner_anonymization_seal seal"
            " JOIN res_partner p ON p.anonymization_line_id = seal.line_id"
            " WHERE p.id = ANY(%s)",
            [[self.buyers[name].id for name in gone]],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        finished = self.env["partner.anonymization.kept"].search(
            [("model", "=", "account.move"), ("date_finished", "!=", False)]
        )
        for name, asked in ASKED.items():
            kept = {y for y in BUYERS[name] if date(y + 6, 1, 1) > asked}
            moves = {self.moves[(name, year)].id for year in kept}
            self.assertLessEqual(moves, set(finished.mapped("res_id")))
        mails = " ".join(self._mails().mapped("body_html"))
        self.assertIn("/odoo/anonymization-kept", mails)
        for name in BUYERS:
            self.assertNotIn(name.split()[1], mails)

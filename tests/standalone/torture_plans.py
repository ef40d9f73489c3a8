"""No statement of a run reads a table that grows from end to end, but for those named
here, on a database that is like life."""

import sys
import tempfile
import unittest
from pathlib import Path

import harness

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import contenders  # noqa: E402
import databases  # noqa: E402
import life  # noqa: E402
import statements  # noqa: E402

# All apps, without the module: PA_ALL_TEMPLATE.
PARTNERS, GROWN = 20_000, 5_000
# Part of the statement, table: why it may be read in whole.
ALLOWED = {
    ("SELECT DISTINCT lower(word)", "ir_model_fields"): "grows with apps, not people",
}


def setUpModule():
    """Fill a database, once for all tests here."""
    name = f"{databases.PREFIX}_plans"
    keys = tempfile.mkdtemp(prefix="keys-")
    unittest.addModuleCleanup(harness.shutil.rmtree, keys, ignore_errors=True)
    unittest.addModuleCleanup(databases.drop, name)
    with databases.alone():
        life.installed(life.template(PARTNERS), name, keys)
    PlansCase.ours = contenders.Ours(name)
    with PlansCase.ours.registry.cursor() as cr:
        PlansCase.tables = statements.growing(cr, GROWN)
    unittest.addModuleCleanup(PlansCase.tell)


class PlansCase(unittest.TestCase):
    """The statements of everything that is done to people, one and many."""

    maxDiff = None
    count = 0

    @classmethod
    def tell(cls):
        """Each statement whose plan was looked at is an input."""
        print(f"TALLY Plans inputs={cls.count}", flush=True)

    def subjects(self, number, count):
        """Ids that no other test takes."""
        found = life.subjects(self.ours.name, "is_rich_subject")
        return found[-50 * number - count :][:count]

    def check(self, method, ids):
        """Do it; fail with each sequential scan that is not allowed."""
        with statements.recorded(self.tables) as found:
            getattr(self.ours, method)(ids)
        self.assertTrue(found)
        PlansCase.count += len(found)
        bad = [
            (table, round(1000 * one.seconds), condition[:200], one.short[:300])
            for one in found
            for table, condition in one.scans
            if not any(
                part in one.short and table == allowed for part, allowed in ALLOWED
            )
        ]
        self.assertEqual(bad, [])

    def test_growing_tables(self):
        """The tables of the people's documents are among those that are looked at."""
        wanted = {"res_partner", "account_move", "sale_order", "mail_message"}
        self.assertLessEqual(wanted, set(self.tables))

    def test_blockers_of_one(self):
        self.check("blockers", self.subjects(1, 1))

    def test_blockers_of_many(self):
        self.check("blockers", self.subjects(2, 30))

    def test_one_there_and_back(self):
        ids = self.subjects(3, 1)
        self.check("anonymize", ids)
        self.check("restore", ids)

    def test_many_there_and_back(self):
        ids = self.subjects(4, 30)
        self.check("anonymize", ids)
        self.check("restore", ids)

    def test_purge(self):
        ids = self.subjects(5, 10)
        self.ours.anonymize(ids)
        self.ours.prove(ids)
        self.check("end", ids)


if __name__ == "__main__":
    unittest.main()

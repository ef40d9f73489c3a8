"""What a batch that is finished asks of the database: each thing once."""

from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ...engine.database import columns
from ...engine.datamap import DataMap
from ...engine.runs import finish
from ...engine.subject import ordinary_here
from ..cases.finish_case import FinishCase
from .test_finish_matched import MatchedCase

# Of one subject with a document that is due.
MOST = 105
MOST_MATCHED = 169


def statements_of(night):
    """The statements of the batches that are finished in a night, when the process
    knows the data map and the database already."""
    batch, execute, result = finish.batch, Cursor.execute, []

    def recording(cr, query, *args, **kwargs):
        result.append(str(getattr(query, "code", query)))
        return execute(cr, query, *args, **kwargs)

    def recorded(env, *args):
        DataMap(env)
        ordinary_here.evidence(env)
        columns.unique(env)
        env["partner.anonymization.rule"]._guarded_models()
        with patch.object(Cursor, "execute", recording):
            return batch(env, *args)

    with patch.object(finish, "batch", recorded):
        night()
    return result


def reads_of_waiting(statements):
    return [one for one in statements if "kept.code, kept.date_until" in one]


@tagged("post_install", "-at_install", "accounting_only")
class TestFinishStatements(FinishCase):
    def _statements(self, day):
        return statements_of(lambda: self._night(day))

    def test_one_subject(self):
        self._anonymize()
        statements = self._statements("2028-01-01")
        self.assertEqual(self._clear(), [2023, 2024, 2025])
        self.assertLessEqual(len(statements), MOST)
        self.assertEqual(len(reads_of_waiting(statements)), 1)

    def test_as_many_for_three(self):
        others = self.Partner.create(
            [{"name": "Olga Octavius"}, {"name": "Xaver Oktett"}]
        )
        for one in others:
            for day in ("2022-02-02", "2023-03-03"):
                move = self._invoice(one, day, narration=f"<p>{one.name}</p>")
                self._pay(move)
                self._file(move)
        self._anonymize()
        alone = len(self._statements("2028-01-01"))
        self.person.deanonymize()
        self.env.invalidate_all()
        for one in self.person | others:
            one.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertLessEqual(len(self._statements("2028-01-01")), alone)


@tagged("post_install", "-at_install", "accounting_only")
class TestFinishStatementsMatched(MatchedCase):
    def test_what_nothing_leads_to(self):
        """It is looked for, and planned together with the rest."""
        self._anonymize()
        statements = statements_of(lambda: self._night("2028-01-01"))
        self._assert_erased()
        self.assertLessEqual(len(statements), MOST_MATCHED)
        self.assertEqual(len(reads_of_waiting(statements)), 1)

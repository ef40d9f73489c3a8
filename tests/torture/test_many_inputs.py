"""The property tests with very many inputs, for ``make torture``.

PA_QUICK makes them short; hypothesis draws anew each time, and prints what has failed.
"""

import os

from odoo.tests import tagged

from ..database import test_column_properties
from ..datamap import test_rule_fuzz
from ..settings import test_import_fuzz
from ..vault import test_key_fuzz, test_ledger_faults, test_ledger_fuzz, test_seal_fuzz

PART = 100 if os.environ.get("PA_QUICK") else 1


class Many:
    allow_inherited_tests_method = True  # Odoo's loader asks for it.


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManySeals(Many, test_seal_fuzz.TestSealFuzz):
    examples = 12_000 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyKeys(Many, test_key_fuzz.TestKeyFuzz):
    examples = 4_000 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyLedgers(Many, test_ledger_fuzz.TestLedgerFuzz):
    examples = 4_000 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyForgedLedgers(Many, test_ledger_faults.TestForgedLedgers):
    examples = 1_000 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyColumns(Many, test_column_properties.TestColumnProperties):
    examples = 6_000 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyRules(Many, test_rule_fuzz.TestRuleFuzz):
    examples = 500 // PART


@tagged("post_install", "-at_install", "torture", "-standard")
class TestManyImports(Many, test_import_fuzz.TestImportFuzz):
    examples = 300 // PART

"""On a new database somebody has already decided about every field."""

from odoo.tests import tagged

from ..common import AnonymizationCase


class NothingOpen:
    def test_nothing_to_decide(self):
        unmapped = self.env["partner.anonymization.unmapped"]
        unmapped._refresh()
        found = unmapped.search([("state", "=", "open")])
        self.assertEqual([(one.model, one.field, one.path) for one in found], [])


@tagged("post_install", "-at_install")
class TestNothingOpen(NothingOpen, AnonymizationCase):
    """With what is installed."""

    allow_inherited_tests_method = True


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestNothingOpenAllApps(NothingOpen, AnonymizationCase):
    """With all apps."""

    allow_inherited_tests_method = True

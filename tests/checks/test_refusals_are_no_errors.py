"""A refusal that a user is meant to read is no error of the server."""

import logging

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from ..cases.kept_files_case import KeptFilesCase


@tagged("post_install", "-at_install", "accounting_only")
class TestRefusalsAreNoErrors(KeptFilesCase):
    def assertQuiet(self, function):
        with self.assertRaises(RedirectWarning) as refusal:
            function()
        self.assertEqual(refusal.exception.loglevel, logging.DEBUG)
        self.assertTrue(refusal.exception.args[0])
        self.assertTrue(refusal.exception.args[1])

    def test_printing_a_kept_invoice(self):
        self.person.anonymize("Ticket 4711", override_retention=True)
        moves = self.move.with_user(self.accountant)
        self.assertQuiet(moves.action_print_pdf)

    def test_deleting_what_is_not_proved(self):
        """The name stands where no run looks."""
        self.env.ref("base.group_no_one").comment = "Zacharias Quillfeather"
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.assertQuiet(self.person.purge_anonymized)
        self.assertEqual(self.person.anonymization_state, "anonymized")

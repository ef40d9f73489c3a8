"""Tables are written while others are still being planned: one failure undoes all."""

from unittest.mock import patch

from odoo.tests import tagged

from ...engine.database import columns
from ..common import AnonymizationCase, digest


@tagged("post_install", "-at_install")
class TestFailureWhileWriting(AnonymizationCase):
    def test_nothing_stays(self):
        """Even when the caller swallows the error and commits."""
        self.env.flush_all()
        before = digest(self.env.cr)
        update, calls = columns.update, []

        def failing(*args):
            calls.append(args[1])
            update(*args)
            if len(calls) == 2:
                raise ValueError("disk full")

        with patch.object(columns, "update", failing), self.assertRaises(ValueError):
            try:
                self.person.anonymize()
            except ValueError as error:
                caught = error
            else:
                caught = None
            self.env.flush_all()
            self.assertDigest(before, digest(self.env.cr))
            if caught:
                raise caught
        self.assertEqual(len(calls), 2)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

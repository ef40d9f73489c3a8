"""Rights of Odoo's own give none of ours: an accountant and an administrator, each
without a right of the module, at every public method."""

import unittest

import rights_table as table
import test_rights

LATER = LONG = True


class TestOthers(test_rights.TestMatrix):
    label = "rights_others"
    roles = table.OTHERS


if __name__ == "__main__":
    unittest.main()

"""Links of the README in the wheel."""

import unittest

from pa_dev import wheel

SITE = "https://github.com/owner/repo"


class TestLinks(unittest.TestCase):
    def test_relative_links(self):
        text = "See `the page <docs/a.rst>`__ and `b <b.md>`_."
        self.assertEqual(
            wheel.absolute(text, SITE),
            f"See `the page <{SITE}/blob/main/docs/a.rst>`__ and"
            f" `b <{SITE}/blob/main/b.md>`_.",
        )

    def test_images(self):
        raw = "https://raw.githubusercontent.com/owner/repo/main"
        for kind in ("image", "figure"):
            self.assertEqual(
                wheel.absolute(f"  .. {kind}:: static/x.png\n", SITE),
                f"  .. {kind}:: {raw}/static/x.png\n",
            )

    def test_what_stays(self):
        for text in (
            "`a <https://example.org/x>`__",
            "`a <#section>`__",
            "`a <mailto:x@example.org>`__",
            "``odoo <file>``",
            ".. image:: https://example.org/x.png\n",
        ):
            self.assertEqual(wheel.absolute(text, SITE), text)

"""Whatever stands in the place of a seal, or of the reference to its key: a clean
error, or what was sealed."""

import io
import os
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.vault import cipher, key_store, seal_store
from ...engine.vault.cipher import SealCorrupt
from ...engine.vault.key_errors import KeyUnreadable
from ..cases.fuzz import FuzzMixin, changed

PAYLOADS = st.binary(max_size=300) | st.binary(max_size=30).map(lambda one: one * 50)
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 10), st.binary(max_size=30), st.integers(0, 40)),
    min_size=1,
    max_size=3,
)
BOUND = st.binary(max_size=20)
REF = "01234567-89ab-4cde-8f01-23456789abcd/" + "0" * 32 + ".keys/7"


@tagged("post_install", "-at_install", "pure")
class TestSealFuzz(FuzzMixin, BaseCase):
    def setUp(self):
        super().setUp()
        self.key = os.urandom(32)

    def _assert_opens(self, read, payload):
        """It gives back what was sealed, or says that it cannot."""
        try:
            found = read()
        except SealCorrupt:
            return False
        self.assertEqual(found, payload)
        return True

    def _ways(self, blob, bound):
        yield lambda: cipher.unseal(self.key, blob, bound)
        pieces = [blob[n : n + 7] for n in range(0, len(blob), 7)]
        yield lambda: b"".join(cipher.unseal_whole(self.key, pieces, bound))

    def test_damaged(self):
        @self.fuzz()
        @given(PAYLOADS, BOUND, CHANGES)
        def damaged(payload, bound, changes):
            self.count()
            blob = cipher.seal(self.key, payload, bound)
            other = changed(blob, changes)
            for read in self._ways(blob, bound):
                self.assertTrue(self._assert_opens(read, payload))
            for read in self._ways(other, bound):
                self.assertEqual(self._assert_opens(read, payload), other == blob)

        damaged()

    def test_anything(self):
        @self.fuzz()
        @given(st.binary(max_size=200), BOUND, st.sampled_from([b"", b"\1\0", b"\1\1"]))
        def anything(content, bound, start):
            self.count()
            for read in self._ways(start + content, bound):
                self.assertFalse(self._assert_opens(read, None))

        anything()

    def test_parts(self):
        """Parts that were lost, put twice, put elsewhere or changed."""

        @self.fuzz(share=4)
        @given(
            st.binary(max_size=200), st.lists(st.integers(0, 4), max_size=6), CHANGES
        )
        def parts(payload, order, changes):
            self.count()
            size = max(1, len(payload) // 4)
            with patch.object(cipher, "PART_SIZE", size):
                stream = io.BytesIO(payload)
                blobs = list(cipher.seal_parts(self.key, stream, len(payload), b"x"))
                count = cipher.part_count(len(payload))
                chosen = [blobs[n % len(blobs)] for n in order]
                if len(order) % 2 and chosen:
                    chosen[0] = changed(chosen[0], changes)

                def read():
                    found = cipher.unseal_parts(self.key, chosen, count, b"x")
                    return b"".join(found)

                opens = self._assert_opens(read, payload)
                self.assertEqual(opens, chosen == blobs)

        parts()

    def test_heads(self):
        """What a seal lists comes back as it was."""
        text = st.text(st.characters(exclude_categories=["Cs"])) | st.none()
        values = st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
            st.lists(st.lists(st.integers() | text, max_size=3), max_size=3),
            max_size=3,
        )

        @self.fuzz()
        @given(values)
        def head(content):
            self.count()
            blob = seal_store.close_part(self.key, content, b"x")
            found = seal_store.json.loads(cipher.unseal(self.key, blob, b"x"))
            self.assertEqual(found, content)

        head()

    def test_references(self):
        @self.fuzz()
        @given(
            CHANGES.map(lambda found: changed(REF.encode(), found).decode("latin-1"))
            | st.text(max_size=90)
        )
        def reference(text):
            self.count()
            try:
                ref = key_store.KeyRef.from_text(text)
            except KeyUnreadable:
                return
            self.assertEqual(ref.to_text(), text)
            self.assertNotIn("..", text)

        reference()

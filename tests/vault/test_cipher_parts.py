"""Long contents are sealed in parts: any change of them, their number or order is
noticed."""

import io
import os
import tracemalloc

from odoo.tests import BaseCase, tagged

from ...engine.vault import cipher

SIZE = cipher.PART_SIZE


def seal(key, content, associated=b"a", size=None):
    stream, size = io.BytesIO(content), len(content) if size is None else size
    return list(cipher.seal_parts(key, stream, size, associated))


def unseal(key, blobs, associated=b"a", count=None):
    count = len(blobs) if count is None else count
    return b"".join(cipher.unseal_parts(key, blobs, count, associated))


@tagged("post_install", "-at_install", "pure")
class TestCipherParts(BaseCase):
    key = bytes(range(32))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = os.urandom(SIZE) + b"Quillfeather" * 90_000 + os.urandom(SIZE)
        cls.blobs = seal(cls.key, cls.content)

    def _refused(self, blobs, key=None, associated=b"a", count=None):
        with self.assertRaises(cipher.SealCorrupt):
            unseal(key or self.key, blobs, associated, count)

    def test_round_trip(self):
        for size in (0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE, 3 * SIZE + 7):
            for content in (os.urandom(size), bytes(size)):
                blobs = seal(self.key, content)
                self.assertEqual(len(blobs), cipher.part_count(size))
                self.assertEqual(unseal(self.key, blobs), content)

    def test_compressed_where_it_helps(self):
        for content, smaller in ((os.urandom(SIZE), False), (b"tea " * SIZE, True)):
            length = sum(map(len, seal(self.key, content)))
            self.assertEqual(length < len(content) // 50, smaller)
            self.assertLess(length, len(content) + 100)

    def test_truncation(self):
        count = len(self.blobs)
        for left in range(count):
            self._refused(self.blobs[:left], count=count)
            self._refused(self.blobs[:left] or [b""])
        for length in (0, 1, 29, 30, len(self.blobs[-1]) - 1):
            self._refused([*self.blobs[:-1], self.blobs[-1][:length]])

    def test_too_many(self):
        self._refused([*self.blobs, self.blobs[-1]])
        self._refused([*self.blobs, self.blobs[-1]], count=len(self.blobs))

    def test_order(self):
        for first in range(len(self.blobs) - 1):
            swapped = list(self.blobs)
            swapped[first : first + 2] = reversed(swapped[first : first + 2])
            self._refused(swapped)
        self._refused([self.blobs[0]] * len(self.blobs))

    def test_foreign_parts(self):
        for other in (
            seal(self.key, self.content, b"b"),
            seal(bytes(32), self.content),
            seal(self.key, self.content + bytes(SIZE)),  # of another count
        ):
            for index in range(len(self.blobs)):
                mixed = list(self.blobs)
                mixed[index] = other[index]
                self._refused(mixed)

    def test_whole_seal_is_no_part(self):
        content = self.content[:SIZE]
        self._refused([cipher.seal(self.key, content, b"a")])
        with self.assertRaises(cipher.SealCorrupt):
            cipher.unseal(self.key, seal(self.key, content)[0], b"a")

    def test_other_key_or_place(self):
        self._refused(self.blobs, key=bytes(32))
        self._refused(self.blobs, associated=b"b")
        with self.assertRaises(ValueError):
            unseal(bytes(16), self.blobs)

    def test_every_changed_bit(self):
        blobs = seal(self.key, b"4711" * 8)
        for index in range(len(blobs[0])):
            for bit in range(8):
                changed = bytearray(blobs[0])
                changed[index] ^= 1 << bit
                self._refused([bytes(changed)])

    def test_content_of_another_size(self):
        for size in (0, len(self.content) - 1, len(self.content) + 1, 9 * SIZE):
            with self.assertRaises(cipher.ContentChanged):
                seal(self.key, self.content, size=size)

    def test_seal_of_one_piece_is_read_in_pieces(self):
        for content in (b"", b"x", self.content, bytes(5 * SIZE)):
            blob = cipher.seal(self.key, content, b"a")
            for step in (1, 13) if len(blob) < 99 else (4096, SIZE, len(blob)):
                pieces = [blob[i : i + step] for i in range(0, len(blob), step)]
                found = list(cipher.unseal_whole(self.key, pieces, b"a"))
                self.assertEqual(b"".join(found), content)
                self.assertLessEqual(max(map(len, found)), max(SIZE, step))

    def test_damage_of_a_seal_read_in_pieces(self):
        def refused(blob, key=self.key, associated=b"a"):
            pieces = [blob[i : i + 7] for i in range(0, len(blob), 7)]
            with self.assertRaises(cipher.SealCorrupt):
                list(cipher.unseal_whole(key, pieces, associated))

        for content in (b"x", b"Quillfeather, " * 9):
            blob = cipher.seal(self.key, content, b"a")
            for index in range(len(blob)):
                refused(blob[:index] + bytes([blob[index] ^ 1]) + blob[index + 1 :])
                refused(blob[:index])
            refused(blob + b"x")
            refused(blob, key=bytes(32))
            refused(blob, associated=b"b")

    def test_memory(self):
        """Neither direction holds more than a few parts."""

        class Zeros:
            def read(self, size):  # pylint: disable=method-required-super
                return bytes(size) if self.left.pop() else b""

            left = [0] + [1] * 100

        tracemalloc.start()
        try:
            blobs = cipher.seal_parts(self.key, Zeros(), 100 * SIZE, b"a")
            for piece in cipher.unseal_parts(self.key, blobs, 100, b"a"):
                self.assertEqual(len(piece), SIZE)
            self.assertLess(tracemalloc.get_traced_memory()[1], 8 * SIZE)
        finally:
            tracemalloc.stop()

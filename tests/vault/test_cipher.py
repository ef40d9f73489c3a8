"""Sealing is authenticated: what was tampered with does not open."""

import os

from odoo.tests import BaseCase, tagged

from ...engine.vault import cipher


@tagged("post_install", "-at_install", "pure")
class TestCipher(BaseCase):
    key = bytes(range(32))
    payload = "Müller, 4711; ".encode() * 20

    def test_round_trip(self):
        megabyte = os.urandom(2**20)
        for payload in (b"", b"x", self.payload, bytes(2**20), megabyte):
            for associated in (b"", b"res.partner,7"):
                blob = cipher.seal(self.key, payload, associated)
                self.assertEqual(cipher.unseal(self.key, blob, associated), payload)
        self.assertLess(len(blob), len(megabyte) + 31)

    def test_compressed_when_it_helps(self):
        self.assertLess(len(cipher.seal(self.key, self.payload, b"")), 80)
        self.assertEqual(len(cipher.seal(self.key, b"x", b"")), 31)

    def test_shows_nothing_and_never_repeats(self):
        first, second = (cipher.seal(self.key, b"4711", b"") for _i in range(2))
        self.assertNotIn(b"4711", first)
        self.assertNotEqual(first[2:14], second[2:14])
        self.assertNotEqual(first[14:], second[14:])

    def test_every_changed_byte_is_noticed(self):
        for payload in (b"x", self.payload):
            blob = cipher.seal(self.key, payload, b"a")
            for index in range(len(blob)):
                for bit in (1, 128):
                    changed = bytearray(blob)
                    changed[index] ^= bit
                    with self.assertRaises(cipher.SealCorrupt):
                        cipher.unseal(self.key, bytes(changed), b"a")

    def test_every_truncation_is_noticed(self):
        blob = cipher.seal(self.key, self.payload, b"a")
        for length in range(len(blob)):
            with self.assertRaises(cipher.SealCorrupt):
                cipher.unseal(self.key, blob[:length], b"a")
        with self.assertRaises(cipher.SealCorrupt):
            cipher.unseal(self.key, blob + b"x", b"a")

    def test_other_key_or_record_is_noticed(self):
        blob = cipher.seal(self.key, self.payload, b"res.partner,7")
        for key, associated in (
            (bytes(32), b"res.partner,7"),
            (self.key, b"res.partner,8"),
            (self.key, b""),
        ):
            with self.assertRaises(cipher.SealCorrupt):
                cipher.unseal(key, blob, associated)

    def test_short_key_is_refused(self):
        blob = cipher.seal(self.key, b"x", b"")
        for size in (0, 16, 24, 33):
            with self.assertRaises(ValueError):
                cipher.seal(bytes(size), b"x", b"")
            with self.assertRaises(ValueError):
                cipher.unseal(bytes(size), blob, b"")

    def test_reads_what_the_database_returns(self):
        blob = cipher.seal(self.key, b"x", b"")
        self.assertEqual(cipher.unseal(self.key, memoryview(blob), b""), b"x")

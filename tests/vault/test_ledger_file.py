"""A file of the ledger: lines are added whole, and hold together."""

import errno
import json
import multiprocessing
import os
import tempfile
import threading
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...engine.log import ledger_file

WRITERS, EACH = 4, 25


def _body(number, time="2026-01-01T00:00:00.000000Z"):
    return {"kind": "anonymize", "time": time, "entry": f"{number:032x}"}


def _write(path, first):
    for number in range(first, first + EACH):
        ledger_file.append(path, [_body(number)])


@tagged("post_install", "-at_install", "pure")
class TestLedgerFile(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "1-2.jsonl")

    def _fill(self, count=6):
        for number in range(count):
            time = f"2026-01-0{number + 1}T00:00:00.000000Z"
            ledger_file.append(self.path, [_body(number, time)])

    def _change(self, change):
        lines = self.path.read_bytes().splitlines(keepends=True)
        change(lines)
        self.path.write_bytes(b"".join(lines))
        return ledger_file.read(self.path).bad_line

    def test_written_and_read(self):
        bodies = [_body(number) for number in range(3)]
        ledger_file.append(self.path, bodies[:1])
        ledger_file.append(self.path, bodies[1:])
        self.assertEqual(ledger_file.read(self.path), (bodies, None))
        self.assertEqual(oct(self.path.stat().st_mode), oct(0o100600))

    def test_tail(self):
        """The last lines, without a look at the others."""
        self._fill()
        bodies = ledger_file.read(self.path).lines
        self.assertEqual(ledger_file.tail(self.path), bodies)
        with open(self.path, "ab") as file:
            file.write(b'{"kind": "half')
        self.assertEqual(ledger_file.tail(self.path), bodies)
        with patch.object(ledger_file, "_TAIL", 500):
            last = ledger_file.tail(self.path)
        self.assertTrue(0 < len(last) < len(bodies))
        self.assertEqual(last, bodies[-len(last) :])
        for content in (b"", b"\n", b"x\n[]\n{}\n\xff\n", b"half"):
            self.path.write_bytes(content)
            self.assertEqual(ledger_file.tail(self.path), [])

    def test_long_lines(self):
        long = {**_body(1), "partners": [[n, "x" * 30] for n in range(5000)]}
        for body in (long, _body(2), long, long):
            ledger_file.append(self.path, [body])
        self.assertEqual(
            ledger_file.read(self.path), ([long, _body(2), long, long], None)
        )

    def test_every_change_shows(self):
        def change_value(lines):
            lines[2] = lines[2].replace(b"anonymize", b"purge")

        def forge(lines):
            line = json.loads(lines[2])
            line["kind"] = "purge"
            lines[2] = json.dumps(line).encode() + b"\n"

        for name, change, bad in (
            ("changed", change_value, 3),
            ("forged", forge, 3),
            ("removed", lambda lines: lines.pop(2), 3),
            ("the first one removed", lambda lines: lines.pop(0), 1),
            ("put in", lambda lines: lines.insert(2, lines[1]), 3),
            ("moved", lambda lines: lines.insert(1, lines.pop(3)), 2),
            ("no json", lambda lines: lines.insert(3, b"{nonsense\n"), 4),
            ("no object", lambda lines: lines.insert(3, b"[]\n"), 4),
            ("binary", lambda lines: lines.insert(3, b"\xff\x00\n"), 4),
        ):
            with self.subTest(name):
                self.path.unlink(missing_ok=True)
                self._fill()
                self.assertEqual(self._change(change), bad)
                # What comes behind is still read: no line hides the later ones.
                self.assertIn(_body(5, "2026-01-06T00:00:00.000000Z"), self._bodies())

    def _bodies(self):
        return ledger_file.read(self.path).lines

    def test_half_a_line_goes(self):
        self._fill(2)
        whole = self.path.read_bytes()
        for half in (b"{", whole[:40], whole.splitlines()[1]):
            with self.subTest(half):
                self.path.write_bytes(whole + half)
                self.assertEqual(len(self._bodies()), 2)
                ledger_file.append(self.path, [_body(9)])
                content = ledger_file.read(self.path)
                self.assertEqual(content.bad_line, None)
                self.assertEqual(content.lines[2:], [_body(9)])

    def test_nothing_remains_of_what_failed(self):
        self._fill(2)
        before = self.path.read_bytes()
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write = os.write

        def some(handle, data):
            if len(data) < 100:
                raise full
            return write(handle, data[: len(data) - 50])

        with patch("os.write", some), self.assertRaises(OSError):
            ledger_file.append(self.path, [_body(3)])
        self.assertEqual(self.path.read_bytes(), before)
        with patch("os.fsync", side_effect=full), self.assertRaises(OSError):
            ledger_file.append(self.path, [_body(3)])
        self.assertEqual(self.path.read_bytes(), before)

    def test_one_sync_per_call(self):
        self._fill(1)
        with patch("os.fsync") as fsync:
            ledger_file.append(self.path, [_body(n) for n in range(100)])
        self.assertEqual(fsync.call_count, 1)

    def test_several_writers(self):
        context = multiprocessing.get_context("fork")
        writers = [
            kind(target=_write, args=(self.path, number * EACH))
            for number, kind in enumerate(
                [context.Process, threading.Thread] * (WRITERS // 2)
            )
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        content = ledger_file.read(self.path)
        self.assertEqual(content.bad_line, None)
        found = sorted(int(line["entry"], 16) for line in content.lines)
        self.assertEqual(found, list(range(WRITERS * EACH)))

    def test_a_writer_that_hangs(self):
        self._fill(1)
        with (
            patch.object(ledger_file, "PATIENCE", 0.05),
            ledger_file._locked(self.path),
            self.assertRaises(TimeoutError),
        ):
            ledger_file.append(self.path, [_body(2)])

    def test_no_link_is_followed(self):
        target = self.path.with_name("elsewhere")
        target.touch()
        self.path.symlink_to(target)
        with self.assertRaises(OSError):
            ledger_file.append(self.path, [_body(1)])
        self.assertEqual(target.read_bytes(), b"")


@tagged("post_install", "-at_install", "pure")
class TestLedgerExpiry(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "1-2.jsonl")
        start = {"kind": "start", "time": "2026-01-01T00", "follows": ["1-1.jsonl"]}
        ledger_file.append(self.path, [start])
        for day in range(2, 8):
            ledger_file.append(self.path, [_body(day, f"2026-01-0{day}T00")])

    def test_old_lines_go_and_leave_their_hash(self):
        hashes = [json.loads(line)["hash"] for line in self._raw()]
        self.assertEqual(ledger_file.expire(self.path, "2026-01-04T00"), 3)
        content = ledger_file.read(self.path)
        self.assertEqual(content.bad_line, None)
        closing, *rest = content.lines
        self.assertEqual([int(one["entry"], 16) for one in rest], [4, 5, 6, 7])
        self.assertEqual(closing["count"], 3)
        self.assertEqual(closing["follows"], ["1-1.jsonl"])
        self.assertEqual(json.loads(self._raw()[0])["hash"], hashes[2])
        self.assertEqual(oct(self.path.stat().st_mode), oct(0o100600))

    def test_again(self):
        ledger_file.expire(self.path, "2026-01-04T00")
        self.assertEqual(ledger_file.expire(self.path, "2026-01-04T00"), 0)
        ledger_file.expire(self.path, "2026-01-06T00")
        content = ledger_file.read(self.path)
        self.assertEqual((content.lines[0]["count"], content.bad_line), (5, None))
        self.assertEqual(content.lines[0]["follows"], ["1-1.jsonl"])

    def test_all(self):
        ledger_file.expire(self.path, "2027")
        ledger_file.append(self.path, [_body(1, "2027-01-01T00")])
        content = ledger_file.read(self.path)
        self.assertEqual((len(content.lines), content.bad_line), (2, None))

    def test_half_a_first_line_is_no_line(self):
        half = self.path.read_bytes().splitlines()[0]
        self.path.write_bytes(half)
        self.assertEqual(ledger_file.expire(self.path, "2027"), 0)
        self.assertEqual(self.path.read_bytes(), half)

    def test_half_a_line_goes_with_the_old_ones(self):
        self.path.write_bytes(self.path.read_bytes()[:-1])
        self.assertEqual(ledger_file.expire(self.path, "2026-01-04T00"), 3)
        rest = ledger_file.read(self.path).lines[1:]
        self.assertEqual([int(one["entry"], 16) for one in rest], [4, 5, 6])

    def test_more_removed_than_the_closing_line_says(self):
        ledger_file.expire(self.path, "2026-01-04T00")
        raw = self._raw()
        self.path.write_bytes(b"".join([raw[0], *raw[2:]]))
        self.assertEqual(ledger_file.read(self.path).bad_line, 2)

    def test_a_closing_line_hides_nothing_in_the_middle(self):
        raw = self._raw()
        closing = json.dumps(
            {"kind": "closing", "time": "x", "prev": "", "hash": "y"}
        ).encode()
        self.path.write_bytes(b"".join([raw[0], closing + b"\n", *raw[3:]]))
        self.assertEqual(ledger_file.read(self.path).bad_line, 2)

    def test_a_broken_file_is_left_alone(self):
        raw = self._raw()
        self.path.write_bytes(b"".join([raw[0], *raw[2:]]))
        before = self.path.read_bytes()
        self.assertEqual(ledger_file.expire(self.path, "2027"), 0)
        self.assertEqual(self.path.read_bytes(), before)

    def _raw(self):
        return self.path.read_bytes().splitlines(keepends=True)

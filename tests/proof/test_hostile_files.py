"""Whatever stands in a file: it is searched, or it is listed as not searchable."""

import base64
import gzip
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...engine.proof import contents, reading
from ...engine.proof.readers import pieces, worker
from ...engine.text import needles
from ...engine.text.terms import Term
from ..cases.hostile import (
    NAME,
    corrupted,
    mail,
    nested_mail,
    nested_zip,
    pdf,
    pdf_of,
    seeds,
    zeros,
    zipped,
)

TERM = Term("name", NAME)


class FilesCase(BaseCase):
    def setUp(self):
        super().setUp()
        self.searcher = contents.Searcher(needles.Needles([TERM]))
        self.enterContext(self.searcher)

    def _assert_found(self, data, readable=True):
        found = self.searcher.data(data)
        self.assertEqual(found.hits, {TERM})
        self.assertEqual(found.readable, readable)

    def _assert_listed(self, data):
        """It cannot be searched; the next one can."""
        found = self.searcher.data(data)
        self.assertFalse(found.readable)
        self._assert_found(pdf(NAME))


@tagged("post_install", "-at_install", "pure")
class TestHostileFiles(FilesCase):
    def test_sound_files_are_read(self):
        for name, content in seeds().items():
            with self.subTest(name=name):
                self._assert_found(content)
                with tempfile.NamedTemporaryFile() as file:
                    file.write(content)
                    file.flush()
                    self.assertEqual(self.searcher.file(file.name).hits, {TERM})

    def test_broken_archives(self):
        sound = seeds()
        for name in ("docx", "zip lzma", "zip bz2", "gzip", "bzip2", "xz", "pdf"):
            content = sound[name]
            with self.subTest(name=name):
                self._assert_listed(content[: len(content) * 2 // 3])
        self._assert_listed(corrupted(sound["zip lzma"], 40, 30))
        self._assert_listed(corrupted(sound["docx"], len(sound["docx"]) - 20, 10))

    def test_one_broken_member_does_not_hide_the_others(self):
        archive = zipped({"a": b"x" * 500, "b": NAME.encode()})
        self._assert_found(corrupted(archive, 32, 4), readable=False)

    def test_a_thousand_parts_in_parts(self):
        self._assert_found(nested_mail(1000, NAME))
        self._assert_found(mail(NAME, zipped({"a": NAME.encode()})))

    def test_pdf_with_an_unknown_filter(self):
        self._assert_listed(pdf_of(zlib.compress(b"BT ET"), filter_=b"FlotDecode"))

    def test_pdf_that_turns_in_circles(self):
        self._assert_listed(pdf_of(zlib.compress(b"BT ET"), kids=b"2 0 R 2 0 R"))

    def test_pdf_bombs(self):
        begin = time.monotonic()
        self._assert_listed(pdf_of(zlib.compress(b"BT (a) Tj ET " * 10**7, 9)))
        self.assertLess(time.monotonic() - begin, 120)

    def test_archives_in_archives(self):
        self._assert_found(nested(3))
        found = self.searcher.data(nested(6))
        self.assertFalse(found.readable)
        self.assertFalse(self.searcher.data(nested_zip(5)).readable)

    def test_base64_with_line_ends(self):
        begin = time.monotonic()
        self.searcher.data(b"QUFB" * 20 + b"\n" * 40_000 + b"!")
        self.searcher.data(b"QUFB" * 20 + b"\n" * 400_000 + b"=!")
        self.assertLess(time.monotonic() - begin, 5)
        lines = base64.encodebytes((NAME + " " * 60).encode()).replace(b"\n", b"\n" * 9)
        self._assert_found(lines)

    def test_locked_formats_are_listed(self):
        for start in (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01", b"\x89PNG\r\n"):
            self.assertFalse(self.searcher.data(start + bytes(100)).readable)

    def test_across_the_borders_of_chunks(self):
        size = contents.CHUNK
        for place in (size - 8, size - 1, size, 2 * size - 4, contents.BLOCK - 5):
            data = bytearray(b" " * (2 * size + 100))
            data[place : place + len(NAME)] = NAME.encode()
            with self.subTest(place=place):
                self._assert_found(bytes(data))
                self._assert_found(zipped({"a": bytes(data)}))

    def test_other_letters(self):
        term = Term("name", "J\u00fcrgen \u041c\u044e\u043b\u043b\u0435\u0440")
        with contents.Searcher(needles.Needles([term])) as searcher:
            for encoding in ("utf-8", "utf-16", "utf-8-sig"):
                text = f"to {term.text} and on".encode(encoding)
                self.assertEqual(searcher.data(text).hits, {term}, encoding)
        term = Term("name", "J\u00fcrgen M\u00fc\u00dfig")
        with contents.Searcher(needles.Needles([term])) as searcher:
            for text in (term.text.encode("latin-1"), b"\xff" + term.text.encode()):
                self.assertEqual(searcher.data(b"to " + text).hits, {term})

    def test_mutated_files(self):
        """The short form of the torture."""
        draw = random.Random(3)
        sound = list(seeds().values())
        for number in range(400):
            data = bytearray(draw.choice(sound))
            for _change in range(draw.randint(1, 8)):
                data[draw.randrange(len(data))] = draw.randrange(256)
            begin = time.monotonic()
            self.searcher.data(bytes(data[: draw.randint(1, len(data))]))
            self.assertLess(time.monotonic() - begin, 60, number)


def nested(depth):
    content = NAME.encode()
    for _number in range(depth):
        content = zipped({"a.zip": content})
    return content


@tagged("slow", "post_install", "-at_install", "pure", "long")
class TestReadingProcess(FilesCase):
    """The process that reads cannot do any harm, and never stays."""

    def test_time_is_limited(self):
        """Even where the process never comes back to Python."""
        begin = time.monotonic()
        with patch.object(reading, "SECONDS", 1):
            self._assert_listed(pdf("x", 3000))
        self.assertLess(time.monotonic() - begin, 60)

    def test_memory_is_limited(self):
        script = (
            "from readers import worker; worker.limit()\n"
            "try: bytearray(1 << 30)\n"
            "except MemoryError: print('limited')"
        )
        start = reading._START.replace("worker.main()", "").replace(
            "from readers import worker", script
        )
        done = subprocess.run(
            [sys.executable, "-c", start, str(reading._FOLDER)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        self.assertEqual(done.stdout.strip(), "limited")
        self.assertLessEqual(worker.MEMORY, 200 << 20)

    def test_half_a_gigabyte_of_zeros(self):
        data = zeros(500)
        self._assert_found(data + gzip.compress(NAME.encode()))
        self._assert_listed(zeros(600))
        pid = self.searcher._reading._process.pid
        with open(f"/proc/{pid}/status") as stream:
            (peak,) = [line for line in stream if line.startswith("VmHWM")]
        self.assertLess(int(peak.split()[1]), 200 << 10)

    def test_a_large_file_is_not_held(self):
        with tempfile.NamedTemporaryFile() as file:
            for _number in range(200):
                file.write(b"a word and another " * 50_000)
            file.write(NAME.encode())
            file.flush()
            self.searcher.file(file.name)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            self.assertEqual(self.searcher.file(file.name).hits, {TERM})
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 50 << 10)

    def test_a_killed_process_is_replaced(self):
        self._assert_found(seeds()["pdf"])
        process = self.searcher._reading._process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.assertFalse(self.searcher.data(seeds()["pdf"]).readable)
        self._assert_found(seeds()["pdf"])

    def test_it_ends_with_the_search(self):
        self._assert_found(seeds()["pdf"])
        process = self.searcher._reading._process
        self.searcher.__exit__(None, None, None)
        self.assertIsNotNone(process.returncode)

    def test_an_error_of_the_search_leaves_nothing_behind(self):
        data = zipped({"a": (NAME + " ").encode() * 200_000})
        with (
            patch.object(needles, "find", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            self.searcher.data(data)
        found = self.searcher.data(zipped({"a": b"nobody"}))
        self.assertEqual((found.hits, found.readable), (set(), True))

    def test_no_secrets_and_no_connections(self):
        with patch.dict(os.environ, PGPASSWORD="secret"):
            self._assert_found(seeds()["pdf"])
        pid = self.searcher._reading._process.pid
        with open(f"/proc/{pid}/environ", "rb") as stream:
            self.assertNotIn(b"PGPASSWORD", stream.read())
        folder = f"/proc/{pid}/fd"
        links = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
        self.assertFalse([one for one in links if one.startswith("socket:")], links)
        self.assertNotIn("odoo", loaded_modules())

    def test_without_a_process(self):
        with (
            patch.object(subprocess, "Popen", side_effect=PermissionError),
            self.assertLogs(reading.__name__, "WARNING") as logs,
        ):
            for _twice in range(2):
                found = self.searcher.data(seeds()["pdf"])
                self.assertFalse(found.readable)
            self.assertEqual(self.searcher.data(NAME.encode()).hits, {TERM})
        self.assertEqual(len(logs.output), 1)

    def test_too_much_is_listed(self):
        self.assertEqual(pieces.LARGEST, 512 << 20)
        self.assertFalse(self.searcher.data(nested_zip(3, 100)).readable)


def loaded_modules():
    """What the reading process has imported."""
    start = reading._START.replace("worker.main()", "print(*sys.modules)")
    done = subprocess.run(
        [sys.executable, "-c", start, str(reading._FOLDER)],
        capture_output=True, text=True, check=True,
        env=reading._environment(),
    )  # fmt: skip
    return done.stdout.split()

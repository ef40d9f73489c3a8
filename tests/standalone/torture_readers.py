"""Mutated files and values through all readers: nothing may escape, nothing be slow.

Without a database. PA_TORTURE_COUNT is the number of mutants, PA_TORTURE_SEED repeats
the draws of a run, which prints its seed; PA_QUICK makes it short.
"""

import importlib
import os
import random
import sys
import time
import types
import unittest
from pathlib import Path

QUICK, LONG = 2_000, 100_000
LATER = True
COUNT = int(
    os.environ.get("PA_TORTURE_COUNT")
    or (QUICK if os.environ.get("PA_QUICK") else LONG)
)
SEED = int(os.environ.get("PA_TORTURE_SEED") or random.SystemRandom().randrange(10**6))
# Seconds of one file or value; a file that is killed takes its limit.
SLOWEST = 60
LONGEST_VALUE = 3_000
MODULE = "odoo.addons.partner_anonymization_under_torture"
FOLDER = Path(__file__).resolve().parents[2]


def bare_packages():
    """Make the module's packages known without their code: no models, no registry."""
    for folder in (FOLDER, FOLDER / "tests", FOLDER / "tests" / "cases"):
        tail = folder.relative_to(FOLDER).parts
        package = types.ModuleType(".".join((MODULE, *tail)))
        package.__path__ = [str(folder)]
        sys.modules[package.__name__] = package


bare_packages()
contents = importlib.import_module(f"{MODULE}.engine.proof.contents")
needles = importlib.import_module(f"{MODULE}.engine.text.needles")
terms = importlib.import_module(f"{MODULE}.engine.text.terms")
hostile = importlib.import_module(f"{MODULE}.tests.cases.hostile")
readers = importlib.import_module(f"{MODULE}.tests.cases.readers")


class Mutants:
    """Files and values, and what becomes of them."""

    def __init__(self, seed):
        self._draw = random.Random(seed)
        self._files = [
            *hostile.seeds().values(),
            hostile.nested_mail(30, "x"),
            self._draw.randbytes(4000),
            b"\x89PNG\r\n\x1a\n" + self._draw.randbytes(2000),
        ]
        self._texts = [
            "Ann Miller", "ann@miller.example", "+45 31 41 59 26", "Main Street 5",
            *hostile.UNITS,
        ]  # fmt: skip

    def file(self):
        """A file that was sound."""
        draw = self._draw
        data = bytearray(draw.choice(self._files))
        for _change in range(draw.choice((1, 1, 2, 4, 16, 64))):
            self._change(data)
        return bytes(data)

    def _change(self, data):
        draw = self._draw
        place = draw.randrange(len(data) + 1)
        length = draw.choice((1, 1, 2, 4, 8, 64, 512))
        kind = draw.randrange(6)
        if kind == 0:
            data[place : place + length] = draw.randbytes(length)
        elif kind == 1:
            del data[place : place + length]
        elif kind == 2:
            data[place:place] = data[place : place + length] * draw.randint(1, 50)
        elif kind == 3:
            data[place : place + 1] = bytes([draw.choice((0, 0x7F, 0x80, 0xFF))])
        elif kind == 4:
            other = draw.choice(self._files)
            start = draw.randrange(len(other))
            data[place : place + length] = other[start : start + length * 8]
        else:
            del data[place:]

    def value(self):
        """A value as somebody may type or post it."""
        draw = self._draw
        parts = []
        for _part in range(draw.randint(1, 6)):
            unit = draw.choice(self._texts)
            parts.append(unit * draw.choice((1, 1, 2, 3, 20, 200)))
            if draw.random() < 0.2:
                parts.append(chr(draw.choice((0x30, 0x300, 0x5D0, 0xAC00, 0x1F600))))
        return "".join(parts)[: draw.randint(1, LONGEST_VALUE)]


class TestReaders(unittest.TestCase):
    def setUp(self):
        print(f"\ntorture of the readers: seed {SEED}, {COUNT} mutants", flush=True)
        self.mutants = Mutants(SEED)
        self.escaped, self.slowest = [], {}

    def _try(self, kind, do, what):
        begin = time.monotonic()
        try:
            result = do(what)
        except Exception as error:  # that is what is counted
            self.escaped.append((kind, repr(error), what[:80]))
            result = None
        seconds = time.monotonic() - begin
        if seconds > self.slowest.get(kind, (0,))[0]:
            self.slowest[kind] = (seconds, len(what))
        return result

    def test_nothing_escapes(self):
        counts = {"hits": 0, "not searchable": 0}
        self._files(COUNT // 2, counts)
        self._values(COUNT - COUNT // 2)
        for kind, (seconds, size) in sorted(self.slowest.items()):
            print(f"  slowest, {kind}: {seconds:.2f} s ({size} long)")
        print(f"TALLY Readers inputs={COUNT}")
        print(f"  files: {COUNT // 2}, {counts}; values: {COUNT - COUNT // 2}")
        print(f"  escapes: {len(self.escaped)} {self.escaped[:5]}", flush=True)
        self.assertFalse(self.escaped)
        self.assertLess(max(self.slowest.values())[0], SLOWEST)

    def _files(self, count, counts):
        values = [("name", hostile.NAME), ("vat", "DK31415926")]
        search = needles.Needles(terms.terms_from_values(values))
        with contents.Searcher(search) as searcher:
            for _number in range(count):
                found = self._try("file", searcher.data, self.mutants.file())
                if found:
                    counts["hits"] += bool(found.hits)
                    counts["not searchable"] += not found.readable

    def _values(self, count):
        kinds = list(readers.all_readers().items())
        for number in range(count):
            kind, read = kinds[number % len(kinds)]
            self._try(kind, read, self.mutants.value())


if __name__ == "__main__":
    unittest.main()

"""Whatever stands in a ledger: it is read, or told to be damaged; nothing else."""

import hashlib
import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.log import chain, ledger_file, ledger_gap, ledger_line
from ..cases.fuzz import FuzzMixin

MOMENTS = [f"2026-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 12), st.binary(max_size=40), st.integers(0, 60)),
    min_size=1,
    max_size=4,
)
# With half of a surrogate pair, which JSON can say and UTF-8 cannot.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["1-2.jsonl", "3-4.jsonl", "../x", ""])
KINDS = ["anonymize", "purge", "deanonymize", "start", "void", "closing", "rewound", ""]
# What somebody may write who knows how the hashes are made.
BODIES = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS) | TEXTS, "time": st.sampled_from(MOMENTS) | TEXTS},
    optional={
        "entry": st.just("0" * 32) | VALUES,
        "xid": st.just([3, 3]) | VALUES,
        "run": VALUES,
        "head": st.just("12:ab") | VALUES,
        "count": st.integers() | VALUES,
        "follows": st.lists(NAMES, max_size=2) | VALUES,
        "unclear": st.lists(NAMES, max_size=2) | VALUES,
        "copy_of": NAMES | VALUES,
        "partners": st.just([[1, None]]) | st.lists(st.tuples(VALUES, VALUES)) | VALUES,
    },
)


def forged(bodies):
    """The content of a file with these lines and the hashes that belong to them."""
    last, data = "", b""
    for body in bodies:
        text = ledger_file._text(body)
        digest = hashlib.sha256(last.encode() + b"\n" + text).hexdigest()
        data += ledger_file._text({**body, "prev": last, "hash": digest}) + b"\n"
        last = digest
    return data


@tagged("post_install", "-at_install", "pure")
class TestLedgerFuzz(FuzzMixin, BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "1-2.jsonl")
        start = {"kind": "start", "time": MOMENTS[0], "follows": ["1-1.jsonl"]}
        entries = [
            {
                "kind": "anonymize",
                "time": moment,
                "entry": f"{number:032x}",
                "xid": [number + 3, number + 3],
                "head": f"{number}:{'ab' * 32}",
                "partners": [[number + 1, "2026-01-01 00:00:00.000000"]],
            }
            for number, moment in enumerate(MOMENTS[1:])
        ]
        ledger_file.append(self.path, [start, *entries])

    def _use(self, content):
        """Every way to use a file with this content."""
        self.count()
        self.path.write_bytes(content)
        lines, bad = ledger_file.read(self.path)
        for line in filter(ledger_line.is_sound, lines):
            self._use_line(line)
        dropped = ledger_file.expire(self.path, MOMENTS[3])
        after = ledger_file.read(self.path)
        if dropped:
            self.assertIsNone(bad)
            self.assertEqual(after.lines[1:], lines[dropped:])
        else:
            self.assertEqual(self.path.read_bytes(), content)
        self.assertEqual(after.bad_line, bad)
        body = {"kind": "void", "time": MOMENTS[6], "entry": "1" * 32}
        ledger_file.append(self.path, [body])
        self.assertEqual(ledger_file.read(self.path).lines[-1], body)

    def _use_line(self, line):
        self.assertIsInstance(ledger_gap._originals([line]), set)
        for key in ("follows", "unclear"):
            self.assertIsInstance(ledger_gap._named([line], key), set)
        if line["kind"] in ledger_line.KINDS:
            chain.as_head(line.get("head"))
            self.assertTrue(all(len(pair) == 2 for pair in line["partners"]))

    def test_damaged(self):
        valid = self.path.read_bytes()

        @self.fuzz()
        @given(CHANGES)
        def mutated(changes):
            data = bytearray(valid)
            for place, new, length in changes:
                start = place % (len(data) + 1)
                data[start : start + length] = new
            self._use(bytes(data))

        mutated()

    def test_anything(self):
        valid = self.path.read_bytes()

        @self.fuzz()
        @given(st.binary(max_size=300), st.integers(0, 200))
        def anything(content, kept):
            self._use(valid[:kept] + content)

        anything()

    def test_lines_of_any_kind(self):
        values = st.fixed_dictionaries(
            {"kind": st.sampled_from(KINDS) | TEXTS, "time": TEXTS},
            optional={"prev": TEXTS, "hash": TEXTS, "follows": VALUES},
        )

        @self.fuzz()
        @given(st.lists(values | VALUES, max_size=4), st.sampled_from("\n\r \0"))
        def lines(found, end):
            self._use("".join(f"{json.dumps(one)}{end}\n" for one in found).encode())

        lines()

    def test_forged(self):
        @self.fuzz()
        @given(st.lists(BODIES, max_size=4))
        def hashed(bodies):
            self._use(forged(bodies))

        hashed()

    def test_nested(self):
        """As deep as Python reads it, and deeper."""
        for depth in (100, 400, 900, 950, 980, 990, 1000, 5000, 100_000):
            for text in (
                "[" * depth + "]" * depth,
                '{"a":' * depth + "1" + "}" * depth,
            ):
                start = '{"kind":"x","time":"","prev":"","hash":"","a":'
                self._use(f"{start}{text}}}\n".encode())

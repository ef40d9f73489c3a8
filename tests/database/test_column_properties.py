"""A value of any type of PostgreSQL goes into a seal and back, byte for byte."""

import json
import os
from contextlib import suppress
from datetime import date, timedelta

import psycopg2
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ...engine.database import columns
from ...engine.vault import cipher, seal_store
from ..cases.fuzz import FuzzMixin

TABLE = "pa_test_columns"
# What a text of PostgreSQL can hold: no NUL, no half of a surrogate pair. Beside NUL,
# what is most often mistaken: separators, quotes, escapes, other kinds of spaces.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | (
    st.text("\1\x7f\\\"'{}(),;:%\n\r\t\u2028\ufeff\uffff\U0010ffff aäß𝕏", max_size=12)
)
BYTES = st.binary(max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(lambda value: json.dumps(value).replace("\\u0000", ""))  # fmt: skip
FLOAT = st.floats().map(repr) | st.sampled_from(["-0", "NaN", "Infinity", "1e-310"])
NUMERIC = (
    st.decimals(allow_nan=False, allow_infinity=False).map(str)
    | st.sampled_from(["NaN", "Infinity", "-Infinity", "-0.000", "1e-300"])
    | st.from_regex(r"\A-?[0-9]{1,60}(\.[0-9]{1,60})?\Z")
)
DATE = st.dates().map(str) | st.sampled_from(
    [
        "infinity",
        "-infinity",
        "epoch",
        "4713-01-01 BC",
        "0044-03-15 BC",
        "5874897-12-31",
    ]
)
MOMENT = st.datetimes().map(str) | st.sampled_from(
    ["infinity", "-infinity", "0044-03-15 12:00:00 BC", "294276-12-31 23:59:59.999999"]
)
ZONES = st.sampled_from(["", "+00", "-11:30", "+13:45", "+00:19:32"])
INTERVAL = st.tuples(
    st.integers(-9999, 9999), st.integers(-400, 400), st.timedeltas(
        timedelta(days=-9), timedelta(days=9)
    )
).map(
    lambda one: f"{one[0]} mon {one[1]} days {one[2].total_seconds():.6f} sec"
)  # fmt: skip
INT = st.integers(-(2**31), 2**31 - 1)
BIG = st.integers(-(2**63), 2**63 - 1)
IP = st.ip_addresses().map(str)
BITS = st.text("01", max_size=30)


def quoted(value):
    """An element of an array, or of a composite value."""
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def arrays(elements):
    """Arrays with one dimension or two, also such as do not begin at 1."""
    lists = st.lists(elements | st.none(), max_size=4)
    one = lists.map(lambda found: "{" + ",".join(map(quoted, found)) + "}")
    two = st.tuples(elements, elements).map(
        lambda found: "{{" + "},{".join(map(quoted, found)) + "}}"
    )
    return one | two | two.map("[0:1][-3:-3]={}".format)


def ranges(values, order=int):
    """Ranges, closed and open, empty and endless."""
    ends = st.tuples(values, values).map(lambda pair: sorted(pair, key=order))
    closed = st.tuples(st.sampled_from("[("), ends, st.sampled_from("])")).map(
        lambda one: f'{one[0]}"{one[1][0]}","{one[1][1]}"{one[2]}'
    )
    return closed | st.sampled_from(["empty", "(,)", "[,]"])


XML = st.text(st.characters(categories=["L", "Nd"]), max_size=10).map(
    "<a b='{0}'>{0} &amp; <![CDATA[<x>]]><!-- c --></a>".format
) | st.sampled_from(["", "only text", '<?xml version="1.0"?><a/>'])
# What Odoo uses comes first: of its fields, and of its system tables.
TYPES = {
    "varchar": TEXT,
    "varchar(20)": TEXT.map(lambda text: text[:20]),
    "text": TEXT,
    "int4": INT,
    "float8": FLOAT,
    "numeric": NUMERIC,
    "bool": st.booleans(),
    "date": DATE,
    "timestamp": MOMENT,
    "bytea": BYTES.map(lambda data: "\\x" + data.hex()),
    "jsonb": JSON,
    "json": JSON,
    "int8": BIG,
    "int2": st.integers(-(2**15), 2**15 - 1),
    "float4": st.floats(width=32).map(repr),
    "numeric(16,2)": st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(str)
    | st.just("NaN"),
    "timestamptz": st.tuples(MOMENT, ZONES).map(
        lambda one: one[0] if "inf" in one[0] or "BC" in one[0] else "".join(one)
    ),
    "timestamp(0)": st.datetimes().map(str),
    "time": st.times().map(str),
    "timetz": st.tuples(st.times().map(str), ZONES).map("".join),
    "interval": INTERVAL | st.sampled_from(["infinity", "-infinity", "0"]),
    "inet": IP | st.ip_addresses(v=4).map("{}/9".format),
    "cidr": IP,
    "macaddr": st.binary(min_size=6, max_size=6).map(bytes.hex),
    "uuid": st.uuids().map(str),
    "xml": XML,
    "money": st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(str),
    "char(7)": TEXT.map(lambda text: text[:7]),
    '"char"': st.characters(min_codepoint=1, max_codepoint=127),
    "name": st.text("aZ_ '\"é", max_size=20),
    "bit(5)": st.text("01", min_size=5, max_size=5),
    "varbit": BITS,
    "oid": st.integers(0, 2**32 - 1),
    "point": st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)).map(str),
    "tsvector": st.text("ab'\\: 1", max_size=10).map(lambda text: quoted_word(text)),
    "int4range": ranges(st.integers(-(2**31), 2**31 - 2)),
    "numrange": ranges(st.integers()),
    "daterange": ranges(st.dates(max_value=date(9999, 1, 1)).map(str), str),
    "tsrange": ranges(st.datetimes().map(str), str),
    "int4multirange": st.sampled_from(["{}", "{[1,3),[5,9)}", "{(,)}"]),
    "int4[]": arrays(INT),
    "text[]": arrays(TEXT),
    "varchar(9)[]": arrays(TEXT.map(lambda text: text[:9])),
    "numeric[]": arrays(NUMERIC),
    "date[]": arrays(DATE),
    "bytea[]": arrays(BYTES.map(lambda data: "\\x" + data.hex())),
    "jsonb[]": arrays(JSON),
    "inet[]": arrays(IP),
    "uuid[]": arrays(st.uuids().map(str)),
    "float8[]": arrays(FLOAT),
    "bool[]": arrays(st.booleans()),
    "interval[]": arrays(INTERVAL),
    "int4range[]": arrays(ranges(st.integers(-9, 9))),
    "pa_test_mood": st.sampled_from(["", "it's", 'so "so"', "{a,b}"]),
    "pa_test_mood[]": arrays(st.sampled_from(["", "it's", 'so "so"', "{a,b}"])),
    "pa_test_pair": st.tuples(TEXT, INT).map(
        lambda pair: f"({quoted(pair[0])},{quoted(pair[1])})"
    ),
    "pa_test_short": TEXT.map(lambda text: text[:5]),
}
ROWS = 20


def quoted_word(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'" if text else ""


@tagged("post_install", "-at_install")
class TestColumnProperties(FuzzMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self.kinds = [kind for kind in TYPES if kind != "xml" or self._has_xml()]
        self.cr.execute(
            """
            CREATE TYPE pa_test_mood AS ENUM ('', 'it''s', 'so "so"', '{a,b}');
            CREATE TYPE pa_test_pair AS (a text, b int);
            CREATE DOMAIN pa_test_short AS varchar(5);
            """
        )
        for number, kind in enumerate(self.kinds):
            for table in (f"{TABLE}_{number}", f"{TABLE}_{number}_before"):
                self.cr.execute(
                    f"CREATE TABLE {table} (id int PRIMARY KEY, value {kind})"
                )

    def _has_xml(self):
        """Whether the server was built with it."""
        with suppress(psycopg2.errors.FeatureNotSupported), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.cr.execute("SELECT '<a/>'::xml")
            return True
        return False

    def _put(self, table, kind, texts):
        """Rows with what PostgreSQL makes of these texts, NULL where it takes none.

        :return: the number of values
        """
        self.cr.execute(
            SQL(
                f"INSERT INTO {table} (id, value)"
                " SELECT id, CASE WHEN pg_input_is_valid(value, %s)"
                f"           THEN value::{kind} END"
                "   FROM unnest(%s::int[], %s::text[]) u(id, value)",
                kind,
                list(range(len(texts))),
                texts,
            )
        )
        self.cr.execute(f"INSERT INTO {table}_before TABLE {table}")
        self.cr.execute(f"SELECT count(value) FROM {table}")
        return self.cr.fetchone()[0]

    def _there_and_back(self, table):
        """As anonymizing and restoring do: read, sealed, erased, opened, written."""
        types = columns.of_tables(self.cr, [table])[table]
        rows = columns.read(self.cr, table, ["value"], range(ROWS), True)
        key, bound = os.urandom(32), b"x"
        blob = seal_store.close_part(key, sorted(rows.items()), bound)
        columns.update(self.cr, table, types, {id_: {"value": None} for id_ in rows})
        opened = json.loads(cipher.unseal(key, blob, bound))
        changes = {id_: {"value": value} for id_, (value,) in opened}
        refused = columns.update_possible(self.cr, table, types, changes)
        self.assertEqual(refused, [])

    def _assert_same(self, table, kind, texts):
        """The bytes as they are stored, not what is equal to them."""
        self.cr.execute(
            f"SELECT id, a.value::text, b.value::text"
            f"  FROM {table} a JOIN {table}_before b USING (id)"
            f" WHERE NOT ROW(a.value)::record *= ROW(b.value)::record"
        )
        found = [(texts[id_], *rest) for id_, *rest in self.cr.fetchall()]
        self.assertEqual(found, [], kind)

    def test_every_type(self):
        for number, kind in enumerate(self.kinds):
            with self.subTest(kind):
                self._each(f"{TABLE}_{number}", kind)

    def _each(self, table, kind):
        valid = set()

        @self.fuzz(share=len(TYPES))
        @given(st.lists(TYPES[kind].map(str), min_size=ROWS // 2, max_size=ROWS))
        def back(texts):
            with self.cr.savepoint():
                self.cr.execute(f"TRUNCATE {table}, {table}_before")
                count = self._put(table, kind, texts)
                self.count(kind, count)
                valid.add(bool(count))
                self._there_and_back(table)
                self._assert_same(table, kind, texts)

        back()
        self.assertIn(True, valid, "nothing that was tried is of this type")

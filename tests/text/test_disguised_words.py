"""Names and addresses in other signs: found, and taken out without a scratch else."""

import base64
from email.header import Header

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, apply_spans, needles, unescaped
from ...engine.text.terms import terms_from_values

OTTOKAR = [("name", "Ottokar Brunnwasser"), ("email", "ob@brunnwasser.example")]
JUERGEN = [("name", "Jürgen Größlhuber")]
TARO = [("name", "山田太郎")]


def _token(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


# Whose words, the text, and what becomes of it.
PARTED = [
    (OTTOKAR, "x Ottokar <o:p></o:p>Brunnwasser<p>", "x _<o:p></o:p><p>"),
    (OTTOKAR, "<p>Ottokar<o:p>&nbsp;</o:p>Brunnwasser</p>", "<p>_<o:p></o:p></p>"),
    (OTTOKAR, "<p>&gt; by Ottokar<br>&gt; Brunnwasser</p>", "<p>&gt; by _<br></p>"),
    (OTTOKAR, "> > by Ottokar\n> > Brunnwasser, x", "> > by _, x"),
    (
        OTTOKAR,
        "<tr><td>Ottokar</td><td>Brunnwasser</td></tr>",
        "<tr><td>_</td><td></td></tr>",
    ),
    (
        OTTOKAR,
        "<tr><td>Brunnwasser</td>\n<td>Ottokar</td></tr>",
        "<tr><td>_</td><td></td></tr>",
    ),
    (OTTOKAR, "'To\\nOttokar\\nBrunnwasser\\tob@brunnwasser.example'", "'To\\n_\\t_'"),
    (OTTOKAR, "<div>Ottokar</div><div>Brunnwasser</div>", "<div>_</div><div></div>"),
    (
        OTTOKAR,
        "<ruby>Ottokar<rt>o</rt></ruby> <ruby>Brunnwasser<rt>b</rt></ruby> x",
        "<ruby>_<rt></rt></ruby><ruby><rt></rt></ruby> x",
    ),
    (
        TARO,
        "<ruby>山田<rp>(</rp><rt>やまだ</rt><rp>)</rp>太郎<rt>たろう</rt></ruby>さん",
        "<ruby>_<rp></rp><rt></rt><rp></rp><rt></rt></ruby>さん",
    ),
]
LABELED = [
    (OTTOKAR, "First: Ottokar Last: Brunnwasser", "First: _"),
    (OTTOKAR, "First name: Ottokar\nLast name: Brunnwasser.", "First name: _."),
    (OTTOKAR, "Nachname: Brunnwasser, Vorname: Ottokar", "Nachname: _"),
    (OTTOKAR, "Prénom : Ottokar | Nom : Brunnwasser", "Prénom : _"),
    (
        OTTOKAR,
        "<td>First name</td><td>Ottokar</td><td>Last name</td><td>Brunnwasser</td>",
        "<td>First name</td><td>_</td><td></td><td></td>",
    ),
    (OTTOKAR, "/?first_name=Ottokar&last_name=Brunnwasser&z=1", "/?first_name=_&z=1"),
]
TWICE = [
    (OTTOKAR, "/?q=Ottokar%2520Brunnwasser&z", "/?q=_&z"),
    (OTTOKAR, '<a href="/?q=Ottokar%2520Brunnwasser">x</a>', '<a href="/?q=_">x</a>'),
    (OTTOKAR, "<p>Ottokar&amp;nbsp;Brunnwasser</p>", "<p>_</p>"),
    (JUERGEN, "<p>J&amp;uuml;rgen Gr&amp;#246;&amp;szlig;lhuber</p>", "<p>_</p>"),
    (JUERGEN, "J%25C3%25BCrgen%2520Gr%25C3%25B6%25C3%259Flhuber", "_"),
]
WRITTEN = [
    (OTTOKAR, "to ob [at] brunnwasser.example.", "to _."),
    (OTTOKAR, "to ob(at)brunnwasser(dot)example", "to _"),
    (OTTOKAR, "to OB AT brunnwasser DOT example", "to _"),
    (OTTOKAR, "to ob @ brunnwasser.example", "to _"),
    (OTTOKAR, "<p>ob&lt;at&gt;brunnwasser.example</p>", "<p>_</p>"),
]
ENCODED = [
    (
        OTTOKAR,
        f"https://x.example/u?t={_token('ob@brunnwasser.example')}&x=1",
        "https://x.example/u?t=_&x=1",
    ),
    (
        OTTOKAR,
        f"<a href='https://x.example/{_token('x;Ottokar Brunnwasser')}/z'>y</a>",
        "<a href='https://x.example/_/z'>y</a>",
    ),
    (JUERGEN, f"To: {Header('Jürgen Größlhuber', 'utf-8').encode()} <a@b>",
     "To: _ <a@b>"),
    (JUERGEN, "Dear =?iso-8859-1?q?Re:_J=FCrgen_Gr=F6=DFlhuber=2C_x?= <a@b>",
     "Dear =?iso-8859-1?q?Re:_=5F=2C_x?= <a@b>"),
    (JUERGEN, "=?UTF-8?Q?J=C3=BCrgen?= =?UTF-8?Q?_Gr=C3=B6=C3=9Flhuber?= <a@b>",
     "=?UTF-8?Q?=5F?= <a@b>"),
    (
        JUERGEN,
        '<i data-embedded-props="{&quot;a&quot;: &quot;J\\u00fcrgen '
        'Gr\\u00f6\\u00dflhuber&quot;}">x</i>',
        '<i data-embedded-props="{&quot;a&quot;: &quot;_&quot;}">x</i>',
    ),
    (JUERGEN, '{"a": "{\\"b\\": \\"J\\\\u00fcrgen Gr\\\\u00f6\\\\u00dflhuber\\"}"}',
     '{"a": "{\\"b\\": \\"_\\"}"}'),
]  # fmt: skip
# What is somebody else's, or nobody's.
DECOYS = [
    (OTTOKAR, "<td>Tom Ottokar</td><td>Brunnwasser</td>"),
    ([("name", "Rosa Bank")], "<p>Dear Rosa</p><p>Bank details: IBAN</p>"),
    ([("name", "Peter Winter")], "<p>Hello Peter</p><p>Winter sale begins</p>"),
    (OTTOKAR, "Ottokar likes Last: Brunnwasser"),
    (OTTOKAR, "ob [at] brunnwasser.example.org"),
    (OTTOKAR, "bob (at) brunnwasser.example"),
    (OTTOKAR, "https://x.example/assets/0123456789abcdef0123456789abcdef"),
    (OTTOKAR, "https://x.example/?t=" + _token("anna@brunnwasser.example")),
    (OTTOKAR, '<i title="Ottokar">Brunnwasser</i>'),
    (JUERGEN, "C:\\users\\uefa\\u00zz =?x?= =?utf-8?q??="),
]


def stands(terms, text):
    """Whether the search of raw rows finds one of the terms."""
    search = needles.Needles(terms)
    row = text.replace("\\", "\\\\").replace("\n", "\\n").encode() + b"\n"
    suspects = search.rows([row]).get(0, ())
    return bool(needles.find(unescaped(text), suspects))


@tagged("post_install", "-at_install", "pure")
class TestDisguisedWords(BaseCase):
    def _check(self, cases):
        for values, text, expected in cases:
            with self.subTest(text):
                terms = terms_from_values(values)
                redactor = Redactor(terms, "_")
                self.assertEqual(redactor.redact(text, "<" in text), expected)
                spans = redactor.spans(text, "<" in text)
                self.assertEqual(apply_spans(text, spans), expected)
                self.assertTrue(stands(terms, text))
                self.assertFalse(stands(terms, expected))

    def test_parted_by_tags_cells_and_lines(self):
        self._check(PARTED)

    def test_parts_that_a_form_calls_by_name(self):
        self._check(LABELED)

    def test_escaped_twice(self):
        self._check(TWICE)

    def test_addresses_written_for_readers(self):
        self._check(WRITTEN)

    def test_addresses_in_one_row_below_the_other(self):
        """A sign in one row hides none in the next."""
        terms = terms_from_values(OTTOKAR)
        search = needles.Needles(terms)
        rows = [b"1\tanna [at] other.example\n", b"2\tob [at] brunnwasser.example\n"]
        self.assertEqual(list(search.rows(rows)), [1])

    def test_encoded(self):
        self._check(ENCODED)

    def test_what_is_somebody_elses(self):
        for values, text in DECOYS:
            with self.subTest(text):
                terms = terms_from_values(values)
                self.assertIsNone(Redactor(terms, "_").redact(text, "<" in text))
                self.assertFalse(stands(terms, text))

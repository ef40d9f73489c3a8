"""Everything that reads values, by name. Needs no database."""

from ...engine.subject import identifying_values
from ...engine.text import needles
from ...engine.text.json_escapes import unescaped
from ...engine.text.redactor import Redactor, matcher_of
from ...engine.text.spans import apply_spans
from ...engine.text.term_index import TermIndex
from ...engine.text.terms import terms_from_values
from ...engine.text.text_view import TextView
from .taking_back import merge_back

KINDS = ("name", "email", "phone", "vat", "registry", "iban", "ref", "street")
PERSON = (
    ("name", "Ann Miller"), ("name", "Ann Maria van Miller"), ("name", "\u738b\u82b3"),
    ("name", "aaa"), ("email", "ann@miller.example"), ("phone", "+45 31 41 59 26"),
    ("phone", "1111111"), ("vat", "DK31415926"), ("registry", "11111111"),
    ("street", "Main Street 5"), ("street", "a street 1"), ("ref", "ANN-1"),
    ("ref", "11111"), ("ref", "aaaa"),
)  # fmt: skip
# Near enough to each of the terms for all matchers to look closely.
NEAR = " Ann Miller 3141592 6 ann@miller.example 11111111 aaaa main street 5"


def all_readers():
    """``{what it does: called with a text}``"""
    terms = terms_from_values(PERSON)
    redactor = Redactor(terms, "Anonymized")
    index = TermIndex({1: terms})
    suspects = [needles.Suspect(term, matcher_of(term), ()) for term in terms]
    readers = {
        "redacts": lambda text: Redactor(terms, "Anonymized").spans(text + NEAR),
        "redacts html": lambda text: Redactor(terms, "A").spans(text + NEAR, True),
        "contains": lambda text: redactor.contains(text + NEAR, True),
        "index": lambda text: index.hits(text + NEAR, True),
        "finds": lambda text: needles.find(unescaped(text + NEAR), suspects),
        "needles": _needles,
        "json": lambda text: identifying_values.texts("{" + text),
        "merges": _merges,
    }
    for kind in KINDS:
        readers[f"is a {kind}"] = lambda text, kind=kind: _matches(kind, text)
    return readers


def _matches(kind, text):
    for term in terms_from_values([(kind, text)]):
        matcher = matcher_of(term)
        matcher.find(TextView(f"{text} {text}", True))
        Redactor([term], "Anonymized").spans(f"{text} {text}", True)
        TermIndex({1: [term]}).hits(text)


def _needles(text):
    terms = terms_from_values((kind, text) for kind in KINDS)
    row = text.encode("utf-8", "replace").replace(b"\n", b" ") + b"\n"
    for suspects in needles.Needles(terms).rows([row]).values():
        needles.find(text, suspects)


def _merges(text):
    count = min(len(text) // 10, 300)
    spans = [(at * 7, at * 7 + 3, "Anonymized") for at in range(count)]
    merge_back(text, spans, apply_spans(text, spans) + text[:50])
    merge_back(text, spans, text[::-1])

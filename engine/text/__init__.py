"""What a text says of a person, in plain Python: no Odoo, no database.

From the words that identify somebody (``terms``) to where they stand in a text
(``text_view``, ``match_names``, ``match_numbers``; ``evidence`` says what they prove,
and ``longer`` whose they are), out of it (``redactor``, for many people at once
``term_index``; in bytes ``needles``) and back into what became of it (``layers``).
"""

from . import json_text, layers, needles, sentence
from .evidence import ENGLISH, Evidence
from .json_escapes import unescaped
from .longer import Headed
from .matcher import Literal, Matcher, Stretch
from .redactor import LONGEST_NUMBER, Redactor, is_doubtful, matcher_of
from .spans import apply_spans, shortened, with_suffix
from .term_index import TermIndex, keys_of, needs_of
from .terms import Term, terms_from_values
from .text_view import TextView

__all__ = [
    "ENGLISH",
    "Evidence",
    "Headed",
    "LONGEST_NUMBER",
    "Literal",
    "Matcher",
    "Redactor",
    "Stretch",
    "Term",
    "TermIndex",
    "TextView",
    "apply_spans",
    "is_doubtful",
    "json_text",
    "keys_of",
    "layers",
    "matcher_of",
    "needles",
    "needs_of",
    "sentence",
    "shortened",
    "terms_from_values",
    "unescaped",
    "with_suffix",
]

"""What will change: the new value of every field, and what stays and why.

``plan`` is built of the scope by ``new_values``; ``trim`` keeps a part of it and
``removed`` counts it; ``effects`` says what happens to whole records;
``kept_debtor`` and ``kept_names`` are about documents that the law keeps,
``same_login`` about users of one login, ``full_texts`` about what Odoo has read in
files.
"""

from . import kept_debtor, kept_names, new_values, plan, removed, same_login, trim
from .effects import effects, stays
from .full_texts import FullTexts
from .new_values import OUTSIDE
from .options import Options
from .redact_text import redact_text

__all__ = [
    "FullTexts",
    "OUTSIDE",
    "Options",
    "effects",
    "kept_debtor",
    "kept_names",
    "new_values",
    "plan",
    "redact_text",
    "removed",
    "same_login",
    "stays",
    "trim",
]

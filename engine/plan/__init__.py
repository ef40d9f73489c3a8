"""What will change: the new value of every field, and what stays and why.

``plan`` is built of the scope by ``new_values``; ``trim`` keeps a part of it;
``kept_debtor`` and ``kept_names`` are about documents that the law keeps.
"""

from . import kept_debtor, kept_names, new_values, plan, trim
from .new_values import OUTSIDE
from .options import Options
from .redact_text import redact_text

__all__ = [
    "OUTSIDE",
    "Options",
    "kept_debtor",
    "kept_names",
    "new_values",
    "plan",
    "redact_text",
    "trim",
]

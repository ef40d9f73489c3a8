"""What the data map does not speak of.

Stored fields and rows that no rule names (``stored_fields``, ``unmapped_records``), the
list of them with what to do (``unmapped_list``, ``suggestions``) and rules that name
what is not there any more (``dangling_names``).
"""

from . import stored_fields, suggestion_reach, suggestions, unmapped_records
from .unmapped_list import UnmappedRows

__all__ = [
    "UnmappedRows",
    "stored_fields",
    "suggestion_reach",
    "suggestions",
    "unmapped_records",
]

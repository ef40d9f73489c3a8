"""When one subject, and each of its documents, is due.

The newest dated record (``last_activity``), the end of what the law asks for
(``document_end``), both together for any set of persons (``judgement``, with the ends
of days in ``end_lookup``) and for some subjects (``due_date``), and all documents to
look at (``document_list``, each a ``document``).
"""

from . import document, document_end, document_list, due_date, end_lookup, judgement
from . import last_activity

__all__ = [
    "document",
    "document_end",
    "document_list",
    "due_date",
    "end_lookup",
    "judgement",
    "last_activity",
]

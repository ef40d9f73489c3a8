"""Do it, take it back, or end it: the only wing that changes people's records.

``writing`` erases, with ``throwaway_rows``, ``web_sessions`` and ``kept_files``;
``restore`` brings back what is ``restorable`` but ``taken_logins``, between the words
of others in ``shared_cells``; ``newer_fields`` and ``company_names`` what came after;
``delete_for_good`` leaves no way back, ``placeholders`` swaps what stands for a name,
and ``empty_records`` says whose row can go.
"""

from . import (
    company_names,
    delete_for_good,
    empty_records,
    kept_files,
    newer_fields,
    placeholders,
    restorable,
    restore,
    shared_cells,
    writing,
)
from .kept_files import MODEL
from .restorable import models_by_table

__all__ = [
    "MODEL",
    "company_names",
    "delete_for_good",
    "empty_records",
    "kept_files",
    "models_by_table",
    "newer_fields",
    "placeholders",
    "restorable",
    "restore",
    "shared_cells",
    "writing",
]

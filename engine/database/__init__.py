"""How the engine talks to PostgreSQL, to the file store and to its own process.

Values go in by ``staging``, columns are read and written as PostgreSQL has them
(``columns``), files are replaced whole or not at all (``file_store``), and all that is
asked of the module's models goes through one ``door``.
"""

from . import (
    caches,
    columns,
    copy_out,
    door,
    file_store,
    id_arrays,
    module_loading,
    staging,
)
from .caches import refresh, remembered
from .columns import Large
from .durable import sync_directory
from .errors import FileUnusable, StatementRefused
from .gc_pause import without_gc
from .own_changes import has_changed_schema, has_written, written_tables
from .worker_thread import WorkerThread, CursorInUse

__all__ = [
    "WorkerThread",
    "CursorInUse",
    "FileUnusable",
    "Large",
    "StatementRefused",
    "caches",
    "columns",
    "copy_out",
    "door",
    "file_store",
    "has_changed_schema",
    "has_written",
    "id_arrays",
    "module_loading",
    "refresh",
    "remembered",
    "staging",
    "sync_directory",
    "without_gc",
    "written_tables",
]

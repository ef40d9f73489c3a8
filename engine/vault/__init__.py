"""The originals: sealed in the database, their keys outside of it.

Keys (``key_root``, ``key_directory``, ``key_file``, ``key_folder``, ``key_store``,
``key_reader``, ``key_writable``, ``key_destruction``), what wraps them (``kek``,
``wrapping``, ``key_rotation``, ``key_upkeep``), their export and report, the cipher,
what a seal is made of (``seal_format``, ``sealed_files``, ``large_values``,
``seal_store``), the two seals (``subject_seal`` and ``document_seal``), what several of
them hold of the same places (``sealed_cells``, ``seal_marks``) and hashed opt-outs;
``guard_hashes`` know again who was deleted for good.
"""

from . import (
    document_seal,
    guard_hashes,
    kek,
    key_destruction,
    key_directory,
    key_disk,
    key_export,
    key_report,
    key_root,
    key_store,
    key_upkeep,
    key_usage,
    large_values,
    opt_out_hashes,
    patience,
    seal_marks,
    seal_store,
    sealed_cells,
    subject_seal,
    unchecked_addresses,
)
from .errors import SealUnusable
from .file_errors import all_or_nothing
from .key_directory import KEY_DIR_PARAMETER
from .key_store import KeyDirectoryError, KeyStoreError
from .lost import Lost, NO_CHOICE, NO_FIELD, NO_RECORD, NO_TARGET, REFUSED, TAKEN

__all__ = [
    "KEY_DIR_PARAMETER",
    "KeyDirectoryError",
    "KeyStoreError",
    "Lost",
    "NO_CHOICE",
    "NO_FIELD",
    "NO_RECORD",
    "NO_TARGET",
    "REFUSED",
    "SealUnusable",
    "TAKEN",
    "all_or_nothing",
    "document_seal",
    "guard_hashes",
    "kek",
    "key_destruction",
    "key_directory",
    "key_disk",
    "key_export",
    "key_report",
    "key_root",
    "key_store",
    "key_upkeep",
    "key_usage",
    "large_values",
    "opt_out_hashes",
    "patience",
    "seal_marks",
    "seal_store",
    "sealed_cells",
    "subject_seal",
    "unchecked_addresses",
]

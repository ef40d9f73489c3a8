"""Make sure that the entries of folders are on the disk."""

import os
from pathlib import Path


def sync_directory(folder: Path):
    """Make what was created, renamed or removed in a directory durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

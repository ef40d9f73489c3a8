"""Key files as earlier versions have written them: keys that are not wrapped."""

import struct

from ...engine.vault import key_disk


def create(path, header, keys):
    """Write a key file of format 1."""
    start = struct.pack(">8sQqI4x", b"PAKEYS\x00\x01", *header)
    key_disk.write_file(path, start + b"".join(keys))

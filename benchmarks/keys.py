"""Measure the keys: making, reading and destroying them, and a rotation of survivors.

Run it with ``make bench-keys`` (ARGS=--quick: a tenth of the survivors). No database is
needed. Making is compared with writing the same keys as they are, unwrapped, in turns.
"""

import os
import struct
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from uuid import uuid4

BATCH = 1000
ROUNDS = 20
SURVIVORS = 100_000
SINGLE = 10_000


def main():
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    survivors = SURVIVORS // 10 if "--quick" in sys.argv else SURVIVORS
    with tempfile.TemporaryDirectory() as root:
        os.environ["PARTNER_ANONYMIZATION_KEK_DIR"] = str(Path(root, "kek"))
        folder = Path(root, str(uuid4()))
        folder.mkdir()
        _making(folder)
        _purging(folder, survivors)
    with tempfile.TemporaryDirectory() as root:
        os.environ["PARTNER_ANONYMIZATION_KEK_DIR"] = str(Path(root, "kek"))
        folder = Path(root, str(uuid4()))
        folder.mkdir()
        _single(folder)


def _making(folder):
    """Batches of keys, wrapped and as they were written before."""
    from odoo.addons.partner_anonymization.engine.vault import key_disk, key_folder

    def plain():
        header = struct.pack(">8sQqI4x", b"PAKEYS\x00\x01", 1, 1, BATCH)
        path = folder / f"{uuid4().hex}.keys.plain"
        key_disk.write_file(path, header + b"".join(_keys()))

    times = {"plain": [], "wrapped": []}
    wrapped = lambda: _make(folder)  # noqa: E731
    wrapped()
    for _round in range(ROUNDS):
        for name, make in (("plain", plain), ("wrapped", wrapped)):
            times[name].append(_timed(make))
    for name, values in times.items():
        _say(f"make {BATCH} keys, {name}", median(values), BATCH)
    file = _make(folder)
    seconds = _timed(
        lambda: [key_folder.fetch(folder, file, slot) for slot in range(BATCH)]
    )
    _say(f"read {BATCH} keys, one by one", seconds, BATCH)


def _purging(folder, survivors):
    """Destroy a batch among many survivors, and rotate."""
    from odoo.addons.partner_anonymization.engine.vault import (
        key_folder,
        key_rotation,
    )

    files = [_make(folder) for _batch in range(survivors // BATCH)]
    seconds = _timed(lambda: key_rotation.rotate(folder))
    _say(f"first rotation, {survivors:,} keys", seconds, survivors)
    # Spread over all groups.
    each = BATCH // len(files)
    wanted = {file: set(range(each)) for file in files}
    seconds = _timed(lambda: key_folder.overwrite(folder, wanted))
    _say(f"destroy {BATCH} keys of the pack", seconds, BATCH)
    before = sum(path.stat().st_size for path in folder.glob("*.pack"))
    seconds = _timed(lambda: key_rotation.rotate(folder))
    _say(
        f"rotation after it, {survivors:,} keys, {before >> 20} MiB", seconds, survivors
    )


def _single(folder):
    """People who were anonymized one by one: a file each, until the next rotation."""
    from odoo.addons.partner_anonymization.engine.vault import key_rotation

    for _number in range(SINGLE):
        _make(folder, 1)
    for name in ("files of one key", "groups of one key"):
        seconds = _timed(lambda: key_rotation.rotate(folder))
        _say(f"rotation of {SINGLE:,} {name}", seconds, SINGLE)


def _make(folder, count=BATCH):
    from odoo.addons.partner_anonymization.engine.vault import key_file, key_folder

    file = f"{uuid4().hex}.keys"
    header = key_file.Header(1, 1, count)
    key_folder.create(folder, file, header, _keys(count))
    return file


def _keys(count=BATCH):
    return [os.urandom(32) for _number in range(count)]


def _timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _say(what, seconds, count):
    print(f"{what:52} {1000 * seconds:10.1f} ms {count / seconds:12,.0f} keys/s")


if __name__ == "__main__":
    main()

"""An independent search of the file store, sharing no code with the engine."""

import base64
import io
import re
import zipfile
import zlib

from odoo.tools import SQL

from ..search import spellings

_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{60,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def find(env, values):
    """Which attachments hold any of the values.

    :return: set of ("ir.attachment", "raw", id)
    """
    words = {word for value in values for word in spellings(value)}
    env.cr.execute(
        SQL("SELECT id, store_fname FROM ir_attachment WHERE store_fname IS NOT NULL")
    )
    holds = {}
    hits = set()
    for id_, name in env.cr.fetchall():
        if name not in holds:
            content = env["ir.attachment"]._file_read(name)
            holds[name] = any(_contains(text, words) for text in _texts(content))
        if holds[name]:
            hits.add(("ir.attachment", "raw", id_))
    return hits


def _contains(content, words):
    folded = content.decode("utf-8", "replace").casefold()
    return any(word in folded for word in words)


def _texts(content):
    """A file as it is, and what is packed into it."""
    yield content
    for packed in _BASE64.findall(content):
        text = re.sub(rb"\s", b"", packed).rstrip(b"=")
        text = text[: len(text) - (len(text) % 4 == 1)]
        yield base64.b64decode(text + b"=" * (-len(text) % 4))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    if content.startswith(b"%PDF"):
        for stream in _STREAM.findall(content):
            is_packed = stream[:1] == b"x"
            yield zlib.decompressobj().decompress(stream) if is_packed else stream

"""What can be read inside a file: raw bytes, PDF, zip, mail, base64, UTF-16.

Formats are told by their content: names and types of attachments are users' words.
"""

import base64
import binascii
import email.header
import email.policy
import gzip
import io
import logging
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ..escapes import unescaped
from . import needles

# An archive in an archive in an archive, and no more than this in all.
DEEPEST = 4
LARGEST = 512 << 20
BLOCK, OVERLAP = 8 << 10, 512
_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{64,}={0,2}\s*\Z")
_EMBEDDED = re.compile(rb"base64,\s*([A-Za-z0-9+/\r\n%]{16,}={0,2})")
_MAIL = re.compile(
    rb"(?:(?:[A-Za-z][A-Za-z0-9-]{1,40}):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}",
)
_MAIL_HEADERS = (b"mime-version:", b"message-id:", b"received:", b"from:")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_logger = logging.getLogger(__name__)
# pypdf warns about every flaw of every file, in the words of the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass
class Found:
    """What a search of one file gives.

    :param hits: set of terms
    :param readable: False when part of the file cannot be searched: a picture, a scan,
        a locked archive
    """

    hits: set = field(default_factory=set)
    readable: bool = True


def search(data, search_):
    """Search one file.

    :param bytes data: its content
    :param search_: ``needles.Needles``
    :return: :class:`Found`
    """
    found = Found()
    left = LARGEST
    for piece in _pieces(data, found, 0):
        left -= len(piece)
        if left < 0:
            found.readable = False
            break
        blocks = _blocks(piece)
        suspicious = search_.rows([block + b"\n" for block in blocks])
        encoding = suspicious and _encoding(piece)
        for number, suspects in suspicious.items():
            text = blocks[number].decode(encoding, "replace")
            found.hits |= needles.find(unescaped(text), suspects)
    return found


def _blocks(piece):
    """Stretches that overlap by more than any term is long; only those with a needle
    are looked at closely."""
    flat = piece.replace(b"\n", b" ")
    if len(flat) <= BLOCK:
        return [flat]
    starts = range(0, len(flat) - OVERLAP, BLOCK - OVERLAP)
    return [flat[start : start + BLOCK] for start in starts]


def _pieces(data, found, depth):
    """The bytes of everything readable in the data."""
    yield data
    if depth >= DEEPEST or not data:
        found.readable = found.readable and not data
        return
    inner = []
    if data.startswith(_PICTURES):
        found.readable = False
    elif data[:1024].lstrip().startswith(b"%PDF"):
        inner = _of_pdf(data, found)
    elif data.startswith(b"PK\x03\x04"):
        inner = _of_zip(data, found)
    elif data.startswith(b"\x1f\x8b"):
        inner = _of_gzip(data, found)
    elif _BASE64.fullmatch(data):
        inner = _of_base64(data)
    elif _is_mail(data):
        inner = _of_mail(data)
    elif b"\x00" in data[:4096]:
        yield data.removeprefix(b"\xff\xfe").replace(b"\x00", b"")
    for piece in inner:
        yield from _pieces(piece, found, depth + 1)
    if b"base64," in data:
        for match in _EMBEDDED.finditer(data):
            for piece in _of_base64(match[1]):
                yield from _pieces(piece, found, depth + 1)


def _of_pdf(data, found):
    """Text and metadata of a PDF, and the files attached to it."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            found.readable = False
            return
        yield str(dict(reader.metadata or {})).encode()
        if reader.xmp_metadata:
            yield reader.xmp_metadata.stream.get_data()
        for page in reader.pages:
            text = page.extract_text() or ""
            if not text.strip():
                found.readable = False  # a scan, or outlined text
            yield text.encode("utf-8", "replace")
            yield _of_annotations(page)
        for name, contents_ in (reader.attachments or {}).items():
            yield name.encode("utf-8", "replace")
            yield from contents_
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError,
            RecursionError, OSError, zlib.error):  # fmt: skip
        # Broken files are common; the raw bytes have been searched.
        found.readable = False


def _of_annotations(page):
    notes = page.get("/Annots") or []
    texts = [str(note.get_object().get("/Contents", "")) for note in notes]
    fields = [str(note.get_object().get("/V", "")) for note in notes]
    return "\n".join([*texts, *fields]).encode("utf-8", "replace")


def _of_zip(data, found):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                found.readable = False
                return
            for member in archive.infolist():
                yield member.filename.encode("utf-8", "replace") + b" " + member.comment
                if member.flag_bits & 1:
                    found.readable = False
                elif not member.is_dir():
                    content = archive.read(member)
                    # Words are cut by formatting runs: <t>Mül</t><t>ler</t>.
                    if member.filename.endswith((".xml", ".rels")):
                        yield re.sub(rb"<[^>]*>", b"", content)
                    yield content
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, zlib.error):
        found.readable = False


def _of_gzip(data, found):
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            yield stream.read(LARGEST)
    except (OSError, EOFError, zlib.error):
        found.readable = False


def _of_base64(data):
    with suppress(binascii.Error, ValueError):
        cleaned = re.sub(rb"\s|%0[adAD]", b"", data)
        yield base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4), validate=True)


def _is_mail(data):
    head = data[:8192].lower()
    return bool(_MAIL.match(data)) and any(
        head.startswith(name) or b"\n" + name in head for name in _MAIL_HEADERS
    )


def _of_mail(data):
    """Headers decoded, and every part."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        for name, value in part.items():
            with suppress(LookupError, UnicodeError, ValueError):
                header = email.header.make_header(email.header.decode_header(value))
                yield f"{name}: {header}".encode("utf-8", "replace")
        if not part.is_multipart():
            yield part.get_payload(decode=True) or b""


def _encoding(piece):
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"

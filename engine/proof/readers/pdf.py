"""Text, metadata, notes and attachments of a PDF."""

import logging

# The library logs a warning about every flaw of a file and quotes the file in it:
# personal data that must not be in a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_CHUNK = 256 << 10


def read(file, pieces, depth):
    """Hand on all that can be read without looking at pictures."""
    from pypdf import PdfReader  # slow to import, and most files are no PDF

    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        pieces.readable = False
        return
    with pieces.trying():
        pieces.text(str(dict(reader.metadata or {})))
    with pieces.trying():
        if reader.xmp_metadata:
            pieces.bytes(reader.xmp_metadata.stream.get_data())
    for page in reader.pages:
        with pieces.trying():
            _read_page(page, pieces)
    with pieces.trying():
        for name, contents in (reader.attachments or {}).items():
            pieces.text(name)
            for content in contents:
                pieces.inner(_sliced(content), depth)


def _read_page(page, pieces):
    text = page.extract_text() or ""
    if not text.strip():
        pieces.readable = False  # a scanned page, or text drawn as curves
    pieces.text(text)
    notes = [note.get_object() for note in page.get("/Annots") or ()]
    for key in ("/Contents", "/V"):
        pieces.text("\n".join(str(note.get(key, "")) for note in notes))


def _sliced(content):
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]

"""The format of a file, told by its first bytes: names and types of attachments are
users' words."""

import codecs
import re
import tarfile

# So many bytes of a file's beginning tell its format.
HEAD = 8 << 10
PICTURE, LOCKED, BINARY, TEXT = "picture", "locked", "binary", None
# Formats that hold no text to search.
UNREADABLE = (PICTURE, LOCKED, BINARY)
# Formats whose bytes are text of some encoding.
TEXTS = (TEXT, "folded", "markup", "rtf", "mail")
_MARKS = (codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STARTS = (
    (PICTURE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")),
    (LOCKED, (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd", b"MSCF")),
    ("zip", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")),
    ("gzip", (b"\x1f\x8b",)),
    ("bzip2", (b"BZh",)),
    ("xz", (b"\xfd7zXZ\x00", b"]\x00\x00")),
    ("rtf", (b"{\\rtf",)),
    ("wide", _MARKS),
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{64,}+={0,2}+[ \t\r\n]*+")
_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+){2}"
)
_FOLDED = re.compile(rb"BEGIN:V[A-Z]+\s", re.IGNORECASE)
# Text may have tabs, line and page ends, escapes and the signs that part records.
_CONTROLS = bytes((*range(9), *range(14, 26), 0x7F))
_MAIL_HEADERS = (b"mime-version:", b"message-id:", b"received:", b"from:")


def of(head):
    """The format of what begins with these bytes, TEXT for what has none.

    :param bytes head: the first ``HEAD`` bytes, or all there is
    """
    for name, starts in _STARTS:
        if head.startswith(starts):
            return name
    begin = head[:1024].removeprefix(codecs.BOM_UTF8).lstrip()
    if begin.startswith(b"%PDF"):
        return "pdf"
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    if b"\x00" in head[:4096]:
        return "wide"
    return BINARY if is_binary(head) else _of_text(head, begin)


def _of_text(head, begin):
    if _BASE64.fullmatch(head):
        return "base64"
    if _FOLDED.match(begin):
        return "folded"
    if begin.startswith(b"<"):
        return "markup"
    if head.startswith(b"From ") and _is_mail(head.partition(b"\n")[2]):
        return "mail"
    return "mail" if _is_mail(head) else TEXT


def is_binary(head):
    """Whether bytes are no text in any encoding of single bytes."""
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50


def _is_old_tar(head):
    """An archive of the time before tar had a mark: its first header adds up."""
    try:
        return bool(tarfile.TarInfo.frombuf(head[:512], "utf-8", "replace").name)
    except tarfile.HeaderError:
        return False


def _is_mail(head):
    low = head.lower()
    return bool(_MAIL.match(head)) and any(
        low.startswith(name) or b"\n" + name in low for name in _MAIL_HEADERS
    )

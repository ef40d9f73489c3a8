"""The format of a file, told by its first bytes: names and types of attachments are
users' words."""

import re

# So many bytes of a file's beginning tell its format.
HEAD = 8 << 10
PICTURE, LOCKED, TEXT = "picture", "locked", None
# Formats that hold no text to search.
UNREADABLE = (PICTURE, LOCKED)
_STARTS = (
    (PICTURE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")),
    (LOCKED, (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd", b"MSCF")),
    ("zip", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")),
    ("gzip", (b"\x1f\x8b",)),
    ("bzip2", (b"BZh",)),
    ("xz", (b"\xfd7zXZ\x00",)),
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{64,}+={0,2}+[ \t\r\n]*+")
_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+){2}"
)
_MAIL_HEADERS = (b"mime-version:", b"message-id:", b"received:", b"from:")


def of(head):
    """The format of what begins with these bytes, TEXT for what has none.

    :param bytes head: the first ``HEAD`` bytes, or all there is
    """
    for name, starts in _STARTS:
        if head.startswith(starts):
            return name
    if head[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    if _BASE64.fullmatch(head):
        return "base64"
    if _is_mail(head):
        return "mail"
    return "wide" if b"\x00" in head[:4096] else TEXT


def _is_mail(head):
    low = head.lower()
    return bool(_MAIL.match(head)) and any(
        low.startswith(name) or b"\n" + name in low for name in _MAIL_HEADERS
    )

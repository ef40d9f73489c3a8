"""E-mails: headers decoded, and every part.

Read line by line and flat: a part in a part in a part is only one more boundary.
"""

import base64
import email
import email.header
import quopri
import re

# A longer line is read in several goes.
_LINE = 64 << 10
_MOST_HEADERS = 256 << 10
_MOST_BOUNDARIES = 10_000
_SIGNS = re.compile(rb"[^A-Za-z0-9+/]")


def read(file, pieces, depth):
    """Hand on headers, texts and attachments."""
    boundaries = set()
    is_box = file.read(5) == b"From "
    file.seek(0)
    if is_box:
        file.readline(_LINE)
    more = True
    while more:
        message = _headers(file, pieces)
        if boundary := message.get_boundary():
            boundaries.add(b"--" + boundary.encode("utf-8", "surrogateescape"))
        if len(boundaries) > _MOST_BOUNDARIES:
            raise ValueError("boundaries")
        if message.get_content_type() == "message/rfc822":
            continue  # the headers of a part follow its boundary
        body = _Body(file, boundaries, is_box)
        coding = str(message.get("content-transfer-encoding", "")).strip().lower()
        pieces.inner(_DECODERS.get(coding, iter)(body), depth)
        more = body.more


def _headers(file, pieces):
    """The headers from here on, and the empty line behind them."""
    lines, size = [], 0
    while (line := file.readline(_LINE)).strip(b"\r\n"):
        size += len(line)
        if size > _MOST_HEADERS:
            raise ValueError("headers")
        lines.append(line)
    message = email.message_from_bytes(b"".join(lines))
    texts = []
    for name, value in message.items():
        texts.append(f"{name}: {value}")
        with pieces.trying():
            texts.append(
                str(email.header.make_header(email.header.decode_header(value)))
            )
    with pieces.trying():
        texts.append(message.get_filename() or "")
    pieces.text("\n".join(texts))
    return message


class _Body:
    """The lines up to the next boundary.

    ``more`` says afterwards whether another part follows.
    """

    def __init__(self, file, boundaries, is_box):
        self._file, self._boundaries, self._is_box = file, boundaries, is_box
        self.more = False

    def __iter__(self):
        is_empty = True
        while line := self._file.readline(_LINE):
            if self._is_box and is_empty and line.startswith(b"From "):
                self._boundaries.clear()  # the next message of the box
                self.more = True
                return
            is_empty = not line.strip()
            if line.startswith(b"--") and self._boundaries:
                stripped = line.rstrip()
                if stripped in self._boundaries:
                    self.more = True
                    return
                if stripped.endswith(b"--") and stripped[:-2] in self._boundaries:
                    continue  # this part ends; the one around it may go on
            yield line


def _of_base64(lines):
    left = b""
    for line in lines:
        signs = left + _SIGNS.sub(b"", line)
        whole = len(signs) - len(signs) % 4
        yield base64.b64decode(signs[:whole])
        left = signs[whole:]
    left = left[: len(left) - (len(left) == 1)]
    yield base64.b64decode(left + b"=" * (-len(left) % 4))


def _of_quoted(lines):
    return map(quopri.decodestring, lines)


_DECODERS = {"base64": _of_base64, "quoted-printable": _of_quoted}

"""What is written in other signs, and what it says: entities, percent signs, escapes of
json, encoded words of mail headers, and base64 in addresses of the web.

Each of them may be disguised twice: ``%2520`` is a space, ``&amp;nbsp;`` as well.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

_ENTITY = r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_PERCENT = r"%(?:25)*[0-9a-fA-F]{2}"
_UNICODE = r"\\+u[0-9a-fA-F]{4}"
ESCAPED = re.compile(rf"{_ENTITY}|(?:{_PERCENT})+|(?:{_UNICODE})+")
PERCENT = re.compile(_PERCENT)
_ONE_UNICODE = re.compile(_UNICODE)
# What an encoded word of a mail header begins with.
HEADER = "=?"
_WORD = re.compile(
    r"=\?(?P<charset>[\w.:-]{2,40})(?:\*[\w-]*)?\?(?P<way>[bBqQ])\?"
    r"(?P<signs>[^?\s]{0,200})\?="
)
_BETWEEN_WORDS = re.compile(r"\s+(?==\?)")
_Q_SIGN = re.compile(r"=[0-9a-fA-F]{2}|.", re.DOTALL)
# What base64 in an address of the web follows.
ADDRESS = "://"
_TOKEN = re.compile(
    r"[=/]((?:[A-Za-z0-9_-]|%2[BbFf]){12,}+(?:={1,2}|(?:%3[dD]){1,2})?)"
)
_HEX = re.compile("[0-9a-f-]+|[0-9A-F-]+")
_LEAST_LETTERS = 5


class Piece(NamedTuple):
    """Some signs, and what they say.

    :param length: of the signs
    """

    reading: str
    length: int


def pieces(raw: str) -> Iterator[Piece]:
    """What one match of ``ESCAPED`` says, sign by sign."""
    if raw[0] == "%":
        return _of_percent(raw)
    if raw[0] == "\\":
        return _of_unicode(raw)
    return iter((Piece(_of_entity(raw), len(raw)),))


def _of_entity(raw):
    name = raw.rpartition("&")[2]
    while name.startswith("amp;") and len(name) > 4:
        name = name[4:]
    if name[0] != "#":
        return html5.get(name, raw)
    code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    return chr(code) if 0 < code < 0x110000 else raw


def _of_percent(raw):
    signs = [match.group() for match in PERCENT.finditer(raw)]
    codes = bytes(int(sign[-2:], 16) for sign in signs)
    try:
        decoded = codes.decode()
    except UnicodeDecodeError:
        yield Piece(raw, len(raw))
        return
    done = 0
    for char in decoded:
        count = len(char.encode())
        yield Piece(char, sum(map(len, signs[done : done + count])))
        done += count


def _of_unicode(raw):
    """A pair of half surrogates is one letter; half of one is none."""
    signs = [match.group() for match in _ONE_UNICODE.finditer(raw)]
    done = 0
    while done < len(signs):
        some = signs[done : done + 2]
        units = b"".join(int(one[-4:], 16).to_bytes(2, "big") for one in some)
        if not 0xD800 <= int(some[0][-4:], 16) < 0xDC00:
            units, some = units[:2], some[:1]
        char = units.decode("utf-16-be", "replace")
        yield Piece(char[:1], sum(map(len, some)))
        done += len(some)


class Word(NamedTuple):
    """An encoded word of a mail header.

    :param start, end: with the white space behind it, where another one follows
    :param pieces: :class:`Piece`, of which the signs begin at ``first``
    """

    start: int
    end: int
    first: int
    last: int
    charset: str
    pieces: list


def words(text: str, start: int, end: int) -> Iterator[Word]:
    """The encoded words in a stretch of a text; a word that says nothing is none."""
    for match in _WORD.finditer(text, start, end):
        charset = _charset(match["charset"])
        if charset is None:
            continue
        in_q = match["way"] in "qQ"
        place = match.span("signs") if in_q else match.span()
        read = _of_q if in_q else _of_b
        found = read(match["signs"], charset, place[1] - place[0])
        if found:
            gap = _BETWEEN_WORDS.match(text, match.end(), end)
            is_followed = gap and _WORD.match(text, gap.end(), end)
            last = gap.end() if is_followed else match.end()
            yield Word(match.start(), last, *place, charset, found)


def in_word(text: str, charset: str) -> str:
    """The text as it stands in an encoded word."""
    if text.isascii() and text.isalnum():
        return text
    signs = text.encode(charset, "replace")
    return "".join(
        chr(sign) if sign < 128 and chr(sign).isalnum() else f"={sign:02X}"
        for sign in signs
    )


def _charset(name):
    try:
        return codecs.lookup(name).name if name.lower() != "rot13" else None
    except LookupError:
        return None


def _of_q(signs, charset, _length):
    try:
        decoder = codecs.getincrementaldecoder(charset)("replace")
    except LookupError:
        return []
    found, length = [], 0
    for match in _Q_SIGN.finditer(signs):
        sign = match.group()
        length += len(sign)
        code = int(sign[1:], 16) if len(sign) == 3 else ord(sign)
        code = 0x20 if sign == "_" else code
        if reading := decoder.decode(bytes([code])) if code < 256 else sign:
            found.append(Piece(reading, length))
            length = 0
    return found


def _of_b(signs, charset, length):
    decoded = _from_base64(signs)
    try:
        text = decoded.decode(charset, "replace") if decoded else ""
    except (LookupError, UnicodeError, ValueError):
        return []
    return [Piece(text, length)] if text else []


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Base64 in addresses of the web that is a text: (start, end, what it says)."""
    for match in _TOKEN.finditer(text):
        if says := _of_token(match[1]):
            yield *match.span(1), says


def token_at(text: str) -> str:
    """What base64 says with whose ``=`` or ``/`` a text begins; nothing where it is
    none."""
    match = _TOKEN.match(text)
    return _of_token(match[1]) if match else ""


def _of_token(token):
    if _HEX.fullmatch(token):
        return ""
    decoded = _from_base64(_plain_token(token))
    try:
        says = decoded.decode() if decoded else ""
    except UnicodeDecodeError:
        return ""
    if says.isprintable() and sum(map(str.isalpha, says)) >= _LEAST_LETTERS:
        return unicodedata.normalize("NFC", says)
    return ""


def _plain_token(token):
    if "%" in token:
        token = re.sub("%2[bB]", "+", token)
        token = re.sub("%2[fF]", "/", token)
        token = re.sub("%3[dD]", "", token)
    return token.rstrip("=")


def _from_base64(signs):
    signs = signs.rstrip("=").replace("-", "+").replace("_", "/")
    if len(signs) % 4 == 1:
        return b""
    try:
        return base64.b64decode(signs + "=" * (-len(signs) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""

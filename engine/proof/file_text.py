"""How the bytes of a text file may read: in which encoding, and cell by cell.

No file says for sure what its encoding is, so that a file that is no UTF-8 is read in
each that could spell a letter that is looked for.
"""

import re

from .readers import formats

_ENCODINGS = (
    "cp1252", "iso8859-15", "cp850", "cp437", "cp858", "cp865", "mac_roman",
    "cp1250", "iso8859-2", "cp852", "mac_latin2", "iso8859-16", "mac_romanian",
    "cp1254", "cp857", "mac_turkish", "cp1257", "iso8859-4", "iso8859-10",
    "iso8859-13", "cp775", "iso8859-3", "iso8859-14", "cp861", "mac_iceland",
    "mac_croatian", "cp1251", "koi8_r", "koi8_u", "cp866", "iso8859-5", "cp855",
    "mac_cyrillic", "cp1253", "iso8859-7", "cp737", "cp869", "mac_greek", "cp1255",
    "iso8859-8", "cp862", "cp1256", "iso8859-6", "cp864", "cp1258", "cp874",
    "gb18030", "big5hkscs", "shift_jis", "euc_jp", "cp949", "johab",
)  # fmt: skip
# A key of json names the cell, as the first row of a table does.
_KEY = re.compile(r'"[^"\\\n]{1,60}"\s*:\s*')
_QUOTE, _PART = r"\"'\[\]{}", r";,|^~\t\x01\x1c-\x1f"
# What parts cells, with up to four quotes and a space before it. A first character that
# must be there lets the search go from one candidate to the next.
_CELLS = re.compile(
    rf"[ {_QUOTE}{_PART}](?:(?<=[{_PART}])|(?<= )[{_PART}]"
    rf"|(?<=[{_QUOTE}])[{_QUOTE}]{{0,3}} ?[{_PART}])[{_PART}{_QUOTE}\s]*+"
)


def encodings(terms):
    """The encodings other than UTF-8 in which letters of the terms look otherwise.

    :param terms: ``Term``
    """
    wanted = {
        form
        for term in terms
        if not term.text.isascii()
        for char in term.text
        if not char.isascii()
        for form in (char, char.upper(), char.lower())
        if len(form) == 1
    }
    return [name for name in _ENCODINGS if _spells(name, wanted)]


def _spells(encoding, chars):
    for char in chars:
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def recoded(data, names):
    """The data in UTF-8, once for each encoding that it may be written in; nothing
    where it is UTF-8 or no text.

    :param names: of :func:`encodings`
    """
    if not names or is_utf8(data) or formats.is_binary(data[: formats.HEAD]):
        return
    done = {data}
    for name in names:
        text = data.decode(name, "replace").encode("utf-8", "replace")
        if text not in done:
            done.add(text)
            yield text


def text_of(block):
    """Its reading; both where it is not all UTF-8."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(block) - 3 or is_utf8(block):
            return block.decode("utf-8", "replace")
    return f"{block.decode('utf-8', 'replace')}\n{block.decode('latin-1')}"


def is_utf8(block):
    """Whether a block is UTF-8 but for letters that its two ends have cut."""
    if block.isascii():
        return True
    first = 0
    while first < min(3, len(block)) and 0x80 <= block[first] < 0xC0:
        first += 1
    try:
        block[first:].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def in_cells(text):
    """The reading of a text where what parts cells is only a gap, '' where it has none:
    ``Miller;Ann``, ``"Miller","Ann"``, ``{"last": "Miller", "first": "Ann"}``."""
    flat = _CELLS.sub("\t", _KEY.sub("", text))
    return "" if flat == text else flat

"""Which characters read alike, and between which of them no word ends."""

import re
import unicodedata

from .terms import UNSPACED


def _table() -> dict[str, str]:
    """Single characters that read as something else ('' = invisible)."""
    table = {chr(code): unicodedata.normalize("NFKC", chr(code))
             for code in (*range(0xFF01, 0xFF5F), *range(0xFB00, 0xFB07))}  # fmt: skip
    for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA), *range(0x966, 0x970)):
        table[chr(code)] = str(unicodedata.decimal(chr(code)))
    # Greek capitals are written without the accent of the small letters.
    for char in "άέήίόύώΆΈΉΊΌΎΏ":
        table[char] = unicodedata.normalize("NFD", char)[0]
    invisible = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF)
    table |= dict.fromkeys(map(chr, (*invisible, *range(0x2066, 0x206A))), "")
    blanks = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
    table |= dict.fromkeys(map(chr, blanks), " ")
    table |= dict.fromkeys("‘’ʼ′´", "'")
    table |= dict.fromkeys(map(chr, (*range(0x2010, 0x2016), 0x2212)), "-")
    # Vowel signs of Hebrew and Arabic, which texts leave out, and the long stroke.
    signs = filter(unicodedata.combining, map(chr, range(0x591, 0x671)))
    table |= dict.fromkeys((*signs, "\u0640"), "")
    table |= zip("şŞţŢёЁأإآٱىة", "șȘțȚеЕاااايه", strict=True)
    return table | {"ß": "ss", "ẞ": "SS", "İ": "I"}


READINGS = _table()


def fold(reading: str) -> str:
    """Lower case, one character for one, Greek and Turkish doubles made equal."""
    low = reading.lower()
    if not low.isascii():
        low = low.replace("ς", "σ").replace("ı", "i")
    return low


def is_word(char: str) -> bool:
    """Part of a word: letter, digit, or a vowel sign of an Indic script."""
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


_is_unspaced = re.compile(f"[{UNSPACED}]").match


def glued(left: str, right: str) -> bool:
    """Whether no word boundary stands between two characters ('' = end of text)."""
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    if not (left and right and is_word(left) and is_word(right)):
        return False
    return not (_is_unspaced(left) or _is_unspaced(right))

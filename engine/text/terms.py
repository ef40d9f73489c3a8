"""The words that identify a person, in the form the redaction looks for.

Everything here is pure: values of a record go in, a list of :class:`Term` comes out.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple

from . import name_forms

HONORIFICS = frozenset(
    "mr mrs ms miss mx sir dr drs prof professor ing dipl-ing mag herr herrn frau fru "
    "hr dhr mevr mme mlle m monsieur madame sr sra srta sig sigra señor señora "
    'ד"ר ד״ר דר פרופ מר גברת גב׳ السيد السيدة الأستاذ '
    "sayın pani pán paní domnul doamna dl dna d-l d-na rouva fröken frøken senhor "
    "senhora mister maître doctor doktor docteur dottore avv avvocato κύριος κυρία κος "
    "господин госпожа г-н г-жа пан пані".split()
)
# Parts of a title that are names as well: 'Dr. phil. Ann Miller', but 'Phil Miller'.
DEGREES = frozenset("med dent phil jur rer nat pol oec techn habil hc vet".split())

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WITH_AT = re.compile(r"[^\s<>\"(),;:\[\]\\]++")
_DOMAIN = re.compile(r"[^@']++")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_EXTENSION = re.compile(
    r"(?i)(?<!\s)\s*+(?:extension|ext|durchwahl|poste|x|#)\.?\s*+\d++\s*+$"
)
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_PHONE_BREAK = re.compile(r"[;,|/\n]|\s(?:or|oder|ou|och|of)\s")
_SWISS_SUFFIX = re.compile(r"^(CHE\d{9})(?:MWST|TVA|IVA|TPA)$")
# Scripts written without spaces: no word boundary can be asked for there.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Putting many marks on one letter in order takes the square of their number.
_COMPOSED_AT_ONCE = 1000
_ALL_UNSPACED = re.compile(f"[{UNSPACED}]+")


class Term(NamedTuple):
    """One identifying value.

    ``kind`` is one of name, email, phone, vat, registry, iban, ref, street. ``text``
    is canonical: e-mails in lower case, phones as digits with an optional leading
    ``+``, vat, registry and IBAN as capital letters and digits without separators.
    """

    kind: str
    text: str


def terms_from_values(
    values: Iterable[tuple[str, str]], exclude: Container[str] = ()
) -> list[Term]:
    """The identifying terms among the raw values of one person's records.

    :param values: pairs (kind of term, value as stored). Empty values (None, False,
        '') are skipped; a field with several e-mail addresses or phones gives several
        terms; a name that is an e-mail address or a phone is taken as such.
    :param exclude: casefolded texts that are nobody's: the placeholders.
    :return: the terms in order of appearance, each one once. Left out is what does
        not identify: names under 3 characters (2 in Chinese, Japanese or Korean
        writing, where that is a full name), phones under 7 digits, streets without a
        number, references under 4 characters, vat and registry numbers under 5 or
        without a digit.
    """
    found: dict[tuple[str, str], Term] = {}
    for kind, value in dict.fromkeys(map(tuple, values)):
        if not value:
            continue
        for term in _READERS[kind](value):
            folded = term.text.casefold()
            if folded not in exclude and term.text not in exclude:
                found.setdefault((term.kind, folded), term)
    return list(found.values())


def _clean(value: str) -> str:
    """One line, composed characters, no invisible ones."""
    if not value.isascii():
        value = _INVISIBLE.sub("", "".join(map(_composed, _slices(value))))
    return " ".join(value.split())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _slices(text: str) -> Iterator[str]:
    for start in range(0, len(text), _COMPOSED_AT_ONCE):
        yield text[start : start + _COMPOSED_AT_ONCE]


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand in a text."""
    for match in _WITH_AT.finditer(text):
        start, end = match.span()
        while (at := text.find("@", start, end)) >= 0:
            domain = _DOMAIN.match(text, at + 1, end) if at > start else None
            if domain:
                yield start, domain.end()
            start = domain.end() if domain else at + 1


def _read_name(value: str) -> Iterator[Term]:
    text = _clean(value)
    if places := list(_addresses(text)) if "@" in text else ():
        yield from _read_email(text)
        ends = [0, *(end for _start, end in places)]
        starts = [*(start for start, _end in places), len(text)]
        rest = (text[end:start] for end, start in zip(ends, starts, strict=True))
        text = _clean("".join(rest)).strip("<>()[]\"' ,;")
    text = _without_titles(text)
    if not any(map(str.isalpha, text)):
        yield from _read_phone(text)
    elif len(text) >= (2 if _ALL_UNSPACED.fullmatch(text) else 3):
        for spelled in name_forms.forms(text, _without_titles):
            yield Term("name", spelled)


def _without_titles(text: str) -> str:
    words, titles = text.split(), 0
    while titles < len(words) - 2 and _is_title(words[titles], titles):
        titles += 1
    return " ".join(words[titles:])


def _is_title(word: str, place: int) -> bool:
    plain = word.replace(".", "").lower()
    return plain in HONORIFICS or (place > 0 and plain in DEGREES)


def _read_email(value: str) -> Iterator[Term]:
    text = _clean(value)
    for start, end in _addresses(text):
        local, _at, domain = text[start:end].strip("'").rstrip(".").partition("@")
        for spelled in name_forms.domains(domain) if local else ():
            yield Term("email", f"{local}@{spelled}".lower())


def _read_phone(value: str) -> Iterator[Term]:
    parts = [part for part in _PHONE_BREAK.split(value) if _digits(part)]
    # '040/1234567' is one number, '0171 1234567 / 040 7654321' are two.
    if any(len(_digits(part)) < 7 for part in parts):
        parts = [value]
    for part in parts:
        number = _TRUNK_ZERO.sub("", _EXTENSION.sub("", part))
        digits = _digits(number)
        if len(digits) < 7 or not digits.strip("0"):
            continue
        international = number.lstrip(" (").startswith("+")
        if digits.startswith("00"):
            international, digits = True, digits[2:]
        yield Term("phone", f"+{digits}" if international else digits)


def _digits(text: str) -> str:
    if text.isascii():
        return _NOT_DIGIT.sub("", text)
    return "".join(
        char if char.isascii() else str(unicodedata.decimal(char))
        for char in text
        if char.isdecimal()
    )


def _number_reader(kind: str, shortest: int) -> Callable[[str], Iterator[Term]]:
    def read(value: str) -> Iterator[Term]:
        text = _NOT_ALNUM.sub("", _clean(value)).upper()
        text = _SWISS_SUFFIX.sub(r"\1", text)
        if len(text) >= shortest and any("1" <= char <= "9" for char in text):
            yield Term(kind, text)

    return read


def _read_ref(value: str) -> Iterator[Term]:
    text = _clean(value)
    if len(text) >= 4 and any(map(str.isalnum, text)):
        yield Term("ref", text)


def _read_street(value: str) -> Iterator[Term]:
    text = _clean(value).strip(" ,")
    has_letter = any(map(str.isalpha, text))
    if len(text) >= 4 and has_letter and any(map(str.isdecimal, text)):
        yield Term("street", text)


_READERS: dict[str, Callable[[str], Iterator[Term]]] = {
    "name": _read_name,
    "email": _read_email,
    "phone": _read_phone,
    "vat": _number_reader("vat", 5),
    "registry": _number_reader("registry", 5),
    "iban": _number_reader("iban", 8),
    "ref": _read_ref,
    "street": _read_street,
}

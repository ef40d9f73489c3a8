"""What may stand between the words of a name."""

import re

from .text_view import BREAK, STREAM, TextView

_QUOTES = r"\"'“”„«»‘’()\\"
# White space, also with the signs that quote a line, or as json escapes it.
_BLANK = r"(?:[\s\x00]*[\n\x00][\s\x00>|]*|\s+|\\+[nrt])"
_SPACE = rf"[{_QUOTES}]{{0,4}}{_BLANK}[{_QUOTES}]{{0,4}}"
_COMMA = r"\.?\s*,(?:\s*\n[\s>|]*|\s*)"
# Between the words of a name: white space, and what stands for it in file names,
# URLs and slugs.
GAP = re.compile(rf"\.?{_SPACE}|\.?[_+-]|\.")
COMMA_GAP = re.compile(rf"{_COMMA}|\.?{_SPACE}|\.?[_+-]|\.")
LAST_FIRST = re.compile(
    rf"(?P<comma>{_COMMA})|\.?[ \t\n]*\x00[\s\x00]*|(?P<space>\.?[ \t]+)|\.?[_+-]|\."
)
# How forms call the parts of a name.
_LABELS = r"""
    (?:first|last|given|family|middle|christian|fore|sur|f|l|m)[\s_.-]?names?
    first last given family middle surname
    vorname n nachname familienname zuname
    pr[eé]nom nom(?: de famille)? nome cognome nombres? apellidos? sobrenome apelido
    voornaam achternaam familienaam tussenvoegsel fornavn efternavn etternavn mellomnavn
    f[oö]rnamn efternamn etunimi sukunimi imi[eę] nazwisko jm[eé]no p[rř][ií]jmen[ií]
    meno priezvisko keresztn[eé]v vezet[eé]kn[eé]v ut[oó]n[eé]v prenume nume ime prezime
    priimek имя фамилия отчество ім'я прізвище име презиме όνομα επώνυμο
    ad[iı]? soyad[iı]?
    الاسم(?: الأول)? اسم العائلة الكنية שם(?: פרטי| משפחה)? 名 姓 名前 氏名 이름 성
"""


def _labels():
    lines = re.sub(r" (?![^(]*\))", "|", " ".join(_LABELS.split()))
    return TextView(lines).low


_LABELED = re.compile(
    rf"[\s\x00\x01,;|&\"'.]*(?:{_labels()})"
    r"(?:[\"']?\s*[:=]|[\s\x00\x01]*[\x00\x01\n])[\s\x00\x01\"']*"
)
_FAR = 20
_EDGES = ("", BREAK, STREAM)


def labeled(low: str, end: int) -> re.Match | None:
    """From the end of a part of a name to the next one, where forms say which part
    that is: ``Last: ``."""
    return _LABELED.match(low, end)


def stands_alone(low: str, start: int, end: int) -> bool:
    """Whether a word is all that its cell or paragraph has."""
    before = low[max(0, start - _FAR) : start].rstrip()[-1:]
    after = low[end : end + _FAR].lstrip()[:1]
    return before in _EDGES and after in _EDGES

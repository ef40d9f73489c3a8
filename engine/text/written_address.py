"""E-mail addresses whose signs are written for readers, not for machines:
'ob [at] brunn [dot] example'."""

import re

_OPEN, _CLOSE = r"\s{0,2}[\[({<]\s?", r"\s?[\])}>]\s{0,2}"
_AT_WORDS = "at|ät|@|arroba|chiocciola|arobase|kukac|małpa|snabel-a|собака|att"
_DOT_WORDS = "dot|punkt|point|punto|ponto|piste|pont|kropka|tečka|точка"
_AT = rf"(?:\s?@\s?|{_OPEN}(?:{_AT_WORDS}|a){_CLOSE}|\s(?:{_AT_WORDS})\s|[_-]at[_-])"
_DOT = rf"(?:\.|{_OPEN}(?:{_DOT_WORDS}|\.){_CLOSE}|\s(?:{_DOT_WORDS})\s|[_-]dot[_-])"
MAY_BE = re.compile(
    rf"\s@|@\s|[\[({{<\s_-](?:{_AT_WORDS}|a)[\])}}>\s_-]"
    rf"|[\[({{<\s_-](?:{_DOT_WORDS}|\.)[\])}}>\s_-]"
)
_SURE_AT = re.compile(
    rf"\s@\s|{_OPEN}(?:{_AT_WORDS}|a){_CLOSE}|\s(?:at|ät)\s", re.IGNORECASE
)
_SURE_DOT = re.compile(
    rf"{_OPEN}(?:{_DOT_WORDS}|\.){_CLOSE}|\s(?:{_DOT_WORDS})\s", re.IGNORECASE
)
# By what raw data with such addresses is known: patterns of bytes, in either case. Code
# is full of '(a)' and '(attr': the sign has to be closed, and to stand like one.
_WORDS = "|".join(
    "".join(f"\\x{code:02x}" for code in word.encode())
    for word in _AT_WORDS.replace("|@", "").split("|")
)
SIGNS = tuple(
    sign.encode()
    for sign in (
        rf"[\[({{<] ?(?:{_WORDS}|@) ?[\])}}>]",
        r"&lt; ?(?:at|@) ?&gt;",
        r"\w ?\[a\] ?\w",
        r"\w \(a\) \w",
        r"[\w.]\(a\)[\w-]{2,60}\.[a-z]{2}",
        r"[\[({<] ?(?:dot|punkt|punto|ponto|point) ?[\])}>]",
        r"\w dot \w",
        r"\w @ \w",
        r"\w(?:snabel-a|chiocciola|arobase)\w",
        r" (?:snabel-a|chiocciola|arobase) ",
    )
)
# An address with such signs is not longer.
LONGEST = 200


def pattern(address: str) -> re.Pattern:
    """What finds an address, in small letters, however its signs are written."""
    parts = {"@": _AT, ".": _DOT}
    words = re.split("([@.])", address)
    return re.compile("".join(parts.get(one) or re.escape(one) for one in words))


def plain(text: str) -> str:
    """The text with such signs as machines write them."""
    return _SURE_DOT.sub(".", _SURE_AT.sub("@", text))

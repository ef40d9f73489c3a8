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
# Bytes by which texts with such addresses are known; in either case.
SIGNS = tuple(
    sign.encode()
    for sign in (
        *(f"{left}{word}" for left in "[({<" for word in ("at", "ät", "@", "arroba")),
        "&lt;at&", "&lt;@&", "[a]", "(a)", "[dot", "(dot", " dot ", " @ ", "snabel-a",
        "chiocciola", "arobase", "[ at ", "( at ",
    )
)  # fmt: skip


def pattern(address: str) -> re.Pattern:
    """What finds an address, in small letters, however its signs are written."""
    parts = {"@": _AT, ".": _DOT}
    words = re.split("([@.])", address)
    return re.compile("".join(parts.get(one) or re.escape(one) for one in words))


def plain(text: str) -> str:
    """The text with such signs as machines write them."""
    return _SURE_DOT.sub(".", _SURE_AT.sub("@", text))

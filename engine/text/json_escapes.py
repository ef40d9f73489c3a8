"""Text that is escaped as in json."""

import re

_BACKSLASH = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}


def _unescape(match: re.Match) -> str:
    return chr(int(match[1], 16)) if match[1] else _CONTROLS.get(match[2], match[2])


def unescaped(text: str) -> str:
    """The text, followed by its reading where line ends and letters beyond ASCII are
    escaped as in json, also in json inside json."""
    readings = [text]
    while "\\" in readings[-1] and len(readings) < 4:
        readings.append(_BACKSLASH.sub(_unescape, readings[-1]))
    return "\n".join(readings)

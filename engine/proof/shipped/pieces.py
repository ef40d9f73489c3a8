"""Stretches of a text that can be compared one by one."""

import ast
import re
from html import unescape

_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")


def pieces(text):
    """What stands between the tags and line ends of a text, and in attributes.

    Spaces and entities make no difference.

    :return: set of str
    """
    found = _TAG.split(text)
    for tag in _TAG.findall(text):
        found += [double or single for double, single in _VALUE.findall(tag)]
    lines = (line for one in found for line in unescape(one).splitlines())
    return {" ".join(line.split()) for line in lines} - {""}


def constants(code):
    """The texts in a Python expression; nothing is run."""
    try:
        tree = ast.parse(code.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return []
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def strings(value):
    """All texts in a value of a manifest, a field or a json document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, (list, tuple, set)):
        for one in value:
            yield from strings(one)

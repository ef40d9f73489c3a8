"""Records whose name is a word and their number."""

from odoo.fields import Domain

_MOST = 2**31 - 1
OPERATORS = ("=", "like", "ilike", "in")


def search(operator, value, field="id"):
    """The domain for who searches by the number, with or without the word;
    NotImplemented for operators that Odoo derives from others.

    :param str field: what holds the number
    """
    if operator not in OPERATORS:
        return NotImplemented
    values = value if operator == "in" else [value]
    return Domain(field, "in", [n for one in values if (n := _number(str(one)))])


def _number(text):
    """0 where it says none that a record has."""
    digits = "".join(one for one in text if one in "0123456789")
    return int(digits) if digits and len(digits) < 11 and int(digits) <= _MOST else 0

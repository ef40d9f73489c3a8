"""How the values are compared by which records without a link are found."""

from odoo.tools import SQL

from ..datamap import paths

# The last digits of a phone number, whatever stands before them.
TAIL = 7


def name(column):
    """A name as it is compared: lower case, one space between words."""
    return SQL(r"lower(regexp_replace(btrim(%s), '\s+', ' ', 'g'))", column)


def tail(column):
    """The end of a phone number."""
    return SQL(r"right(regexp_replace(%s, '\D', '', 'g'), %s)", column, TAIL)


def expressions(path, column):
    """All that a path may ask of its column: iterator of (label, SQL)"""
    if path.kind == "name":
        yield "name", name(column)
    elif path.kind == "email":
        yield "email", paths.address(column, path.field)
    elif path.kind == "phone":
        if path.field.endswith("sanitized"):
            yield "phone", column
        yield "tail", tail(column)

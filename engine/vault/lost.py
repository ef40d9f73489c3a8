"""Sealed values that cannot come back."""

from typing import NamedTuple

# Why a value did not come back.
NO_FIELD, NO_RECORD, NO_TARGET = "lost_field", "lost_record", "lost_target"


NO_CHOICE, TAKEN, REFUSED = "lost_choice", "lost_taken", "lost_refused"


class Lost(NamedTuple):
    """A value, or a row of a many2many relation, that does not come back.

    :param line_id: the line that holds its seal
    :param name: the column, or that of a relation which names the record
    :param code: one of the codes above
    """

    line_id: int
    table: str
    name: str
    res_id: int
    code: str

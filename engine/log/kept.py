"""What stays, and why."""

from dataclasses import dataclass


@dataclass
class Kept:
    """A record of the subject that stays as it is, and until when.

    :param reason: the code of a reason, or a sentence from the data map
    :param more: number of other records of which the same is to say
    """

    subject: int
    model: str
    res_id: int
    field: str
    status: str
    reason: str
    until: object = None
    more: int = 0

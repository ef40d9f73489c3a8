"""One document of a subject, as the list of them tells it."""

from dataclasses import dataclass
from datetime import date


@dataclass
class Document:
    """One document.

    :param partner_id: the address of the subject that it names, None if it names none
    :param company_id: None when it belongs to no company
    :param kind: value of the field in :data:`.document_list.KINDS`, else None
    :param day: its date, that of its creation where it has none yet
    :param role: a key of ``engine.datamap.ROLES``, or None
    :param is_open: it, or a part of it, is what the map calls open
    :param until: last day on which the law keeps it, ``policy.NOT_YET`` while its taxes
        are open, None when no law does
    """

    model: str
    res_id: int
    partner_id: int | None
    company_id: int | None
    kind: str | None
    day: date | None
    role: str | None = None
    is_open: bool = False
    until: date | None = None

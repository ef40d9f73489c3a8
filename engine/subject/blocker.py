"""One reason why a subject must not be anonymized now."""

from dataclasses import dataclass, field

OVERRIDABLE = ("retention", "unmapped")


@dataclass
class Blocker:
    """One reason on one address of a subject.

    ``hidden`` counts records in companies that the user cannot see; their ids and
    number are never shown.

    :param field: the field of these records that names the subject, where the reason is
        that they name it
    :param instead: id of the partner that Odoo would use instead: a user may agree to
        it, and the reason is none any more
    """

    subject: int
    partner_id: int
    code: str
    model: str
    res_ids: list = field(default_factory=list)
    hidden: bool = False
    label: str = ""
    advice: str = ""
    date: object = None
    cause: object = None
    field: str = ""
    instead: int | None = None

    @property
    def overridable(self):
        return self.code in OVERRIDABLE

    @property
    def key(self):
        return (self.partner_id, self.code, self.model)

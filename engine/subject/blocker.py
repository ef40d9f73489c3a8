"""One reason why a subject must not be anonymized now."""

from dataclasses import dataclass, field

OVERRIDABLE = ("retention", "unmapped")


@dataclass
class Blocker:
    """One reason on one address of a subject.

    ``hidden`` counts records in companies that the user cannot see; their ids and
    number are never shown.
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

    @property
    def overridable(self):
        return self.code in OVERRIDABLE

    @property
    def key(self):
        return (self.partner_id, self.code, self.model)

"""What a user has chosen for a run."""

from dataclasses import dataclass, field

_KEPT = ("categories", "override", "by_policy", "recipients_agreed", "ticked", "spared")


@dataclass(frozen=True)
class Choices:
    """What a user has chosen for a run. The wizard makes one of it; a run in the
    background and a request for approval keep it as json until their turn comes.

    :param note, override_reason, without_pdf: texts, as in ``engine.runs.Request``
    :param override, by_policy, recipients_agreed: as in ``engine.runs.Request``
    :param categories: codes of the data to erase, None for all
    :param ticked, spared: as in ``engine.plan.Options``
    """

    note: str | None = None
    override: bool = False
    categories: tuple | None = None
    by_policy: bool = False
    recipients_agreed: bool = False
    override_reason: str | None = None
    without_pdf: str | None = None
    ticked: dict = field(default_factory=dict)
    spared: frozenset = frozenset()

    @property
    def arguments(self):
        """Keyword arguments of ``_anonymize`` of ``res.partner``."""
        return dict(vars(self))

    @property
    def kept(self):
        """All but the texts, as json can hold it, always in the same order."""
        known = self.categories
        return {
            "categories": None if known is None else sorted(known),
            "override": self.override,
            "by_policy": self.by_policy,
            "recipients_agreed": self.recipients_agreed,
            "ticked": {model: sorted(ids) for model, ids in self.ticked.items()},
            "spared": sorted(map(list, self.spared)),
        }

    @classmethod
    def of_kept(cls, kept, **texts):
        """The choices that :attr:`kept` has made json of.

        :param dict kept: what is missing there was not chosen
        :param texts: of the run: ``note``, ``override_reason``, ``without_pdf``
        """
        values = {name: kept[name] for name in _KEPT if kept.get(name) is not None}
        spared = frozenset(map(tuple, values.pop("spared", ())))
        return cls(**texts, **values, spared=spared)

"""How a run erases, by the settings and by what the user has chosen."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Options:
    """How a run erases.

    :param categories: data categories to erase; the name is always among them
    :param placeholder: what stands for the name of an anonymized partner
    :param deleted: what stands for the name of a deleted one
    :param earlier, earlier_deleted: what these words were before somebody changed the
        settings: some partners still have them
    :param keep_reference: leave the partner's reference number
    :param opt_outs_until: how long opt-outs are kept as hashes, None not to keep them
    :param guard_until: how long who is deleted for good is known again, None where
        nobody wants it
    :param dict ticked: ``{model: ids}`` of the records that carry only a name and that
        the user says belong to the subject
    :param spared: set of (model, id, field) of texts in which the user wants a word
        that may be an ordinary one to stay
    :param show_doubtful: list the texts that lose such a word
    """

    categories: frozenset
    placeholder: str
    deleted: str
    earlier: tuple = ()
    earlier_deleted: tuple = ()
    keep_reference: bool = False
    opt_outs_until: date | None = None
    guard_until: date | None = None
    ticked: dict = field(default_factory=dict)
    spared: frozenset = frozenset()
    show_doubtful: bool = False

    @property
    def words(self):
        """All that stands, or has stood, for a name: it is nobody's."""
        return self.placeholder, self.deleted, *self.earlier, *self.earlier_deleted

"""A rule of the data map, and the columns it speaks of."""

import fnmatch
from dataclasses import dataclass, field

from . import paths

# What an activity says about its partner; added up as bits.
ROLES = {"business": 1, "purchase": 2, "quote": 4, "contact": 8}

OWN_PREFIX = "partner.anonymization"


# Fields with a part of a name, which tell nothing alone, and additional
# names, of which one word tells nothing either.
NAME_PARTS = ("first", "middle", "last", "maiden", "alias")


@dataclass
class FieldRule:
    """What happens to one column of a mapped table.

    :param part: of which part of a name it is, one of ``NAME_PARTS``
    :param marked: the seal says of which kind the value is, since the map may not
        know the column any more when it is opened
    """

    name: str
    method: str
    category: str
    ftype: str = "char"
    term: str | None = None
    content: bool = False
    markup: bool = False
    evidence: bool = False
    hashed: bool = False
    restorable: bool = True
    value: str | None = None
    part: str | None = None
    marked: bool = False

    @property
    def mark(self):
        """What the seal says of an erased value besides the value."""
        kind = self.marked and (self.term or self.part)
        return {"term": kind} if kind else None


@dataclass
class ModelRule:
    """One rule of the map whose model is installed, its paths resolved."""

    id: int
    name: str
    model: str
    table: str
    action: str
    domain: str | None = None
    own_record: bool = False
    mention: bool = False
    has_files: bool = False
    paths: list = field(default_factory=list)
    fields: list = field(default_factory=list)
    open_domain: str | None = None
    open_code: str = "open_document"
    open_advice: str = ""
    open_lapses: bool = False
    activity_field: str | None = None
    activity_domain: str | None = None
    activity_paths: list | None = None
    role: int = 0
    retention: str | None = None
    hash_path: str | None = None
    by_hand: str | None = None

    @property
    def owner_column(self):
        """The column with the partner that the record belongs to."""
        path = self.paths[0] if self.paths else None
        return path.names[0] if path in self.partner_paths else None

    @property
    def partner_paths(self):
        return [
            path
            for path in self.paths
            if isinstance(path, paths.FieldPath) and path.target == paths.PARTNER
        ]

    @property
    def links(self):
        """The many2one fields to a partner: a record that has one belongs to that
        partner, unless its path says what names somebody else."""
        return [
            path.names[0]
            for path in self.paths[:1]
            if path in self.partner_paths and path.single and len(path.names) == 1
        ]

    @property
    def hashes(self):
        """Whether a value of the record is kept as a keyed hash."""
        return any(column.method == "hash" for column in self.fields)

    @property
    def match_paths(self):
        return [path for path in self.paths if isinstance(path, paths.MatchPath)]

    @property
    def depends_on(self):
        """Models whose scope must be known before this rule's."""
        return {
            path.target
            for path in self.paths
            if isinstance(path, paths.FieldPath) and path.target != paths.PARTNER
        }

    @property
    def is_generic(self):
        return any(isinstance(path, paths.PairPath) for path in self.paths)


def names_like(model, pattern):
    """The names of a model's fields that a line of the map means."""
    if not set("*?[") & set(pattern):
        return [pattern] if pattern in model._fields else []
    return [name for name in model._fields if fnmatch.fnmatchcase(name, pattern)]

"""A rule of the data map, and the columns it speaks of."""

import fnmatch
from dataclasses import dataclass, field

from . import paths

# What an activity says about its partner; added up as bits.
ROLES = {"business": 1, "purchase": 2, "quote": 4, "contact": 8}

# What the names of this module's own models begin with.
OWN_PREFIX = "partner.anonymization"
# Parts of a name. One of them alone identifies nobody, nor does one word of an
# additional name.
NAME_PARTS = ("first", "middle", "last", "maiden", "alias")


@dataclass
class FieldRule:
    """What happens to one column of a mapped table; the plan asks it for every row.

    :param name: of the column, which is the name of the field
    :param method: what a run writes, one of ``own_rule_fields.METHODS``: the methods
        that empty or replace a value do so where the record is the subject's own, and
        redact the subject's words in records of others
    :param category: data category; a run that does not erase it leaves the column
    :param ftype: type of the field in Odoo, such as ``char`` or ``many2one``
    :param term: kind of the :class:`engine.text.Term` that the value makes, by which
        it is looked for in all texts; None where the value is not looked for
    :param content: the column says where a file's content is, not what it says
    :param markup: the text is HTML: words are looked for between its tags
    :param evidence: left as it is until the legal retention of its record has ended
    :param hashed: left as it is for ever in a record with an inalterability hash
    :param restorable: the old value is sealed; False for what must not come back
    :param value: fixed text to write, None for an empty value
    :param part: which part of a name the value is, one of ``NAME_PARTS``; None for
        another value
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
    def says_who(self):
        """Whether the value says who somebody is."""
        return bool(self.term or self.part or self.method == "display")

    @property
    def mark(self):
        """What the seal says of an erased value besides the value."""
        kind = self.marked and (self.term or self.part)
        return {"term": kind} if kind else None


@dataclass
class ModelRule:
    """One rule of the map whose model is installed, its paths resolved.

    :param id: of the stored rule
    :param name: in the language of the user, for what is told of the rule
    :param model, table: whose rows it speaks of
    :param action: ``scrub`` changes the fields; ``delete`` as well, and deletes the
        rows at the purge; ``discard`` deletes them at once, for good; ``keep`` leaves
        them, for what is only counted, dated or listed
    :param domain: text of a domain that the rows must match, None for all rows
    :param own_record: the row is the partner itself: what no field rule names is
        emptied
    :param mention: the rows belong to somebody else and only name the subject
    :param has_files: the rows are attachments, their contents go as well
    :param paths: list of :class:`FieldPath`, :class:`PairPath` and
        :class:`MatchPath`: how rows are found; the first one says whose a row is
    :param fields: list of :class:`FieldRule`, each column once
    :param open_domain: text of a domain: rows that match it block the run, None where
        none blocks
    :param open_code: code of that :class:`engine.subject.Blocker`
    :param open_advice: what a user is told to do about it, in the user's language
    :param open_lapses: such a row blocks no more once the retention of a person who
        only ever had quotations is over
    :param activity_field: dotted path of the day of a row, which counts as the last
        activity and from which its retention is counted; None for no day
    :param activity_domain: text of a domain: only these rows are activities
    :param activity_settles: text of a domain: these rows settle or repeat another
        document, which comes before them where both are of one day; None for none
    :param activity_chatter: the messages on a row that are no internal notes are of
        its day as well: sending a quotation
    :param activity_paths: list of :class:`FieldPath`: whose activity a row is, None
        where it is that of all partners it hangs on
    :param role: what an activity says of the partner, bits of ``ROLES``
    :param retention: class of documents, a key of a company's legal periods; None for
        rows that the law does not keep
    :param hash_path: dotted path of the inalterability hash, None where there is none
    :param by_hand: what to do by hand in a system outside of the database, listed for
        each row that is found; None for nothing
    """

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
    activity_settles: str | None = None
    activity_chatter: bool = False
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
    def is_contact(self):
        """Whether its records are no business: a message, a login."""
        return self.role == ROLES["contact"]

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

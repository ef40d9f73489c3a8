"""What the ledger says that this database does not know: it was restored."""

from dataclasses import dataclass, field

from . import ledger
from .ledger_line import KINDS

OWN, RESTORED, UNCLEAR = "own", "restored", "unclear"
COPY, NEUTRALIZED, DAMAGED = "copy", "neutralized", "damaged"
_VOID, _REWOUND = "void", "rewound"
_UNDONE = ("aborted", "in progress")
# A transaction that was rolled back has done nothing, nor has one that goes on yet.
# One with a number that no transaction has had yet, although the file was read before
# this one got its own, is of a time that a physical restore has taken back.
_STATUS = """
    SELECT entry,
           CASE WHEN greatest(whole, part) > pg_current_xact_id() THEN 'future'
                WHEN NOT pg_visible_in_snapshot(whole, pg_current_snapshot())
                THEN 'in progress'
                ELSE pg_xact_status(part) END
      FROM (SELECT entry, part::text::xid8 AS part, whole::text::xid8 AS whole
              FROM unnest(%s::text[], %s::text[], %s::text[]) u(entry, part, whole)
             OFFSET 0) asked
"""


@dataclass
class Gap:
    """What is to be done again.

    :param standing: whose ledger it is, seen from this database: OWN, RESTORED (the
        database that wrote it is gone), UNCLEAR (only whoever administers it knows),
        DAMAGED (a line does not fit); COPY and NEUTRALIZED never do anything again
    :param entries: entries that the database does not know, oldest first
    :param names: the files that count
    :param void: entries of this database's own file that were rolled back
    :param is_rewound: its own file has entries that it has forgotten
    """

    standing: str = OWN
    entries: list = field(default_factory=list)
    names: list = field(default_factory=list)
    void: list = field(default_factory=list)
    is_rewound: bool = False

    @property
    def is_certain(self):
        """Whether it may be done without asking anybody."""
        return self.standing in (OWN, RESTORED)

    @property
    def is_copy(self):
        return self.standing in (COPY, NEUTRALIZED)


def find(env) -> Gap:
    """Compare the ledger with the database.

    :raise KeyDirectoryError: the ledger cannot be read
    """
    ours = ledger.who(env)
    folder = ledger.place(env, ours)
    contents = {
        name: ledger.read(env, folder, name) for name in ledger.files(env, folder)
    }
    own = _own_lines(env, ours, folder, contents)
    sure = _followed(env, ours, own, contents)
    unclear = _named(own, "unclear") - _named(own, "follows")
    gap = Gap(names=sorted(sure))
    known = _Known(env, ours, contents)
    gap.entries = known.missing(sure)
    gap.void = known.rolled_back(ours.file)
    gap.is_rewound = bool(known.missing({ours.file}))
    if doubtful := known.missing(unclear - sure):
        gap.entries += doubtful
        gap.standing = UNCLEAR
    elif any(contents[name].bad_line for name in sure):
        gap.standing = DAMAGED
    elif sure - {ours.file}:
        gap.standing = RESTORED
    if ours.is_neutralized:
        gap.standing, gap.entries = NEUTRALIZED, []
    elif _originals(own) - _named(own, "follows"):
        gap.standing = COPY
    gap.entries.sort(key=lambda body: body["time"])
    return gap


def _own_lines(env, ours, folder, contents):
    if ours.file in contents and contents[ours.file].lines:
        return contents[ours.file].lines
    return ledger.beginning(env, ours, folder)


def _named(lines, key):
    return {name for line in lines for name in line.get(key, ())}


def _originals(lines):
    """Whose copy a database was when it began its file."""
    return {line["copy_of"] for line in lines if "copy_of" in line}


def _followed(env, ours, own, contents):
    """The files whose entries count: our own, those of databases whose place we took,
    and of those that have taken the same place before and are gone."""
    follows = {name: _named(one.lines, "follows") for name, one in contents.items()}
    follows[ours.file] = _named(own, "follows")
    found, todo = set(), [ours.file]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        todo += follows.get(name, ())
        if name != ours.file:
            todo += [
                other
                for other, names in follows.items()
                if name in names
                and ledger.is_ours(ours, other)
                and not ledger.is_alive(env, ours, other)
            ]
    return found & contents.keys()


class _Known:
    """What the database knows of the entries, looked at after the files were read."""

    def __init__(self, env, ours, contents):
        self._entries = {
            name: [line for line in content.lines if line["kind"] in KINDS]
            for name, content in contents.items()
        }
        self._void = {
            line["entry"]
            for content in contents.values()
            for line in content.lines
            if line["kind"] == _VOID
        }
        every = [one for found in self._entries.values() for one in found]
        here = [
            one
            for name, found in self._entries.items()
            if ledger.is_ours(ours, name)
            for one in found
        ]
        with env.registry.cursor() as cr:  # a snapshot that is newer than the files
            self._known = _known(cr, [one["entry"] for one in every])
            rest = [one for one in here if one["entry"] not in self._known]
            self._status = _statuses(cr, rest)

    def missing(self, names):
        """The entries of these files that are not known and were not rolled back."""
        passed = self._known | self._void
        return [
            one
            for name in sorted(names)
            for one in self._entries.get(name, ())
            if one["entry"] not in passed
            and self._status.get(one["entry"]) not in _UNDONE
        ]

    def rolled_back(self, name):
        return [
            one["entry"]
            for one in self._entries.get(name, ())
            if self._status.get(one["entry"]) == "aborted"
            and one["entry"] not in self._void
        ]


def _known(cr, entries):
    cr.execute(
        "SELECT entry FROM partner_anonymization_ledger WHERE entry = ANY(%s)",
        [entries],
    )
    return {entry for (entry,) in cr.fetchall()}


def unknown(cr, bodies):
    """Of these entries of the database's own file, those that it does not know and that
    are neither rolled back nor going on."""
    known = _known(cr, [one["entry"] for one in bodies])
    rest = [one for one in bodies if one["entry"] not in known]
    status = _statuses(cr, rest)
    return [one for one in rest if status.get(one["entry"]) not in _UNDONE]


def _statuses(cr, bodies):
    """``{entry: status of its transaction}``"""
    if not bodies:
        return {}
    columns = [(one["entry"], *map(str, one["xid"])) for one in bodies]
    cr.execute(_STATUS, list(map(list, zip(*columns, strict=True))))
    return dict(cr.fetchall())


def settle(env, gap):
    """Note in the ledger which entries were rolled back, and that the database was put
    back to an earlier state: later nobody can tell."""
    lines = [
        {"kind": _VOID, "time": ledger.moment(), "entry": entry} for entry in gap.void
    ]
    if gap.is_rewound:
        lines.append({"kind": _REWOUND, "time": ledger.moment()})
    if lines:
        ledger.write(env, ledger.who(env), lines)


def heads(env):
    """The heads of the log's chain that this database has noted in its ledger since it
    was put back to an earlier state, if it was; and the ledger's first bad line.

    :return: (texts as of ``chain.Head``, number of the line or None)
    :raise KeyDirectoryError: the ledger cannot be read
    """
    ours = ledger.who(env)
    lines, bad_line = ledger.read(env, ledger.place(env, ours), ours.file)
    found = []
    for line in lines:
        if line["kind"] == _REWOUND:
            found.clear()
        elif line["kind"] in KINDS:
            found.append(line.get("head") or "")
    return found, bad_line


def adopt(env):
    """Take over the ledgers of which only whoever administers the database knows that
    it took the place of the one that wrote them: of another server, or of an original
    that is gone and whose copy this was. Never for a neutralized database.

    :return: their names
    """
    ours = ledger.who(env)
    folder = ledger.place(env, ours)
    contents = {
        name: ledger.read(env, folder, name) for name in ledger.files(env, folder)
    }
    own = _own_lines(env, ours, folder, contents)
    gone = {
        name
        for name in _originals(own)
        if name
        and not (ledger.is_ours(ours, name) and ledger.is_alive(env, ours, name))
    }
    names = sorted((_named(own, "unclear") | gone) - _named(own, "follows"))
    if names and not ours.is_neutralized:
        line = {"kind": "adopt", "time": ledger.moment(), "follows": names}
        ledger.write(env, ours, [line])
    return names

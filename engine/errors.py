"""Errors of the engine; the models turn them into messages for users."""


class SealUnusable(Exception):
    """A seal cannot be opened.

    :param line_id: the line of the log that holds it
    :param reason: ``seal_missing``, ``seal_corrupt``, ``key_missing`` or
        ``key_unreadable``
    """

    def __init__(self, line_id, reason, detail=""):
        super().__init__(f"line {line_id}: {reason} {detail}".strip())
        self.line_id = line_id
        self.reason = reason
        self.detail = detail


class Held(Exception):
    """A partner is on legal hold.

    :param holders: ``{partner id: ids of the partners with the hold}``
    """

    def __init__(self, holders):
        super().__init__(f"on hold: {sorted(holders)}")
        self.holders = holders


class FileUnusable(Exception):
    """A stored file cannot be read or written.

    :param name: its ``store_fname``
    :param reason: the system's word for why
    """

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class StatementRefused(Exception):
    """The database refuses values that the engine writes.

    :param table: the table, and `ids` the records that were to be changed
    :param state: PostgreSQL's error code
    :param name: the constraint or the column that refuses them, None where not known
    """

    def __init__(self, table, ids, state, name=None):
        super().__init__(f"{table} refuses a change: {state} {name or ''}".strip())
        self.table = table
        self.ids = ids
        self.state = state
        self.name = name

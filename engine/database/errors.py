"""What the database or the file store does not take."""


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

"""Errors of the vault; the models turn them into messages for users."""


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

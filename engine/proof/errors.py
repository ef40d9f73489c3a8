"""Why a search was given up."""


class SearchStopped(Exception):
    """Nothing can be said of any subject: not all was searched.

    :param code: ``searcher`` where a process of the search has ended by an error;
        ``conflict`` where the replica has broken off what it was reading; of the
        replica, ``unreachable``, ``late`` where it is too far behind, and ``other``
        where it is no replica of this database
    :param detail: kind of the error, or the name of the replica; no personal data
    """

    def __init__(self, code, detail):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail

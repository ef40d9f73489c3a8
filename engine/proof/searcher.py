"""Searches portions, one after the other."""

from . import contents, stored_files, tables
from .found import Found


class Searcher:
    """Searches portions of tables by a cursor, and of the file store.

    :param cr: a cursor
    :param search: ``needles.Needles``
    :param str store: folder of the file store
    """

    def __init__(self, cr, search, store):
        self._cr, self._search, self._store = cr, search, store
        self._contents = contents.Searcher(search)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._contents.__exit__(*error)

    def search(self, what):
        """Search one portion.

        :param what: ``tables.Table``, or the name of a folder
        :return: :class:`engine.proof.found.Found`
        """
        found = Found()
        if isinstance(what, str):
            found.files, found.bytes = stored_files.read_folder(
                self._contents, self._store, what, found.in_file, found.silent_file
            )
        else:
            reader = tables.Reader(
                self._cr, self._search, found.hit, found.cannot, self._contents
            )
            reader.search(what)
            found.bytes = reader.bytes
        return found

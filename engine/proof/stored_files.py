"""Every file of the file store, and the attachments that it belongs to."""

import os

from . import contents

# Not content: names of files that Odoo's daily cleaning is to look at.
_NO_CONTENT = "checklist"


def folders(store):
    """The folders of a file store, in order; the first, '', stands for files that are
    in none."""
    try:
        with os.scandir(store) as entries:
            names = [one.name for one in entries if one.is_dir(follow_symlinks=False)]
    except FileNotFoundError:  # nothing was ever stored
        return []
    return ["", *sorted(name for name in names if name != _NO_CONTENT)]


def read(env, search, found, unreadable):
    """Search the whole file store of the database.

    :param search: ``needles.Needles``
    :param found: called with (store name, {term})
    :param unreadable: called with the store name of what cannot be searched
    :return: number of files, and of bytes
    """
    store = env["ir.attachment"]._filestore()
    count = size = 0
    with contents.Searcher(search) as searcher:
        for folder in folders(store):
            more = read_folder(searcher, store, folder, found, unreadable)
            count, size = count + more[0], size + more[1]
    return count, size


def read_folder(searcher, store, folder, found, unreadable):
    """The same for one of the :func:`folders`.

    :param searcher: ``contents.Searcher``
    """
    count = size = 0
    for path in _paths(store, folder):
        store_name = os.path.relpath(path, store)
        result = _search(searcher, path)
        count += 1
        size += result.size
        if result.hits:
            found(store_name, result.hits)
        if not result.readable:
            unreadable(store_name)
    return count, size


def _paths(store, folder):
    for place, below, names in os.walk(os.path.join(store, folder)):
        below.sort()
        if not folder:
            below.clear()
        for name in sorted(names):
            yield os.path.join(place, name)


def _search(searcher, path):
    try:
        return searcher.file(path)
    except FileNotFoundError:  # removed meanwhile
        return contents.Found()
    except OSError:  # a damaged disk, or not for us
        return contents.Found(readable=False)


def is_to_be_cleaned(env, store_name):
    """Whether Odoo's daily cleaning is going to look at a file: since its content is
    on the list of what was written or deleted."""
    store = env["ir.attachment"]._filestore()
    return os.path.exists(os.path.join(store, "checklist", store_name))


def attachments(cr, store_names):
    """``{store name: ids of the attachments that have this content}``"""
    cr.execute(
        "SELECT store_fname, array_agg(id) FROM ir_attachment"
        " WHERE store_fname = ANY(%s) GROUP BY store_fname",
        [list(store_names)],
    )
    return dict(cr.fetchall())

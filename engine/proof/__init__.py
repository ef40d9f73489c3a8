"""The proof: is anything left of what was erased?

The files, in the order in which data goes through them:

- ``searching``: everything that is stored, read once; in ``portions``, by this process
  or by several ``side_by_side``, which see one of the ``snapshots``
- ``tables`` and ``stored_files``: what a ``searcher`` reads
- ``contents``: what can be read inside a file
- ``verdict``: what each find means; ``kept_by_law`` and ``others_fields`` know
- ``judged_finds``: what of them is redacted, and what is left behind
- ``prove``: the whole of it, and what it leaves in the log
- ``in_context``: what somebody sees of it who decides on it
- ``words_of_others`` and ``words_in_seals``: what others bring back, or would
"""

from . import in_context, prove, words_in_seals, words_of_others
from .errors import SearchStopped
from .searching import Ways
from .snapshots import Replica, flush_counts

__all__ = [
    "Replica",
    "SearchStopped",
    "Ways",
    "flush_counts",
    "in_context",
    "prove",
    "words_in_seals",
    "words_of_others",
]

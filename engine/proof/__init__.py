"""The proof: is anything left of what was erased?

The files, in the order in which data goes through them:

- ``tables`` and ``files``: everything that is stored, read once
- ``contents``: what can be read inside a file
- ``verdict``: what each find means; ``kept_by_law`` and ``others_fields`` know
- ``judged_finds``: what of them is redacted, and what is left behind
- ``prove``: the whole of it, and what it leaves in the log
- ``in_context``: what somebody sees of it who decides on it
"""

from . import in_context, prove

__all__ = ["in_context", "prove"]

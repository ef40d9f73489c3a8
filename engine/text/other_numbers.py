"""What looks like a phone number without its country, and is none: dates, the names of
files, the numbers of articles and documents."""

import re

from .evidence import is_day

_LABEL = re.compile(
    r"(?:tel(?:e(?:fon|phone|foon|fono))?|fon|phone|mob(?:il\w*)?|cell?|call|ring|tlf"
    r"|gsm|fax|handy|whats ?app|sms|тел|τηλ|☎|✆|📞)"
    r"[\s.:/#-]{0,3}(?:no|nr)?[\s.:-]{0,2}\Z"
)
_NUMBER_OF = re.compile(
    r"(?<![^\W_])(?:art(?:ikel|icle)?|item|sku|order|invoice|inv|bill|so|po|ref|id"
    r"|case|ticket|serial|sn|s/n|lot|batch|ean|isbn|gtin|product|part|code|rechnung|auftrag"
    r"|beleg|charge|lieferschein|kunde|customer)"
    r"(?:[\s.:#_/-]{0,2}(?:no|nr|number|nummer))?[\s.:#_/-]{1,3}\Z"
)
_FILE_BEFORE = re.compile(r"[^\W\d_][_-]\Z")
_FILE_AFTER = re.compile(r"[\w() -]{0,40}\.[a-z][a-z0-9]{1,4}(?![^\W_])")


def is_other(low, start, end):
    """Whether the digits at start:end of a folded reading are something else."""
    written = low[start:end]
    digits = "".join(char for char in written if char.isdecimal())
    is_compact = len(digits) == len(written)
    is_called = bool(_LABEL.search(low, max(0, start - 24), start))
    if is_day(digits) and (_is_written_day(written) or is_compact):
        return not (is_compact and is_called)
    if is_called or not is_compact:
        return False
    if _NUMBER_OF.search(low, max(0, start - 32), start):
        return True
    before = _FILE_BEFORE.search(low, max(0, start - 2), start)
    return bool(before and _FILE_AFTER.match(low, end))


def _is_written_day(written):
    """Parted as days are: 2023-05-17, 17.05.2023; 20 23 05 17 is no day."""
    parts = re.split(r"[-./]", written)
    return len(parts) == 3 and {len(one) for one in parts} == {2, 4}

"""The longest known name wins: 'Ann Miller' in 'Ann Miller Stone' is not Ann Miller.

The same goes for addresses and numbers: 'Old Lane 12' in 'Old Lane 12/3'.
"""

import re

from .matcher import Matcher

# Between a name and the address behind it, as in the header of an e-mail.
_BEFORE_ADDRESS = re.compile(r"[\"'”’]?\s*[<(\[]\s*(?:mailto:)?")
# A name on a line of its own, as in a signature or a block of contact details.
_END_OF_LINE = re.compile(r",?[ \t]*[\n\x00]")
_LONGEST_BLOCK = 200


class Headed(Matcher):
    """A name with the address or phone number of somebody of that name right behind
    it, or on one of the lines below it.

    :param name, address: matchers of both
    """

    def __init__(self, name, address):
        self._name, self._address = name, address
        self.needle, self.squeezes = address.needle, address.squeezes
        self.low = name.low

    def _find(self, view):
        ends = dict(self._address.find_near(view))
        for start, end in self._name.find(view) if ends else ():
            between = _BEFORE_ADDRESS.match(view.low, end)
            if between and between.end() in ends:
                yield start, ends[between.end()]
            elif _END_OF_LINE.match(view.low, end):
                below = [at for at in ends if end < at < end + _LONGEST_BLOCK]
                if below and "@" not in view.low[end : min(below)]:
                    yield start, ends[min(below)]


def uncovered(view, found, others, least=1):
    """The stretches that are not part of a longer one of somebody else.

    :param found: list of stretches (start, end) of the reading
    :param others: matchers of what others have
    :param least: by how many signs what others have is longer
    :return: list of stretches
    """
    covers = [cover for one in others for cover in one.find(view)]
    if not covers:
        return found
    return [
        (start, end)
        for start, end in found
        if not any(
            first <= start and end <= last and last - first >= end - start + least
            for first, last in covers
        )
    ]

"""The longest known name wins: 'Ann Miller' in 'Ann Miller Stone' is not Ann Miller.

The same goes for addresses and numbers: 'Old Lane 12' in 'Old Lane 12/3'.
"""

import re

from .matcher import Matcher

# Between a name and the address behind it, as in the header of an e-mail.
_BEFORE_ADDRESS = re.compile(r"[\"'”’]?\s*[<(\[]\s*(?:mailto:)?")


class Headed(Matcher):
    """A name with the e-mail address of somebody of that name right behind it.

    :param name, address: matchers of both
    """

    def __init__(self, name, address):
        self._name, self._address = name, address
        self.needle = address.needle
        self.low = name.low

    def _find(self, view):
        ends = dict(self._address.find_near(view))
        for start, end in self._name.find(view) if ends else ():
            between = _BEFORE_ADDRESS.match(view.low, end)
            if between and between.end() in ends:
                yield start, ends[between.end()]


def uncovered(view, found, others):
    """The stretches that are not part of a longer one of somebody else.

    :param found: list of stretches (start, end) of the reading
    :param others: matchers of what others have
    :return: list of stretches
    """
    covers = [cover for one in others for cover in one.find(view)]
    if not covers:
        return found
    return [
        (start, end)
        for start, end in found
        if not any(
            first <= start and end <= last and last - first > end - start
            for first, last in covers
        )
    ]

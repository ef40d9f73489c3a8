"""What is looked for of streets in raw data.

What parts the words of a street is written in many ways, so that a street has dozens of
spellings. They all read alike in data without any of that, where few needles find them;
a row with a needle is then looked at as it is.
"""

import re

# 'ss' may stand for 'ß': no needle goes across it.
_BROKEN = re.compile(r"ss|[^a-z0-9 ]")
# What may part two words, and 'Alte Gasse Nr. 12': few streets go on like that.
_GAP = re.compile(rb"(?:[ ,.+_-]|\xe2\x80\x91){1,4}")
_NUMBERS = (b"nr", b"no")
# Shorter words without anything between them stand everywhere.
_SHORTEST = 5


def longest(words):
    """The words of the longest stretch of plain letters among the words of a street."""
    return max(map(str.strip, _BROKEN.split(" ".join(words))), key=len).split()


def is_parted(words):
    """Whether they are several, and long enough to be known without their parting."""
    return len(words) > 1 and len("".join(words)) >= _SHORTEST


def needles(words):
    """What every spelling of the words contains in data that is squeezed."""
    joined = "".join(words).encode()
    if not words[-1][0].isdigit():
        return {joined}
    street = "".join(words[:-1]).encode()
    return {joined, *(street + number for number in _NUMBERS)}


def stands(low, spelled):
    """Whether the words of one of the spellings stand one behind the other in a row in
    lower case: 'Road 1' is not in 'Road 17'.

    :param spelled: lists of words, as bytes
    """
    for first, *others in spelled:
        start = low.find(first)
        while start >= 0:
            if _goes_on(low, start + len(first), others):
                return True
            start = low.find(first, start + 1)
    return False


def _goes_on(low, end, words):
    last = words[-1]
    for word in words:
        gap = _GAP.match(low, end)
        if not gap:
            return False
        end = gap.end()
        if word is last and last[:1].isdigit() and low.startswith(_NUMBERS, end):
            return True
        if not low.startswith(word, end):
            return False
        end += len(word)
    return not (last[-1:].isdigit() and low[end : end + 1].isdigit())

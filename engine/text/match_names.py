"""Where a name or a street occurs in a reading."""

import re
from bisect import bisect
from functools import cached_property

from . import name_gaps, street_words
from .evidence import ENGLISH
from .matcher import TOKEN, Matcher, begins, occurrences, whole
from .name_gaps import COMMA_GAP, GAP, LAST_FIRST
from .readings import glued
from .terms import HONORIFICS, UNSPACED
from .text_view import BREAK

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORDS = re.compile(r"[^\s,]+")
_AROUND = "\"'“”„«»‘’().-\\"
_STREET_GAP = re.compile(r"(?:\.?[\s,]+|\.?[_+-]|\.)(?:(?:nr|no|n°|#)[. ]{0,2}(?=\d))?")
_NO_GAP = re.compile(r"\s*[・·]?\s*")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'.-]*) \Z")
# "Kunde Miller, Ann": what stands before is no first name.
_LABELS = HONORIFICS | frozenset(
    "dear hello hi client customer contact supplier vendor name from to for by with "
    "and kunde kundin lieferant kontakt von an für mit und liebe lieber client "
    "cliente".split()
)


def _is_label(word: str) -> bool:
    """Whether a word that stands before a name is no first name."""
    return not word[0].isupper() or word.rstrip(".").lower() in _LABELS


def _overlaps(found: list[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect(found, (start, end))
    return any(a < end and start < b for a, b in found[max(0, place - 1) : place + 1])


class Name(Matcher):
    """A name: 'First Last', 'Last, First', 'Last First'; one word alone needs its own
    case or capitals."""

    def __init__(self, text: str):
        super().__init__(text)
        low = self.needle
        if " " in low or "-" in low or "," in low:
            self.needle = max(re.split(r"[\s,-]+", low), key=len).strip(_AROUND)
        self.low = low

    def token_sets(self):
        tokens = TOKEN.findall(self.low)
        sets = [set(tokens)]
        if len(tokens) > 1 and (ends := self._last_words()):
            sets += [set(tokens) - {one} | {f"{one}s"} for one in ends & set(tokens)]
        return sets

    def _last_words(self):
        """The words that a genitive may end in: the last one of each order."""
        return {
            words[-1] for words, _gaps, seam, _capitals in self._spelled if not seam
        }

    @cached_property
    def _spelled(self) -> list[tuple[list[str], list[re.Pattern], int, str]]:
        """Each order of the words: the words, what stands before each, the index of
        the word where the order was turned (0: not turned), their capitals."""
        groups = [match.span() for match in _WORDS.finditer(self.low)]
        groups = [span for span in groups if self.low[slice(*span)].strip(_AROUND)]
        turns = range(len(groups)) if len(groups) <= 4 else range(1)
        return [self._spelling(groups, turn) for turn in turns]

    def _spelling(self, groups, turn):
        words, gaps, capitals, seam = [], [], [], 0
        for place, (start, end) in enumerate(groups[turn:] + groups[:turn]):
            if turn and place == len(groups) - turn:
                seam = len(words)
            comma = place and self.low[:start].rstrip().endswith(",")
            word = self.low[start:end].rstrip(_AROUND)
            start += len(word) - len(word.lstrip(_AROUND))
            for match in re.finditer(r"[^-]+", word.lstrip(_AROUND)):
                words.append(match.group())
                gaps.append(COMMA_GAP if comma else GAP)
                capitals.append(self.chars[start + match.start()])
        # A name stored as 'Last, First' turned at its comma is 'First Last'.
        if seam and self.low[groups[turn][0] - 2 : groups[turn][0]].strip() == ",":
            gaps[seam], seam = GAP, 0
        return words, gaps, seam, "".join(capitals)

    def _find(self, view):
        """'Last, First' counts only where it does not overlap with the usual order:
        'Ann Miller, Ann Miller' is one name twice."""
        found, low = [], view.low
        for word in self._spelled[0][0]:
            if word not in low:
                return found
        for spelling in self._spelled:
            first, last = spelling[0][0], spelling[0][-1]
            if first is not last and low.rfind(last) < low.find(first) + len(first):
                continue
            news = list(self._find_spelled(view, found, *spelling))
            found = sorted(found + news) if found else news
        return found

    def _find_spelled(self, view, others, words, gaps, seam, capitals):
        """Where it is spelled in one way, and does not overlap with another one."""
        low, done = view.low, 0
        for start in occurrences(low, words[0]):
            if start < done or not begins(low, start):
                continue
            starts, end = self._walk(view, start, words, gaps, seam)
            if end and len(words) > 1 and not seam:
                end += self._is_genitive(view, starts[-1], end)
            if not end or (others and _overlaps(others, start, end)):
                continue
            if not self._bounded(view, start, end):
                continue
            if seam and not self._turned(view, starts, end, seam, capitals):
                continue
            if len(words) > 1 or self._alone(view, start, end):
                yield start, end
                done = end

    def _walk(self, view, start, words, gaps, seam):
        low = view.low
        starts, end = [start], start + len(words[0])
        if (
            len(words) > 1
            and low[end : end + 1].isascii()
            and low[end : end + 1].isalnum()
        ):
            return starts, 0
        for place in range(1, len(words)):
            word = words[place]
            gap = (LAST_FIRST if place == seam else gaps[place]).match(low, end)
            if not gap and _UNSPACED.match(word) and _UNSPACED.match(low[end - 1]):
                gap = _NO_GAP.match(low, end)
            if not gap or not low.startswith(word, gap.end()):
                gap = name_gaps.labeled(low, end)
                if not gap or not low.startswith(word, gap.end()):
                    return starts, 0
            elif BREAK in gap.group() and not self._is_one(view, starts[-1], gap, word):
                return starts, 0
            starts.append(gap.end())
            end = gap.end() + len(word)
        return starts, end

    def _is_one(self, view, start, gap, word):
        """Whether two words in two cells or paragraphs are one name: the first one is
        not the end of another name ('Tom Ann'), and one of them stands alone, or the
        second one is no ordinary word."""
        before = _WORD_BEFORE.search(view.chars[max(0, start - 40) : start])
        if before and not _is_label(before[1]):
            return False
        end = gap.end() + len(word)
        return name_gaps.stands_alone(view.low, start, gap.start()) or (
            name_gaps.stands_alone(view.low, gap.end(), end)
            or not ENGLISH.is_ordinary(word)
        )

    @staticmethod
    def _is_genitive(view, start, end):
        """Whether an s belongs to the name: 'Anna Müllers Vertrag'. One word alone
        would be another name, as Peters is."""
        low = view.low
        if low[end : end + 1] != "s" or low[end - 1] in "sxz":
            return False
        return view.chars[start].isupper() and not glued("s", low[end + 1 : end + 2])

    def _bounded(self, view, start, end):
        """A whole name, no part of a double name, of initials or of a street."""
        low = view.low
        if not whole(low, start, end):
            return False
        if low[end : end + 1] == "-" and low[end + 1 : end + 2].isalpha():
            return False
        if low[start - 1 : start] == "-" and low[max(0, start - 2)].isalpha():
            return False
        return not street_words.named_after(view.chars, start, end)

    def _turned(self, view, starts, end, seam, capitals):
        """'Last First' in capitals only, and not the end of one name of a list and the
        beginning of the next ('Tom Miller, Ann Stone')."""
        chars, start = view.chars, starts[0]
        gap = LAST_FIRST.match(view.low, self._end_before(view.low, starts[seam]))
        if gap and gap["comma"] is None and gap["space"] is None:
            return True
        if gap is None or gap["comma"] is None:
            for place, capital in zip(starts, capitals, strict=False):
                if capital.isupper() and chars[place].islower():
                    return False
        before = _WORD_BEFORE.search(chars[max(0, start - 40) : start])
        return not (
            before
            and not _is_label(before[1])
            and chars[end : end + 1] == " "
            and chars[end + 1 : end + 2].isupper()
        )

    @staticmethod
    def _end_before(low, place):
        while place and not low[place - 1].isalnum():
            place -= 1
        return place

    def _alone(self, view, start, end):
        chars = view.chars
        if re.search(r"[A-Z]'\Z", chars[max(0, start - 2) : start]):
            return False
        word = self.chars.rstrip(".,")
        cased = chars[start:end] in (word, word.upper())
        return cased and not street_words.next_to_street_word(chars, start, end)


class Street(Matcher):
    """A street with its number, also with 'Straße', 'Street', … shortened."""

    # What may stand behind it and belongs to it.
    _more = None

    def __init__(self, text: str):
        super().__init__(text)
        self.spelled = street_words.spellings(
            [word.strip(".") for word in _WORDS.findall(self.needle)]
        )
        self.needle = street_words.stem(max(self.spelled[0], key=len))

    def token_sets(self):
        return [set(TOKEN.findall(" ".join(words))) for words in self.spelled]

    def _find(self, view):
        low = view.low
        for words in self.spelled:
            for start in occurrences(low, words[0]):
                end = start + len(words[0])
                for word in words[1:]:
                    gap = _STREET_GAP.match(low, end)
                    if not gap or not low.startswith(word, gap.end()):
                        break
                    end = gap.end() + len(word)
                else:
                    if self._more and (more := self._more.match(low, end)):
                        end = more.end()
                    if whole(low, start, end):
                        yield start, end

"""Redactions of one text that lie on each other, each of which can be taken back.

Each knows the text that it found and what it replaced there. When one is taken back,
its words go into the text of today, and into the texts that the later ones found: as if
it had never been there. When one becomes final, what it replaced goes from the texts
that the earlier ones found.

Between two of them the text may have been edited: then the places are looked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from . import json_text
from .located import located
from .spans import Span, apply_spans

Place = tuple[int, int]
# More are taken in the order in which they were sealed.
_MOST_SORTED = 100


@dataclass
class Layer:
    """One redaction.

    :param old: the text that it found, None where there was none
    :param spans: what it replaced there; None where all of the text gave way to
        something else
    :param is_json: the text may have been ordered and spelled anew by the database
    """

    old: str | None
    spans: list[Span] | None
    is_json: bool = False

    @property
    def new(self) -> str | None:
        """What it has left, None where nobody knows."""
        return None if self.spans is None else apply_spans(self.old, self.spans)


def in_order(layers: Iterable[Layer]) -> list[Layer]:
    """Layers as they lie on each other, where their texts tell: those of one run are
    sealed person by person, and made record by record."""
    rest, result = list(layers), []
    while rest:
        if len(rest) > _MOST_SORTED or _is_chain(rest):
            return result + rest
        left = [one.new for one in rest]
        first = next((n for n in range(len(rest)) if _is_first(rest, left, n)), 0)
        result.append(rest.pop(first))
    return result


def _is_chain(layers):
    return all(one.new == other.old for one, other in pairwise(layers))


def _is_first(layers, left, number):
    """Whether no other layer has left the text that this one found."""
    old = layers[number].old
    if left[number] == old:
        return True
    return old not in left


def take_back(
    layers: list[Layer], own: Layer, current: str | None
) -> tuple[str | None, bool]:
    """Take a layer back, and out of the list.

    :param layers: all that lie on the text, lowest first; the later ones change
    :param current: the text of today; None where there is none
    :return: the text then, and whether all of the words have found their place
    """
    index = _place_of(layers, own)
    del layers[index]
    if own.spans is None:
        return own.old, True
    places = [(*at, own.old[a:b]) for at, (a, b, _w) in _with_places(own)]
    count, text, hidden = len(places), own.new, 0
    for later in layers[index:]:
        places = _moved(text, places, later)
        if later.spans is None:
            _put_in(later, places)
            return current, len(places) == count
        text = later.new
        through = list(_through(places, later.spans))
        _put_in(later, places)
        hidden += len(places) - len(through)
        places = through
    if current is None:
        return None, not places
    if current == own.old and not layers[index:]:
        return current, True
    target = Layer(current, (), own.is_json)
    places = _moved(text, places, target)
    return apply_spans(current, places), len(places) + hidden == count


def make_final(layers: list[Layer], own: Layer) -> None:
    """Take a layer out of the list for good: what it replaced goes from the texts that
    the earlier ones found.

    :param layers: all that lie on the text, lowest first; the earlier ones change
    """
    index = _place_of(layers, own)
    del layers[index]
    if own.spans is None:
        return
    text, ranges = own.old, list(own.spans)
    for earlier in reversed(layers[:index]):
        if earlier.spans is None:
            return
        ranges = _moved(text, ranges, Layer(earlier.new, (), own.is_json))
        text = earlier.old
        ranges = _apart(_beneath(ranges, earlier))
        earlier.old, earlier.spans = _without(earlier, ranges)


def _place_of(layers, own):
    return next(index for index, one in enumerate(layers) if one is own)


def _with_places(layer: Layer) -> Iterator[tuple[Place, Span]]:
    """Where the replacements of a layer stand in what it has left."""
    moved = 0
    for start, end, word in layer.spans or ():
        yield (start + moved, start + moved + len(word)), (start, end, word)
        moved += len(word) - (end - start)


def _moved(text: str, spans: list[Span], target: Layer) -> list[Span]:
    """The spans of a text in the one that was made of it."""
    if text == target.old or not spans:
        return spans
    if target.old is None:
        return []
    places = [(start, end) for start, end, _word in spans]
    if target.is_json:
        found = json_text.located(text, places, target.old)
    else:
        found = located(text, places, target.old)
    pairs = zip(found, spans, strict=True)
    return sorted((*place, word) for place, (_s, _e, word) in pairs if place)


def _through(places: list[Span], spans: Iterable[Span]) -> Iterator[Span]:
    """Places of a text after something else was replaced in it; those that went with
    it are left out."""
    for start, end, word in places:
        moved, is_there = 0, True
        for first, last, other in spans:
            if first >= end:
                break
            if last > start:
                is_there = False
                break
            moved += len(other) - (last - first)
        if is_there:
            yield start + moved, end + moved, word


def _put_in(layer: Layer, places: list[Span]) -> None:
    """Put words into the text that a layer found."""
    if layer.spans is not None:
        layer.spans = _grown(layer.spans, places)
    layer.old = apply_spans(layer.old, places)


def _grown(spans: Iterable[Span], places: list[Span]) -> list[Span]:
    """Spans of a text after words were put into it; where one had taken the place away
    it now takes the words away."""
    result = []
    for first, last, other in spans:
        before = inside = 0
        for start, end, word in places:
            growth = len(word) - (end - start)
            if first >= end:
                before += growth
            elif last > start:
                before -= max(0, first - start)
                inside += growth + max(0, first - start) + max(0, end - last)
        result.append((first + before, last + before + inside, other))
    return _apart(result)


def _beneath(ranges: list[Span], layer: Layer) -> Iterator[Span]:
    """Ranges of what a layer has left, in the text that it found."""
    pairs = list(_with_places(layer))
    for start, end, word in ranges:
        moved = more = 0
        for (first, last), (own, own_end, _other) in pairs:
            growth = (own_end - own) - (last - first)
            if last <= start:
                moved += growth
            elif first < end:
                moved -= max(0, start - first)
                more += growth + max(0, start - first) + max(0, last - end)
        yield start + moved, end + moved + more, word


def _apart(spans: Iterable[Span]) -> list[Span]:
    """One span instead of two that overlap."""
    result: list[Span] = []
    for start, end, word in spans:
        if result and start < result[-1][1]:
            first, last, other = result[-1]
            result[-1] = (min(first, start), max(last, end), other + word)
        else:
            result.append((start, end, word))
    return result


def _without(layer: Layer, ranges: list[Span]) -> tuple[str, list[Span]]:
    """The text and the spans of a layer after ranges of the text were replaced."""
    spans = []
    for first, last, other in layer.spans or ():
        moved = 0
        for start, end, word in ranges:
            if end <= first and not (start == end == first == last):
                moved += len(word) - (end - start)
            elif start < last:
                break
        else:
            spans.append((first + moved, last + moved, other))
    return apply_spans(layer.old, ranges), spans

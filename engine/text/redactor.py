"""Find a person's terms in text, and take them out.

A *span* is a triple (start, end, replacement): what stands in ``text[start:end]``
gives way to the replacement. Spans are sorted and do not overlap.
"""

import re
from collections.abc import Collection, Container, Iterable, Mapping
from copy import copy
from functools import cached_property

from . import own_forms
from .evidence import ENGLISH, Evidence
from .literal import is_literal
from .longer import uncovered
from .match_names import Name, Street
from .match_numbers import LongNumber, Number, Phone, Vat
from .match_unspaced import UnspacedName, is_unspaced
from .matcher import Email, Literal, Matcher, Ref
from .phrases import around, written
from .readings import fold
from .spans import Span, apply_spans
from .terms import Term
from .text_view import BREAK, TextView, squeeze

_MATCHERS = {
    "name": Name,
    "email": Email,
    "phone": Phone,
    "vat": Vat,
    "registry": Number,
    "iban": Number,
    "ref": Ref,
    "street": Street,
}
_ONE_WAY = re.compile("[a-hj-z]+")
# A longer text is not a name, an address or a number, but an attack or a mistake.
LONGEST, LONGEST_NUMBER, MOST_WORDS = 500, 64, 40


class Redactor:
    """Takes the terms of one person out of texts.

    :param terms: what to look for
    :param placeholder: the word that takes their place
    :param longer: ``{term: matchers}`` of what others have and it is part of: where
        one of these stands, the term is not this person's
    :param evidence: says which of the terms are weak
    """

    def __init__(
        self,
        terms: Iterable[Term],
        placeholder: str,
        longer: Mapping[Term, list[Matcher]] | None = None,
        evidence: Evidence = ENGLISH,
    ):
        self.placeholder = placeholder
        self._terms = list(terms)
        self._longer, self._evidence = longer or {}, evidence
        self.doubtful = any(map(evidence.is_weak, self._terms))
        self.matchers = [matcher_of(term) for term in self._terms]
        self._others = {
            id(matcher): self._longer[term]
            for term, matcher in zip(self._terms, self.matchers, strict=True)
            if term in self._longer
        }
        self._words = [(one.needle, one) for one in self.matchers if not one.squeezes]
        self._numbers = [(one.needle, one) for one in self.matchers if one.squeezes]
        self._forms: Container[int] = ()
        # Documents repeat each other: an entry's reference stands on all its items.
        self._known: dict[tuple[str, bool], tuple[list[Span], str | None]] = {}

    @cached_property
    def certain(self) -> "Redactor":
        """The same without the words that may be ordinary ones."""
        weak = self._evidence.is_weak
        terms = [term for term in self._terms if not weak(term)]
        return Redactor(terms, self.placeholder, self._longer, self._evidence)

    @property
    def own(self) -> "Redactor":
        """The same for the person's own records, where forms of the terms mean the
        person that elsewhere may mean somebody else."""
        return self._of_forms or self

    @cached_property
    def _of_forms(self):
        forms = own_forms.matchers(self._terms)
        # Only the collector would find two that refer to each other.
        return _OwnRedactor(copy(self), forms) if forms else None

    def only(self, terms: Container[Term]) -> "Redactor":
        """The same for some of the terms."""
        some = [term for term in self._terms if term in terms]
        return Redactor(some, self.placeholder, self._longer, self._evidence)

    def spans(self, text: str, markup: bool = False) -> list[Span]:
        """What to replace in a text.

        :param markup: the text is HTML: its tags stay, entities are understood. The
            words of a name that are parted by inline tags give a span each, the
            first with the placeholder and the others with ''.
        """
        return self.applied(text, markup)[0]

    def applied(self, text: str, markup: bool = False) -> tuple[list[Span], str | None]:
        """The spans to replace in a text, and the text with them replaced; None where
        there are none."""
        known = self._known.get((text, markup))
        if known is None:
            known, _view, _hits = self._read(text, markup)
        return known

    def _read(self, text, markup):
        """Look at a text for the first time.

        :return: as :meth:`applied`; the reading; the stretches with their matchers
        """
        view = TextView(text, markup)
        hits = [(one, at) for one in self._near(view) for at in self._own(one, view)]
        spans = view.spans([at for _one, at in hits], self.placeholder) if hits else []
        known = spans, apply_spans(text, spans) if spans else None
        self._known[text, markup] = known
        return known, view, hits

    def _near(self, view: TextView) -> list[Matcher]:
        """The matchers that may find something; as ``Matcher.near``, only quicker."""
        low = view.low
        near = [one for needle, one in self._words if needle in low]
        if self._numbers:
            squeezed = view.squeezed
            near += [one for needle, one in self._numbers if needle in squeezed]
        return near

    def phrases_in(self, texts: Collection[tuple[str, bool]]) -> set[str]:
        """The same as :meth:`phrases` of several texts, in less time.

        :param texts: pairs of a text and whether it is HTML
        """
        self._screen(texts)
        return set().union(*(self.phrases(*one) for one in texts))

    def _screen(self, texts):
        """Note the texts that none of the terms can stand in: most of what stands on
        documents names nobody."""
        literal = [one for one in texts if one not in self._known and is_literal(*one)]
        low = fold(BREAK.join(text for text, _markup in literal))
        if not literal or low.count(BREAK) != len(literal) - 1:
            return
        near = _places(low, [needle for needle, _one in self._words])
        if self._numbers:
            needles = [needle for needle, _one in self._numbers]
            near |= _places(squeeze(low), needles)
        for place, one in enumerate(literal):
            if place not in near:
                self._known[one] = [], None

    def phrases(self, text: str, markup: bool = False) -> set[str]:
        """What the person's names, streets and numbers may be part of in a text that is
        read for the first time; nothing for one that was read before."""
        if (text, markup) in self._known:
            return set()
        _known, view, hits = self._read(text, markup)
        if not hits:
            return set()
        chars = written(view)
        return {
            phrase
            for one, (start, end) in hits
            if isinstance(one, (Name, Street, Number))
            for phrase in around(chars, start, end)
        }

    def _own(self, matcher: Matcher, view: TextView) -> list[tuple[int, int]]:
        """Where a matcher finds the person, and nobody whose name is longer."""
        found = list(matcher.find_near(view))
        others = self._others.get(id(matcher)) if found else None
        if not others:
            return found
        # A form that somebody else has as a value is theirs.
        return uncovered(view, found, others, id(matcher) not in self._forms)

    def redact(self, text: str, markup: bool = False) -> str | None:
        """The text without the person's terms, None when it has none."""
        return self.applied(text, markup)[1]

    def contains(self, text: str, markup: bool = False) -> bool:
        """Whether any of the person's terms stands in the text."""
        view = TextView(text, markup)
        return any(self._own(one, view) for one in self._near(view))

    def stretches(
        self, text: str, markup: bool = False
    ) -> tuple[str, list[tuple[int, int]]]:
        """The text as it reads, and where in it the person's terms stand, in order."""
        view = TextView(text, markup)
        found = {at for one in self._near(view) for at in self._own(one, view)}
        return view.chars, sorted(found)

    def terms_in(self, text: str, markup: bool = False) -> list[Term]:
        """Those of the person's terms that stand in the text."""
        view = TextView(text, markup)
        found = {id(one) for one in self._near(view) if self._own(one, view)}
        pairs = zip(self._terms, self.matchers, strict=True)
        return [term for term, one in pairs if id(one) in found]


class _OwnRedactor(Redactor):
    """Looks for forms of the terms where a text may have one of them."""

    def __init__(self, redactor: Redactor, forms: list[tuple[Term, Matcher]]):
        self.__dict__.update(redactor.__dict__)
        self._redactor, self._known = redactor, {}
        self._words = [*self._words, *((one.needle, one) for _term, one in forms)]
        self._others = self._others | {
            id(one): self._longer[term] for term, one in forms if term in self._longer
        }
        self._signs = {_plain_part(one.needle) for _term, one in forms}
        self._forms = {id(one) for _term, one in forms}

    def applied(self, text, markup=False):
        known = self._known.get((text, markup))
        if known is None:
            if self._may_have(text):
                return super().applied(text, markup)
            known = self._redactor.applied(text, markup)
            self._known[text, markup] = known
        return known

    def phrases(self, text, markup=False):
        if (text, markup) in self._known:
            return set()
        if self._may_have(text):
            return super().phrases(text, markup)
        found = self._redactor.phrases(text, markup)
        self._known[text, markup] = self._redactor.applied(text, markup)
        return found

    def _may_have(self, text):
        low = text.lower()
        for sign in self._signs:
            if sign in low:
                return True
        return False


def _places(texts, needles):
    """Which of several texts, with a BREAK between each two, have one of the needles.

    :return: set of their numbers
    """
    found = set()
    for needle in needles:
        at = texts.find(needle)
        while at >= 0:
            found.add(texts.count(BREAK, 0, at))
            end = texts.find(BREAK, at)
            at = texts.find(needle, end + 1) if end >= 0 else -1
    return found


def _plain_part(needle):
    """What is spelled alike in all texts: 'ss' may stand for 'ß', 'i' for 'ı'. Nothing
    where no letters are left."""
    plain = max(_ONE_WAY.findall(needle.replace("ss", " ")), key=len, default="")
    return plain if len(plain) > 2 else ""


def is_doubtful(term: Term) -> bool:
    """Whether a term may mean somebody or something else, as an English word does."""
    return ENGLISH.is_weak(term)


def matcher_of(term: Term | Matcher) -> Matcher:
    if not isinstance(term, Term):
        return term
    kind = _MATCHERS[term.kind]
    if issubclass(kind, (Number, Phone)):
        return (LongNumber if len(term.text) > LONGEST_NUMBER else kind)(term.text)
    if len(term.text) > LONGEST or _word_count(term.text) > MOST_WORDS:
        return Literal(term.text)
    if kind is Name and is_unspaced(term.text):
        return UnspacedName(term.text)
    return kind(term.text)


def _word_count(text: str) -> int:
    return 1 + sum(map(text.count, " -,"))

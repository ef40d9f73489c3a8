"""Promise 5 in texts that people share: whatever the order in which they go, come back
or are deleted, the text holds the words of those who are live.

The engine's own functions on texts, without a database. What is right is told by a text
that remembers everything: each placeholder holds what it stands for.
"""

import json
import logging
from collections import Counter
from dataclasses import dataclass

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.database.columns import Column
from ...engine.plan import redact_text
from ...engine.text import Redactor, layers, matcher_of, needles
from ...engine.text.terms import terms_from_values

_logger = logging.getLogger(__name__)
PLACEHOLDER = "Anonymized"
FIRST = ("Ann", "Anna Maria", "José", "Jürgen", "Zoë", "Søren", "Ann Lee", "Li")
LAST = ("Miller", "Miller Stone", "Stone", "Ñandú", "Größlhuber", "Lee", "Ito", "Ng")
ORDINARY = ("met", "the", "paid 5 EUR", "Anonymized", "invoice 0.10", "&amp;", "王",
            "é", "Ann", "Stone", "30%", "\\", '"', "{x}")  # fmt: skip
BETWEEN = ("", " ", ", ", "\n", " - ", "/", " and ")
SIZED = 120

UNSPACED = ("王小明", "李小娜", "佐藤花子")
TOUCHING = "".join((*UNSPACED[:2], UNSPACED[0]))
names = st.one_of(
    st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.sampled_from(UNSPACED),
)
people = st.one_of(
    st.lists(names, min_size=2, max_size=4, unique=True),
    # Those who can stand next to each other with nothing in between.
    st.lists(st.sampled_from(UNSPACED), min_size=2, unique=True),
)
steps = st.lists(
    st.tuples(st.sampled_from("rrp"), st.integers(0, 3)), min_size=4, max_size=14
)


class Kind:
    """How a text is stored.

    :param column: :class:`Column`
    :param suffix: of a column whose values must differ
    """

    def __init__(self, type_="text", size=None, suffix="", markup=False):
        self.column = Column(
            "text", type_, False, "U" if type_ == "jsonb" else "S", size
        )
        self.suffix, self.markup = suffix, markup

    def stored(self, text):
        """As the database spells it."""
        if not self.column.is_json:
            return text
        return json.dumps(_ordered(json.loads(text)), ensure_ascii=False)


def _ordered(value):
    """As jsonb orders keys."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return list(map(_ordered, value)) if isinstance(value, list) else value


KINDS = {
    "text": Kind(),
    "html": Kind(markup=True),
    "char": Kind("character varying"),
    "unique": Kind("character varying", suffix=" 7"),
    "sized": Kind("character varying", SIZED),
    "unique, sized": Kind("character varying", SIZED, " 1234567"),
    "json": Kind("jsonb"),
    "unique json": Kind("jsonb", suffix=" 7"),
}


@dataclass
class Gone:
    """A placeholder, and what it stands for."""

    person: int
    word: str
    items: list


class Remembered:
    """A text that remembers: pieces of text and :class:`Gone`."""

    def __init__(self, text):
        self.items = [text]

    def text(self, back=(), items=None):
        """The text, as if some had come back."""
        return "".join(
            one
            if isinstance(one, str)
            else self.text(back, one.items)
            if one.person in back
            else one.word
            for one in (self.items if items is None else items)
        )

    def redact(self, person, spans):
        for start, end, word in reversed(spans):
            before, inside, after = [], [], []
            at = 0
            for one in self.items:
                size = len(self.text((), [one]))
                first, last = max(0, start - at), min(size, end - at)
                if at + size <= start:
                    before.append(one)
                elif at >= end:
                    after.append(one)
                elif isinstance(one, str):
                    before.append(one[:first])
                    inside.append(one[first:last])
                    after.append(one[last:])
                else:
                    inside.append(one)
                at += size
            self.items = [*before, Gone(person, word, inside), *after]

    def change(self, person, letter, items=None):
        """Bring somebody back, or let them go for good."""
        result = []
        for one in self.items if items is None else items:
            if isinstance(one, str):
                result.append(one)
            elif one.person != person:
                one.items = self.change(person, letter, one.items)
                result.append(one)
            elif letter == "r":
                result += one.items
            else:
                result.append(one.word)
        if items is None:
            self.items = result
        return result


class Cell:
    """A text as the engine keeps it: what stands there, and what is sealed of it."""

    def __init__(self, kind, text, persons):
        self.kind, self.text = kind, kind.stored(text)
        self.terms = [terms_from_values([("name", name)]) for name in persons]
        self.live = set(range(len(persons)))
        self.stack, self.own = [], {}
        self.right = Remembered(self.text)

    def redactor(self, person):
        """Takes out somebody's words, but none of a longer name of somebody live."""
        own, longer = self.terms[person], {}
        others = {term for one in self.live - {person} for term in self.terms[one]}
        for term in own:
            matcher = matcher_of(term)
            found = [one for one in others if needles.stands(one.text, matcher)]
            if found := [one for one in sorted(found) if one not in own]:
                longer[term] = list(map(matcher_of, found))
        return Redactor(own, PLACEHOLDER, longer)

    def step(self, letter, person):
        """Give back whether all words have found their place."""
        self.live.symmetric_difference_update({person} if letter != "p" else ())
        if letter == "a":
            self._anonymize(person)
            return True
        one, whole = self.own.pop(person, None), True
        if one and letter == "r":
            self.text, whole = layers.take_back(self.stack, one, self.text)
            self.text = self.kind.stored(self.text)
        elif one:
            layers.make_final(self.stack, one)
        self.right.change(person, letter)
        return whole

    def _anonymize(self, person):
        kind, redactor = self.kind, self.redactor(person)
        new, spans = redact_text(
            redactor, self.text, kind.markup, kind.column, kind.suffix
        )
        if new is not None:
            one = layers.Layer(self.text, spans, kind.column.is_json)
            self.own[person] = one
            self.stack.append(one)
            self.text = kind.stored(new)
            self.right.redact(person, spans)

    def sealed(self):
        """For each layer what it has sealed, and what is right."""
        owner = {id(one): person for person, one in self.own.items()}
        for place, one in enumerate(self.stack):
            back = {owner[id(other)] for other in self.stack[place:]}
            yield one.old, self.right.text(back)


@st.composite
def cases(draw, kinds=tuple(KINDS)):
    """(name of a kind, names of people, text, steps that are possible)"""
    persons = draw(people)
    kind = draw(st.sampled_from(kinds))
    word = st.one_of(st.sampled_from(persons), st.sampled_from(ORDINARY))
    parts = st.lists(st.tuples(word, st.sampled_from(BETWEEN)), min_size=1, max_size=9)
    text = draw(st.builds(lambda some: "".join(map("".join, some)), parts))
    if kind == "html":
        text = f"<p><b>{text.replace(' ', '</b> ', 1)}</p>"
    elif KINDS[kind].column.is_json:
        other = draw(st.builds(lambda some: "".join(map("".join, some)), parts))
        some = st.lists(word, min_size=3, max_size=3, unique=True)
        keys = draw(st.one_of(st.just(["a", "b", "c"]), some))
        text = json.dumps(
            {keys[0]: text, keys[1]: [other, 0.1, text], keys[2]: {"z": other}}
        )
    elif KINDS[kind].column.size:
        # What makes a value differ needs room of its own, for each of the people.
        room = SIZED - len(KINDS[kind].suffix) * len(persons)
        text = text.ljust(draw(st.sampled_from((room, room - 4, 1))), ".")[:room]
    possible, state = [], {}
    for letter, person in draw(steps):
        person %= len(persons)
        letter = letter if state.get(person) == "a" else "a"
        if state.get(person) != "p":
            state[person] = letter
            possible.append((letter, person))
    return kind, persons, text, possible


def check(case, kind, persons, text, possible):
    """Follow a text step by step."""
    cell = Cell(KINDS[kind], text, persons)
    before, has_order = cell.text, True
    for number, (letter, person) in enumerate(possible):
        at = f"{kind} {persons} {text!r} {possible[: number + 1]}"
        case.assertTrue(cell.step(letter, person), at)
        size = cell.kind.column.size
        case.assertTrue(size is None or len(cell.text) <= size, at)
        if letter == "a":
            case.assertFalse(cell.redactor(person).contains(cell.text), at)
        # Where a key has gone the database has put the others in another order.
        right = has_order and cell.right.text()
        has_order = has_order and right == cell.kind.stored(right)
        if has_order:
            case.assertEqual(cell.text, cell.right.text(), at)
            for sealed, right in cell.sealed():
                case.assertEqual(sealed, right, f"{at}: sealed")
    for person in list(cell.own):
        case.assertTrue(cell.step("r", person))
        if has_order:
            right = cell.kind.stored(cell.right.text())
            case.assertEqual(cell.text, right, f"{kind} {persons} {possible}")
    if all(letter != "p" for letter, _person in possible):
        case.assertEqual(cell.text, before, f"{kind} {persons} {possible}")


class WordsCase(BaseCase):
    def follow(self, examples):
        """Draw cases; give back how many were drawn, and steps taken, of each kind."""
        drawn, taken = Counter(), Counter()

        @settings(
            max_examples=examples,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(cases())
        @example(("text", UNSPACED[:2], TOUCHING, [("a", 0), ("a", 1), ("p", 1)]))
        @example(("text", UNSPACED[:2], TOUCHING, [("a", 1), ("a", 0), ("p", 0)]))
        @example(("text", UNSPACED[:2], TOUCHING, [("a", 0), ("a", 1), ("r", 0)]))
        @example(("text", UNSPACED[:2], TOUCHING, [("a", 1), ("a", 0), ("r", 1)]))
        def run(case):
            check(self, *case)
            drawn[case[0]] += 1
            taken[case[0]] += len(case[-1])

        run()
        self.assertEqual(drawn.keys(), KINDS.keys())
        self.assertGreaterEqual(drawn.total(), examples)
        return drawn, taken


@tagged("post_install", "-at_install", "pure")
class TestWordsOfTheLive(WordsCase):
    def test_any_order(self):
        _drawn, taken = self.follow(400)
        self.assertGreater(taken.total(), 1000)


@tagged("slow", "post_install", "-at_install", "pure", "long")
class TestWordsOfTheLiveAtLength(WordsCase):
    def test_any_order(self):
        drawn, taken = self.follow(10_000)
        self.assertGreater(taken.total(), 25_000)
        _logger.info("%s texts, %s steps: %s", drawn.total(), taken.total(), taken)

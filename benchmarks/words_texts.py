"""The texts: each knows which of its words are whose."""

import random
import re
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote

import words_numbers  # noqa: F401  registers its kinds
from words_decoys import DECOYS
from words_people import SEED
from words_spellings import LINKED, OTHER, OWN, SPELLINGS

PER_PERSON, DECOYS_EACH = 20, 6
PLACES = {
    OWN: ("message on card", "lead", "task", "order"),
    LINKED: ("message to both",),
    OTHER: ("message", "task", "lead", "order"),
}
# Spoken words around, none of which is a name.
AROUND = (
    ("<p>We spoke to ", " on the phone today.</p>"),
    ("<p>Please send the papers to ", ", it is urgent.</p>"),
    ("<div>see below: ", "<br>and thanks again</div>"),
    ("<p>Der Vertrag von gestern: ", " wird noch geprüft.</p>"),
    ("<p>rappel pour demain (", ") merci</p>"),
    ("<ul><li>", "</li><li>to be done</li></ul>"),
    ("<p>Betreff: ", "</p><p>mit freundlichen Grüßen</p>"),
    ("<p>the note says „", "“, nothing else.</p>"),
)
PLACEHOLDER = "Anonymized"
_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r'="[^"<>]*"')


@dataclass
class Text:
    """A text to store.

    :param person: whose words it has, or what looks like them
    :param cores: what must not be left of the words, squeezed; empty for what has to
        stay
    """

    person: dict
    zone: str
    place: str
    kind: str
    certain: bool
    before: str
    word: str
    after: str
    cores: list = field(default_factory=list)
    model: str = ""
    res_id: int = 0

    @property
    def html(self):
        return self.before + self.word + self.after

    @property
    def is_decoy(self):
        return not self.cores

    def outcome(self, new):
        """What has become of it: 'same', 'gone', 'partly' or 'wrong'."""
        if new == self.html:
            return "same"
        if self.is_decoy or not self._keeps(new):
            return "wrong"
        end = len(new) - len(self.after)
        left = squeezed(new[len(self.before) : end].replace(PLACEHOLDER, ""))
        return "partly" if any(core in left for core in self.cores) else "gone"

    def _keeps(self, new):
        sides = len(self.before) + len(self.after)
        return (
            len(new) >= sides
            and new.startswith(self.before)
            and new.endswith(self.after)
        )


def squeezed(html):
    """Letters and digits alone, as a reader sees them."""
    values = " ".join(_VALUE.findall(html))
    text = _read(_TAG.sub("", html) + values).casefold()
    return "".join(char for char in text if char.isalnum())


def _read(text):
    for _twice in range(2):
        text = unquote(unescape(text))
    return text


def texts(people, per_person=PER_PERSON):
    """Texts of all people, the same ones each time."""
    draw = random.Random(SEED + 2)
    for person in people:
        count = 0
        while count < per_person:
            make = _decoy if draw.random() < DECOYS_EACH / PER_PERSON else _spelled
            made = make(person, draw)
            if made:
                count += 1
                yield made


def _spelled(person, draw):
    one = draw.choice(SPELLINGS)
    word = one.write(person)
    if not word:
        return None
    zone = draw.choice(one.zones)
    if person["relation"] == "namesake" and zone != OWN and one.what == "name":
        return None
    if person["relation"] == "family" and one.what in ("email", "phone"):
        return None
    if person["relation"] == "family" and one.kind == "name before address":
        return None
    if person["ordinary"] and one.what == "name" and zone != OWN:
        return None
    cores = _cores(person, one, word) if person["is_erased"] else []
    html = word if one.html else escape(word)
    # A name in one word, as in Chinese, is asked for by the run, not changed.
    certain = one.certain and not (one.what == "name" and person["is_unspaced"])
    return _text(person, draw, zone, one.kind, certain, html, cores)


def _cores(p, one, word):
    if one.what == "phone":
        return [p["national"][-7:]]
    if one.what == "vat":
        return [p["vat"][2:]]
    if one.what == "email":
        return [squeezed(word.split("@")[0])] if "@" in word else [
            squeezed(p["email"].split("@")[0])]  # fmt: skip
    if one.what == "street":
        text = word.split(", ")[0] if one.kind == "street with city" else word
        return [squeezed(text)]
    if one.what != "name":
        return [squeezed(word)]
    return _name_cores(p, one, word)


def _name_cores(p, one, word):
    """The words of the name as they are written here; of a long text in capitals or
    other letters the longest two."""
    words = re.findall(r"[^\W\d_]{2,}", squeezed_words(word))
    beside = set("mba jr vip pdf href https example com link ph bob".split())
    if one.kind in ("name before address", "name in url"):
        words = re.findall(r"[^\W\d_]{2,}", p["name"].casefold())
    if one.kind in ("title and surname", "initial and surname"):
        return [squeezed(p["last"])]
    if one.kind == "name with title":
        return [squeezed(p["first"]), squeezed(p["last"])]
    if p["is_unspaced"]:
        return [squeezed(p["last"] + p["first"])]
    return [squeezed(one) for one in words if one not in beside and len(one) > 2] or [
        squeezed(word)]  # fmt: skip


def squeezed_words(html):
    return _read(_TAG.sub(" ", html)).casefold()


def _decoy(person, draw):
    one = draw.choice(DECOYS)
    word = one.write(person)
    if not word:
        return None
    zone = draw.choice(one.zones)
    return _text(person, draw, zone, f"({one.kind})", False, escape(word), [])


def _text(person, draw, zone, kind, certain, html, cores):
    before, after = draw.choice(AROUND)
    place = draw.choice(PLACES[zone])
    return Text(person, zone, place, kind, certain, before, html, after, cores)

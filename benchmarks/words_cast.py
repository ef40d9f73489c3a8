"""Who is in the database: the people with what is stored of them, and who lives beside
them."""

import json
import random
import subprocess
import sys
from pathlib import Path

from words_numbers import street
from words_people import ORDINARY, SEED

FAKER = "Faker==40.63.0\n"
DECORATED = (
    "{} Jr.", "{}, MBA", "{} (Ghent)", "{} - VIP", "{} geb. {former}",
    "Frau Dr. med. {}", "Dipl.-Ing. {}", "[OLD] {}", "{} c/o {former}",
)  # fmt: skip
RELATIONS = {"longer": 12, "company": 10, "family": 8, "namesake": 6, "employee": 3,
             "user": 2, "": 59}  # fmt: skip
ERASED = 0.6
MADE = Path(__file__).with_name("words_people.py")


def people(count):
    """The people of ``words_people`` with what the texts need besides."""
    done = subprocess.run(
        [_interpreter(), str(MADE), str(count)],
        capture_output=True,
        check=True,
        text=True,
    )
    draw = random.Random(SEED + 1)
    found = json.loads(done.stdout)
    firsts = {}
    for person in found:
        firsts.setdefault(person["locale"], []).append(person["first"])
    for person in found:
        _complete(person, draw, firsts[person["locale"]])
    _make_unlike(found)
    return found


def _interpreter():
    """One that has Faker, in an environment of its own."""
    import os

    sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
    from pa_dev import python_env

    return python_env.environment("venv", FAKER) / "bin/python"


def _complete(p, draw, firsts):
    p["relation"] = draw.choices([*RELATIONS], [*RELATIONS.values()])[0]
    p["is_erased"] = draw.random() < ERASED
    p["ordinary"] = p["country"] in ("GB", "US") and draw.random() < 0.05
    if p["ordinary"]:
        p["first"], p["last"] = draw.choice(ORDINARY).split()
        p["relation"] = ""
    glue = "" if p["is_unspaced"] else " "
    p["name"] = joined(p, p["first"], p["last"])
    p["longer"] = f"{p['name']}{glue}{p['extra']}"
    p["company"] = f"Bäckerei {p['name']} GmbH"
    p["twin_email"] = f"twin{p['number']}@namesakes.example"
    p["other_first"] = draw.choice([one for one in firsts if one != p["first"]])
    p["nick"] = not p["is_unspaced"] and draw.random() < 0.1
    p["renamed"] = not p["ordinary"] and draw.random() < 0.1
    is_weak = draw.random() < 0.1
    p["weak_ref"] = draw.choice(("2019", "1000", "A-12")) if is_weak else None
    p["street2"] = "2nd Floor" if is_weak else None
    p["ref"] = None if is_weak else p["ref"]
    p["stored"] = _stored(p, draw)
    p["address"] = street(p)


def joined(p, first, last):
    """Both names as the person's country has them."""
    return f"{last}{first}" if p["is_unspaced"] else f"{first} {last}"


def _stored(p, draw):
    if p["nick"]:
        return f'{p["first"]} "Bob" {p["last"]}'
    if p["is_unspaced"] or p["ordinary"] or draw.random() > 0.15:
        return p["name"]
    return draw.choice(DECORATED).format(p["name"], former=p["former"])


def _make_unlike(found):
    """Of two people whose names come out alike nobody could tell who is meant."""
    names = {
        called.casefold()
        for p in found
        for called in (p["name"], joined(p, p["first"], p["former"]))
    }
    for p in found:
        if joined(p, p["other_first"], p["last"]).casefold() in names:
            p["other_first"] = p["first"][:1] + "ixx"

"""What looks like a value of a person, and is none: one function per kind.

Each takes a person and gives the words, or None where the kind does not apply.
"""

from dataclasses import dataclass

from words_numbers import street
from words_spellings import LINKED, OTHER, OWN


@dataclass(frozen=True)
class Decoy:
    kind: str
    write: object
    zones: tuple


DECOYS = []


def decoy(*zones):
    def register(function):
        kind = function.__name__.replace("_", " ")
        DECOYS.append(Decoy(kind, function, zones or (LINKED, OTHER)))
        return function

    return register


def _related(*kinds):
    def only(function):
        def write(p):
            return function(p) if p["relation"] in kinds else None

        write.__name__ = function.__name__
        return write

    return only


@decoy()
@_related("longer", "employee", "user")
def longer_name(p):
    return p["longer"]


@decoy()
@_related("longer", "employee", "user")
def longer_name_in_capitals(p):
    return p["longer"].upper()


@decoy()
@_related("longer")
def longer_street(p):
    return f"{street(p)}/3" if not p["number_first"] else None


@decoy()
@_related("company")
def company_of_the_name(p):
    return f"{p['company']} delivers"


@decoy(OTHER)
@_related("namesake")
def name_of_a_namesake(p):
    return p["name"]


@decoy()
@_related("namesake")
def namesake_with_address(p):
    return f'"{p["name"]}" <{p["twin_email"]}>'


@decoy()
@_related("family")
def shared_email(p):
    return p["email"].title()


@decoy()
@_related("family")
def shared_phone(p):
    return f"+{p['calling']} {p['national']}"


@decoy()
def other_first_name(p):
    return p["last"] + p["other_first"] if p["is_unspaced"] else (
        f"{p['other_first']} {p['last']}")  # fmt: skip


@decoy(OTHER)
def surname_alone(p):
    return None if p["is_unspaced"] else f"Mr. {p['last']}"


@decoy()
def first_name_alone(p):
    return f"Dear {p['first']}"


@decoy()
def street_named_after(p):
    if p["is_unspaced"] or not p["name"].isascii():
        return None
    return f"{p['first']}-{p['last']}-Straße 5"


@decoy()
def other_house_number(p):
    return street({**p, "house": p["house"] + 200})


@decoy()
def longer_house_number(p):
    return None if p["number_first"] else f"{street(p)}7"


@decoy(OWN, LINKED, OTHER)
def day_like_the_phone(p):
    digits = p["national"]
    if p["country"] != "DK" or p["number"] % 3:  # see words_people
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


@decoy()
def file_named_like_the_phone(p):
    return f"IMG_{p['national']}.jpg"


@decoy()
def article_number(p):
    return f"Art. {p['national']}"


@decoy()
def amount(p):
    whole = f"{int(p['national']):,}"
    return f"EUR {whole}.50"


@decoy()
def longer_number(p):
    return f"{p['national']}4711"


@decoy()
def other_phone(p):
    last = (int(p["national"][-1]) + 1) % 10
    return f"+{p['calling']} {p['national'][:-1]}{last}"


@decoy()
def phone_of_another_country(p):
    other = "353" if p["calling"] != "353" else "32"
    return f"+{other} {p['national']}"


@decoy()
def longer_email(p):
    return f"anna-{p['email']}"


@decoy()
def same_mailbox_elsewhere(p):
    return f"{p['email'].split('@')[0]}@elsewhere.example"


@decoy()
def other_vat(p):
    return f"{p['vat'][:-1]}{(int(p['vat'][-1]) + 1) % 10}"


@decoy()
def longer_reference(p):
    return f"{p['ref']}-2" if p["ref"] else None


@decoy(OTHER)
def short_reference_of_others(p):
    return f"{p['weak_ref']} plan" if p["weak_ref"] else None


@decoy(OTHER)
def floor_of_others(p):
    return f"{p['street2']}, left" if p["street2"] else None


@decoy(OTHER)
def ordinary_words(p):
    return p["name"] if p["ordinary"] else None


@decoy()
def city(p):
    return p["city"]


@decoy()
def nothing(p):
    return "the delivery of last week"

"""Make people up: run by an interpreter that has Faker, prints JSON.

``words_people.py COUNT``: people of 22 countries, the same ones each time. What Faker
does not know, as how phones are written at home, is in the table.
"""

import json
import random
import sys

SEED = 1709
# Locale: calling code, trunk prefix, first digits of mobiles, digits after them.
COUNTRIES = {
    "de_DE": ("DE", "49", "0", "151", 8),
    "da_DK": ("DK", "45", "", "2", 7),
    "en_GB": ("GB", "44", "0", "77", 8),
    "en_US": ("US", "1", "", "2125", 6),
    "fr_FR": ("FR", "33", "0", "6", 8),
    "nl_NL": ("NL", "31", "0", "6", 8),
    "sv_SE": ("SE", "46", "0", "70", 7),
    "pl_PL": ("PL", "48", "", "50", 7),
    "tr_TR": ("TR", "90", "0", "53", 8),
    "es_ES": ("ES", "34", "", "6", 8),
    "it_IT": ("IT", "39", "", "33", 8),
    "cs_CZ": ("CZ", "420", "", "60", 7),
    "ro_RO": ("RO", "40", "0", "72", 7),
    "hu_HU": ("HU", "36", "06", "30", 7),
    "el_GR": ("GR", "30", "", "69", 8),
    "ru_RU": ("RU", "7", "8", "91", 8),
    "uk_UA": ("UA", "380", "0", "50", 7),
    "he_IL": ("IL", "972", "0", "50", 7),
    "ar_AA": ("SA", "966", "0", "50", 7),
    "ja_JP": ("JP", "81", "0", "90", 8),
    "zh_CN": ("CN", "86", "", "138", 8),
    "ko_KR": ("KR", "82", "0", "10", 8),
}
UNSPACED = ("ja_JP", "zh_CN", "ko_KR")
NUMBER_FIRST = ("en_GB", "en_US", "fr_FR")
ROMAN = {"el_GR", "ru_RU", "uk_UA", "he_IL", "ar_AA", *UNSPACED}
# Names of people that are ordinary words.
ORDINARY = ("Max Price", "Will Call", "Rose Bank", "Mark Street", "Grace Order")
# Others write them in other letters.
DOMAINS = ("bücher-{}.example", "mail-{}.example", "post{}.example", "grün{}.example")


def people(count):
    from faker import Faker

    Faker.seed(SEED)
    draw = random.Random(SEED)
    fakers = {locale: Faker(locale) for locale in COUNTRIES}
    seen = set()
    while len(seen) < count:
        locale = list(COUNTRIES)[len(seen) % len(COUNTRIES)]
        person = _person(locale, fakers[locale], draw, len(seen))
        key = person["first"], person["last"]
        if key not in seen and " " not in "".join(key):
            seen.add(key)
            yield person


def _person(locale, fake, draw, number):
    code, calling, trunk, mobile, digits = COUNTRIES[locale]
    sex = draw.choice(("male", "female"))
    first, last = _name(fake, "first", sex), _name(fake, "last", sex)
    national = mobile + "".join(draw.choice("0123456789") for _n in range(digits))
    if code == "DK" and number % 3 == 0:  # as a day
        day = draw.randrange(1, 29), draw.randrange(1, 13)
        national = "20{:02}{:02}{:02}".format(draw.randrange(10, 26), *day[::-1])
    local = _local(locale, first, last, number)
    return {
        "number": number,
        "locale": locale,
        "country": code,
        "is_unspaced": locale in UNSPACED,
        "first": first,
        "last": last,
        "former": _name(fake, "last", sex),
        "extra": _name(fake, "last", sex),
        "email": f"{local}@{draw.choice(DOMAINS).format(number)}",
        "calling": calling,
        "trunk": trunk,
        "national": national,
        "street": " ".join(_street(fake, locale).split()),
        "house": draw.randrange(2, 190),
        "number_first": locale in NUMBER_FIRST,
        "city": fake.city(),
        "vat": f"{code}{draw.randrange(10**8, 10**9)}",
        "iban": _iban(draw.randrange(10**17, 10**18)),
        "ref": f"CUST-{77000 + number}",
    }


def _name(fake, part, sex):
    own = getattr(fake, f"{part}_name_{sex}", None) or getattr(fake, f"{part}_name")
    return own()


def _local(locale, first, last, number):
    if locale in ROMAN:
        return f"mailbox{number}x"
    plain = f"{first}.{last}{number}".lower()
    return "".join(char for char in plain if char.isascii() and char not in " '")


def _street(fake, locale):
    if locale in UNSPACED:
        return {"ja_JP": "桜木", "zh_CN": "建国", "ko_KR": "세종"}[locale] + fake.city()
    return fake.street_name()


def _iban(account):
    """A German one with its check digits."""
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02}{account}"


if __name__ == "__main__":
    json.dump(list(people(int(sys.argv[1]))), sys.stdout)

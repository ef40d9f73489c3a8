"""How others write what is stored of a person: one function per kind.

Each takes a person of ``words_people`` (with ``name``, ``stored`` and ``address``) and
gives the words, as HTML where ``html`` says so, or None where the kind does not apply.
"""

import unicodedata
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import words_scripts as scripts

OWN, LINKED, OTHER = "own", "linked", "other"
ALL = (OWN, LINKED, OTHER)


@dataclass(frozen=True)
class Spelling:
    """A kind of spelling.

    :param zones: where it identifies the person
    :param certain: whether it has to be found, not only nearly always
    :param what: of which value it is: name, email, phone, street, vat, iban, ref
    """

    kind: str
    write: object
    what: str
    zones: tuple
    certain: bool
    html: bool


SPELLINGS = []


def spelling(what, zones=ALL, certain=False, html=False):
    def register(function):
        kind = function.__name__.replace("_", " ")
        SPELLINGS.append(Spelling(kind, function, what, zones, certain, html))
        return function

    return register


def _spaced(function):
    """Names whose words are parted by spaces only."""

    def write(p):
        return None if p["is_unspaced"] else function(p)

    write.__name__ = function.__name__
    return write


def _changed(p, text):
    return text if text and text != p["name"] else None


@spelling("name", certain=True)
def name(p):
    return p["name"]


@spelling("name", certain=True)
@_spaced
def name_in_capitals(p):
    return _changed(p, p["name"].upper())


@spelling("name", certain=True)
@_spaced
def name_last_comma_first(p):
    return f"{p['last']}, {p['first']}"


@spelling("name")
@_spaced
def name_last_first(p):
    return f"{p['last']} {p['first']}"


@spelling("name")
def name_with_ideographic_space(p):
    return f"{p['last']}\u3000{p['first']}" if p["is_unspaced"] else None


@spelling("name")
def name_with_honorific(p):
    return {"ja_JP": f"{p['name']}様", "zh_CN": f"{p['name']}先生",
            "ko_KR": f"{p['name']}님"}.get(p["locale"])  # fmt: skip


@spelling("name")
def name_in_lower_case(p):
    return _changed(p, p["name"].lower()) if not p["is_unspaced"] else None


@spelling("name", certain=True, html=True)
def name_with_hard_space(p):
    return None if p["is_unspaced"] else f"{p['first']}&nbsp;{p['last']}"


@spelling("name", certain=True)
def name_decomposed(p):
    return _changed(p, unicodedata.normalize("NFD", p["name"]))


@spelling("name", certain=True, html=True)
def name_in_entities(p):
    text = p["name"].encode("ascii", "xmlcharrefreplace").decode()
    return text if "&#" in text else None


@spelling("name", html=True)
def name_in_double_entities(p):
    return escape(name_in_entities(p) or "") or None


@spelling("name", html=True)
@_spaced
def name_in_url(p):
    return f'<a href="https://example.com/?q={quote(p["name"])}">link</a>'


@spelling("name")
@_spaced
def name_in_file_name(p):
    return f"{p['first']}_{p['last']}.pdf"


@spelling("name")
@_spaced
def name_in_slug(p):
    plain = scripts.plain(f"{p['first']} {p['last']}")
    return f"{plain.lower().replace(' ', '-')}-{p['number'] + 12}" if plain else None


@spelling("name")
@_spaced
def name_in_german_letters(p):
    return _changed(p, scripts.german(p["name"]))


@spelling("name")
@_spaced
def name_in_german_capitals(p):
    text = scripts.german(p["name"])
    return text.upper() if _changed(p, text) else None


@spelling("name")
@_spaced
def name_without_accents(p):
    return _changed(p, scripts.plain(p["name"]))


@spelling("name")
@_spaced
def name_without_accents_in_capitals(p):
    return (name_without_accents(p) or "").upper() or None


@spelling("name")
def name_as_in_passport(p):
    return scripts.passport(p["locale"], p["first"], p["last"])


@spelling("name")
def name_with_other_letters(p):
    return _changed(p, scripts.other_letters(p["locale"], p["name"]))


@spelling("name")
def name_with_vowel_signs(p):
    return _changed(p, scripts.with_signs(p["locale"], p["name"]))


@spelling("name")
@_spaced
def name_with_title(p):
    return f"{scripts.title(p['locale'])} {p['name']}"


@spelling("name")
@_spaced
def name_with_suffix(p):
    return p["name"] + (", MBA", " Jr.", " (VIP)", ", Ph.D.")[p["number"] % 4]


@spelling("name")
@_spaced
def name_with_nickname(p):
    return f'"{p["first"]} \\"Bob\\" {p["last"]}"' if p["nick"] else None


@spelling("name", html=True)
@_spaced
def name_over_inline_tags(p):
    return f"<b>{escape(p['first'])}</b> <i>{escape(p['last'])}</i>"


@spelling("name", html=True)
@_spaced
def name_over_a_line_break(p):
    return f"{escape(p['first'])}<br>{escape(p['last'])}"


@spelling("name", html=True)
@_spaced
def name_over_a_quoted_line(p):
    return f"{escape(p['first'])}<br>&gt; {escape(p['last'])}"


@spelling("name", html=True)
@_spaced
def name_over_cells(p):
    return f"<td>{escape(p['first'])}</td><td>{escape(p['last'])}</td>"


@spelling("name")
@_spaced
def name_in_genitive(p):
    if p["locale"] not in ("de_DE", "en_GB", "en_US", "nl_NL", "sv_SE", "da_DK"):
        return None
    english = "'" if p["locale"].startswith("en") else ""
    return None if p["last"][-1] in "sxzß" else f"{p['name']}{english}s"


@spelling("name")
def name_with_other_apostrophe(p):
    return _changed(p, p["name"].replace("'", "’").replace("ʼ", "'"))


@spelling("name")
def name_with_other_hyphen(p):
    return _changed(p, p["name"].replace("-", "\u2011"))


@spelling("name")
def name_before_address(p):
    return f'"{p["name"]}" <{p["email"]}>'


@spelling("name", zones=(OWN,))
@_spaced
def initial_and_surname(p):
    return f"{p['first'][0]}. {p['last']}"


@spelling("name", zones=(OWN,))
@_spaced
def title_and_surname(p):
    return f"{scripts.title(p['locale'])} {p['last']}"


@spelling("name", zones=(OWN, OTHER))
def former_name(p):
    if not p["renamed"]:
        return None
    return (
        p["former"] + p["first"] if p["is_unspaced"] else f"{p['first']} {p['former']}"
    )


@spelling("email", certain=True)
def email(p):
    return p["email"]


@spelling("email", certain=True)
def email_in_capitals(p):
    return p["email"].upper()


@spelling("email", certain=True, html=True)
def email_as_link(p):
    return f'<a href="mailto:{escape(p["email"])}">write</a>'


@spelling("email")
def email_in_punycode(p):
    local, domain = p["email"].split("@")
    return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else None


@spelling("email", html=True)
def email_in_url(p):
    return f'<a href="https://example.com/u?m={quote(p["email"])}">list</a>'


@spelling("email")
def email_with_at_spelled(p):
    return p["email"].replace("@", " [at] ")


@spelling("email", zones=(OWN, OTHER))
def former_email(p):
    return f"old.{p['number']}@former.example" if p["renamed"] else None

"""How phone numbers, streets and other numbers of a person are written by others."""

from words_spellings import OWN, spelling


def _groups(digits, size=3):
    return [digits[start : start + size] for start in range(0, len(digits), size)]


@spelling("phone", certain=True)
def phone_international(p):
    return f"+{p['calling']}{p['national']}"


@spelling("phone", certain=True)
def phone_international_spaced(p):
    return f"+{p['calling']} {' '.join(_groups(p['national']))}"


@spelling("phone", certain=True)
def phone_with_zeros(p):
    return f"00{p['calling']} {' '.join(_groups(p['national'], 2))}"


@spelling("phone", certain=True)
def phone_with_trunk_in_brackets(p):
    if p["trunk"] != "0":
        return None
    return f"+{p['calling']} (0) {'-'.join(_groups(p['national']))}"


@spelling("phone")
def phone_national(p):
    return f"{p['trunk']}{' '.join(_groups(p['national']))}"


@spelling("phone")
def phone_national_with_slash(p):
    if not p["trunk"]:
        return None
    return f"{p['trunk']}{p['national'][:3]}/{'.'.join(_groups(p['national'][3:], 2))}"


@spelling("phone")
def phone_called_tel(p):
    return f"Tel. {p['trunk']}{p['national']}"


@spelling("phone", html=True)
def phone_as_link(p):
    return f'<a href="tel:+{p["calling"]}{p["national"]}">call</a>'


def _street(p, name, number):
    if p["number_first"]:
        return f"{number} {name}"
    return f"{name} {number}"


@spelling("street", certain=True)
def street(p):
    return _street(p, p["street"], p["house"])


@spelling("street", certain=True)
def street_in_capitals(p):
    text = street(p).upper()
    return text if text != street(p) else None


@spelling("street")
def street_with_city(p):
    return f"{street(p)}, {p['city']}"


@spelling("street")
def street_with_number_word(p):
    return None if p["number_first"] else f"{p['street']} Nr. {p['house']}"


@spelling("street")
def street_shortened(p):
    text = p["street"]
    for long, short in (("straße", "str."), ("Straße", "Str."), ("Street", "St.")):
        text = text.replace(long, short)
    return _street(p, text, p["house"]) if text != p["street"] else None


@spelling("street", zones=(OWN,))
def street_with_letter(p):
    return f"{street(p)}a" if not p["number_first"] else None


@spelling("street")
def street_hyphened(p):
    if " " not in p["street"] or p["number_first"]:
        return None
    return f"{p['street'].replace(' ', '-')} {p['house']}"


@spelling("vat", certain=True)
def vat(p):
    return p["vat"]


@spelling("vat")
def vat_spaced(p):
    return f"{p['vat'][:2]} {' '.join(_groups(p['vat'][2:]))}"


@spelling("iban", certain=True)
def iban_grouped(p):
    return " ".join(_groups(p["iban"], 4))


@spelling("iban", certain=True)
def iban(p):
    return p["iban"]


@spelling("ref", certain=True)
def reference(p):
    return p["ref"]


@spelling("ref", zones=(OWN,))
def short_reference(p):
    return p["weak_ref"]


@spelling("street", zones=(OWN,))
def street_line_2(p):
    return p["street2"]

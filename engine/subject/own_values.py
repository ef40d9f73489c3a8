"""Which of the values in a person's records are the person's own, in their final form.

Everything here is pure.
"""

from ..text import terms_from_values

# Kinds of values of which one field may hold several, of several people.
_LISTS = ("email", "phone")


def full_names(parts):
    """Full names from the fields with parts of it. A first name alone says nothing.

    :param dict parts: ``{part: texts}`` with the parts of one record
    :return: list of (kind, text)
    """
    texts = {part: [one.strip() for one in found] for part, found in parts.items()}
    names = [one for one in texts.get("alias", ()) if len(one.split()) > 1]
    lasts = texts.get("last", [])
    lasts = list(dict.fromkeys([" ".join(lasts), *lasts])) if lasts else []
    for first in texts.get("first", ()):
        for last in [*lasts, *texts.get("maiden", ())]:
            names.append(f"{first} {last}")
            names += [f"{first} {one} {last}" for one in texts.get("middle", ())]
    return [("name", " ".join(one.split())) for one in dict.fromkeys(names)]


def of_records(pairs, own):
    """Of a field with several addresses, only those of the person: the others are in
    copy.

    :param pairs: (kind, text) from records that are not the person itself
    :param own: (kind, text) from the person itself
    :return: list of (kind, text)
    """
    result, known = [], None
    for kind, text in pairs:
        terms = terms_from_values([(kind, text)]) if kind in _LISTS else ()
        if len(terms) < 2:
            result.append((kind, text))
            continue
        known = set(terms_from_values(own)) if known is None else known
        result += [(term.kind, term.text) for term in terms if term in known]
    return result

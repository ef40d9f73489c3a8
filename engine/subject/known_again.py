"""The values by which somebody who was erased is known again, each in one form:
e-mail, phone (E.164), VAT number, IBAN."""

import re
from collections import defaultdict

from odoo.tools import SQL, email_normalize_all

from ..database import columns
from . import identifying_values

try:
    import phonenumbers
except ImportError:  # then only numbers with a country code count
    phonenumbers = None

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_VAT = re.compile(r"(?=.*[0-9].*[0-9].*[0-9].*[0-9])[A-Z0-9]{6,20}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_INTERNATIONAL = re.compile(r"^\s*00(?=[1-9])")
_NO_DIGIT = re.compile(r"[^0-9+]")
_NO_SIGN = re.compile(r"[\W_]+")
# Where living partners have the same: columns that other apps bring may be absent.
_LIVING = {"email": "email_normalized", "phone": "phone_sanitized", "vat": "vat"}


def normal(kind, text, country=None):
    """The forms of a value that count.

    :param str kind: email, phone, vat or iban; another one has no form
    :param country: code of the country of a phone number without one, or None
    :return: set of (kind, value)
    """
    if kind == "email":
        found = email_normalize_all(text)
    elif kind == "phone":
        found = [_phone(text, country)]
    elif kind in ("vat", "iban"):
        squeezed = _NO_SIGN.sub("", text).upper()
        form = _IBAN if kind == "iban" else _VAT
        found = [squeezed] if form.fullmatch(squeezed) else []
    else:
        found = []
    return {(kind, value) for value in found if value}


def _phone(text, country):
    text = _INTERNATIONAL.sub("+", text.replace("(0)", ""))
    if phonenumbers:
        try:
            number = phonenumbers.parse(text, country or None)
        except phonenumbers.NumberParseException:
            return None
        form = phonenumbers.PhoneNumberFormat.E164
        found = phonenumbers.format_number(number, form)
    else:
        found = _NO_DIGIT.sub("", text)
    return found if _E164.fullmatch(found) else None


def of_seals(env, datamap, opened):
    """What the seals say that nobody who lives has as well.

    :param dict opened: ``{line id: engine.vault.subject_seal.Sealed}``
    :return: ``{line id: set of (kind, value)}``
    """
    values = identifying_values.sealed_values(datamap, opened)
    countries = _countries(env, opened)
    result = {
        line_id: set().union(
            *(normal(kind, text, countries.get(line_id)) for kind, text in pairs)
        )
        for line_id, pairs in values.items()
    }
    shared = _of_the_living(env, set().union(*result.values()))
    return {line_id: found - shared for line_id, found in result.items()}


def _countries(env, line_ids):
    """``{line id: country code}``: the country stays on an anonymized partner."""
    env.cr.execute(
        "SELECT line.id, country.code FROM partner_anonymization_line line"
        "  JOIN res_partner partner ON partner.id = line.partner_id"
        "  JOIN res_country country ON country.id = partner.country_id"
        " WHERE line.id = ANY(%s)",
        [list(line_ids)],
    )
    return dict(env.cr.fetchall())


def _of_the_living(env, values):
    """Those of the values that partners have who are not anonymized."""
    by_kind = defaultdict(list)
    for kind, value in values:
        by_kind[kind].append(value)
    present = columns.of_tables(env.cr, ["res_partner"])["res_partner"]
    parts = [
        SQL(
            "SELECT %s, value FROM unnest(%s::text[]) value WHERE EXISTS ("
            " SELECT FROM res_partner WHERE %s = value"
            " AND anonymization_state IS NULL)",
            kind,
            by_kind[kind],
            SQL.identifier(name),
        )
        for kind, name in _LIVING.items()
        if by_kind[kind] and name in present
    ]
    if by_kind["iban"]:
        parts.append(
            SQL(
                "SELECT 'iban', value FROM unnest(%s::text[]) value WHERE EXISTS ("
                " SELECT FROM res_partner_bank bank"
                "   JOIN res_partner partner ON partner.id = bank.partner_id"
                "  WHERE bank.sanitized_acc_number = value"
                "    AND partner.anonymization_state IS NULL)",
                by_kind["iban"],
            )
        )
    if not parts:
        return set()
    return set(env.execute_query(SQL(" UNION ALL ").join(parts)))

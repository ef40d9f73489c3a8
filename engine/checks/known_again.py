"""Whether somebody enters a person again who was deleted for good.

One statement for all records that are created together, or for a write; none where the
guard is off.
"""

from collections import defaultdict

from ..subject import known_again
from ..vault import guard_hashes

# Which fields say what: none of the models but the first and the last need be there.
CARRIERS = {
    "res.partner": {"email": "email", "phone": "phone", "vat": "vat"},
    "crm.lead": {"email_from": "email", "phone": "phone"},
    "mailing.contact": {"email": "email", "mobile": "phone"},
    "res.partner.bank": {"acc_number": "iban"},
}


def find(model, vals_list):
    """Who is entered again.

    :param model: the records that are written; none where they are created
    :param vals_list: of records that are created or written
    :return: ``{position in the list: {kind: Erased}}``
    """
    places = defaultdict(list)
    for position, vals in enumerate(vals_list):
        for name, kind in CARRIERS[model._name].items():
            text = vals.get(name)
            if isinstance(text, str) and text.strip():
                country = _country(model, vals, text) if kind == "phone" else None
                for one in known_again.normal(kind, text, country):
                    places[one].append(position)
    result = defaultdict(dict)
    for one, erased in guard_hashes.find(model.env, set(places)).items():
        for position in places[one]:
            result[position][one[0]] = erased
    return dict(result)


def _country(model, vals, text):
    """The code of the country that a number without a country code belongs to: of the
    values, of the record that is written, of the company."""
    if text.strip().startswith(("+", "00")):
        return None
    env = model.env
    country = env["res.country"].sudo().browse(vals.get("country_id") or ())
    if not country and "country_id" in model._fields:
        country = model.sudo()[:1].country_id
    return (country or env.company.country_id).code or None

"""Parameters, defaults and scheduled actions of anonymization: administrators without
the right to manage it do not change when something is erased for good.

Where the keys lie is a matter of the machine, and so of whoever administers it.
"""

from ... import parameters
from ...engine.vault import KEY_DIR_PARAMETER

MODULE = "partner_anonymization"
PREFIX = f"{MODULE}."
# Models of Odoo to which this module adds settings; the prefix of these fields.
SETTINGS, FIELD_PREFIX = ("res.company", "res.config.settings"), "anonymization_"
OWN_SETTINGS = (
    "partner.anonymization.period",
    "partner.anonymization.preset",
    "partner.anonymization.rule",
    "partner.anonymization.rule.field",
    "partner.anonymization.exemption",
)


def _is_ours(key):
    return str(key or "").startswith(PREFIX) and key != KEY_DIR_PARAMETER


def _told_settings(keys):
    """Of these parameters, those that somebody tells; not what the module notes."""
    names = {
        *parameters.NUMBERS,
        *parameters.FLAGS,
        *parameters.CHOICES,
        *parameters.WORDS,
        *parameters.TEXTS,
    }
    told = {PREFIX + name for name in names} | {KEY_DIR_PARAMETER}
    return sorted(told.intersection(filter(None, keys)))

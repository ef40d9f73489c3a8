"""The system parameters of the module, read in one place.

Anybody with the technical menu can type anything into one. What is no value is told,
with the name of the parameter; nothing is guessed where data would be erased by it.
"""

import re
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.tools import config

PREFIX = "partner_anonymization."
# For fields of the settings.
KEEP_OPT_OUT = f"{PREFIX}keep_opt_out"
OPT_OUT_YEARS = f"{PREFIX}opt_out_years"
RENDER_MISSING_PDF = f"{PREFIX}render_missing_pdf"
# How old the rehearsal may be that a live run demands.
REHEARSAL_HOURS = 24
_DIGITS = re.compile(r"[+-]?[0-9]{1,12}")
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")


class Number(NamedTuple):
    """A whole number.

    :param zero: whether 0 has a meaning; otherwise it stands for the default
    """

    default: int
    most: int
    zero: bool = True


NUMBERS = {
    "purge_after_days": Number(30, 36500),
    "opt_out_years": Number(3, 100, zero=False),
    "guard_years": Number(3, 100, zero=False),
    "auto_notice_days": Number(14, 3650),
    "auto_per_night": Number(500, 1000000),
    "finish_per_night": Number(1000, 1000000, zero=False),
    "request_reminder_days": Number(7, 3650),
    "payment_warning_days": Number(60, 3650),
    # Above so many, a run goes on in the background, in batches, with a pause between.
    "run_above": Number(50, 1000),
    "run_batch": Number(100, 1000, zero=False),
    "run_pause_ms": Number(0, 600000),
    # How many processes search side by side where there is much to search.
    "proof_searchers": Number(2, 32, zero=False),
    # How old backups are at most; older entries of the ledger go. 0 keeps all.
    "ledger_days": Number(400, 36500),
    # The log's own retention; 0 keeps it for ever.
    "log_years": Number(10, 100),
    "responsible_id": Number(0, 2**31 - 1),
    # How long what was asked of a second person is valid.
    "four_eyes_days": Number(7, 365, zero=False),
}
FLAGS = {
    "keep_reference": False,
    "keep_opt_out": True,
    "require_rehearsal": False,
    "remove_empty": False,
    "render_missing_pdf": True,
    "list_contacts": False,
    "list_traders": False,
    "auto_customer": False,
    "auto_supplier": False,
    "auto_quick": False,
    "auto_contact": False,
    "auto_without_pdf": False,
    # A second person has to agree to what is final or decides what is erased.
    "four_eyes": False,
}

# The first one is the default.
CHOICES = {"guard": ("off", "warn", "refuse")}

# Free texts; nothing is decided by them.
TEXTS = ("guard_basis",)

# What stands for a name, and by default.
WORDS = {"placeholder_anonymized": "Anonymized", "placeholder_deleted": "Deleted"}
# Whether those named by an earlier word are being renamed.
RENAMING = f"{PREFIX}renaming"


def number(env, name) -> int:
    """Return a number of NUMBERS. Raise UserError when there is something else."""
    told, value = NUMBERS[name], _value(env, name)
    if not value:
        return told.default
    if not _DIGITS.fullmatch(value) or not 0 <= int(value) <= told.most:
        raise UserError(_no_number(env, name, value, told.most))
    return int(value) or (0 if told.zero else told.default)


def number_or_default(env, name) -> int:
    """The same for where nothing is erased by it: the default instead of an error."""
    try:
        return number(env, name)
    except UserError:
        return NUMBERS[name].default


def flag(env, name) -> bool:
    """Return a truth of FLAGS. Raise UserError when there is something else."""
    value = _value(env, name).lower()
    if not value:
        return FLAGS[name]
    if value not in (*_TRUE, *_FALSE):
        raise UserError(
            env._(
                "The system parameter %(name)s is “%(value)s”, which is neither True "
                "nor False: correct it in Anonymization ‣ Configuration ‣ Settings or "
                "in the list of system parameters.",
                name=PREFIX + name,
                value=value[:50],
            )
        )
    return value in _TRUE


def choice(env, name) -> str:
    """Return one of CHOICES. Raise UserError when there is something else."""
    value = _value(env, name) or CHOICES[name][0]
    if value not in CHOICES[name]:
        raise UserError(
            env._(
                "The system parameter %(name)s is “%(value)s”, which is none of "
                "%(choices)s: correct it in Anonymization ‣ Configuration ‣ Settings "
                "or in the list of system parameters.",
                name=PREFIX + name,
                value=value[:50],
                choices=", ".join(CHOICES[name]),
            )
        )
    return value


def choice_or_default(env, name) -> str:
    """The same for where nothing is decided by it: the default instead of an error."""
    try:
        return choice(env, name)
    except UserError:
        return CHOICES[name][0]


def proof_replica(env) -> tuple[str, int | None] | None:
    """Return where the read replica is that a proof reads from: host, and port or None
    for that of the primary. Without a parameter it is that of Odoo's configuration;
    None where there is no replica, or the parameter is “none”."""
    value = _value(env, "proof_replica")
    if not value:
        host = config["db_replica_host"]
        return (host, config["db_replica_port"] or None) if host else None
    if value.lower() == "none":
        return None
    host, _colon, port = value.rpartition(":")
    is_named = host and ":" not in host  # otherwise an IPv6 address
    if is_named and port.isascii() and port.isdigit():
        return host, int(port)
    return value, None


def word(env, name) -> str:
    """Return one of WORDS, which is never empty."""
    return env["ir.config_parameter"].sudo().get_param(PREFIX + name) or WORDS[name]


def earlier_words(env, name) -> tuple[str, ...]:
    """Return what one of WORDS was before, without what it is now."""
    value = env["ir.config_parameter"].sudo().get_param(f"{PREFIX}earlier_{name}")
    found = dict.fromkeys(str(value or "").splitlines())
    return tuple(one for one in found if one and one != word(env, name))


def remember_word(env, name, before):
    """Note what one of WORDS was before it changed."""
    if word(env, name) != before:
        known = [*earlier_words(env, name), before]
        key, lines = f"{PREFIX}earlier_{name}", "\n".join(dict.fromkeys(known))
        env["ir.config_parameter"].sudo().set_param(key, lines)


def effective(name, raw):
    """What a text stands for as the value of one of NUMBERS or FLAGS, which nobody has
    stored yet: False or True, digits, or the text where it is no value of its kind."""
    text = str(raw or "").strip()
    if name in FLAGS:
        return text.lower() not in ("", *_FALSE)
    told = NUMBERS[name]
    if not text:
        return str(told.default)
    if not _DIGITS.fullmatch(text):
        return text
    return str(int(text) or (0 if told.zero else told.default))


def problems(env) -> dict[str, str]:
    """Return `{name: sentence}` of the parameters that have no value of their kind."""
    result = {}
    for read, names in ((number, NUMBERS), (flag, FLAGS), (choice, CHOICES)):
        for name in names:
            try:
                read(env, name)
            except UserError as error:
                result[name] = str(error)
    return result


def _value(env, name):
    value = env["ir.config_parameter"].sudo().get_param(PREFIX + name)
    return str(value or "").strip()


def _no_number(env, name, value, most):
    return env._(
        "The system parameter %(name)s is “%(value)s”, which is no whole number from 0 "
        "to %(most)s: correct it in Anonymization ‣ Configuration ‣ Settings or in the "
        "list of system parameters.",
        name=PREFIX + name,
        value=value[:50],
        most=most,
    )

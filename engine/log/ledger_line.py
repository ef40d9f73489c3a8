"""What a line of the ledger may say. Anybody who can write there can write anything."""

import re
from datetime import datetime

KINDS = ("anonymize", "purge", "deanonymize")
# A ledger's name: the cluster and the oid of the database that writes it.
NAME = re.compile(r"(-?[0-9]{1,20})-([0-9]{1,10})\.jsonl")
_ENTRY = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HEAD = re.compile(r"([0-9]{1,10}:([0-9a-f]{64})?)?")


def is_sound(line):
    """Whether a line is one that could be from here."""
    for key in ("follows", "unclear"):
        names = line.get(key, [])
        if not isinstance(names, list) or not all(map(_is_name, names)):
            return False
    copy_of = line.get("copy_of", "")
    if copy_of != "" and not _is_name(copy_of):
        return False
    if type(line.get("count", 1)) is not int:
        return False
    if line["kind"] == "void":
        return _is_entry(line)
    return line["kind"] not in KINDS or (
        _is_entry(line)
        and _is_moment(line["time"])
        and _is_head(line.get("head", ""))
        and _are_numbers(line.get("xid"), 2, 2**63)
        and isinstance(line.get("partners"), list)
        and all(map(_is_partner, line["partners"]))
    )


def _is_entry(line):
    entry = line.get("entry")
    return isinstance(entry, str) and _ENTRY.fullmatch(entry)


def _is_moment(text):
    """Whether it is one that there is: PostgreSQL takes no 30th of February."""
    try:
        return _TIME.fullmatch(text) and bool(datetime.fromisoformat(text[:-1]))
    except ValueError:
        return False


def _is_head(text):
    return isinstance(text, str) and _HEAD.fullmatch(text)


def _is_name(name):
    return isinstance(name, str) and NAME.fullmatch(name)


def _is_partner(pair):
    if not isinstance(pair, list) or len(pair) != 2:
        return False
    partner_id, made = pair
    return _are_numbers([partner_id], 1, 2**31) and (
        made is None or isinstance(made, str)
    )


def _are_numbers(values, count, limit):
    return (
        isinstance(values, list)
        and len(values) == count
        and all(type(value) is int and 0 <= value < limit for value in values)
    )

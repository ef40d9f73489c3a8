"""What a line of the ledger may say. Anybody who can write there can write anything."""

import re

KINDS = ("anonymize", "purge", "deanonymize")
# A ledger's name: the cluster and the oid of the database that writes it.
NAME = re.compile(r"(-?[0-9]{1,20})-([0-9]{1,10})\.jsonl")
_ENTRY = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def is_sound(line):
    """Whether a line is one that could be from here."""
    for key in ("follows", "unclear"):
        names = line.get(key, [])
        if not isinstance(names, list) or not all(map(_is_name, names)):
            return False
    if not _is_name(line.get("copy_of") or "0-0.jsonl"):
        return False
    if line["kind"] == "void":
        return isinstance(line.get("entry"), str)
    return line["kind"] not in KINDS or (
        _ENTRY.fullmatch(str(line.get("entry")))
        and _TIME.fullmatch(line["time"])
        and _are_numbers(line.get("xid"), 2, 2**63)
        and isinstance(line.get("partners"), list)
        and all(map(_is_partner, line["partners"]))
    )


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

"""Texts with any number of e-mail addresses, such as the recipients of a mail."""

import re

from odoo.tools import SQL

_ADDRESS = re.compile(r"[^][<>()\s,;:\"'|]+@[^][<>()\s,;:\"'|]+")


def has_one(column, among):
    """SQL that says whether one of the addresses in a column is looked for.

    :param among: gives the SQL of whether an expression is one that is looked for
    """
    parts = SQL(r"regexp_split_to_array(lower(%s), '[][<>()\s,;:\"''|]+')", column)
    wanted = among(SQL("trim(one, '.')"))
    return SQL("EXISTS (SELECT FROM unnest(%s) one WHERE %s)", parts, wanted)


def of_others_too(rows, hits):
    """Which records carry an address that nobody of those has who are looked for.

    :param rows: (record id, text)
    :param hits: called with an address, gives the subjects whose it is
    """
    return {
        res_id
        for res_id, text in rows
        if not all(map(hits, _ADDRESS.findall(text or "")))
    }

"""An independent search of the whole database, sharing no code with the engine."""

import html
import json
import re
from urllib.parse import quote

from odoo.tools import SQL

from .digests import tables

# What the test itself keeps: our own log has ids only and is searched as well.
SKIPPED = ("ir_config_parameter",)


def spellings(value):
    """A value as it may stand in a table: as is, HTML, URL, json and digits only."""
    digits = re.sub(r"\D", "", value)
    result = {
        value,
        html.escape(value),
        quote(value),
        json.dumps(value)[1:-1],
        json.dumps(json.dumps(value)[1:-1])[1:-1],
    }
    if re.fullmatch(r"[+\d ()/.-]+", value) and len(digits) >= 7:
        result.add(digits)
    return {spelling.casefold() for spelling in result}


def find(cr, values, skip=SKIPPED):
    """Where any of the values stands.

    :return: set of (table, column, id)
    """
    wanted = {spelling for value in values for spelling in spellings(value)}
    numbers = {value for value in wanted if value.isdigit()}
    words = wanted - numbers
    hits = set()
    columns_of = _columns(cr)
    for table in (*tables(cr, skip), *_own_tables(cr)):
        columns, has_id = columns_of.get(table, ((), False))
        if not columns:
            continue
        key = SQL("id") if has_id else SQL("0")
        cr.execute(
            SQL(
                "SELECT %s%s FROM %s",
                key,
                SQL().join(SQL(", %s::text", SQL.identifier(name)) for name in columns),
                SQL.identifier(table),
            )
        )
        for row_id, *texts in cr.fetchall():
            for name, text in zip(columns, texts, strict=True):
                if text and _contains(text, words, numbers):
                    hits.add((table, name, row_id))
    return hits


def _contains(text, words, numbers):
    if text.startswith("\\x"):
        text = bytes.fromhex(text[2:]).decode("utf-8", "replace")
    folded = text.casefold()
    if any(word in folded for word in words):
        return True
    if not numbers:
        return False
    squeezed = re.sub(r"(?<=\d)[ ()/.\-\u00a0]+(?=\d)", "", folded)
    return any(number in squeezed for number in numbers)


def _own_tables(cr):
    cr.execute(
        r"SELECT relname FROM pg_class WHERE relkind = 'r'"
        r" AND relname LIKE 'partner\_anonymization%'"
    )
    return [name for (name,) in cr.fetchall()]


def _columns(cr):
    """``{table: (columns that may hold words, whether it has an id)}``"""
    cr.execute(
        """
        SELECT c.relname,
               array_agg(a.attname::text) FILTER (
                   WHERE t.typcategory = 'A'
                      OR t.typname IN ('text', 'varchar', 'jsonb', 'json', 'bytea')),
               bool_or(a.attname = 'id')
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
           AND c.relnamespace = current_schema::regnamespace
          JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attnum > 0 AND NOT a.attisdropped
         GROUP BY c.relname
        """
    )
    return {table: (columns or (), has_id) for table, columns, has_id in cr.fetchall()}

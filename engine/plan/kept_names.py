"""Names of files that the law keeps: who may not open a file does not learn its name.

Searches lead to files from everywhere, by messages, documents and fields of all apps.
Therefore the stored name is a neutral one while the file is kept, with the number and
the date of its document; the original is sealed.
"""

import mimetypes
import os
import re
import unicodedata
from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths, record_day

# Columns of a file whose text could name a person.
MODEL = "ir.attachment"
TELLING = ("name", "description", "url")
# What has to be read of a file to name it anew.
DOCUMENT = ("res_model", "res_id")
_DATES = ("invoice_date", "date", "date_order", "scheduled_date", "create_date")
_WORD = re.compile(r"[^\W_]+")
_UNSAFE = re.compile(r"[^\w.-]+")
_SHORT = 3


def neutral(env, rules, scope, rows, terms, today):
    """New values for what the kept files of the subjects say of them.

    :param rules: the rules of the plan
    :param dict rows: ``{table: {id: row}}``
    :param dict terms: ``{subject: [Term]}``
    :return: ``{(attachment id, column): text or None}``; what names nobody is not in it
    """
    told = {}
    for rule in rules:
        if rule.model != MODEL or not rule.has_files:
            continue
        words = {subject: _words(found) for subject, found in terms.items()}
        for res_id, hit in scope.by_rule[rule.id].items():
            row = rows.get(rule.table, {}).get(res_id)
            if row and hit.owner is not None and hit.until and hit.until >= today:
                known = set().union(*(words.get(one, ()) for one in hit.subjects))
                for name in TELLING:
                    if row.get(name) and _says(row[name], known):
                        told[res_id, name] = known
    policy = scope.datamap.policy
    labels = _labels(env, policy, {id_ for id_, _name in told}, rows, told)
    return {
        (id_, name): _name(rows, id_, labels) if name == "name" else None
        for id_, name in told
    }


def _words(terms):
    """All words of the terms, each of which may tell alone who it is."""
    found = set()
    for term in terms:
        found.update(_WORD.findall(_plain(term.text)))
    return {word for word in found if len(word) >= _SHORT or not word.isascii()}


def _plain(text):
    """The text as it is compared: without case and accents."""
    text = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(char for char in text if not unicodedata.combining(char))


def _says(text, words):
    """Whether one of the words stands in the text, a short one as a word of its own."""
    text = _plain(text)
    alone = set(_WORD.findall(text))
    squeezed = "".join(_WORD.findall(text))
    return any(
        word in alone or (len(word) > _SHORT and word in squeezed) for word in words
    )


def _name(rows, res_id, labels):
    """``INV_2026_00001 2026-01-31 4711.pdf``; without a document ``kept 4711.pdf``"""
    row = rows["ir_attachment"][res_id]
    extension = os.path.splitext(row["name"])[1].lower()
    if extension not in mimetypes.types_map:
        extension = ""
    label = labels.get((row["res_model"], int(row["res_id"] or 0)), "kept")
    return f"{label} {res_id}{extension}"


def _labels(env, policy, ids, rows, told):
    """``{(model, id): number and date}`` of the documents that files belong to."""
    wanted = defaultdict(dict)
    for id_ in ids:
        row = rows["ir_attachment"][id_]
        if row["res_model"] in env and row["res_id"]:
            known = set().union(*(told.get((id_, name), ()) for name in TELLING))
            wanted[row["res_model"]].setdefault(int(row["res_id"]), set()).update(known)
    return {
        (model, res_id): label
        for model, found in wanted.items()
        if model != MODEL
        for res_id, label in _of_model(env, policy, model, found)
    }


def _of_model(env, policy, model_name, found):
    model = env[model_name]
    number = model._fields.get(model._rec_name)
    if not _is_column(number, "varchar"):
        return
    day = next(name for name in _DATES if _is_column(model._fields.get(name), "date"))
    query = paths.base_query(env, model_name)
    query.order = None
    record = SQL.identifier(query.table, "id")
    query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(list(found))))
    rows = env.execute_query(
        query.select(
            record,
            SQL.identifier(query.table, number.name),
            record_day.of_field(env, policy, query, model_name, day),
        )
    )
    for res_id, text, date in rows:
        parts = [_UNSAFE.sub("_", text or "").strip("_"), date and str(date)]
        if text and not _says(text, found[res_id]):
            yield res_id, " ".join(filter(None, parts))


def _is_column(field, kind):
    """Whether a field is stored in a column of a kind that can be read as it is."""
    if not field or not field.store or not field.column_type or field.translate:
        return False
    if kind == "date":
        return field.type in ("date", "datetime")
    return field.type == "char" and not field.company_dependent

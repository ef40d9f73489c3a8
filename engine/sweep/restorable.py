"""What of the sealed values still fits into the database, and what does not.

Meanwhile records were deleted, apps uninstalled, values taken by others. What can be
looked up is looked up for all tables at once; what the database alone knows, such as
unique values, it says when it is asked to take them.
"""

import json
from collections import defaultdict

from odoo.tools import SQL
from odoo.tools.sql import existing_tables

from ..database import id_arrays
from ..datamap import paths
from ..log import Kept, log_entries
from ..vault import REFUSED, TAKEN

_UNIQUE = "23505"
_NO_OBJECT = {}


def log_lost(env, holders, run_id, lost, reasons):
    """List on the lines of a run what did not come back: where it was, and why.

    :param holders: ids of the lines that hold the seals
    :param run_id: the run that restores
    :param list lost: :class:`Lost`
    :param dict reasons: ``{code: sentence}``
    """
    if not lost:
        return
    env.cr.execute(
        "SELECT holder.id, line.id FROM partner_anonymization_line holder"
        "  LEFT JOIN partner_anonymization_line line ON line.run_id = %s"
        "    AND line.partner_id IS NOT DISTINCT FROM holder.partner_id"
        " WHERE holder.id = ANY(%s)",
        [run_id, list(holders)],
    )
    lines = dict(env.cr.fetchall())
    models, links = models_by_table(env), _links(env)
    found = []
    for one in lost:
        model, name = models.get(one.table, one.table), one.name
        model, name = links.get((one.table, one.name), (model, name))
        found.append(Kept(one.line_id, model, one.res_id, name, "lost", one.code))
    log_entries.add_kept(env, found, lines, reasons)


def _links(env):
    """``{(relation, column): (model, many2many field)}`` of partners."""
    return {
        (field.relation, field.column1): (paths.PARTNER, field.name)
        for field in env[paths.PARTNER]._fields.values()
        if field.type == "many2many" and field.store
    }


def reason(state):
    """The code for an error of the database."""
    return TAKEN if state == _UNIQUE else REFUSED


class Targets:
    """The records that values refer to, and which of them exist.

    :param tables: whose columns are asked about
    """

    def __init__(self, env, tables):
        self._env = env
        self.models = models_by_table(env)
        self._keys = _foreign_keys(env.cr, tables)
        self._wanted = defaultdict(set)
        self._existing = {}

    def want(self, table, name, text):
        """Note what the text of a column refers to."""
        for target, id_ in self._referred(table, name, text):
            self._wanted[target].add(id_)

    def look_up(self):
        """Which of what was noted exists, in one statement."""
        wanted = self._wanted
        present = set(existing_tables(self._env.cr, wanted)) if wanted else ()
        parts = [
            SQL(
                "SELECT %s, id FROM %s WHERE id = ANY(%s)",
                table,
                SQL.identifier(table),
                id_arrays.array(ids),
            )
            for table, ids in wanted.items()
            if table in present
        ]
        self._existing = defaultdict(set)
        union = SQL(" UNION ALL ").join(parts)
        for table, id_ in self._env.execute_query(union) if parts else ():
            self._existing[table].add(id_)

    def are_there(self, table, name, text):
        """Whether all that the text of a column refers to exists."""
        return all(
            id_ in self._existing[target]
            for target, id_ in self._referred(table, name, text)
        )

    def existing_part(self, table, name, text):
        """A text without the references to what does not exist: of those by company
        some may be left.

        :return: text or None
        """
        field = self.field(table, name)
        if not (field and field.company_dependent):
            return None
        values = {
            company: value
            for company, value in _by_company(text).items()
            if self.are_there(table, name, json.dumps({company: value}))
        }
        return json.dumps(values) if values else None

    def field(self, table, name):
        """The stored field of a column, None where no app has one."""
        model = self.models.get(table)
        return model and self._env[model]._fields.get(name)

    def columns_of(self, table, names):
        """The columns among `names` that refer to records, or have a list of choices,
        or a value for each company."""
        return {
            name
            for name in names
            if (table, name) in self._keys
            or (
                (field := self.field(table, name))
                and (
                    field.company_dependent
                    or field.type in ("many2one", "reference", "selection")
                )
            )
        }

    def _referred(self, table, name, text):
        """(table, id) of each record that the text of a column names."""
        field = self.field(table, name)
        kind = field.type if field else None
        if text is None or kind == "selection":
            return
        if field and field.company_dependent:
            for value in _by_company(text).values() if kind == "many2one" else ():
                if value:
                    yield self._env[field.comodel_name]._table, int(value)
        elif kind == "reference":
            model, _comma, id_ = text.partition(",")
            if id_.isdecimal():
                # A model of an app that was uninstalled: its name stands for its table,
                # which does not exist, so that the record is found to be gone.
                known = model in self._env
                yield self._env[model]._table if known else model, int(id_)
        elif text.isdecimal() and (table, name) in self._keys:
            yield self._keys[(table, name)], int(text)
        elif text.isdecimal() and kind == "many2one":
            yield self._env[field.comodel_name]._table, int(text)


def fits(field, text):
    """Whether a field can hold a text: a choice that it still has, or values by
    company. Of lists of choices that are worked out anew each time nobody knows."""
    if not field or text is None:
        return True
    if field.company_dependent:
        return _by_company(text) is not _NO_OBJECT
    if field.type != "selection" or not isinstance(field.selection, list):
        return True
    return text in {value for value, _label in field.selection}


def _by_company(text):
    """``{company: value}``"""
    try:
        values = json.loads(text)
    except ValueError:
        return _NO_OBJECT
    return values if isinstance(values, dict) else _NO_OBJECT


def models_by_table(env):
    """``{table: name of its model}``"""
    return {
        model._table: name
        for name, model in sorted(env.registry.items(), reverse=True)
        if not model._abstract and model._auto
    }


def _foreign_keys(cr, tables):
    """``{(table, column): table whose id it is}``"""
    cr.execute(
        """
        SELECT own.relname, a.attname, target.relname
          FROM pg_constraint k
          JOIN pg_class own ON own.oid = k.conrelid
          JOIN pg_class target ON target.oid = k.confrelid
          JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum = k.conkey[1]
          JOIN pg_attribute b ON b.attrelid = target.oid AND b.attnum = k.confkey[1]
         WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1
           AND b.attname = 'id' AND own.relname = ANY(%s)
           AND own.relnamespace = current_schema::regnamespace
        """,
        [list(tables)],
    )
    return {(table, name): target for table, name, target in cr.fetchall()}

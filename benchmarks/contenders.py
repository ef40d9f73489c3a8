"""What is measured: our engine, the floor beneath it, and a loop of ``write()``.

All three bring the same rows to the same final values, which are taken from the plan of
our engine, and commit.
"""

import threading
import time

from odoo import api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import SQL

from odoo.addons.partner_anonymization.engine import runs
from odoo.addons.partner_anonymization.engine.database import columns
from odoo.addons.partner_anonymization.engine.datamap import datamap
from odoo.addons.partner_anonymization.engine.plan import plan as planning
from odoo.addons.partner_anonymization.engine.subject import membership, scope

ADMIN = 2


class Measured:
    """Time and SQL statements of a ``with`` block, on all connections.

    ``seconds`` and ``statements`` are set when it ends.
    """

    def __enter__(self):
        self._thread = threading.current_thread()
        self._thread.query_count, self._thread.query_time = 0, 0
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self._start
        self.statements = self._thread.query_count
        del self._thread.query_count, self._thread.query_time


def close(name):
    """Forget a database and end all connections to it, so that it can be copied."""
    Registry.delete(name)
    sql_db.close_db(name)


class Database:
    """A database with its registry loaded."""

    def __init__(self, name):
        self.name = name
        self.registry = Registry(name)

    def partners(self, cr, ids):
        """The subjects as a manager of anonymization sees them, caches empty."""
        return api.Environment(cr, ADMIN, {})["res.partner"].browse(ids)


class Ours(Database):
    """The module's public methods: checks, locks, seals, keys, erasure, log."""

    def anonymize(self, ids, warm=False):
        """:param warm: the process has served the database before"""
        return self._measured(ids, "anonymize", warm)

    def blockers(self, ids):
        return self._measured(ids, "anonymization_blockers")

    def restore(self, ids):
        return self._measured(ids, "deanonymize")

    def purge(self, ids):
        """The purge alone: the proof that it waits for has a benchmark of its own."""
        self.prove(ids)
        return self.end(ids)

    def prove(self, ids):
        """Search for what was erased, as has to be done before the purge."""
        with self.registry.cursor() as cr:
            lines = self.partners(cr, ids).anonymization_line_id
            lines._prove()
            left = lines.filtered(lambda line: line.proof_state == "traces")
            if left:
                left.accept_traces("made-up people share words")
            cr.commit()

    def end(self, ids):
        """As at night, when the proof has been made before; ``purge_anonymized`` makes
        one first, which reads the whole database."""
        self.registry.clear_cache()
        with self.registry.cursor() as cr, Measured() as measured:
            partners = self.partners(cr, ids)
            lines = partners.sudo().anonymization_line_id
            options = partners._anonymization_options()
            runs.purge(partners.sudo().env, lines.ids, None, options)
            cr.commit()
        return measured

    def _measured(self, ids, method, warm=False):
        if not warm:
            # As after a change in another process, whatever was measured before.
            self.registry.clear_cache()
        with self.registry.cursor() as cr, Measured() as measured:
            getattr(self.partners(cr, ids), method)()
            cr.commit()
        return measured


class Planner(Database):
    """Says which values ours is going to write, without writing any."""

    def plan(self, ids):
        """``{table: {id: {column: new text or None}}}`` and the columns' types."""
        with self.registry.cursor() as cr:
            partners = self.partners(cr, ids).sudo()
            options = partners._anonymization_options()
            subjects = membership.collect(cr, ids)
            rules = datamap.DataMap(partners.env)
            found = scope.find(partners.env, rules, subjects, options.ticked)
            plan = planning.build(partners.env, found, options)
            cr.rollback()
        return {table: rows for table, rows in plan.changes.items() if rows}, plan


class Floor(Database):
    """One UPDATE per table, sent as finished text: less work cannot be done."""

    def prepare(self, changes, types):
        """The statements for these changes, parameters filled in."""
        with self.registry.cursor() as cr:
            return [
                cr.mogrify(_update(table, types[table], names, rows))
                for table, all_rows in changes.items()
                for names, rows in _by_names(all_rows).items()
            ]

    def prepare_texts(self, changes):
        """The same, with the types that the columns have."""
        with self.registry.cursor() as cr:
            types = columns.of_tables(cr, changes)
        return self.prepare(changes, types)

    def run(self, statements):
        with self.registry.cursor() as cr, Measured() as measured:
            for statement in statements:
                cr.execute(statement)
            cr.commit()
        return measured


def _by_names(rows):
    """Rows that change the same columns: ``{names: {id: values}}``"""
    found = {}
    for id_, values in rows.items():
        found.setdefault(tuple(sorted(values)), {})[id_] = values
    return found


def _update(table, types, names, rows):
    """The UPDATE of the rows of a table that change the same columns."""
    columns_ = [SQL.identifier(name) for name in names]
    assignments = [
        SQL("%s = u.%s::%s", column, column, SQL(types[name].type))
        for column, name in zip(columns_, names, strict=True)
    ]
    values = [
        SQL("(%s)", SQL(", ").join([id_, *(row[name] for name in names)]))
        for id_, row in rows.items()
    ]
    return SQL(
        "UPDATE %(table)s t SET %(set)s FROM (VALUES %(values)s) u(%(names)s)"
        " WHERE t.id = u.id",
        table=SQL.identifier(table),
        set=SQL(", ").join(assignments),
        values=SQL(", ").join(values),
        names=SQL(", ").join([SQL("id"), *columns_]),
    )


class Loop(Database):
    """A loop of ``write()`` over the same records, as an administrator would run it."""

    def run(self, changes, models):
        """Write each row's values, each record on its own, then commit.

        :param dict models: ``{table: model name}``
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, ADMIN, {})
            # A login has to be archived before its partner.
            tables = sorted(changes, key=lambda table: table == "res_partner")
            work = [
                (env[models[table]].browse(id_), _vals(env[models[table]], values))
                for table in tables
                for id_, values in changes[table].items()
            ]
            with Measured() as measured:
                for record, vals in work:
                    record.write(vals)
                cr.commit()
        return measured


def _vals(model, values):
    """Texts of columns as values for ``write()``."""
    return {
        name: _value(model._fields[name], text)
        for name, text in values.items()
        if name in model._fields
    }


def _value(field, text):
    if text is None or field.company_dependent:
        return False
    if field.type == "boolean":
        return text == "true"
    if field.type in ("integer", "many2one", "many2one_reference"):
        return int(text)
    if field.type in ("float", "monetary"):
        return float(text)
    return text

"""What modules ship for a row of a table."""

from collections import defaultdict
from functools import cached_property

from odoo.tools import SQL

from ...database import columns
from . import registered
from .module_files import ModuleFiles
from .pieces import pieces

_EXTERNAL_IDS = "ir_model_data"
# External ids of what Odoo writes down of a module's own code.
_REFLECTED = ("model_", "field_", "selection__", "constraint_", "module_")
# What Odoo bundles for browsers from files of modules, again when these change.
_BUNDLES = "/web/assets/%"
_FILES = "ir_attachment"
_VIEWS = "ir_ui_view"
# Of these Odoo makes a copy for each website, without an external id.
_COPIED = ("website_menu", "website_page")


def _any_module(_langs):
    return None


class Sources:
    """Finds what may be compared with what.

    :param dict models: ``{table: model}``
    """

    def __init__(self, env, models):
        self._env = env
        self._models = models
        self._files = ModuleFiles()

    def of(self, table, ids):
        """``{id: function}`` that takes languages and gives the set of pieces that
        modules ship for a row, None for a row that is a module's in any case. Rows that
        no module accounts for are left out."""
        found = {}
        for id_, names in self._names(table, ids).items():
            found[id_] = lambda langs, names=names: self._of_files(names, langs)
        if table in registered.TABLES:
            for id_, texts in registered.TABLES[table](self._env, list(ids)).items():
                found[id_] = _joined(texts, found.get(id_))
        if table == _EXTERNAL_IDS:
            found |= dict.fromkeys(self._of_modules(ids), _any_module)
        if table == _FILES:
            found |= dict.fromkeys(self._bundles(ids), _any_module)
            found |= dict.fromkeys(self._shipped_files(ids), _any_module)
        return found

    @staticmethod
    def is_copied(table):
        """Whether rows of a table that say the same as a module's are copies of it."""
        return table in _COPIED

    @cached_property
    def _installed(self):
        query = SQL("SELECT name FROM ir_module_module WHERE state <> 'uninstalled'")
        return frozenset(name for (name,) in self._env.execute_query(query))

    def _names(self, table, ids):
        """``{id: {(module, name)}}`` of the records of modules that say what is in a
        row: its own, and those that were made with it, such as the page of a view."""
        model = self._models.get(table, table)
        found = self._external_ids(model, ids)
        for name, one in self._env.registry.items():
            column = one._inherits.get(model)
            if column and one._auto and not one._abstract:
                of_parent = self._children(one._table, column, ids)
                for child, names in self._external_ids(name, of_parent).items():
                    found[of_parent[child]] |= names
        if table == _VIEWS:
            for id_, name in self._copied_views(set(ids) - found.keys()):
                found[id_].add(name)
        return found

    def _external_ids(self, model, ids):
        query = SQL(
            "SELECT res_id, module, name FROM ir_model_data"
            " WHERE model = %s AND res_id = ANY(%s)",
            model,
            list(ids),
        )
        found = defaultdict(set)
        for id_, module, name in self._env.execute_query(query) if ids else ():
            if module in self._installed:
                found[id_].add((module, name))
        return found

    def _children(self, table, column, ids):
        """``{id: id in the parent's table}``"""
        query = SQL(
            "SELECT id, %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
            ids=list(ids),
        )
        return dict(self._env.execute_query(query))

    def _copied_views(self, ids):
        """A view that a website has copied says in its key which one it was."""
        if "key" not in columns.of_tables(self._env.cr, [_VIEWS])[_VIEWS] or not ids:
            return
        query = SQL(
            "SELECT id, key FROM ir_ui_view WHERE id = ANY(%s) AND key LIKE %s",
            list(ids),
            "%.%",
        )
        for id_, key in self._env.execute_query(query):
            module, _dot, name = key.partition(".")
            if module in self._installed:
                yield id_, (module, name)

    def _of_files(self, names, langs):
        found = set()
        for module, name in names:
            found |= self._files.of(module, name, langs)
            found |= self._files.overlays(module, name, self._installed)
        return found

    def _of_modules(self, ids):
        """Rows that say which record has which external id of a module."""
        query = SQL(
            "SELECT id, module, name, model FROM ir_model_data WHERE id = ANY(%s)",
            list(ids),
        )
        for id_, module, name, model in self._env.execute_query(query):
            made_with = name.removesuffix("_" + (model or "").replace(".", "_"))
            if module in self._installed and (
                name.startswith(_REFLECTED)
                or any(self._files.knows(module, one) for one in (name, made_with))
            ):
                yield id_

    def _bundles(self, ids):
        query = SQL(
            "SELECT id FROM ir_attachment WHERE id = ANY(%s) AND url LIKE %s"
            "   AND res_model = 'ir.ui.view' AND coalesce(res_id, 0) = 0",
            list(ids),
            _BUNDLES,
        )
        return [id_ for (id_,) in self._env.execute_query(query)]

    def _shipped_files(self, ids):
        """Attachments with the content of a file of the module that they, or their
        records, come from."""
        query = SQL(
            "SELECT file.id, data.module, file.file_size, file.checksum"
            "  FROM ir_attachment file JOIN ir_model_data data"
            "       ON (data.model, data.res_id) = ('ir.attachment', file.id)"
            "       OR (data.model, data.res_id) = (file.res_model, file.res_id)"
            " WHERE file.id = ANY(%s) AND file.checksum IS NOT NULL",
            list(ids),
        )
        for id_, module, size, checksum in self._env.execute_query(query):
            if module in self._installed and self._files.holds(module, size, checksum):
                yield id_


def _joined(texts, of_files):
    if texts is None:
        return _any_module
    own = set().union(*map(pieces, texts))
    return lambda langs: own | (of_files(langs) if of_files else set())

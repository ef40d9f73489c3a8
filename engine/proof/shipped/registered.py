"""What Odoo writes down of the modules themselves: manifests, models, fields.

Each function takes the environment and ids of rows of one table, and gives ``{id:
texts}`` of what the modules say today; a row that no module accounts for is left out.
"""

from odoo.tools import SQL

from .module_files import manifest
from .pieces import strings


def modules(env, ids):
    """Rows of modules. Of one that is not on this server any more nobody can compare;
    what stands there is the module's all the same: None instead of texts."""
    query = SQL("SELECT id, name FROM ir_module_module WHERE id = ANY(%s)", list(ids))
    return {
        id_: [name, *_manifest_texts(shipped)] if (shipped := manifest(name)) else None
        for id_, name in env.execute_query(query)
    }


def _manifest_texts(shipped):
    return list(strings({key: shipped[key] for key in shipped}))


def models(env, ids):
    query = SQL("SELECT id, model FROM ir_model WHERE id = ANY(%s)", list(ids))
    return {
        id_: [name, env[name]._description, env[name]._order]
        for id_, name in env.execute_query(query)
        if name in env and not env[name]._custom
    }


def fields(env, ids):
    query = SQL(
        "SELECT id, model, name FROM ir_model_fields WHERE id = ANY(%s)", list(ids)
    )
    return {
        id_: [model, *_field_texts(field)]
        for id_, model, name in env.execute_query(query)
        if (field := _field(env, model, name))
    }


def selections(env, ids):
    query = SQL(
        "SELECT value.id, field.model, field.name FROM ir_model_fields_selection value"
        "  JOIN ir_model_fields field ON field.id = value.field_id"
        " WHERE value.id = ANY(%s)",
        list(ids),
    )
    return {
        id_: list(_field_texts(field))
        for id_, model, name in env.execute_query(query)
        if (field := _field(env, model, name))
    }


def _field(env, model, name):
    """The field, unless somebody has made it by hand."""
    field = env[model]._fields.get(name) if model in env else None
    return None if field is None or field.manual else field


def _field_texts(field):
    return strings({key: value for key, value in vars(field).items() if key != "env"})


def technical(env, ids):
    """Rows that hold nothing but names of modules, tables and constraints."""
    return dict.fromkeys(ids)


TABLES = {
    "ir_module_module": modules,
    "ir_model": models,
    "ir_model_fields": fields,
    "ir_model_fields_selection": selections,
    "ir_model_constraint": technical,
    "ir_model_relation": technical,
    "ir_module_module_dependency": technical,
    "ir_module_module_exclusion": technical,
}

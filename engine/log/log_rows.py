"""Changes of the log's own rows.

Their models refuse every change, whoever asks, also the superuser: so that no server
action, no automation and no access rule of an administrator leads to one. Hooks of
others never see a change of theirs either.
"""

from odoo import fields
from odoo.tools import SQL


def insert(model, values):
    """Add a row to the log.

    :param dict values: by field, without defaults
    :return: the record
    """
    env = model.env
    if model._log_access:
        values = {**values, "create_uid": env.uid, "create_date": fields.Datetime.now()}
    columns = _columns(model, values)
    ((id_,),) = env.execute_query(
        SQL(
            "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(SQL("%s", value) for value in columns.values()),
        )
    )
    return model.browse(id_)


def update(records, values):
    """Change rows of the log.

    :param dict values: by field, the same for all of the records
    """
    if not records:
        return
    env = records.env
    env.flush_all()
    if records._log_access:
        values = {**values, "write_uid": env.uid, "write_date": fields.Datetime.now()}
    columns = _columns(records, values)
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), value)
                for name, value in columns.items()
            ),
            records.ids,
        ),
        log_exceptions=False,  # another worker was first: the caller tries again
    )
    env.invalidate_all(flush=False)


def _columns(model, values):
    """``{column: value as the database takes it}``"""
    return {
        name: model._fields[name].convert_to_column(value, model)
        for name, value in values.items()
    }

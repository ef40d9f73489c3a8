"""Fields of contacts that name another record, as SQL; also those whose value every
company has for itself."""

from odoo.tools import SQL

from .match_paths import PARTNER


def target(field, alias="contact"):
    """The SQL of a join, if any, and of the id that a field of a contact names.

    :param field: a stored many2one or many2many field of contacts
    :param str alias: of the table of contacts
    """
    name = SQL.identifier(alias, field.name)
    if field.type == "many2many":
        join = SQL(
            "JOIN %s rel ON rel.%s = %s",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(alias, "id"),
        )
        return join, SQL.identifier("rel", field.column2)
    if field.company_dependent:
        join = SQL("CROSS JOIN LATERAL jsonb_each_text(%s) value", name)
        return join, SQL("value.value::int")
    return SQL(), name


def defaults(model_name):
    """The SQL of the array of ids in a model that contacts name where nobody has chosen
    one: what all contacts share says nothing of a single one."""
    return SQL(
        "ARRAY(SELECT CASE WHEN value.json_value ~ %(id)s"
        "                  THEN value.json_value::int END"
        "        FROM ir_default value"
        "        JOIN ir_model_fields field ON field.id = value.field_id"
        "       WHERE field.model = %(contact)s AND field.relation = %(model)s"
        "         AND value.json_value ~ %(id)s)",
        id="^[0-9]{1,9}$",
        contact=PARTNER,
        model=model_name,
    )

"""Deleted partners to which nothing refers any more: what is left of them is an empty
row.

Every reference counts, by a foreign key of whatever table, a value per company or a
default, a reference field, or the name of the model beside a number. What a record
takes along is none: its followers, what the system has noted on it, empty files.
"""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import OWN_PREFIX, paths

# Columns with the name of a model, and those beside them with the number of a record.
_NAMES = ("res_model", "model", "model_name", "resource_ref_model")
_NUMBERS = ("res_id", "record_id")
_TAKEN_ALONG = {
    "mail_followers": SQL("TRUE"),
    "mail_message": SQL("t.message_type IN ('notification', 'auto_comment')"),
    "ir_attachment": SQL("t.store_fname IS NULL AND t.db_datas IS NULL"),
    # What was given on import or export names the record and needs it not.
    "ir_model_data": SQL("left(t.module, 2) = '__'"),
}
# The log goes on without the row: its events have the number.
_LOG = ("partner_anonymization_line", "partner_anonymization_start")


def deleted(cr):
    """Ids of all partners that were deleted for good."""
    cr.execute("SELECT id FROM res_partner WHERE anonymization_state = 'deleted'")
    return [id_ for (id_,) in cr.fetchall()]


def unreferenced(env, partner_ids):
    """Those of these partners to which nothing refers.

    :return: list of ids
    """
    env.flush_all()
    ids = id_arrays.array(partner_ids)
    texts = [str(id_) for id_ in partner_ids]
    parts = [
        *_foreign_keys(env, ids),
        *_per_company(env, texts),
        *_reference_fields(env, texts),
        *_pairs(env, ids),
        _defaults(texts),
    ]
    rows = env.execute_query(SQL(" UNION ").join(parts))
    found = {id_ for (id_,) in rows}
    return [id_ for id_ in partner_ids if id_ not in found]


def _foreign_keys(env, ids):
    """Of the database itself: tables count of which no module knows any more."""
    env.cr.execute(
        """
        SELECT source.relname, attribute.attname
          FROM pg_constraint con
          JOIN pg_class source ON source.oid = con.conrelid
          JOIN pg_attribute attribute
            ON attribute.attrelid = con.conrelid AND attribute.attnum = con.conkey[1]
         WHERE con.contype = 'f' AND con.confrelid = 'res_partner'::regclass
           AND con.conparentid = 0
        """
    )
    for table, column in env.cr.fetchall():
        if table not in _LOG:
            itself = SQL("AND t.id <> %s", SQL.identifier("t", column))
            yield SQL(
                "SELECT %(column)s FROM %(table)s t WHERE %(column)s = ANY(%(ids)s)"
                " %(but)s",
                column=SQL.identifier("t", column),
                table=SQL.identifier(table),
                ids=ids,
                but=itself if table == "res_partner" else SQL(),
            )


def _models(env):
    for model in env.values():
        if model._auto and not model._abstract and not model._transient:
            yield model


def _per_company(env, texts):
    """Values of fields that each company has of its own, such as a delivery address."""
    for model in _models(env):
        for field in model._fields.values():
            is_one = field.company_dependent and field.comodel_name == paths.PARTNER
            if is_one and field.store:
                yield SQL(
                    "SELECT one.value::int FROM %(table)s t"
                    " CROSS JOIN LATERAL jsonb_each_text(%(column)s) one"
                    " WHERE %(column)s IS NOT NULL AND one.value = ANY(%(texts)s)",
                    table=SQL.identifier(model._table),
                    column=SQL.identifier("t", field.name),
                    texts=texts,
                )


def _reference_fields(env, texts):
    wanted = [f"{paths.PARTNER},{text}" for text in texts]
    for model in _models(env):
        for field in model._fields.values():
            if field.type == "reference" and field.store and field.column_type:
                yield SQL(
                    "SELECT split_part(%(column)s, ',', 2)::int FROM %(table)s t"
                    " WHERE %(column)s = ANY(%(wanted)s)",
                    column=SQL.identifier("t", field.name),
                    table=SQL.identifier(model._table),
                    wanted=wanted,
                )


def _pairs(env, ids):
    """The name of the model beside a number."""
    for model in _models(env):
        if model._name.startswith(OWN_PREFIX):
            continue
        for name, number in sorted(set(_pairs_of(model))):
            yield SQL(
                "SELECT %(number)s FROM %(table)s t WHERE %(name)s = %(partner)s"
                " AND %(number)s = ANY(%(ids)s) AND (%(but)s) IS NOT TRUE",
                number=SQL.identifier("t", number),
                table=SQL.identifier(model._table),
                name=SQL.identifier("t", name),
                partner=paths.PARTNER,
                ids=ids,
                but=_TAKEN_ALONG.get(model._table, SQL("FALSE")),
            )


def _pairs_of(model):
    fields = model._fields

    def is_column(name, *types):
        field = fields.get(name)
        return bool(field and field.store and field.type in types)

    for field in fields.values():
        if field.type == "many2one_reference" and field.store:
            if is_column(field.model_field, "char", "selection"):
                yield field.model_field, field.name
    for number in _NUMBERS:
        for name in _NAMES:
            if is_column(number, "integer") and is_column(name, "char", "selection"):
                yield name, number


def _defaults(texts):
    return SQL(
        "SELECT t.json_value::int FROM ir_default t"
        "  JOIN ir_model_fields field ON field.id = t.field_id"
        " WHERE field.relation = %s AND t.json_value = ANY(%s)",
        paths.PARTNER,
        texts,
    )

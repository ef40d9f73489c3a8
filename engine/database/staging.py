"""Values on their way to PostgreSQL, kept out of the text of the statements.

A client writes parameters into its statements: with an error, or where statements are
logged, what is in them stands in the logs of Odoo and PostgreSQL. The values of people
therefore go by COPY into a temporary table, which the statements name. The binary
format it is, since PostgreSQL quotes a line of text when a COPY fails.

An error of a statement may quote the row that it fails on; :func:`execute` takes that
out before anybody logs it.
"""

import json
import struct

import psycopg2

from odoo.tools import SQL

from . import id_arrays
from .errors import StatementRefused

VALUES, TERMS = "values", "terms"
_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)
_TEXT_OID = 25
# Rows up to a page stay as they are: compressing them costs more than it saves.
# Emptying a small table row by row is cheaper than giving it new files.
_CREATE = """DO $$
    BEGIN
        IF to_regclass('%(table)s') IS NULL THEN
            CREATE TEMPORARY TABLE %(table)s (id int8, v text[])
              WITH (toast_tuple_target = 8160) ON COMMIT DROP;
        ELSIF pg_relation_size('%(table)s') > 1000000 THEN
            TRUNCATE %(table)s;
        ELSE
            DELETE FROM %(table)s;
        END IF;
    END
$$"""
# Parts of an error that cannot hold a value: its kind and names in the schema. Only
# these are passed on.
_GUARD = """
    DECLARE
        state text; named_table text; named_column text; named_constraint text;
        number int := 0;
    BEGIN
        %s
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, named_table = TABLE_NAME,
            named_column = COLUMN_NAME, named_constraint = CONSTRAINT_NAME;
        RAISE EXCEPTION USING ERRCODE = state,
            MESSAGE = 'a change of anonymization was refused: ' || state,
            TABLE = named_table, COLUMN = named_column, CONSTRAINT = named_constraint,
            HINT = number;
    END
"""
_REFUSALS = (
    psycopg2.IntegrityError,
    psycopg2.DataError,
    psycopg2.ProgrammingError,
    psycopg2.errors.RaiseException,
)
_SETTING = "partner_anonymization.refused"
# What speaks of the values; all else is passed on.
_REFUSAL_CODES = """
    data_exception OR integrity_constraint_violation OR plpgsql_error
    OR datatype_mismatch OR cannot_coerce"""
_POSSIBLE = """
    DECLARE
        single text[] := %(single)s;
        refused jsonb := '[]';
        states text[]; pending int[]; again int[]; place int; one int8;
    BEGIN
        BEGIN
            EXECUTE %(whole)s;
        EXCEPTION WHEN %(refusals)s THEN
            FOR one IN SELECT id FROM %(values)s LOOP
                BEGIN
                    EXECUTE %(whole)s || ' AND u.id = $1' USING one;
                EXCEPTION WHEN %(refusals)s THEN
                    again := ARRAY(SELECT generate_subscripts(single, 1));
                    pending := NULL;
                    WHILE again IS DISTINCT FROM pending LOOP
                        pending := again;
                        again := '{}';
                        FOREACH place IN ARRAY pending LOOP
                            BEGIN
                                EXECUTE single[place] || ' AND u.id = $1' USING one;
                            EXCEPTION WHEN %(refusals)s THEN
                                again := again || place;
                                states[place] := SQLSTATE;
                            END;
                        END LOOP;
                    END LOOP;
                    FOREACH place IN ARRAY again LOOP
                        refused := refused || jsonb_build_array(
                            jsonb_build_array(one, place, states[place]));
                    END LOOP;
                END;
            END LOOP;
        END;
        PERFORM set_config(%(setting)s, refused::text, true);
    END;
"""


def put(cr, rows, name=VALUES):
    """Put rows into a temporary table, instead of those that were in it.

    :param rows: iterable of (id or None, list of texts or None)
    :param name: for tables that are needed at the same time
    :return: SQL of the table, with the columns ``id`` and ``v``, an array of text; it
        holds them until the next call with that name, at most until the end of the
        transaction or savepoint
    :raise ValueError: a text that PostgreSQL cannot hold
    """
    target = table(name)
    # Asked for each time: a savepoint that was rolled back takes the table along.
    cr.execute(SQL(_CREATE, table=target))
    stream = _Stream(_encoded(rows))
    try:
        cr._obj.copy_expert(f"COPY {target.code} FROM STDIN (FORMAT binary)", stream)
    except psycopg2.Error:
        if stream.error:
            raise stream.error from None
        raise
    return target


def count(cr, name):
    """Let PostgreSQL count the rows that were put, before tables are compared to them:
    it takes them for six otherwise, and goes through all pairs.

    It does not look at the texts, samples of which would stay in its catalog."""
    cr.execute(SQL("ANALYZE %s (id)", table(name)))


def table(name=VALUES):
    """SQL of the table that was put under a name."""
    return SQL.identifier("pg_temp", f"partner_anonymization_{name}")


def among(column, name, number=0, indexed=False):
    """SQL that says whether a column is one of the texts that were put in rows of a
    number, one text each.

    :param indexed: there is an index on the column, or the texts are few
    """
    texts = SQL("SELECT v[1] FROM %s WHERE id = %s", table(name), number)
    if indexed:
        return SQL("%s = ANY(ARRAY(%s))", column, texts)
    return SQL("%s IN (%s)", id_arrays.unindexed(column), texts)


def execute(cr, changed, query, ids=()):
    """Execute a statement on values that were put.

    :param changed: the table that it changes, and `ids` the records, for the message
    :raise StatementRefused: the database refuses the values; no value is in the error,
        nor in any log
    """
    execute_all(cr, [(changed, query, ids)])


def execute_all(cr, statements):
    """Execute several of them at once, one after the other.

    :param statements: list of (table that it changes, statement, ids of the records)
    :raise StatementRefused: as :func:`execute`
    """
    body = SQL(" ").join(
        SQL("number := %s; EXECUTE %s;", number, _text(cr, query))
        for number, (_changed, query, _ids) in enumerate(statements)
    )
    _guarded(cr, body, [(changed, ids) for changed, _query, ids in statements])


def execute_possible(cr, changed, query, single, ids=()):
    """Execute a statement, and where the database refuses the values, the same row by
    row, and where it refuses a row, one column after the other, while any is taken.

    :param query: joins the values as ``u``
    :param list single: the same statement for each column alone
    :return: list of (id, position in `single`, PostgreSQL's error code) of what is
        refused
    """
    texts = [_text(cr, one) for one in (query, *single)]
    body = SQL(
        _POSSIBLE,
        whole=texts[0],
        single=texts[1:],
        values=table(),
        refusals=SQL(_REFUSAL_CODES),
        setting=_SETTING,
    )
    _guarded(cr, body, [(changed, ids)])
    cr.execute("SELECT current_setting(%s)", [_SETTING])
    refused = json.loads(cr.fetchone()[0])
    return [(id_, place - 1, state) for id_, place, state in refused]


def _guarded(cr, body, changes):
    """:param changes: (table, ids of its records) of each statement"""
    try:
        cr.execute(SQL("DO %s", _GUARD % _text(cr, body)))
    except _REFUSALS as error:
        changed, ids = changes[int(error.diag.message_hint or 0)]
        raise StatementRefused(
            changed,
            sorted(ids),
            error.pgcode,
            error.diag.constraint_name or error.diag.column_name,
        ) from None


def _text(cr, query):
    return cr.mogrify(query.code, query.params).decode()


def _encoded(rows):
    """Rows in the binary format of COPY."""
    yield _HEADER
    for id_, texts in rows:
        parts = [b"\0\2"]
        if id_ is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            parts.append(struct.pack(">iq", 8, id_))
        array = _array(texts)
        parts += (struct.pack(">i", sum(map(len, array))), *array)
        yield b"".join(parts)
    yield _TRAILER


def _array(texts):
    """An array of text, in parts."""
    if not texts:
        return [struct.pack(">iii", 0, 0, _TEXT_OID)]
    parts = [struct.pack(">iiiii", 1, 1, _TEXT_OID, len(texts), 1)]
    for text in texts:
        if text is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            data = text.encode()
            if b"\0" in data:
                raise ValueError("a text with a NUL character")
            parts += (struct.pack(">i", len(data)), data)
    return parts


class _Stream:
    """What psycopg2 reads from: pieces, without all of them in memory at once."""

    def __init__(self, pieces):
        self._pieces = pieces
        self._rest = b""
        self.error = None

    def read(self, size=-1):  # pylint: disable=method-required-super
        try:
            return self._read(size)
        except Exception as error:
            self.error = error
            raise

    def _read(self, size):
        found, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            found.append(piece)
            length += len(piece)
        data = b"".join(found)
        if size < 0:
            size = len(data)
        self._rest = data[size:]
        return data[:size]

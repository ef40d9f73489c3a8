"""Whatever is said about statements: to PostgreSQL, by its log, and by Odoo's."""

import logging
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.sql_db import Cursor
from odoo.tools import SQL, mute_logger

_logger = logging.getLogger(__name__)
_SERVER_LOG = {
    "client_min_messages": "log",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_min_error_statement": "debug1",
}
_EXPLAIN = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
}


class Recorder(logging.Handler):
    """Collects texts."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.texts = []
        self.server = 0

    def emit(self, record):
        self.texts.append(f"log: {record.getMessage()} {record.exc_text or ''}")

    def append(self, notice):
        """A message of the server: its log, which the session asks for as well."""
        self.server += 1
        self.texts.append(f"server: {notice}")

    def naming(self, words):
        """The texts that one of the words stands in."""
        return [one for one in self.texts if any(word in one for word in words)]


@contextmanager
def recording(cr):
    """Record all statements, what the server logs about them, and all that Odoo logs.

    :return: :class:`Recorder`; ``server`` counts the server's messages, of which there
        are none unless the database's user is a superuser
    """
    recorder = Recorder()
    execute = Cursor.execute

    def recorded(self, *args, **kwargs):
        try:
            return execute(self, *args, **kwargs)
        finally:
            recorder.texts.append(f"statement: {(self._obj.query or b'').decode()}")

    names = _ask(cr)
    root, connection = logging.getLogger(), cr._cnx
    sql = logging.getLogger("odoo.sql_db")
    level, notices = sql.level, connection.notices
    try:
        connection.notices = recorder
        sql.setLevel(logging.DEBUG)
        root.addHandler(recorder)
        with patch.object(Cursor, "execute", recorded):
            yield recorder
    finally:
        root.removeHandler(recorder)
        sql.setLevel(level)
        connection.notices = notices
        for name in names:
            cr.execute(SQL("RESET %s", SQL(name)))


def _ask(cr):
    """Have the server send what it would log.

    :return: the names of the settings
    """
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cr.fetchone()[0]:
        return []
    settings = dict(_SERVER_LOG)
    try:
        with mute_logger("odoo.sql_db"), cr.savepoint():
            cr.execute("LOAD 'auto_explain'")
        settings.update(_EXPLAIN)
    except psycopg2.Error as error:  # a server without its additional modules
        _logger.info("Nested statements are not recorded: %s", error)
    for name, value in settings.items():
        cr.execute(SQL("SET %s TO %s", SQL(name), value))
    return list(settings)

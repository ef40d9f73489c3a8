"""Tries inputs one after the other, each in a savepoint that is taken back."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .fuzz import FuzzMixin
from .watched import watched

# Odoo's own words on statements and external ids that are refused.
MUTED = ("odoo.sql_db", "odoo.addons.base.models.ir_model")


class CleanErrorsMixin(FuzzMixin):
    """An input is refused with a sentence, or what it has made can be used; it never
    becomes SQL or Python."""

    def attempt(self, act, kind):
        """:param act: does it, and uses what it has made"""
        self.count(kind)
        savepoint = self.cr.savepoint()
        try:
            with watched() as found, mute_logger(*MUTED):
                try:
                    act()
                    self.env.flush_all()
                except UserError as error:
                    self.assertSentence(str(error))
                except psycopg2.IntegrityError as error:
                    # Odoo tells it by the message of the constraint.
                    name = error.diag.constraint_name or error.diag.column_name
                    self.assertTrue(name, error)
            self.assertEqual(found, [])
        finally:
            self.env.transaction.clear()
            savepoint.rollback()
            savepoint.close()
            self.env.registry.clear_cache("stable")

    def assertSentence(self, text):
        self.assertGreater(len(text), 15, text)
        for word in ("Traceback", "Unknown error", "Unknown database error"):
            self.assertNotIn(word, text)

    def load(self, model, names, rows):
        """Import rows as from a file; all of them are there then, or none and messages
        say why.

        :return: the records
        """
        count = self._count(model)
        result = model.load(names, rows)
        for message in result["messages"]:
            self.assertSentence(message["message"])
        if not result["ids"]:
            self.assertTrue(result["messages"])
            self.assertEqual(self._count(model), count)
        return model.browse(result["ids"] or ())

    def _count(self, model):
        self.env.flush_all()
        self.cr.execute(f"SELECT count(*) FROM {model._table}")
        return self.cr.fetchone()[0]

"""For the tests of other modules: does the data map treat our model right?

from odoo.addons.partner_anonymization.testing import AnonymizationTestMixin

class TestTicket(AnonymizationTestMixin, TransactionCase):
    def test_anonymization(self):
        self.assertAnonymizable(partner, ticket, bystanders=other_ticket)
"""

import json
import tempfile

from odoo.tools import SQL

from . import search
from .digests import differing, digest, remove_tree

# Never brought back: what works as a key, and throw-away rows.
SKIPPED_TABLES = ("bus_bus", "ir_logging", "mail_mail_res_partner_rel")
NOT_RESTORED = {
    "res_users": ["password", "totp_secret"],
    "res_partner": ["signup_type"],
    "account_move": ["access_token"],
    "mail_mail": ["state"],
}
WORDS = ("name", "email", "phone", "vat", "ref", "street", "company_registry")


class AnonymizationTestMixin:
    """Runs a person through anonymizing and back, and says what went wrong where."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.mkdtemp(prefix="keys-")
        cls.addClassCleanup(remove_tree, folder)
        cls.env["ir.config_parameter"].set_param(
            "partner_anonymization.key_dir", folder
        )

    def assertAnonymizable(self, partner, records, bystanders=None, words=()):
        """Round trip, leak and bystander checks in one go.

        :param partner: the ``res.partner`` to anonymize; it comes back
        :param records: records of one's own model that hold the person's data
        :param bystanders: records that must stay as they are, byte for byte
        :param words: identifying values besides those on the partner's card
        :raise AssertionError: naming model, field and id of everything that is wrong
        """
        words = [*self._anonymization_words(partner), *words]
        self._check_holds_words(records, words)
        mine = self._rows(partner | partner.child_ids) | self._rows(records)
        others = self._rows(bystanders) if bystanders else {}
        before = self._anonymization_digest()
        run = partner.anonymize("Ticket 4711", override_retention=True)
        self.assertNoLeak(run, words)
        self._check_same(others, "was changed, though it is not the person's")
        partner.deanonymize()
        self._check_same(mine, "did not come back")
        self._check_same(others, "was changed by de-anonymizing")
        self._check_digest(before)

    def assertNoLeak(self, run, words):
        """Search the whole database for words; what the log lists as kept may stay.

        :param run: ``partner.anonymization`` that erased the person
        """
        self.env.flush_all()
        kept = {
            (self.env[one.model]._table, one.field, one.res_id)
            for one in run.line_ids.kept_ids
        }
        left = sorted(search.find(self.env.cr, words) - kept)
        self.assertFalse(
            left,
            "Personal data is left, no rule of the data map erases it:\n"
            + "\n".join(self._described(*place) for place in left),
        )

    def _anonymization_words(self, partner):
        people = partner | partner.child_ids
        words = {person[name] for person in people for name in WORDS if person[name]}
        return sorted(word for word in words if len(word) > 3)

    def _check_holds_words(self, records, words):
        """A test on records without the person's words could not fail."""
        self.env.flush_all()
        hits = search.find(self.env.cr, words)
        tables = {table for table, _column, _id in hits}
        self.assertIn(
            records._table,
            tables,
            f"No record of {records._name} holds any of the person's words: {words}",
        )

    def _rows(self, records):
        """``{(model, id): {column: value}}``, as the tables have it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id, to_jsonb(t)::text FROM %s t WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                records.ids,
            )
        )
        skipped = NOT_RESTORED.get(records._table, ())
        rows = {id_: json.loads(text) for id_, text in self.env.cr.fetchall()}
        return {
            (records._name, id_): {k: v for k, v in row.items() if k not in skipped}
            for id_, row in rows.items()
        }

    def _check_same(self, rows, complaint):
        """Compare rows with what the tables have now."""
        wrong = []
        for (model, id_), before in rows.items():
            after = self._rows(self.env[model].browse(id_)).get((model, id_), {})
            wrong += [
                f"{model}({id_}).{name} {complaint}"
                for name in sorted(before)
                if before[name] != after.get(name)
            ]
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def _anonymization_digest(self):
        self.env.flush_all()
        skipped = (*SKIPPED_TABLES, *self._throwaway_tables())
        return digest(self.env.cr, skipped, NOT_RESTORED)

    def _throwaway_tables(self):
        """Those of wizards, whose rows Odoo itself deletes after a while."""
        wizards = [model for model in self.env.values() if model._transient]
        links = [field for model in wizards for field in model._fields.values()]
        return {model._table for model in wizards} | {
            field.relation
            for field in links
            if field.type == "many2many" and field.store and field.relation
        }

    def _check_digest(self, before):
        wrong = differing(before, self._anonymization_digest())
        self.assertFalse(
            wrong,
            "These tables are not as before, as (rows missing, rows new): "
            + ", ".join(f"{table} {counts}" for table, counts in sorted(wrong.items())),
        )

    def _described(self, table, column, id_):
        models = [name for name, m in self.env.items() if m._table == table]
        return f"{models[0] if models else table}({id_}).{column}"

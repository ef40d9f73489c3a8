"""The log is evidence: nobody changes it, whatever rights he has or gives himself."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..common import AnonymizationCase

BASE = "partner.anonymization"
# Models, and values that make a row of them.
ROWS = {
    BASE: {"kind": "anonymize", "state": "done", "note": "forged"},
    f"{BASE}.line": {"outcome": "done", "proof_state": "proved"},
    f"{BASE}.trace": {"model": "x", "field": "x", "status": "kept"},
    f"{BASE}.kept": {"model": "x", "res_id": 1, "field": "x"},
    f"{BASE}.event": {"kind": "purge", "outcome": "done"},
    f"{BASE}.seal": {"partner_id": 1, "key_ref": "x", "part": 9, "payload": b"eA=="},
    f"{BASE}.document.seal": {"partner_id": 1, "key_ref": "x", "part": 9},
    f"{BASE}.opt.out": {"model": "x", "res_id": 1, "key_ref": "x"},
    f"{BASE}.guard.hash": {"digest": "x", "kind": "email"},
    f"{BASE}.key.destruction": {"key_ref": "x"},
    f"{BASE}.unchecked": {"model": "x", "res_id": 1},
    f"{BASE}.start": {"partner_id": 1, "model": "x", "res_id": 1},
    f"{BASE}.ledger": {"entry": "x", "date": "2001-01-01", "kind": "purge"},
    f"{BASE}.replay": {"partner_ref": 1, "date": "2001-01-01", "kind": "purge"},
    f"{BASE}.approval": {
        "operation": "purge",
        "state": "approved",
        "user_id": 2,
        "date": "2001-01-01",
        "date_until": "2099-01-01",
        "call": [],
        "call_hash": "x",
        "digest": "x",
    },
}
LAST = "2001-01-01"
CHANGES = {
    BASE: {"note": "forged"},
    f"{BASE}.line": {"proof_state": "proved", "purge_date": LAST},
    f"{BASE}.trace": {"status": "kept", "date_until": LAST},
    f"{BASE}.kept": {"is_waiting": False, "date_until": LAST},
    f"{BASE}.event": {"outcome": "failed"},
    f"{BASE}.seal": {"key_ref": "x"},
    f"{BASE}.document.seal": {"key_ref": "x"},
    f"{BASE}.opt.out": {"date_until": LAST},
    f"{BASE}.guard.hash": {"date_until": LAST},
    f"{BASE}.key.destruction": {"key_ref": "y"},
    f"{BASE}.unchecked": {"res_id": 2},
    f"{BASE}.start": {"res_id": 2},
    f"{BASE}.ledger": {"entry": "y"},
    f"{BASE}.approval": {"state": "approved", "approver_id": 2},
    f"{BASE}.replay": {"state": "done"},
}


@tagged("post_install", "-at_install")
class TestLogImmutable(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls.person.anonymize()
        cls.line = cls.entry.line_ids
        cls._fill()
        cls.clerk = cls._user("log_clerk", "group_anonymize")
        cls.manager = cls._user("log_manager", "group_manager")
        cls.admin = new_test_user(cls.env, "log_admin", "base.group_system")
        # An administrator gives himself every right, and takes every rule away.
        group = cls.env.ref("base.group_system")
        for model in ROWS:
            cls.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": group.id,
                    **dict.fromkeys(
                        ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                    ),
                }
            )
            cls.env["ir.rule"].search([("model_id.model", "=", model)]).unlink()
        cls.env.flush_all()

    @classmethod
    def _fill(cls):
        """A row in every table."""
        for name, columns, values in (
            ("trace", "model, field, status", "'x', 'x', 'unexpected'"),
            ("kept", "model, res_id, field, is_waiting", "'x', 1, 'x', true"),
            ("document_seal", "partner_id, key_ref, part, payload", "1, 'x', 0, ''"),
            (
                "opt_out",
                "model, res_id, key_ref, date_until",
                "'x', 1, 'a/b/0', '2099-01-01'",
            ),
            ("key_destruction", "key_ref", "'a/b/0'"),
            (
                "guard_hash",
                "digest, kind, date_erased, date_until",
                "'x', 'email', '2026-01-01', '2099-01-01'",
            ),
        ):
            cls.env.cr.execute(
                f"INSERT INTO partner_anonymization_{name} (line_id, {columns})"
                f" VALUES (%s, {values})",
                [cls.line.id],
            )
        cls.env.cr.execute(
            "INSERT INTO partner_anonymization_unchecked (model, res_id)"
            " VALUES ('x', 1)"
        )
        cls.env.cr.execute(
            "INSERT INTO partner_anonymization_start (partner_id, model, res_id)"
            " VALUES (1, 'x', 1)"
        )
        cls.env.cr.execute(
            "INSERT INTO partner_anonymization_replay (partner_ref, kind, date, state)"
            " VALUES (1, 'purge', now(), 'waiting')"
        )
        cls.env.cr.execute(
            "INSERT INTO partner_anonymization_approval (operation, state, user_id,"
            " date, date_until, call, call_hash, digest)"
            " VALUES ('purge', 'requested', 2, now(), now(), '[]', 'x', 'x')"
        )

    def _everything(self):
        """All rows of the log, as text."""
        result = {}
        for model in ROWS:
            table = SQL.identifier(self.env[model]._table)
            query = SQL("SELECT to_jsonb(t)::text FROM %s t ORDER BY id", table)
            result[model] = self.env.execute_query(query)
        return result

    def _environments(self):
        for user in (self.clerk, self.manager, self.admin, self.env.user):
            for superuser in (False, True):
                yield f"{user.login} {superuser}", self.env(user=user, su=superuser)
        forged = dict.fromkeys(
            ("engine", "anonymization_engine", "install_mode", "module"), True
        )
        yield "context", self.env(user=self.admin, su=True, context=forged)

    def test_all_models_are_known(self):
        engine = {
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and issubclass(model, self.env.registry[f"{BASE}.engine.mixin"])
        }
        self.assertEqual({name for name in ROWS}, engine or set(ROWS))

    def test_no_way_leads_to_a_change(self):
        before = self._everything()
        self.assertTrue(all(before.values()), "a row in every table")
        for who, env in self._environments():
            for model in ROWS:
                for how, call in self._ways(env, model):
                    with self.subTest(who=who, model=model, how=how):
                        self.env.invalidate_all()
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            call()
                            env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._everything(), before)

    def _ways(self, env, model):
        values = {**ROWS[model], **CHANGES[model]}
        if "line_id" in env[model]._fields:
            values["line_id"] = self.line.id
        self.env.cr.execute(
            SQL("SELECT min(id) FROM %s", SQL.identifier(env[model]._table))
        )
        record = env[model].browse(self.env.cr.fetchone())
        changes = CHANGES[model]
        name, value = next(iter(changes.items()))
        yield "create", lambda: env[model].create([values])
        yield "write", lambda: record.write(changes)
        yield "assign", lambda: setattr(record, name, value)
        yield "unlink", record.unlink
        yield "copy", record.copy
        yield "private create", lambda: record._create([{"stored": values}])
        yield "private write", lambda: record._write(changes)
        yield "private writes", lambda: record._write_multi([changes])

    def test_import(self):
        before = self._everything()
        for who, env in self._environments():
            for model in ROWS:
                name, value = next(iter(CHANGES[model].items()))
                with self.subTest(who=who, model=model):
                    try:
                        answer = env[model].load([name], [[str(value)]])
                    except AccessError:
                        continue
                    self.assertFalse(answer["ids"])
                    self.assertTrue(answer["messages"])
        self.assertEqual(self._everything(), before)

    @mute_logger("odoo.addons.base.models.ir_actions")
    def test_server_action(self):
        before = self._everything()
        codes = [
            f"env['{model}'].sudo().search([]).{call}"
            for model in ROWS
            for call in (
                f"write({CHANGES[model]!r})",
                "unlink()",
                f"_write({CHANGES[model]!r})",
                f"with_user(1).write({CHANGES[model]!r})",
            )
        ]
        codes.append(f"env['{BASE}'].sudo().browse({self.entry.id})._finish(1)")
        for code in codes:
            action = self.env["ir.actions.server"].create(
                {
                    "name": "Detour",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "state": "code",
                    "code": code,
                }
            )
            with self.subTest(code), self.assertRaises(AccessError):
                with self.cr.savepoint():
                    action.with_user(self.admin).run()
        self.env.invalidate_all()
        self.assertEqual(self._everything(), before)

    def test_x2many_commands(self):
        """By way of records that may be written."""
        request = self.env[f"{BASE}.request"].create({"partner_ids": self.person.ids})
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.write({"run_ids": [Command.link(self.entry.id)]})
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.write({"run_ids": [Command.create({"kind": "purge"})]})

    def test_no_foreign_key_takes_rows_away(self):
        """Deleting what a row points to leaves the row; a line loses nothing but the
        link to a partner that is deleted."""
        self.env.cr.execute(
            """
            SELECT conrelid::regclass::text, a.attname, confdeltype
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(conkey)
             WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
               AND a.attname NOT IN ('create_uid', 'write_uid')
            """,
            [[self.env[model]._table for model in ROWS]],
        )
        loose = {
            (table, column)
            for table, column, kind in self.env.cr.fetchall()
            if kind != "r"
        }
        # Where a run started from is forgotten with the contact that was made for it.
        tables = ("partner_anonymization_line", "partner_anonymization_start")
        self.assertEqual(loose, {(table, "partner_id") for table in tables})

    def test_buttons_still_work(self):
        self.env.cr.execute("DELETE FROM partner_anonymization_document_seal")
        self.line._prove()
        self.assertEqual(self.line.proof_state, "proved")
        run = self.person.with_user(self.manager).deanonymize("T-1")
        self.assertEqual((run.kind, run.state), ("deanonymize", "done"))
        self.assertEqual(run.user_id, self.manager)
        self.assertEqual(run.create_uid, self.manager)
        self.assertTrue(run.create_date)
        self.assertEqual(run.note, "T-1")

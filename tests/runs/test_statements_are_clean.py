"""No value of a person is in a statement, nor in what is logged about one."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...engine.database import columns, staging
from ...engine.database.errors import StatementRefused
from ...engine.vault import opt_out_hashes
from ..cases.fakes import FakeModelsCase
from ..cases.statement_recorder import recording
from ..common import digest

CANARIES = (
    "uillfeather",
    "ZACHARIAS",
    "Zacharias",
    "zacharias",
    "Nachtigall",
    "31415926",
    "31 41 59 26",
    "Brombærvej",
    "CUST-77231",
    "Ornithologist",
    "0400440116243",
    "parrot",
    "zq@case",
    "belongs to nobody",
)


@tagged("post_install", "-at_install", "accounting_only")
class TestStatementsAreClean(FakeModelsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.env["partner.anonymization.rule"].create(
            {
                "name": "Fake visit",
                "model": "pa.fake.visit",
                "partner_path": "email:visitor_email",
                "field_ids": [
                    Command.create({"field": "visitor_email", "category": "contact"}),
                    Command.create({"field": "remark", "method": "redact"}),
                ],
            }
        )
        cls.case = cls._case(cls.person)
        cls.visit = cls.env["pa.fake.visit"].create(
            {
                "visitor_email": "zacharias@quillfeather.example",
                "remark": "Zacharias Quillfeather's parrot, belongs to nobody else",
            }
        )
        cls.person.message_post(body="Zacharias Quillfeather called about a parrot")
        cls.optout = cls.env["mail.blacklist"].create(
            {"email": "zacharias@quillfeather.example"}
        )
        cls.manager = cls._user("boss", "group_manager,group_override_retention")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def assertClean(self, recorder):
        self.assertTrue(recorder.texts)
        self.assertEqual(recorder.naming(CANARIES), [])

    def _row(self, record, name):
        return self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE id = %s",
                SQL.identifier(name),
                SQL.identifier(record._table),
                record.id,
            )
        )[0][0]

    def _stray(self):
        """A text that only the proof finds."""
        return self.env["pa.fake.canary"].create(
            {"canary": "Zacharias Quillfeather was here"}
        )

    def test_recorder_sees_everything(self):
        with recording(self.env.cr) as recorder:
            self.env.execute_query(SQL("SELECT %s, upper(%s)", "parrot", "zacharias"))
        kinds = {text.split(":")[0] for text in recorder.naming(CANARIES)}
        self.assertIn("statement", kinds)
        self.assertIn("log", kinds)
        self.env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = user")
        self.assertEqual("server" in kinds, self.env.cr.fetchone()[0])

    def test_anonymize_and_restore(self):
        before = digest(self.env.cr, skip_columns={"res_partner": ["signup_type"]})
        person = self.person.with_user(self.manager)
        with recording(self.env.cr) as recorder:
            self.assertTrue(person.anonymization_blockers() is not None)
            person.anonymize(note="ticket 12", override_retention=True)
            self.env.flush_all()
            self.assertEqual(self._row(self.person, "name"), "Anonymized")
            self.assertFalse(self._row(self.visit, "visitor_email"))
            person.deanonymize(note="ticket 13")
            self.env.flush_all()
        self.assertClean(recorder)
        self.assertEqual(
            digest(self.env.cr, skip_columns={"res_partner": ["signup_type"]}), before
        )

    def test_preview_and_refused_note(self):
        wizard = self.env["partner.anonymize"].with_user(self.manager)
        person = self.person.with_user(self.manager)
        with recording(self.env.cr) as recorder:
            shown = wizard.create({"partner_ids": [Command.set(self.person.ids)]})
            self.assertIn("Otto Nachtigall", shown.preview_html)
            with self.assertRaisesRegex(UserError, "names the person"):
                person.anonymize(note="for Quillfeather", override_retention=True)
            self.env.flush_all()
        self.assertClean(recorder)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_proof_redaction_and_resweep(self):
        stray = self._stray()
        person = self.person.with_user(self.manager)
        person.anonymize("Ticket 4711", override_retention=True)
        late = self._case(self.person, partner_id=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pa_fake_case SET partner_id = %s WHERE id = %s",
            [self.person.id, late.id],
        )
        self.env.invalidate_all()
        line = self.person.sudo().anonymization_line_id
        with recording(self.env.cr) as recorder:
            line.with_user(self.manager).action_prove()
            traces = line.trace_ids.filtered(lambda one: one.status == "unexpected")
            self.assertIn("pa.fake.canary", traces.mapped("model"))
            traces.with_user(self.manager).action_redact()
            self.env["partner.anonymization"].with_user(self.manager).resweep(
                self.person.ids
            )
            self.env.flush_all()
        self.assertClean(recorder)
        self.assertEqual(self._row(stray, "canary"), "Anonymized was here")
        self.assertNotIn("Quillfeather", self._row(late, "story"))

    def test_purge(self):
        person = self.person.with_user(self.manager)
        person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        with recording(self.env.cr) as recorder:
            person.purge_anonymized(note="ticket 14")
            self.env.flush_all()
        self.assertClean(recorder)
        self.assertEqual(self._row(self.person, "anonymization_state"), "deleted")

    def test_opt_out_becomes_clear_again(self):
        if not self.env["partner.anonymization.opt.out"]._until():
            self.env["ir.config_parameter"].set_param(
                "partner_anonymization.opt_out_years", "3"
            )
        self.person.with_user(self.manager).anonymize(
            "Ticket 4711", override_retention=True
        )
        self.env.flush_all()
        self.assertIn("optout-", self._row(self.optout, "email"))
        address = "zacharias@quillfeather.example"
        with recording(self.env.cr) as recorder:
            found = opt_out_hashes.reveal(
                self.env(su=True), "mail.blacklist", [address]
            )
        self.assertEqual(list(found.values()), [self.optout.id])
        self.assertEqual(self._row(self.optout, "email"), address)
        self.assertClean(recorder)

    def _refusing(self, check):
        self.env.flush_all()
        self.env.cr.execute(
            f"ALTER TABLE res_partner ADD CONSTRAINT pa_fake_rule CHECK ({check})"
        )
        self.env.invalidate_all()

    def test_restore_that_the_database_refuses(self):
        person = self.person.with_user(self.manager)
        person.anonymize("Ticket 4711", override_retention=True)
        self._refusing(
            "email NOT LIKE 'zacharias%%' AND phone IS DISTINCT FROM '+45 31 41 59 26'"
        )
        self.env.cr.execute("CREATE UNIQUE INDEX pa_fake_one ON res_partner (ref)")
        taken = self.Partner.create({"name": "Olga Octavius", "ref": "CUST-77231"})
        self.env.flush_all()
        with recording(self.env.cr) as recorder:
            run = person.deanonymize()
            self.env.flush_all()
        self.assertClean(recorder)
        lost = run.line_ids.kept_ids.filtered(lambda one: one.status == "lost")
        self.assertEqual(
            {(one.res_id, one.field) for one in lost},
            {(self.person.id, name) for name in ("email", "phone", "ref")},
        )
        self.assertEqual(self._row(taken, "ref"), "CUST-77231")
        self.assertEqual(self._row(self.person, "name"), "Zacharias Quillfeather")

    def test_anonymizing_that_the_database_refuses(self):
        self._refusing(f"id <> {self.person.id} OR email IS NOT NULL")
        person = self.person.with_user(self.manager)
        with (
            recording(self.env.cr) as recorder,
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(UserError, "res_partner.*pa_fake_rule") as caught,
        ):
            person.anonymize("Ticket 4711", override_retention=True)
        self.assertClean(recorder)
        self.assertIn(str(self.person.id), str(caught.exception))
        self.assertTrue(caught.exception.__suppress_context__)
        self.env.invalidate_all()
        self.assertEqual(self._row(self.person, "name"), "Zacharias Quillfeather")


@tagged("post_install", "-at_install")
class TestStaging(FakeModelsCase):
    """Values arrive as they were sent, whatever the transaction does meanwhile."""

    TEXTS = (
        "",
        "plain",
        "tab\tline\nreturn\r\\N \\. 'quote' \"double\" {brace,} %s $1 %",
        "زكريا 🦉 ´",
        "x" * 300_000,
        None,
    )

    def _arrived(self):
        self.env.cr.execute(
            SQL("SELECT id, v FROM %s ORDER BY id NULLS LAST", staging.table())
        )
        return self.env.cr.fetchall()

    def test_any_text(self):
        rows = [(1, list(self.TEXTS)), (2**40, ["a"]), (None, [])]
        staging.put(self.env.cr, rows)
        self.assertEqual(self._arrived(), rows)

    def test_nul_is_refused_before_it_is_sent(self):
        with recording(self.env.cr) as recorder, self.assertRaises(ValueError):
            with self.env.cr.savepoint(flush=False):
                staging.put(self.env.cr, [(1, ["Zacharias\0"])])
        self.assertEqual(recorder.naming(CANARIES), [])

    def test_savepoints(self):
        staging.put(self.env.cr, [(1, ["first"])])
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(SQL("DROP TABLE %s", staging.table()))
            staging.put(self.env.cr, [(2, ["second"])])
            raise ZeroDivisionError
        self.assertEqual(self._arrived(), [(1, ["first"])])
        staging.put(self.env.cr, [(3, ["third"])])
        self.assertEqual(self._arrived(), [(3, ["third"])])

    def test_any_isolation(self):
        for level in ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"):
            with db_connect(self.env.cr.dbname).cursor() as cr:
                cr.execute(SQL("SET TRANSACTION ISOLATION LEVEL %s", SQL(level)))
                staging.put(cr, [(1, ["one"])])
                cr.execute(SQL("SELECT v[1] FROM %s", staging.table()))
                self.assertEqual(cr.fetchall(), [("one",)])
                cr.rollback()
                cr.execute("SELECT to_regclass(%s)", [staging.table().code])
                self.assertEqual(cr.fetchall(), [(None,)])

    def test_refusal_names_table_ids_and_rule_only(self):
        self.env.cr.execute(
            "ALTER TABLE pa_fake_case ADD CONSTRAINT c CHECK (name <> 'parrot')"
        )
        case = self._case(self.person)
        self.env.flush_all()
        types = columns.of_tables(self.env.cr, ["pa_fake_case"])["pa_fake_case"]
        with (
            recording(self.env.cr) as recorder,
            mute_logger("odoo.sql_db"),
            self.assertRaises(StatementRefused) as caught,
            self.env.cr.savepoint(flush=False),
        ):
            columns.update(
                self.env.cr, "pa_fake_case", types, {case.id: {"name": "parrot"}}
            )
        error = caught.exception
        self.assertEqual(
            (error.table, error.ids, error.state, error.name),
            ("pa_fake_case", [case.id], "23514", "c"),
        )
        self.assertNotIn("parrot", str(error))
        self.assertEqual(recorder.naming(CANARIES), [])

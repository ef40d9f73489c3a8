"""What was erased does not come back with an old backup."""

import json
import logging
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
import people
from harness import ADMIN

LATER = True
MODULE = harness.MODULE
COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type IN
           ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'xml')
"""


def words(number):
    """What stands for one of the people and for nobody else."""
    values = people.values(number)
    names = ("name", "email", "phone", "street", "ref")
    (bank,), (wilhelmina, _shed) = values["bank_ids"], values["child_ids"]
    return [
        *(values[name] for name in names),
        values["phone"].replace(" ", ""),
        bank[2]["acc_number"],
        wilhelmina[2]["name"],
        wilhelmina[2]["email"],
    ]


def occurrences(db, wanted):
    """Where any of the words stands: in any text column, and in the file store."""
    wanted = [word.casefold() for word in wanted]
    tables = db.sql("SELECT relname FROM pg_class WHERE relkind = 'r'")
    found = set()
    for table, column, kind in db.sql(COLUMNS):
        if (table,) in tables:
            text = f'"{column}"::text'
            if kind == "bytea":
                text = f"encode(\"{column}\", 'escape')"
            rows = db.sql(
                f'SELECT count(*) FROM "{table}", unnest(%s::text[]) word'
                f" WHERE strpos(lower({text}), word) > 0",
                [wanted],
            )
            if rows[0][0]:
                found.add(f"{table}.{column}")
    for path in harness.filestore(db.name).rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        if any(word.encode() in content for word in wanted):
            found.add(str(path.name))
    return found


class Backup:
    """A database as it was: pg_dump, and a copy of the file store."""

    def __init__(self, db):
        self.folder = Path(tempfile.mkdtemp(prefix="pa-test-backup-"))
        self.dump = str(self.folder / "db.dump")
        db.disconnect()
        harness.client("pg_dump", "-Fc", "-f", self.dump, db.name)
        shutil.copytree(harness.filestore(db.name), self.folder / "filestore")

    def restore(self, db):
        """Put it in the place of what the database is now."""
        db.drop()
        harness.client("createdb", "-T", "template0", db.name)
        harness.client("pg_restore", "--no-owner", "-d", db.name, self.dump)
        shutil.copytree(self.folder / "filestore", harness.filestore(db.name))


class ReplayCase(harness.StandaloneCase):
    label = "replay"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env() as env:
            cls.ids = {n: people.create(env, n).id for n in range(20, 27)}
        cls.cron(cls.db)

    @staticmethod
    def cron(db):
        with db.env() as env:
            env.ref(f"{MODULE}.ir_cron_replay").method_direct_trigger()

    @classmethod
    def call(cls, db, partner, method, **options):
        with db.env(uid=ADMIN) as env:
            getattr(env["res.partner"].browse(partner), method)(**options)

    def anonymize(self, number, db=None):
        options = {"note": "T-1", "override_retention": True}
        self.call(db or self.db, self.ids[number], "anonymize", **options)

    def purge(self, number, db=None):
        self.anonymize(number, db)
        self.call(db or self.db, self.ids[number], "purge_anonymized")

    def command(self, name, *arguments, db=None):
        """Run a command of the module; return its exit code and what it prints."""
        database = db or self.db
        database.disconnect()
        done = subprocess.run(
            [harness.os.environ["PA_ODOO_BIN"], name, "-d", database.name, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    def state(self, number, db=None):
        query = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        return (db or self.db).sql(query, [self.ids[number]])[0][0]

    def rows(self, db=None):
        query = "SELECT partner_ref, state FROM partner_anonymization_replay"
        return dict((db or self.db).sql(query))

    def ledger(self):
        return harness.tree(self.keys / "ledger")

    def lines(self):
        """All lines of the ledger that speak of partners, oldest first."""
        texts = [
            path.read_text() for path in sorted((self.keys / "ledger").rglob("*.jsonl"))
        ]
        return [json.loads(line) for text in texts for line in text.splitlines()]


class TestDrill(ReplayCase):
    def test_drill(self):
        backup = Backup(self.db)
        self.addCleanup(shutil.rmtree, backup.folder)
        self.anonymize(20)
        self.purge(21)
        self.anonymize(22)
        self.call(self.db, self.ids[22], "deanonymize", note="T-2")
        self.purge(23)
        with self.db.env() as env:
            self.ids |= {n: people.create(env, n).id for n in (30, 31)}
        self.purge(30)
        self.purge(31)
        gone = [word for number in (20, 21, 23) for word in words(number)]
        self.assertEqual(occurrences(self.db, gone), set())
        erased = self.ledger()

        backup.restore(self.db)
        self.assertIn("res_partner.email", occurrences(self.db, gone))
        with self.db.env() as env:
            while (later := people.create(env, 40)).id < self.ids[30]:
                pass
        self.assertEqual(later.id, self.ids[30], "the id is another one's now")
        state = self.db.digest(own=False)

        with self.subTest("shown"):
            code, told = self.command("anonymization_replay", "--dry-run")
            self.assertEqual(code, 1, told)
            for number in (20, 21, 23, 30, 31):
                self.assertIn(f"{self.ids[number]}: ", told)
            self.assertNotIn(f"{self.ids[22]}: ", told)
            self.assertNotIn("Quillfeather", told)
            self.assertSame(state, self.db.digest(own=False))
            self.assertEqual(self.ledger(), erased)
        named = self.ids.values()
        with self.subTest("done again"):
            code, told = self.command("anonymization_replay")
            self.assertEqual(code, 0, told)
            self.assertEqual(
                {id_: state for id_, state in self.rows().items() if id_ in named},
                {
                    self.ids[20]: "done",
                    self.ids[21]: "done",
                    self.ids[23]: "done",
                    self.ids[30]: "reused",
                    self.ids[31]: "missing",
                },
            )
        self.assertEqual(occurrences(self.db, gone), set())
        states = [self.state(number) for number in (20, 21, 22, 23, 24)]
        self.assertEqual(states, ["anonymized", "deleted", None, "deleted", None])
        self.assertTrue(occurrences(self.db, words(40)), "nobody else was touched")
        self.assertEqual(self.db.missing_files(), set())
        after = self.ledger()
        self.assertEqual({name: after[name] for name in erased}, erased)
        with self.subTest("and no more"):
            code, told = self.command("anonymization_replay", "--dry-run")
            self.assertEqual(code, 0, told)
            self.cron(self.db)
            self.assertEqual(self.ledger(), after)

        self._check_verify_command()
        with self.subTest("the same backup once more, by the scheduled action"):
            backup.restore(self.db)
            self.assertTrue(occurrences(self.db, gone))
            self.cron(self.db)
            self.assertEqual(occurrences(self.db, gone), set())
            self.assertEqual(self.state(21), "deleted")

    def _check_verify_command(self):
        with self.db.env() as env:
            env.ref(f"{MODULE}.ir_cron_chain").method_direct_trigger()
        with self.subTest("verified"):
            code, told = self.command("anonymization_verify")
            self.assertEqual(code, 0, told)
        with self.subTest("changed"):
            table = "partner_anonymization_event"
            query = f"SELECT id FROM {table} ORDER BY position DESC OFFSET 2 LIMIT 1"
            ((event,),) = self.db.sql(query)
            update = f"UPDATE {table} SET partner_ref = partner_ref + 1 WHERE id = %s"
            self.db.sql(update, [event])
            code, told = self.command("anonymization_verify")
            self.assertEqual(code, 1, told)
            self.assertIn(str(event), told)


class TestCopies(ReplayCase):
    label = "copies"

    def setUp(self):
        super().setUp()
        self.number = min(n for n in self.ids if self.state(n) is None)

    def test_copy_beside_the_original(self):
        copy = self.make_database("copy", self.db)
        self.purge(self.number)
        before = self.ledger()
        self.assertEqual(self.command("anonymization_replay", db=copy)[0], 0)
        self.cron(copy)
        self.assertIsNone(self.state(self.number, copy), "the copy is left as it is")
        self.anonymize(self.number + 1, copy)
        after = self.ledger()
        self.assertEqual({name: after[name] for name in before}, before)
        before = self.ledger()
        code, told = self.command("anonymization_replay", "--adopt", db=copy)
        self.assertEqual(code, 0, told)
        self.assertEqual(self.rows(copy), {}, "the original is there")
        self.assertIsNone(self.state(self.number, copy))
        self.assertEqual(self.ledger(), before)
        copy.drop()
        self.cron(self.db)
        self.assertIsNone(self.state(self.number + 1), "what a copy did counts nowhere")
        self.assertEqual(self.rows(), {})

    def test_a_copy_takes_the_place_of_the_original(self):
        original = self.make_database("first", self.db)
        self.cron(original)
        copy = self.make_database("second", original)
        self.cron(copy)
        self.purge(self.number, original)
        original.drop()
        self.cron(copy)
        self.assertIsNone(self.state(self.number, copy), "nobody has said so")
        code, told = self.command("anonymization_replay", "--adopt", db=copy)
        self.assertEqual(code, 0, told)
        self.assertEqual(self.state(self.number, copy), "deleted")

    def test_duplicated_by_odoo(self):
        before, keys = self.ledger(), harness.tree(self.keys)
        copy = self.db.duplicate("dup")
        self.addCleanup(copy.drop)
        self.cron(copy)
        self.anonymize(self.number, copy)
        after = self.ledger()
        self.assertEqual({name: after[name] for name in before}, before)
        self.assertGreater(len(after), len(before))
        tree = harness.tree(self.keys)
        self.assertEqual({name: tree[name] for name in keys}, keys)
        copy.drop()
        self.cron(self.db)
        self.assertIsNone(self.state(self.number))

    def test_neutralized(self):
        """A backup that was restored for tests, while the original is gone."""
        original = self.make_database("mother", self.db)
        self.cron(original)
        backup = Backup(original)
        self.addCleanup(shutil.rmtree, backup.folder)
        self.purge(self.number, original)
        before = self.ledger()
        backup.restore(original)
        original.sql(
            "INSERT INTO ir_config_parameter (key, value)"
            " VALUES ('database.is_neutralized', 'true')"
        )
        code, told = self.command("anonymization_replay", "--adopt", db=original)
        self.assertEqual(code, 0, told)
        self.assertIn("neutralized", told)
        self.cron(original)
        self.assertIsNone(self.state(self.number, original))
        after = self.ledger()
        self.assertEqual({name: after[name] for name in before}, before)


class TestStart(ReplayCase):
    """A restored database is noticed as soon as it is started."""

    label = "start"
    said = "was a backup restored"

    def _triggers(self, db=None):
        query = (
            "SELECT count(*) FROM ir_cron_trigger trigger"
            "  JOIN ir_model_data data ON data.res_id = trigger.cron_id"
            " WHERE data.model = 'ir.cron' AND data.name = 'ir_cron_replay'"
        )
        return (db or self.db).sql(query)[0][0]

    def _hook(self, db=None):
        """What each start does at the end of loading. :return: what it logs"""
        logger = "odoo.addons.partner_anonymization.models.nights"
        with (db or self.db).env() as env:
            with self.assertLogs(logger, "WARNING") as caught:
                logging.getLogger(logger).warning("-")
                env["partner.anonymization.replay"]._register_hook()
        return " ".join(caught.output)

    def test_restored(self):
        backup = Backup(self.db)
        self.addCleanup(shutil.rmtree, backup.folder)
        self.assertNotIn(self.said, self.db.odoo())
        self.purge(20)
        self.assertNotIn(self.said, self.db.odoo(), "nothing is amiss")
        self.assertEqual(self._triggers(), 0)
        backup.restore(self.db)
        for _server in range(2):
            self.assertIn(self.said, self.db.odoo())
            self.assertEqual(self._triggers(), 1)
        self.assertIsNone(self.state(20), "the start itself changes nobody")
        self.cron(self.db)
        self.assertEqual(self.state(20), "deleted")
        with self.db.env(uid=ADMIN) as env:
            manager = env.ref(f"{MODULE}.group_manager")
            env.user.group_ids += manager
            overview = env["partner.anonymization.overview"].get_overview()
            tiles = {
                one["key"] for part in overview["sections"] for one in part["tiles"]
            }
            self.assertIn("restored", tiles)
        self.assertNotIn(self.said, self._hook(), "and it is over")

    def test_files_of_postgresql_put_back(self):
        """The same database, as a physical restore leaves it: it has lost rows."""
        db = self.make_database("physical", self.db)
        self.cron(db)
        self.purge(21, db)
        self.assertNotIn(self.said, self._hook(db))
        db.sql("DELETE FROM partner_anonymization_ledger")
        self.assertIn(self.said, self._hook(db))

    def test_no_alarm(self):
        with self.subTest("rolled back, as by a crash"):
            with self.db.registry().cursor() as cr:
                env = harness.api.Environment(cr, ADMIN, {})
                options = {"note": "T-1", "override_retention": True}
                env["res.partner"].browse(self.ids[22]).anonymize(**options)
                cr.rollback()
            self.assertNotIn(self.said, self._hook())
        with self.subTest("a copy beside the original"):
            copy = self.make_database("beside", self.db)
            self.purge(23)
            self.assertNotIn(self.said, self._hook(copy))
        with self.subTest("a copy from before the ledger was begun"):
            early = self.make_database("early", self.db)
            early.sql(
                "DELETE FROM ir_config_parameter"
                " WHERE key = 'partner_anonymization.ledger_file'"
            )
            self.assertNotIn(self.said, self._hook(early))
        with self.subTest("the original is gone"):
            mother = self.make_database("mum", self.db)
            self.cron(mother)
            child = self.make_database("kid", mother)
            self.purge(24, mother)
            mother.drop()
            self.assertIn(self.said, self._hook(child))
            with self.subTest("and neutralized"):
                child.sql(
                    "INSERT INTO ir_config_parameter (key, value)"
                    " VALUES ('database.is_neutralized', 'true')"
                )
                with child.env() as env:
                    env.registry.clear_cache("stable")
                self.assertNotIn(self.said, self._hook(child))
        with self.subTest("the drive is away"):
            self.db.parameter("key_dir", "/proc/nowhere/keys")
            self.assertNotIn(self.said, self._hook())
            self.db.parameter("key_dir", str(self.keys))


class TestRolledBack(ReplayCase):
    label = "undone"

    def test_what_was_rolled_back_is_not_done_again(self):
        backup = Backup(self.db)
        self.addCleanup(shutil.rmtree, backup.folder)
        options = {"note": "T-1", "override_retention": True}
        with self.db.registry().cursor() as cr:
            env = harness.api.Environment(cr, ADMIN, {})
            env["res.partner"].browse(self.ids[20]).anonymize(**options)
            cr.rollback()
        with self.db.env(uid=ADMIN) as env:
            with env.cr.savepoint() as savepoint:
                env["res.partner"].browse(self.ids[21]).anonymize(**options)
                savepoint.rollback()
            env.invalidate_all()
            env["res.partner"].browse(self.ids[22]).anonymize(**options)
        noted = [one for one in self.lines() if one["kind"] == "anonymize"]
        self.assertEqual(len(noted), 3)
        with self.subTest("restored over, before anything was settled"):
            backup.restore(self.db)
            self.cron(self.db)
            states = [self.state(number) for number in (20, 21, 22)]
            self.assertEqual(states, [None, None, "anonymized"])
        with self.subTest("settled"):
            with self.db.registry().cursor() as cr:
                env = harness.api.Environment(cr, ADMIN, {})
                env["res.partner"].browse(self.ids[23]).anonymize(**options)
                self.cron(self.db)  # in progress, as others see it
                cr.rollback()
            self.cron(self.db)
            void = [one["entry"] for one in self.lines() if one["kind"] == "void"]
            self.assertEqual(len(void), 1)
            self.assertIsNone(self.state(23))
            self.assertEqual(set(self.rows()), {self.ids[22]} | self.children(22))

    def children(self, number):
        query = "SELECT id FROM res_partner WHERE parent_id = %s"
        return {id_ for (id_,) in self.db.sql(query, [self.ids[number]])}


if __name__ == "__main__":
    unittest.main()

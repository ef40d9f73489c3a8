"""What the first version has sealed survives the upgrade to this one.

``fixtures/first_version.zip`` is the module as it was then, without its tests. It
anonymizes and deletes in an Odoo of its own; this version takes over.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

import harness
from harness import ADMIN

LATER = True
MODULE = harness.MODULE
FIRST = Path(__file__).parent.parent / "fixtures" / "first_version.zip"
# Three people: one comes back, one is deleted after the upgrade, one was before it.
OLD_LIFE = """
people = env["res.partner"].with_context(active_test=False)
for number in range(3):
    name = f"Alrun Quastenberg {number}"
    person = people.create({
        "name": name,
        "email": f"alrun{number}@quastenberg.example",
        "phone": f"+49 30 55512{number}4",
        "street": f"Hohler Weg 1{number}",
        "comment": f"<p>{name} likes tea</p>",
        "child_ids": [(0, 0, {"type": "delivery", "street": f"Hohler Weg 2{number}"})],
        "bank_ids": [(0, 0, {"acc_number": f"DE0212030000000020205{number}"})],
    })
    person.message_post(body=f"{name} called from {person.phone}")
    env["ir.attachment"].create({
        "name": f"quastenberg{number}.txt", "raw": name.encode() * 9,
        "res_model": "res.partner", "res_id": person.id,
    })
    people |= person
env.cr.commit()
"""
OLD_END = """
people = env["res.partner"].search([("name", "like", "Quastenberg")], order="id")
for person in people:
    person.anonymize(note="Ticket 1")
    env.cr.commit()
people[2].purge_anonymized(note="Ticket 2")
env.transaction.clear()  # it wrote its log beside the cache
env.cr.commit()
print("SEALED", people.ids)
"""
# What nobody brings back: tokens and dates, and what is worked out anew.
UNLIKE = """
    {write_date,write_uid,signup_type,access_token,complete_name,message_bounce,
     anonymization_state,commercial_company_name}
"""
# How a shipped rule looks at its links is worked out in each database.
OF_RULES = "{id,create_date,write_date,create_uid,write_uid,replaces_id,rule_id}"


class TestUpgrade(harness.StandaloneCase):
    label = "upgrade"

    @classmethod
    def make_database(cls, label, source=None):
        """A database in which the first version has lived."""
        cls.folder = Path(tempfile.mkdtemp(prefix="pa-first-")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        with zipfile.ZipFile(FIRST) as archive:
            archive.extractall(cls.folder)
        database = harness.Database(label)
        cls.addClassCleanup(database.drop)
        cls.old_odoo(
            database, "-i", f"{MODULE},phone_validation", "--skip-auto-install"
        )
        key = f"{MODULE}.key_dir"
        query = "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
        database.sql(query, [key, str(cls.keys)])
        cls.old_odoo(database, "shell", text=OLD_LIFE)
        cls.before = cls.rows(database)
        printed = cls.old_odoo(database, "shell", text=OLD_END)
        if "SEALED" not in printed:
            raise AssertionError(printed[-4000:])
        cls.people = json.loads(printed.split("SEALED", 1)[1].splitlines()[0])
        database.odoo("-u", MODULE)
        return database

    @classmethod
    def _purge_demo(cls):
        """There is no demo here: whoever is sealed is the test's."""

    @classmethod
    def old_odoo(cls, database, *arguments, text=None):
        """Run Odoo with the first version, and neither of this one's folders."""
        command = list(arguments)
        if command[0] != "shell":
            command.append("--stop-after-init")
        done = subprocess.run(
            [
                *(os.environ["PA_ODOO_BIN"], *command, "-d", database.name),
                *(f"--addons-path={cls.folder}", "--no-http", "--log-level=warn"),
            ],
            input=text or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        told = [n for n in done.stdout.splitlines() if " ERROR " in n or "CRIT" in n]
        if done.returncode or told or "Traceback" in done.stdout:
            raise AssertionError(done.stdout[-4000:])
        return done.stdout

    @staticmethod
    def rows(database):
        """The people's rows by table, as the first version's columns have them."""
        queries = {
            "res_partner": "email LIKE '%%quastenberg%%' OR street LIKE 'Hohler Weg%%'",
            "res_partner_bank": "acc_number LIKE 'DE02120300%%'",
            "mail_message": "body LIKE '%%Quastenberg%%'",
            "ir_attachment": "name LIKE 'quastenberg%%'",
        }
        return {
            (table, id_): row
            for table, where in queries.items()
            for id_, row in database.sql(
                f"SELECT id, to_jsonb(t) - %s::text[] FROM {table} t WHERE {where}",
                [UNLIKE],
            )
        }

    def state(self, number):
        query = "SELECT name, anonymization_state FROM res_partner WHERE id = %s"
        return self.db.sql(query, [self.people[number]])[0]

    def do(self, number, method):
        with self.db.env(uid=ADMIN) as env:
            person = env["res.partner"].browse(self.people[number])
            return getattr(person, method)(note="Ticket 3")

    def test_upgrade(self):
        self.assertEqual(self.state(0), ("Anonymized", "anonymized"))
        self.assertEqual(self.state(2), ("Deleted", "deleted"))
        self._ledger_knows_them()
        self._rules_are_those_of_today()
        self._comes_back()
        self._is_deleted()
        self._once_more()

    def _ledger_knows_them(self):
        """So that a backup from before they were erased does not bring them back."""
        lines = [
            json.loads(line)
            for path in (self.keys / "ledger").rglob("*.jsonl")
            for line in path.read_text().splitlines()
        ]
        found = {
            (line["kind"], id_) for line in lines for id_, _ in line.get("partners", ())
        }
        wanted = {("anonymize", id_) for id_ in self.people[:2]}
        self.assertLessEqual(wanted | {("purge", self.people[2])}, found)

    def _rules_are_those_of_today(self):
        """What a rule said once, and does not say any more, is gone."""

        def rules(database):
            query = """
                SELECT d.name, to_jsonb(r) - %(without)s::text[],
                       (SELECT json_agg(to_jsonb(f) - %(without)s::text[]
                                        ORDER BY f.field, f.method, f.id)
                          FROM partner_anonymization_rule_field f
                         WHERE f.rule_id = r.id)
                  FROM partner_anonymization_rule r
                  JOIN ir_model_data d ON d.res_id = r.id AND d.module = %(module)s
                   AND d.model = 'partner.anonymization.rule'
            """
            found = database.sql(query, {"without": OF_RULES, "module": MODULE})
            return {name: (rule, lines) for name, rule, lines in found}

        fresh = harness.Database("fresh").copy_of(harness.template())
        self.addCleanup(fresh.drop)
        expected, found = rules(fresh), rules(self.db)
        self.assertEqual(expected.keys(), found.keys())
        wrong = {n: (expected[n], found[n]) for n in found if expected[n] != found[n]}
        self.assertEqual(wrong, {})

    def _comes_back(self):
        self.do(0, "deanonymize")
        first = f"{self.people[0]}"
        after = self.rows(self.db)
        mine = [
            key
            for key, row in self.before.items()
            if first in (str(row.get("parent_id")), str(row.get("partner_id")))
            or str(key[1]) == first
            or str(row.get("res_id")) == first
        ]
        self.assertGreater(len(mine), 4)
        for key in mine:
            self.assertLessEqual(self.before[key].items(), after[key].items(), key)

    def keys_left(self):
        owners = self.keys.glob("*/owner.json")
        return sum(harness.keys_in(owner.parent) for owner in owners)

    def _is_deleted(self):
        before = self.keys_left()
        self.do(1, "purge_anonymized")
        self.assertEqual(self.state(1), ("Deleted", "deleted"))
        self.assertEqual(self.keys_left(), before - 1)
        left = {row[0] for row in self.rows(self.db) if row[1] == self.people[1]}
        self.assertEqual(left, set())

    def _once_more(self):
        """Whoever came back goes again by this version, with a proof."""
        self.do(0, "anonymize")
        with self.db.env(uid=ADMIN) as env:
            domain = [("partner_id", "=", self.people[0]), ("is_sealed", "=", True)]
            line = env["partner.anonymization.line"].search(domain)
            line.action_prove()
            self.assertEqual(line.proof_state, "proved")


if __name__ == "__main__":
    unittest.main()

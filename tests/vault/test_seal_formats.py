"""What earlier versions have sealed opens, and comes back byte for byte.

The fixture was made by the version that sealed each file in one part; the people in it
are made up.
"""

import json
from contextlib import contextmanager, suppress
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.database import columns
from ...engine.log import log_rows
from ...engine.vault import (
    document_seal,
    key_directory,
    key_folder,
    key_store,
    subject_seal,
)
from ..cases.old_seals import decode, load
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestSealFormats(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = load()
        for name, content in cls.old["key_files"].items():
            path = Path(cls.key_dir, name)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.write_bytes(decode(content))
        cls.folder = path.parent
        cls.man, cls.files = cls._people()
        cls.man.anonymize()
        cls.line = cls.man.anonymization_line_id
        cls.env.flush_all()
        types = columns.of_tables(cls.env.cr, cls.old["after"])
        for table, rows in cls.old["after"].items():
            changes = {int(id_): row for id_, row in rows.items()}
            columns.update(cls.env.cr, table, types[table], changes)
        cls._insert_seals()
        cls.env.invalidate_all()

    @classmethod
    def _people(cls):
        """The records that are named in the old seals, under their ids."""
        ids = cls.old["ids"]
        with cls._next_ids("res_partner", ids), cls._next_ids("ir_attachment", ids):
            man = cls.Partner.create({"name": "Somebody"})
            cls.Partner.create({"name": "Else", "parent_id": man.id, "type": "invoice"})
            link = {"res_model": "res.partner", "res_id": man.id}
            files = cls.env["ir.attachment"].create([{"name": "a"} | link] * 2)
        for relation in cls.old["relations"]:
            tag = {"res_partner_category": [relation[-1]]}
            with cls._next_ids("res_partner_category", tag):
                cls.env["res.partner.category"].create({"name": "Stamps"})
        with cls._next_ids("mail_message", ids):
            man.message_post(body="Somebody called.")
        cls.env.flush_all()
        return man, files

    @classmethod
    @contextmanager
    def _next_ids(cls, table, ids):
        cr, sequence = cls.env.cr, SQL.identifier(f"{table}_id_seq")
        cr.execute(SQL("SELECT last_value, is_called FROM %s", sequence))
        before = cr.fetchone()
        name = f"{table}_id_seq"
        cr.execute("SELECT setval(%s, %s, false)", [name, min(ids[table])])
        try:
            yield
        finally:
            cr.execute("SELECT setval(%s, %s, %s)", [name, *before])

    @classmethod
    def _insert_seals(cls):
        """Instead of those that have just been made."""
        for kind in ("seal", "document_seal"):
            table = SQL.identifier(f"partner_anonymization_{kind}")
            cls.env.cr.execute(
                SQL("DELETE FROM %s WHERE line_id = %s", table, cls.line.id)
            )
            for partner_id, ref, part, blob in cls.old[f"{kind}s"]:
                cls.env.cr.execute(
                    SQL(
                        "INSERT INTO %s (line_id, partner_id, key_ref, part, payload)"
                        " VALUES (%s, %s, %s, %s, %s)",
                        *(table, cls.line.id, partner_id, ref, part, decode(blob)),
                    )
                )

    def _paths(self):
        full_path = self.env["ir.attachment"]._full_path
        return {name: Path(full_path(name)) for name in self.old["files"]}

    def setUp(self):
        super().setUp()
        for path in self._paths().values():
            self.addCleanup(path.unlink, missing_ok=True)
            with suppress(FileNotFoundError):
                path.unlink()

    def test_opens(self):
        opened = subject_seal.load(self.env, self.line.ids)[self.line.id]
        self.assertEqual([list(row) for row in opened.values], self.old["values"])
        self.assertEqual([list(row) for row in opened.relations], self.old["relations"])
        self.assertEqual(opened.files.keys(), self.old["files"].keys())
        for name, file in opened.files.items():
            content = b"".join(file.pieces(self.env.cr))
            self.assertEqual(content, decode(self.old["files"][name]))

    def test_restores(self):
        self.man.deanonymize()
        self.env.flush_all()
        for table, rows in self.old["before"].items():
            for id_, row in rows.items():
                found = columns.read(self.env.cr, table, list(row), [int(id_)])
                got = dict(zip(row, found[int(id_)], strict=True))
                if table == "res_partner":  # sealed again later, under another value
                    got.pop("function", None)
                self.assertEqual(got, row, f"{table} {id_}")
        self.assertEqual(self.man.function, "Philatelist")
        self.assertEqual(self.man.category_id.name, "Stamps")
        for name, path in self._paths().items():
            self.assertEqual(path.read_bytes(), decode(self.old["files"][name]))
        self.assertEqual(
            self.files.mapped("raw"),
            [decode(self.old["files"][file.store_fname]) for file in self.files],
        )

    def test_purges(self):
        log_rows.update(self.line, {"proof_state": "proved"})
        self.man.purge_anonymized()
        self.env.cr.execute(
            "SELECT FROM partner_anonymization_seal WHERE line_id = %s", [self.line.id]
        )
        self.assertFalse(self.env.cr.rowcount)
        self.assertEqual(self.man.anonymization_state, "deleted")

    def test_missing_and_damaged_parts(self):
        for change in (
            "DELETE FROM partner_anonymization_seal WHERE part = 1",
            "UPDATE partner_anonymization_seal SET payload ="
            " set_byte(payload, 40, get_byte(payload, 40) # 1) WHERE part = 2",
            "UPDATE partner_anonymization_seal SET payload ="
            " substring(payload FOR length(payload) - 1) WHERE part = 1",
        ):
            for path in self._paths().values():
                path.unlink(missing_ok=True)
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(f"{change} AND line_id = %s", [self.line.id])
                with self.assertRaisesRegex(UserError, "Nothing has been changed"):
                    self.man.deanonymize()
                self.assertEqual(self.man.name, "Anonymized")
                savepoint.rollback()
        self.test_restores()

    def test_document_seal(self):
        opened, failed = document_seal.load_usable(self.env, self.line.ids)
        self.assertEqual(failed, {})
        documents = opened[self.line.id]
        self.assertEqual([list(one) for one in documents.terms], self.old["terms"])
        cards = {str(id_): card for id_, card in documents.cards.items()}
        self.assertEqual(cards, self.old["cards"])

    def test_key_file(self):
        ref = key_store.KeyRef.from_text(self.old["destroyed_key"])
        with self.assertRaises(key_store.KeyMissing):
            key_store.read_key(self.env, ref)
        found, _failed = key_folder.survey(self.folder)
        header, filled = found[ref.file]
        self.assertEqual((header.slots, filled), (2, {1 - ref.slot}))
        self.assertEqual(len(key_store.read_key(self.env, ref._replace(slot=0))), 32)

    def test_owner_file(self):
        path = self.folder / key_directory.OWNER_FILE
        content = path.read_text()
        self.addCleanup(path.write_text, content)
        ours = key_directory.database(self.env)._asdict()
        for owner in (dict.fromkeys(ours, 1), ours):
            text = content
            for name, number in json.loads(content).items():
                text = text.replace(f'"{number}"', f'"{owner[name]}"')
            path.write_text(text)
            owns = key_directory.owns(self.env, self.folder.name)
            self.assertEqual(owns, owner is ours)

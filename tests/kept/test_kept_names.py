"""Names of kept files are read by no way that leads to a file."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..cases.kept_files_case import PDF, KeptFilesCase

SECRET = "Rechnung Quillfeather Zacharias.pdf"
FILE = "ir.attachment"


@tagged("post_install", "-at_install")
class TestKeptNames(KeptFilesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls._file(cls.move, SECRET)
        cls.secret.description = "Sent to Quillfeather"
        cls.message = cls.move.message_post(
            body="see there", attachment_ids=cls.secret.ids
        )
        cls.env.flush_all()

    def _as_clerk(self, model):
        return self.env[model].with_user(self.clerk).with_context(active_test=False)

    # ------------------------------------------------------------------
    # What the file is called
    # ------------------------------------------------------------------

    def test_names(self):
        cases = {
            "Invoice Canaryson.pdf": False,
            "INVOICE-QUILLFEATHER-2026.PDF": True,
            "quillfeathers bird house.txt": True,
            "zacharias_1.png": True,
            "Quíllfeather.unknown": True,
            "offer for quill feather.pdf": True,
            "CUST-77231.xml": True,
            "measurements.csv": False,
        }
        files = {name: self._file(self.move, name) for name in cases}
        before = {file: file.write_date for file in files.values()}
        self._anonymize()
        stem = self.move.name.replace("/", "_")
        for name, is_masked in cases.items():
            file = files[name]
            extension = name[name.rindex(".") :].lower()
            extension = "" if extension == ".unknown" else extension
            neutral = f"{stem} {self.move.invoice_date} {file.id}{extension}"
            self.assertEqual(file.name, neutral if is_masked else name)
            self.assertEqual(file.write_date, before[file])
        self.person.deanonymize()
        self.assertEqual([file.name for file in files.values()], list(cases))

    def test_accounting_knows_the_original(self):
        self._anonymize()
        self.assertFalse(self.secret.description)
        mine = self.secret.with_user(self.accountant)
        for _stage in ("anonymized", "deleted"):
            self.env.invalidate_all()
            self.assertEqual(mine.anonymization_kept_name, SECRET)
            self.assertIn(self.move.name.replace("/", "_"), mine.name)
            with self.assertRaisesRegex(AccessError, "enough rights"):
                self.secret.with_user(self.clerk).read(["anonymization_kept_name"])
            seen = self.secret.with_user(self.clerk).sudo()
            self.assertFalse(seen.anonymization_kept_name)
            if not self.person.anonymization_state == "deleted":
                self.person.purge_anonymized()
        self.assertFalse(self.living_pdf.anonymization_kept_name)

    def test_undo(self):
        self._anonymize()
        self.person.deanonymize()
        self.assertEqual(self.secret.name, SECRET)
        self.assertEqual(self.secret.description, "Sent to Quillfeather")

    def test_nothing_of_it_in_the_database(self):
        self._anonymize()
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment file"
            " WHERE to_jsonb(file)::text ILIKE '%%quillfeather%%'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    # ------------------------------------------------------------------
    # Searches
    # ------------------------------------------------------------------

    def test_all_paths(self):
        """Of all models, by one relation or two: what is found by any letter of a name
        is found by none that no file has."""
        paths = list(self._paths())
        self.assertGreater(len(paths), 50)
        self.assertIn(("account.move", "message_ids.attachment_ids"), paths)
        domain = [("attachment_ids.name", "=like", f"{SECRET}%")]
        self.assertIn(self.message, self._as_clerk("mail.message").search(domain))
        self._anonymize()
        for name in (self.secret.sudo().name, SECRET[:9]):
            for model, path in paths:
                with self.subTest(path=f"{model}: {path}"):
                    self.assertFalse(self._found(model, path, name))

    def _found(self, model, path, name):
        """What is found by the name, told directly or in other words."""
        self.env.invalidate_all()
        records = self._as_clerk(model)
        found = records.search([(f"{path}.name", "=like", f"{name}%")])
        found |= records.search([(path, "any", [("display_name", "ilike", name)])])
        # Whoever lacks the name is everybody who lacks one that no file has.
        lacking = [
            records.search_count(["!", (f"{path}.name", "=like", word)])
            for word in (f"{name}%", "no such file")
        ]
        self.assertEqual(*lacking)
        return found

    def _paths(self):
        """(model, path) of the fields that lead to files, for models that the clerk
        may read."""
        first = {}
        for model in self.env.registry:
            if self._is_readable(model):
                for name in self._links(model, {FILE}):
                    first.setdefault(model, []).append(name)
        for model, names in first.items():
            yield from ((model, name) for name in names)
        for model in self.env.registry:
            if self._is_readable(model):
                for name in self._links(model, {"mail.message", "account.move"}):
                    comodel = self.env[model]._fields[name].comodel_name
                    yield from (
                        (model, f"{name}.{last}") for last in first.get(comodel, ())
                    )

    def _is_readable(self, model):
        records = self.env[model]
        return (
            records._auto
            and not records._abstract
            and records.with_user(self.clerk).has_access("read")
        )

    def _links(self, model, targets):
        records = self.env[model].with_user(self.clerk)
        for name, field in records._fields.items():
            if (
                field.relational
                and field.comodel_name in targets
                and field._description_searchable
                and (field.store or field.type != "many2one")
                and records._has_field_access(field, "read")
            ):
                yield name

    def test_other_ways(self):
        self._anonymize()
        neutral = self.secret.sudo().name
        messages, files = self._as_clerk("mail.message"), self._as_clerk(FILE)
        for word in ("Quillfeather", "Rechnung", neutral[:8]):
            with self.subTest(word):
                self.assertFalse(files.name_search(word))
                self.assertFalse(files.search_count([("name", "ilike", word)]))
                self.assertFalse(
                    files.web_search_read([("name", "ilike", word)], {"name": {}})[
                        "records"
                    ]
                )
                thread = self.move.with_user(self.clerk)
                found = messages._message_fetch([], thread=thread, search_term=word)
                self.assertNotIn(self.message.id, found["messages"].ids)
                groups = messages.formatted_read_group(
                    [("attachment_ids.name", "ilike", word)],
                    ["attachment_ids"],
                    ["__count"],
                )
                self.assertFalse(groups)
        groups = messages.formatted_read_group(
            [("id", "=", self.message.id)], ["attachment_ids"], ["__count"]
        )
        self.assertNotIn("Quillfeather", str(groups))
        self.assertNotIn(neutral, str(groups))
        self.clerk.group_ids += self.env.ref("base.group_allow_export")
        try:
            told = self.message.with_user(self.clerk).export_data(
                ["attachment_ids/name", "attachment_ids/display_name"]
            )
        except AccessError as error:
            told = error
        self.assertNotIn("Quillfeather", str(told))

    def test_the_mark_is_not_to_be_changed(self):
        flag = "anonymization_kept_line_id"
        self._anonymize()
        line = self.secret[flag]
        for file in (self.secret, self.secret.sudo()):
            with self.assertRaises(AccessError):
                file.write({flag: False})
        with self.assertRaises(AccessError):
            self.living_note.write({flag: line.id})
        with self.assertRaises(AccessError):
            self.env[FILE].create({"name": "x", flag: line.id})
        context = {f"default_{flag}": line.id}
        made = self.env[FILE].with_context(**context).create({"name": "x", "raw": PDF})
        self.assertFalse(made[flag])
        with self.assertRaises(UserError):
            self.secret.sudo().unlink()

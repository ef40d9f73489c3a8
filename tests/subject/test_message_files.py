"""Files that hang on a message, and rows that two tables show."""

from odoo.tests import tagged

from ..cases.accounting import BooksCase

TEXT = b"Zacharias Quillfeather"


@tagged("post_install", "-at_install")
class TestMessageFiles(BooksCase):
    def _file(self, record, **values):
        """A file of a message on a record that hangs on nothing but the message."""
        message = record.message_post(body="See the file")
        file = self.env["ir.attachment"].create(
            {"name": "letter.txt", "raw": TEXT, "res_model": False, **values}
        )
        message.attachment_ids = file
        return file, message

    def _stored(self, file):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT store_fname, db_datas, index_content FROM ir_attachment"
            " WHERE id = %s",
            file.ids,
        )
        return any(self.env.cr.fetchone())

    def test_file_without_a_record_goes_with_the_person(self):
        for values in ({}, {"res_model": "mail.message"}):
            with self.subTest(values=values):
                file, message = self._file(self.person)
                if values:
                    file.write({**values, "res_id": message.id})
                self.person.anonymize()
                self.assertFalse(self._stored(file))
                self.person.deanonymize()
                file.invalidate_recordset()
                self.assertEqual(file.raw, TEXT)

    def test_file_of_somebody_else_as_well_stays(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        file, _message = self._file(self.person)
        other.message_post(body="Mine too").attachment_ids = file
        run = self.person.anonymize()
        file.invalidate_recordset()
        self.assertEqual(file.raw, TEXT)
        listed = run.line_ids.kept_ids.filtered(lambda one: one.res_id == file.id)
        self.assertIn("raw", listed.mapped("field"))

    def test_file_of_an_invoice_is_kept_as_long_as_this(self):
        move = self._invoice(self.person)
        self._pay(move)
        file, _message = self._file(move)
        run = self.person.anonymize("Ticket 4711", override_retention=True)
        file.invalidate_recordset()
        self.assertEqual(file.raw, TEXT)
        (listed,) = run.line_ids.kept_ids.filtered(
            lambda one: one.res_id == file.id and one.field == "raw"
        )
        self.assertTrue(listed.date_until)

    def test_row_of_an_inheriting_table_is_found_once(self):
        """The table of all actions shows the rows of server actions, too."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Call Zacharias Quillfeather",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
            }
        )
        line = self.person.anonymize("Ticket 4711", override_retention=True).line_ids
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(action.name, "Call Anonymized")
        self.assertFalse(
            line.kept_ids.filtered(lambda one: one.model.startswith("ir.actions"))
        )

    def test_full_text_goes_as_a_whole(self):
        """A copy of a file's text may have the words in pieces as well."""
        other = self.Partner.create({"name": "Olga Octavius"})
        file = self.env["ir.attachment"].create(
            {
                "name": "a.bin",
                "raw": b"\0\1",
                "res_model": other._name,
                "res_id": other.id,
            }
        )
        text = "Zacharias Quillfeather, mailto:zacha\n rias@quillfeather.example"
        file.index_content = text
        self.person.anonymize("Ticket 4711", override_retention=True)
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(file.index_content)
        self.person.deanonymize()
        file.invalidate_recordset()
        self.assertEqual(file.index_content, text)

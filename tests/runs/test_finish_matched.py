"""What hangs on a document that was found by its e-mail is finished on its day, too."""

from odoo import Command
from odoo.tests import tagged

from ..cases.finish_case import FinishCase
from ..cases.odoo_helper import FakeModelLoader
from ..subject.test_thumbnails import thumbnail_of


class MatchedCase(FinishCase):
    """A receipt that only its e-mail connects with the person, and its files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loader = FakeModelLoader(cls.env, __name__)
        loader.backup_registry()
        cls.addClassCleanup(loader.restore_registry)
        from ..cases.fake_models import FakeReceipt

        loader.update_registry([FakeReceipt])
        cls.rule = cls.env["partner.anonymization.rule"].create(
            {
                "name": "Fake receipt",
                "model": "pa.fake.receipt",
                "partner_path": "email:email",
                "activity_field": "day",
                "retention_class": "accounting",
                "field_ids": [
                    Command.create(
                        {"field": "email", "category": "contact", "term": "email"}
                    ),
                    Command.create(
                        {"field": "remark", "method": "redact", "evidence": True}
                    ),
                ],
            }
        )
        cls.receipt = cls.env["pa.fake.receipt"].create(
            {
                "email": cls.person.email,
                "remark": "Zacharias Quillfeather pays",
                "day": "2022-06-15",
                "company_id": cls.company.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.scan = self._attach("receipt.pdf")
        self.thumbnail = thumbnail_of(self.scan)
        self.mailed = self._attach("mailed.pdf", res_model=False, res_id=False)
        message = self.receipt.message_post(body="Your receipt")
        message.attachment_ids = self.mailed
        self.all = self.scan | self.thumbnail | self.mailed
        self.env.flush_all()
        self.contents = {file: file.raw for file in self.all}

    def _attach(self, name, **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"%PDF-1.4 Zacharias Quillfeather " + name.encode(),
                "res_model": self.receipt._name,
                "res_id": self.receipt.id,
                "mimetype": "application/pdf",
                **values,
            }
        )

    def _assert_kept(self):
        self.env.invalidate_all()
        for file in self.all:
            self.assertEqual(file.raw, self.contents[file], file.name)
            self.assertEqual(file.anonymization_kept_line_id, self.line)
        self.assertIn("Zacharias", self.receipt.remark)

    def _assert_erased(self):
        self.env.invalidate_all()
        for file in self.all:
            self.assertFalse(file.raw)
            self.assertFalse(file.store_fname)
            self.assertFalse(file.anonymization_kept_line_id)
        self.assertNotIn("Zacharias", self.receipt.remark)
        rows = self._rows()
        self.assertFalse(any(rows.mapped("is_waiting")))
        self.assertEqual(set(rows.mapped("status")), {"kept"})
        self.assertTrue(all(rows.mapped("date_finished")))

    def _rows(self):
        files = self.kept.search(
            [("model", "=", "ir.attachment"), ("res_id", "in", self.all.ids)]
        )
        return files + self.kept.search([("model", "=", self.receipt._name)])


@tagged("post_install", "-at_install", "accounting_only")
class TestFinishMatched(MatchedCase):
    def test_finished_on_its_day(self):
        self._anonymize()
        self.assertFalse(self.receipt.email)
        self._assert_kept()
        rows = self._rows()
        self.assertEqual({str(row.date_until) for row in rows}, {"2027-12-31"})
        self._night("2027-12-31")
        self._assert_kept()
        self._night("2028-01-01")
        self._assert_erased()
        self.assertTrue(self._is_clear(2023), "other documents wait for their own day")
        self.person.deanonymize()
        self.env.invalidate_all()
        for file in self.all:
            self.assertEqual(file.raw, self.contents[file])
        self.assertEqual(self.receipt.remark, "Zacharias Quillfeather pays")
        self.assertEqual(self.receipt.email, "zacharias@quillfeather.example")

    def test_finished_after_the_purge(self):
        self._anonymize()
        self._purge()
        self._night("2027-12-31")
        self._assert_kept()
        self._night("2028-01-01")
        self._assert_erased()

    def test_by_the_periods_of_the_day(self):
        self._anonymize()
        self.env.cr.execute(
            "UPDATE res_company SET anonymization_retention_years = 7 WHERE id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        self._night("2028-01-01")
        self._assert_kept()
        files = self._rows().filtered(lambda row: row.field == "raw")
        self.assertEqual({str(row.date_until) for row in files}, {"2029-12-31"})

    def test_without_its_rule_as_long_as_was_said(self):
        """Nothing says any more until when the law keeps it."""
        self._anonymize()
        self.rule.active = False
        self._night("2027-12-31")
        self._assert_kept()
        self._night("2028-01-01")
        self.assertFalse(any(self.all.mapped("raw")))
        self.assertFalse(self.all.anonymization_kept_line_id)

    def test_of_somebody_else_stays(self):
        """Files that were never marked are of a document that names the subject."""
        self._anonymize()
        self.env.cr.execute(
            "UPDATE ir_attachment SET anonymization_kept_line_id = NULL"
            " WHERE id = ANY(%s)",
            [self.all.ids],
        )
        self.env.invalidate_all()
        self._night("2028-01-01")
        for file in self.all:
            self.assertEqual(file.raw, self.contents[file])
            (row,) = self._rows().filtered(lambda one, f=file: one.res_id == f.id)
            self.assertEqual((row.status, row.is_waiting), ("shared", False))

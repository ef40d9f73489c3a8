"""Invoices with files, and users inside and outside of accounting."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .accounting import BooksCase

PDF = b"%PDF-1.4 Zacharias Quillfeather"


class KeptFilesCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "partner_anonymization.render_missing_pdf", "False"
        )
        cls.move = cls._invoice(cls.person)
        cls._pay(cls.move)
        cls.pdf = cls._file(cls.move, "INV.pdf", "invoice_pdf_report_file")
        cls.note = cls._file(
            cls.move, "delivery.txt", raw=b"for Zacharias Quillfeather"
        )
        cls.note.access_token = "11111111-2222"
        cls.other = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.living = cls._invoice(cls.other)
        cls.living_pdf = cls._file(cls.living, "living.pdf", "invoice_pdf_report_file")
        cls.living_note = cls._file(cls.living, "living.txt", raw=b"for Berta")
        cls.accountant = cls._employee(
            "kept_accountant", "account.group_account_invoice"
        )
        cls.auditor = cls._employee("kept_auditor", "account.group_account_readonly")
        cls.clerk = cls._employee("kept_clerk", cls._seeing_entries())
        cls.env.flush_all()

    @classmethod
    def _employee(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{groups}",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    @classmethod
    def _seeing_entries(cls):
        """A group whose users see all entries, but are not of accounting."""
        group = cls.env["res.groups"].create({"name": "Sees Entries"})
        cls.env["ir.model.access"].create(
            [
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get(model).id,
                    "group_id": group.id,
                    "perm_read": True,
                    "perm_write": True,
                }
                for model in ("account.move", "account.move.line")
            ]
        )
        cls.env["ir.model.data"].create(
            {
                "module": "partner_anonymization",
                "name": "test_group_entries",
                "model": "res.groups",
                "res_id": group.id,
            }
        )
        return "partner_anonymization.test_group_entries"

    @classmethod
    def _file(cls, move, name, field=False, raw=PDF):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": field,
            }
        )

    def _anonymize(self):
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()

    def _search(self, user, *domain):
        return self.env["ir.attachment"].with_user(user).search(list(domain))

    @contextmanager
    def _refused(self, error=AccessError, match="kept by law"):
        self.env.invalidate_all()
        with self.assertRaisesRegex(error, match):
            yield
        self.env.invalidate_all()

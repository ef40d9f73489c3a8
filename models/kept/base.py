"""Kept files of any document: in its fields, and instead of printing it again."""

from odoo import SUPERUSER_ID, models
from odoo.exceptions import RedirectWarning
from odoo.http import request

from ...wording import refusals
from .ir_attachment import FLAG

MOST_NAMES = 10


class Base(models.AbstractModel):
    _inherit = "base"

    def _fetch_query(self, query, fields):
        """Hide kept files in fields: Odoo checks no right on attachments that hold a
        field."""
        fetched = super()._fetch_query(query, fields)
        files = {
            one.name: one
            for one in fields
            if one.type == "binary" and not one.column_type
        }
        if files and fetched and fetched._anonymization_hides_files():
            for file in fetched._anonymization_kept_files():
                if field := files.get(file.res_field):
                    field._update_cache(self.browse(file.res_id), None)
        return fetched

    def _anonymization_may_keep(self):
        """Whether the data map knows of documents of this kind that the law keeps."""
        rules = self.env["partner.anonymization.rule"]
        return self.env.registry.ready and self._name in rules._keeping_models()

    def _anonymization_hides_files(self):
        """Whether kept files are none of the business of whoever asks, also by way of
        the superuser; Odoo's own jobs see all."""
        if self.env.su and self.env.uid == SUPERUSER_ID and not request:
            return False
        return (
            self._anonymization_may_keep()
            and not self.env["partner.anonymization"]._may_read_kept()
        )

    def _anonymization_kept_files(self):
        """The kept files of these records; those in fields, as printed, first."""
        files = self.env["ir.attachment"].sudo()
        return files.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                (FLAG, "!=", False),
                ("id", "!=", False),  # Files of fields count as well.
            ],
            order="res_field, id",
        )

    # ------------------------------------------------------------------
    # Printing
    # ------------------------------------------------------------------

    def _anonymization_refuse_printing(self):
        """:raise RedirectWarning: files of these documents are kept, with the way there
        :raise AccessError: the same, for those who may not read the files"""
        message, files = self._anonymization_printing_refusal()
        if not message:
            return
        self.env["partner.anonymization"]._check_may_read_kept()
        button = self.env._("Open the Kept File")
        raise refusals.expected(
            RedirectWarning(message, self._anonymization_open(files), button)
        )

    def _anonymization_printing_refusal(self):
        """Why these documents are not printed: what was printed once is kept, or what
        was signed.

        :return: sentence and kept files, nothing of both where they can be printed
        """
        files = self._anonymization_kept_files().filtered(
            lambda file: file.res_field or file.mimetype == "application/pdf"
        )
        records = self.browse(dict.fromkeys(files.mapped("res_id"))).filtered(
            lambda one: (
                "partner_id" not in one._fields
                or one.sudo().partner_id.anonymization_state
            )
        )
        files = files.filtered(lambda file: file.res_id in records._ids)
        if not files:
            return "", files
        message = self.env._(
            "%(documents)s belongs to an anonymized partner: printing again would not "
            "show what was sent. The original file is kept by law; open that instead.",
            documents=records._anonymization_names(),
        )
        return message, files

    def _anonymization_names(self):
        """The first of these documents, by their numbers."""
        number = self._fields.get(self._rec_name)
        names = [
            (number and number.type == "char" and one[number.name]) or f"#{one.id}"
            for one in self[:MOST_NAMES].sudo()
        ]
        return ", ".join([*names, "…"] if len(self) > MOST_NAMES else names)

    def _anonymization_open(self, files):
        """The action that shows kept files."""
        if len(files) == 1:
            url = f"/web/content/{files.id}?download=true"
            return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Kept Files"),
            "res_model": "ir.attachment",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", files.ids)],
        }

"""The picture of a file's first page goes the way of the file."""

import base64
import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tools.discuss import Store

from ..cases.finish_case import FinishCase
from ..cases.kept_files_case import PDF, KeptFilesCase


def thumbnail_of(file):
    """The attachment that holds a new thumbnail, a picture that no other file has."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), (*divmod(file.id % 65536, 256), 77)).save(picture, "PNG")
    file.thumbnail = base64.b64encode(picture.getvalue())
    file.env.flush_all()
    return file.sudo().search(
        [("res_model", "=", file._name), ("res_id", "=", file.id), ("id", "!=", False)]
    )


@tagged("post_install", "-at_install")
class TestThumbnails(KeptFilesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scan = cls._file(cls.move, "scan.pdf")
        cls.thumbnail = thumbnail_of(cls.scan)
        cls.picture = cls.thumbnail.raw

    def test_kept_with_its_file(self):
        self._anonymize()
        line = self.person.sudo().anonymization_line_id
        self.assertEqual(self.thumbnail.anonymization_kept_line_id, line)
        kept = line.kept_ids.filtered(lambda one: one.field == "raw")
        (own,) = kept.filtered(lambda one: one.res_id == self.thumbnail.id)
        (file,) = kept.filtered(lambda one: one.res_id == self.scan.id)
        self.assertEqual(
            (own.status, own.code, own.date_until, own.is_waiting),
            (file.status, file.code, file.date_until, file.is_waiting),
        )
        self.assertTrue(own.date_until)
        self.person.deanonymize()
        self.assertFalse(self.thumbnail.anonymization_kept_line_id)
        self.assertEqual(self.thumbnail.raw, self.picture)

    def test_none_is_asked_for_of_a_kept_file(self):
        """The client would try to write one, and be refused."""
        bare = self._file(self.move, "bare.pdf")
        mine = self._file(self.living, "mine.pdf")

        def told(file):
            store = Store().add(file.with_user(self.accountant))
            (values,) = store.get_result()["ir.attachment"]
            return values["has_thumbnail"]

        self.assertFalse(told(bare))
        self._anonymize()
        self.assertTrue(told(bare))
        self.assertFalse(told(mine))

    def test_shown_to_accounting_only(self):
        self._anonymize()
        token = self.scan._get_thumbnail_token()
        path = f"/web/image/ir.attachment/{self.scan.id}/thumbnail"
        for url in (path, f"{path}?access_token={token}"):
            self.authenticate(self.clerk.login, self.clerk.login)
            self.assertNotIn(self.picture, self.url_open(url).content)
            self.authenticate(self.accountant.login, self.accountant.login)
            self.assertEqual(self.url_open(url).content, self.picture)
        with self._refused():
            self.thumbnail.with_user(self.clerk).read(["raw"])

    def test_postponed_with_its_file(self):
        self._anonymize()
        kept = self.person.sudo().anonymization_line_id.kept_ids
        kept.filtered(lambda one: one.res_id == self.scan.id)[0].postpone(
            "2098-12-31", "A lawsuit"
        )
        (own,) = kept.filtered(lambda one: one.res_id == self.thumbnail.id)
        self.assertEqual(str(own.postponed_until), "2098-12-31")

    def test_erased_with_its_file(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "card.pdf",
                "raw": PDF,
                "res_model": "res.partner",
                "res_id": self.person.id,
            }
        )
        thumbnail = thumbnail_of(file)
        picture = thumbnail.raw
        self._anonymize()
        self.assertFalse(thumbnail.store_fname)
        self.assertFalse(thumbnail.checksum)
        self.assertFalse(file.thumbnail)
        self.assertFalse(thumbnail.anonymization_kept_line_id)
        self.person.deanonymize()
        self.env.invalidate_all()
        self.assertEqual(thumbnail.raw, picture)
        self.assertEqual(thumbnail.name, "thumbnail")
        self.assertTrue(file.thumbnail)

    def test_of_a_message(self):
        file = self.env["ir.attachment"].create({"name": "letter.pdf", "raw": PDF})
        thumbnail = thumbnail_of(file)
        picture = thumbnail.raw
        self.person.message_post(body="See the file").attachment_ids = file
        self._anonymize()
        self.assertFalse(thumbnail.store_fname)
        self.person.deanonymize()
        self.env.invalidate_all()
        self.assertEqual(thumbnail.raw, picture)

    def test_of_somebody_else_stays(self):
        thumbnail = thumbnail_of(self.living_note)
        picture = thumbnail.raw
        self._anonymize()
        self.assertEqual(thumbnail.raw, picture)
        self.assertFalse(thumbnail.anonymization_kept_line_id)


@tagged("post_install", "-at_install")
class TestThumbnailsFinish(FinishCase):
    def test_finished_with_its_file(self):
        thumbnails = {year: thumbnail_of(file) for year, file in self.files.items()}
        pictures = {year: one.raw for year, one in thumbnails.items()}
        self._anonymize()
        self._night("2028-01-01")
        self.assertFalse(self.files[2022].raw)
        self.assertFalse(thumbnails[2022].store_fname)
        self.assertFalse(thumbnails[2022].anonymization_kept_line_id)
        self.assertEqual(thumbnails[2023].raw, pictures[2023])
        self.assertTrue(thumbnails[2023].anonymization_kept_line_id)
        self.person.deanonymize()
        self.env.invalidate_all()
        for year, thumbnail in thumbnails.items():
            self.assertEqual(thumbnail.raw, pictures[year])

    def test_gone_for_good(self):
        thumbnail = thumbnail_of(self.files[2022])
        path = thumbnail._full_path(thumbnail.store_fname)
        self._anonymize()
        self._purge()
        self._night("2028-01-01")
        with self.assertRaises(FileNotFoundError), open(path, "rb"):
            pass

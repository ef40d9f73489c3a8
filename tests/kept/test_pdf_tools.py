"""Odoo's own PDF tools work with the pypdf that this module asks for."""

import ast
import io
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from reportlab.pdfgen import canvas

from odoo.tests import BaseCase, tagged
from odoo.tools import pdf

MANIFEST = Path(__file__).parents[2] / "__manifest__.py"


def _pdf(text, pages=1):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream)
    for _page in range(pages):
        paper.drawString(100, 100, text)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def _text(content):
    reader = pdf.PdfFileReader(io.BytesIO(content), strict=False)
    return [page.extract_text().strip() for page in reader.pages]


@tagged("post_install", "-at_install", "pure")
class TestPdfTools(BaseCase):
    def test_version_is_in_the_range(self):
        manifest = ast.literal_eval(MANIFEST.read_text())
        packages = manifest["external_dependencies"]["python"]
        requirements = {one.name: one for one in map(Requirement, packages)}
        asked = requirements["pypdf"].specifier
        self.assertTrue(asked.contains(version("pypdf")))
        self.assertFalse(asked.contains("7.0.0"))

    def test_merge(self):
        merged = pdf.merge_pdf([_pdf("one"), _pdf("two", pages=2)])
        self.assertEqual(_text(merged), ["one", "two", "two"])

    def test_banner(self):
        """The mark on a vendor bill."""
        marked = pdf.add_banner(io.BytesIO(_pdf("bill")), text="BILL/7", logo=True)
        marked.seek(0)
        self.assertIn("BILL/7", _text(marked.read())[0])

    def test_attachments(self):
        reader = pdf.OdooPdfFileReader(io.BytesIO(_pdf("bill")), strict=False)
        self.assertEqual(list(reader.getAttachments()), [])
        writer = pdf.OdooPdfFileWriter()
        writer.cloneReaderDocumentRoot(reader)
        writer.addAttachment("factur-x.xml", b"<xml/>", subtype="text/xml")
        stream = io.BytesIO()
        writer.write(stream)
        reader = pdf.OdooPdfFileReader(io.BytesIO(stream.getvalue()), strict=False)
        self.assertEqual(dict(reader.getAttachments()), {"factur-x.xml": b"<xml/>"})

    def test_metadata(self):
        writer = pdf.PdfFileWriter()
        reader = pdf.PdfFileReader(io.BytesIO(_pdf("signed")))
        writer.addPage(reader.getPage(0))
        writer.addMetadata({"/Title": "Title"})
        stream = io.BytesIO()
        writer.write(stream)
        reader = pdf.PdfFileReader(io.BytesIO(stream.getvalue()))
        self.assertEqual(reader.getDocumentInfo()["/Title"], "Title")

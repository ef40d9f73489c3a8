"""Files and values made to harm whoever reads them. Needs no database."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

from reportlab.pdfgen.canvas import Canvas

NAME = "Barnabas Ashquill"
ZEROS = 1 << 20


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A zip archive of ``{name: bytes}``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def office(name, text):
    """A document of an office suite: its words in xml in a zip archive."""
    xml = f"<?xml version='1.0'?><doc><p>{text}</p></doc>".encode()
    return zipped({"[Content_Types].xml": b"<Types/>", name: xml})


def tarred(members):
    """A tar archive of ``{name: bytes}``."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def pdf(text, pages=1):
    """A PDF with the text on its last page."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for number in range(1, pages):
        canvas.drawString(100, 100, f"page {number}")
        canvas.showPage()
    canvas.drawString(100, 100, text)
    canvas.save()
    return target.getvalue()


def pdf_of(stream, kids=b"3 0 R", filter_=b"FlateDecode"):
    """A PDF by hand, with one page of this compressed content."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length " + str(len(stream)).encode() + b"/Filter/" + filter_
        + b">>stream\n" + stream + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )  # fmt: skip


def mail(text, attachment=b""):
    """A mail, with an attachment or without."""
    message = EmailMessage()
    message["From"] = "somebody@example.com"
    message["Subject"] = "a message"
    message.set_content(text)
    if attachment:
        message.add_attachment(
            attachment, maintype="application", subtype="zip", filename="a.zip"
        )
    return message.as_bytes()


def nested_mail(depth, text):
    """Parts in parts in parts."""
    parts = [b"From: a@b.example\nSubject: x\n"]
    for number in range(depth):
        parts.append(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'
            % (number, number)
        )
    parts.append(b"Content-Transfer-Encoding: base64\n\n")
    return b"".join(parts) + base64.encodebytes(text.encode())


def zeros(megabytes):
    """As many megabytes of zeros, compressed, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(ZEROS)) for _number in range(megabytes)]
    return b"".join(parts) + packer.flush()


def nested_zip(depth, megabytes=1):
    """Zips in zips, zeros in the innermost."""
    content = bytes(megabytes << 20)
    for _number in range(depth):
        content = zipped({f"{place}.zip": content for place in range(3)})
    return content


def corrupted(data, start, length):
    """The data with a stretch of other bytes in it."""
    return (
        data[:start]
        + bytes(255 - one for one in data[start : start + length])
        + (data[start + length :])
    )


def seeds():
    """``{what it is: content}`` of sound files in which the name stands."""
    text = f"for {NAME}, as agreed. "
    plain = text.encode() * 20
    return {
        "docx": office("word/document.xml", text),
        "xlsx": office("xl/sharedStrings.xml", text),
        "odt": office("content.xml", text),
        "zip": zipped({"a.txt": plain}),
        "zip bz2": zipped({"a.txt": plain}, zipfile.ZIP_BZIP2),
        "zip lzma": zipped({"a.txt": plain}, zipfile.ZIP_LZMA),
        "zip in zip": zipped({"b.zip": zipped({"a.txt": plain})}),
        "gzip": gzip.compress(plain),
        "bzip2": bz2.compress(plain),
        "xz": lzma.compress(plain),
        "tar": tarred({"a.txt.gz": gzip.compress(plain)}),
        "tar.gz": gzip.compress(tarred({"a.txt": plain})),
        "pdf": pdf(text),
        "mail": mail(text, zipped({"a.txt": plain})),
        "mail in mail": nested_mail(5, text),
        "base64": base64.encodebytes(plain),
        "embedded": b'<img src="data:x;base64,' + base64.b64encode(plain) + b'"/>',
        "utf-16": text.encode("utf-16"),
        "vcf": f"BEGIN:VCARD\r\nFN:{NAME}\r\nEND:VCARD\r\n".encode(),
        "csv": f"id;name\r\n1;{NAME}\r\n".encode(),
        "html": b"<p class='a'><b>Barnabas</b> Ashquill &uuml; %C3%BC</p>",
        "json": f'{{"name": "{NAME}", "\\u00fc": [1, 2]}}'.encode(),
    }


# Repeated, each of these has driven some pattern or loop into the square.
UNITS = (
    "a", "1", " ", "-", "a-", "1 ", "<", "&", "\\", "\\\\u00", "%", "%41", '"', "'",
    "<a ", '<a "', "<a '\"'", '<a "<b\' "', "<!--", "<![", "<style>", "&#", "&amp;",
    "a=", "a =", "@", "a@", "a@b ", "a@b'", "@@", ",", ".", "(", "( 0 ", "x1 ", "ext ",
    "\u0301", "\u0301\u0323", "e\u0301", "\n", "\t", "Ann ", "Ann Miller ",
    "Miller, Ann ", "Ann Miller, Miller Ann, ", "xAnn Miller", "Ann  ", "Ann-", "mr ",
    "street ", "street 1 ", "4 5 ", "31 41 59 26 ", "3141592", "\u00df", "\ufb01",
    "\u0130", "\u738b", "\u00ad", "\u00a0", '{"a":', "[", "' \" <", "<b>Ann</b>",
    '<a t="x" ', "00", "+4", "\U0001f389", "<b a=", '<b a="<" ',
)  # fmt: skip


def hostile(unit, size):
    """A value of this size."""
    return (unit * (size // len(unit) + 1))[:size]

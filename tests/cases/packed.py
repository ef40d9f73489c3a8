"""Files of all usual formats in which a person stands. Needs no database."""

import bz2
import gzip
import io
import json
import lzma
import mailbox
import quopri
import tarfile
import tempfile
from email.header import Header
from email.message import EmailMessage
from html import escape

from .hostile import tarred, zipped
from .packed_office import of_office

LATIN = (
    "cp1252", "iso8859-1", "iso8859-15", "cp850", "cp437", "mac_roman", "utf-16",
    "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig",
)  # fmt: skip
CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859-5", "mac_cyrillic", *LATIN[6:])
GREEK = ("cp1253", "iso8859-7", "cp737", "mac_greek", *LATIN[6:])


def of_text(first, last, encodings):
    """``{format: content}`` of plain text in each encoding."""
    text = f"Meeting notes\r\nwith {first} {last}, room 4\r\n"
    return {
        f"text {name}": data
        for name in encodings
        if (data := text.encode(name, "replace")).decode(name) == text
        or name.endswith("-sig")
    }


def of_cells(first, last):
    """The same of values parted by any sign."""
    found = {}
    for name, sign in (
        ("semicolon", ";"), ("comma", ","), ("tab", "\t"), ("pipe", "|"),
        ("caret", "^"), ("unit", "\x1f"),
    ):  # fmt: skip
        rows = (("Id", "Last", "First", "City"), ("7", last, first, "Ghent"))
        text = "\r\n".join(map(sign.join, rows))
        quoted = "\r\n".join(sign.join(f'"{one}"' for one in row) for row in rows)
        empty = sign.join(("Firm", last, "", first, "Ghent"))
        found |= {
            f"csv {name}": text.encode(),
            f"csv {name} quoted": quoted.encode(),
            f"csv {name} empty cell": empty.encode(),
        }
    return found


def of_cards(first, last):
    """vCards and calendars."""
    plain = f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{last};{first};;;\r\nEND:VCARD\r\n"
    whole = f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{first} {last}\r\nEND:VCARD\r\n"
    calendar = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
        f'ATTENDEE;CN="{first} {last}":mailto:x@example.com\r\nEND:VEVENT\r\n'
    )
    quoted = quopri.encodestring(f"{last};{first}".encode(), quotetabs=True)
    soft = quoted[: len(quoted) // 2]
    cut = soft.rfind(b"=") if b"=" in soft[-3:] else len(soft)
    broken = quoted[:cut] + b"=\r\n" + quoted[cut:]
    head = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    return {
        "vcard N": plain.encode(),
        "vcard FN": whole.encode(),
        "vcard folded": _folded(whole.encode()),
        "vcard N folded": _folded(plain.encode()),
        "vcard quoted": head + quoted + b"\r\nEND:VCARD\r\n",
        "vcard soft break": head + broken + b"\r\nEND:VCARD\r\n",
        "vcard utf-16": plain.encode("utf-16"),
        "calendar": _folded(calendar.encode()),
    }


def _folded(data):
    """Each line broken after every 20 bytes."""
    lines = data.split(b"\r\n")
    return b"\r\n".join(
        b"\r\n ".join(line[at : at + 20] for at in range(0, len(line) or 1, 20))
        for line in lines
    )


def of_rich_text(first, last, page):
    """RTF: escapes of bytes, of numbers, words that commands cut."""
    name = f"{first} {last}"

    def rtf(body):
        return f"{{\\rtf1\\ansi\\ansicpg{page}\\uc1 see {body} now\\par}}".encode(
            "ascii"
        )

    escaped = "".join(
        one if one.isascii() else f"\\'{one.encode(f'cp{page}').hex()}" for one in name
    )
    numbered = "".join(one if one.isascii() else f"\\u{ord(one)}?" for one in name)
    half = numbered.index(" ") + 1
    return {
        "rtf bytes": rtf(escaped),
        "rtf bytes of a font": rtf(escaped).replace(f"pg{page}".encode(), b"pg1252"),
        "rtf numbers": rtf(numbered),
        "rtf cut": rtf(f"{{\\b {numbered[:half]}}}{{\\i\\f1 {numbered[half:]}}}"),
        "rtf cells": rtf(numbered.replace(" ", "\\cell ")),
    }


def of_mails(first, last, encoding):
    """Mails and a box of them."""
    name = f"{first} {last}"
    body, plain = EmailMessage(), EmailMessage()
    for one in (body, plain):
        one["From"], one["Message-Id"] = "a@example.com", "<1@example.com>"
    body.set_content("see the other part")
    body.add_alternative(f"<p>{escape(name)}</p>", subtype="html", charset=encoding)
    coded = Header(name, encoding).encode().encode()
    header = b"From: " + coded + b" <q@example.com>\nMIME-Version: 1.0\n\nHello\n"
    plain.set_content(f"Dear {name}", charset=encoding, cte="quoted-printable")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "b@example.com", "forwarded"
    outer.set_content("forwarded")
    outer.add_attachment(body)
    attached = EmailMessage()
    attached["From"], attached["Subject"] = "b@example.com", "list"
    attached.set_content("the list")
    attached.add_attachment(
        zipped({"a.csv": f"1;{last};{first}".encode()}),
        maintype="application", subtype="zip", filename="a.zip",
    )  # fmt: skip
    named = EmailMessage()
    named["From"], named["Subject"] = "b@example.com", "file"
    named.set_content("a file")
    named.add_attachment(b"-", maintype="text", subtype="x", filename=f"{name} 1.txt")
    return {
        "mail html part": body.as_bytes(),
        "mail header": header,
        "mail quoted": plain.as_bytes(),
        "mail in mail": outer.as_bytes(),
        "mail zip of csv": attached.as_bytes(),
        "mail file name": named.as_bytes(),
        "mbox second": _box([attached_nothing(), plain]),
        "mbox header": _box([attached_nothing(), header]),
    }


def attached_nothing():
    message = EmailMessage()
    message["From"], message["Subject"] = "n@example.com", "nothing"
    message.set_content("nothing")
    message.add_alternative("<p>nothing</p>", subtype="html")
    return message


def _box(messages):
    with tempfile.NamedTemporaryFile() as file:
        box = mailbox.mbox(file.name)
        for one in messages:
            box.add(one)
        box.flush()
        box.close()
        with open(file.name, "rb") as stream:
            return stream.read()


def of_archives(first, last):
    """Archives and compressed files, alone and in each other."""
    text = f"for {first} {last}\n".encode()
    found = {
        "gz": gzip.compress(text),
        "bz2": bz2.compress(text),
        "xz": lzma.compress(text),
        "lzma": lzma.compress(text, lzma.FORMAT_ALONE),
        "zip": zipped({"a.txt": text}),
        "zip member name": zipped({f"{first} {last} 1.txt": b"-"}),
        "zip in zip": zipped({"b.zip": zipped({"a.txt": text})}),
        "tar.gz in zip": zipped({"b.tar.gz": gzip.compress(tarred({"a": text}))}),
        "gz in gz in gz": gzip.compress(gzip.compress(gzip.compress(text))),
    }
    for mode in ("gz", "bz2", "xz"):
        for name, format_ in (("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT)):
            target = io.BytesIO()
            with tarfile.open(fileobj=target, mode=f"w:{mode}", format=format_) as tar:
                info = tarfile.TarInfo("a.txt")
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text))
            found[f"tar.{mode} {name}"] = target.getvalue()
    old = bytearray(tarred({"a.gz": gzip.compress(text)}))
    old[257:265] = bytes(8)
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old[:512])
    found["tar without mark"] = bytes(old)
    return found


def of_web(first, last):
    """HTML and json."""
    name = f"{first} {last}"
    return {
        "html": f"<html><p>{first} <b>{last}</b></p></html>".encode(),
        "html cells": (
            f"<table><tr><td>7</td><td>{last}</td><td>{first}</td></tr></table>".encode()
        ),
        "html entities": (
            f"<p>{name.encode('ascii', 'xmlcharrefreplace').decode()}</p>".encode()
        ),
        "html divs": f"<div>{first}</div><div>{last}</div>".encode(),
        "json": json.dumps({"rows": [{"who": name}]}).encode(),
        "json keys": json.dumps(
            {"last": last, "first": first}, ensure_ascii=False
        ).encode(),
        "json list": json.dumps([7, last, first], indent=1).encode(),
    }


def all_of(first, last, encodings, page):
    """``{format: content}`` of all of these."""
    return (
        of_text(first, last, encodings)
        | of_cells(first, last)
        | of_cards(first, last)
        | of_rich_text(first, last, page)
        | of_mails(first, last, encodings[0])
        | of_archives(first, last)
        | of_office(first, last)
        | of_web(first, last)
    )

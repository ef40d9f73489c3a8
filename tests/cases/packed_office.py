"""Office files in which a person stands. Needs no database."""

from html import escape

from .hostile import zipped

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def of_office(first, last):
    """Documents, workbooks and slides."""
    half = len(last) // 2

    def docx(body, name="word/document.xml"):
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        text = f"<w:document {space}><w:body>{body}</w:body></w:document>"
        return _package(name, text)

    def run(text):
        return f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>"

    def odf(body):
        return _package("content.xml", f"<office:text>{body}</office:text>")

    box = f"<w:p>{run('x')}<w:txbxContent><w:p>{run(first)}{run(' ' + last)}</w:p>"
    cells = "".join(
        f"<w:tc><w:p>{run(one)}</w:p></w:tc>" for one in ("7", last, first, "x")
    )
    comment = f"<comment><text><t>{first} </t><t>{last}</t></text></comment>"
    shape = f"<a:p><a:r><a:t>{first} {last[:half]}</a:t></a:r>"
    return {
        "docx": docx(f"<w:p>{run(f'{first} {last}')}</w:p>"),
        "docx tab": docx(
            f"<w:p><w:r><w:t>{last}</w:t><w:tab/><w:t>{first}</w:t></w:r></w:p>"
        ),
        "docx split run": docx(
            f"<w:p>{run(f'{first} {last[:half]}')}{run(last[half:])}</w:p>"
        ),
        "docx text box": docx(f"{box}</w:txbxContent></w:p>"),
        "docx table": docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"),
        "docx header": docx(run(f"{first} {last}"), "word/header1.xml"),
        "odt tab": odf(f"<text:p>{last}<text:tab/>{first}</text:p>"),
        "odt span": odf(
            f"<text:p>{first}<text:s/><text:span>{last[:half]}</text:span>"
            f"{last[half:]}</text:p>"
        ),
        "ods cells": odf(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{one}</text:p>'
                "</table:table-cell>"
                for one in ("7", last, first, "x")
            )
            + "</table:table-row>"
        ),
        "pptx": _package(
            "ppt/slides/slide1.xml", f"{shape}<a:r><a:t>{last[half:]}</a:t></a:r></a:p>"
        ),
        "xlsx shared": workbook([["7", last, first, "x"]], apart=True),
        "xlsx inline": inline_workbook(["7", last, first, "x"]),
        "xlsx comment": _package("xl/comments1.xml", comment),
        "xlsx sheet name": _package(
            "xl/workbook.xml", f'<sheets><sheet name="{first} {last}"/></sheets>'
        ),
        "xlsx header": _package(
            "xl/worksheets/sheet1.xml",
            f"<headerFooter><oddHeader>&amp;L{first} {last}</oddHeader></headerFooter>",
        ),
    }


def workbook(rows, apart=False):
    """An xlsx with shared texts.

    :param apart: no two cells that are neighbours are so among the shared texts
    """
    texts = list(dict.fromkeys(one for row in rows for one in row))
    if apart:
        texts = [text for one in texts[::-1] for text in (one, f"other {len(one)}")]
    shared = "".join(f"<si><t>{escape(one)}</t></si>" for one in texts)
    lines = "".join(
        "<row>"
        + "".join(f'<c t="s"><v>{texts.index(one)}</v></c>' for one in row)
        + "</row>"
        for row in rows
    )
    space = f'xmlns="{_SPREADSHEET}"'
    sheet = f"<worksheet {space}><sheetData>{lines}</sheetData></worksheet>"
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>".encode(),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        }
    )


def inline_workbook(row):
    cells = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in row)
    return _package(
        "xl/worksheets/sheet1.xml", f"<sheetData><row>{cells}</row></sheetData>"
    )


def _package(name, xml):
    text = f"<?xml version='1.0' encoding='UTF-8'?>{xml}"
    return zipped({"[Content_Types].xml": b"<Types/>", name: text.encode()})

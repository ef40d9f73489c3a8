"""The rows of a workbook: cells name their texts by number."""

import zipfile
from xml.etree import ElementTree

# Characters of shared texts that are held at once.
_MOST = 24 << 20


def read(archive, pieces):
    """Hand on the rows of each sheet, their cells parted by tabs.

    :param zipfile.ZipFile archive: any; nothing is done where it is no workbook
    """
    names = [one for one in archive.namelist() if _is_shared(one)]
    if not names:
        return
    try:
        shared = _shared(archive, names[0])
    except (ElementTree.ParseError, zipfile.BadZipFile, ValueError):
        pieces.readable = False
        return
    for name in archive.namelist():
        if "/worksheets/" in name.lower() and name.lower().endswith(".xml"):
            with pieces.trying():
                pieces.chunks(_rows(archive, name, shared))


def _is_shared(name):
    return name.lower().endswith("sharedstrings.xml")


def _shared(archive, name):
    texts, size = [], 0
    for item in _elements(archive, name, "si"):
        texts.append("".join(_texts(item)))
        size += len(texts[-1]) + 60
        if size > _MOST:
            raise ValueError("shared texts")
    return texts


def _texts(item):
    """Its words without how they are spoken."""
    for child in item:
        kind = _local(child)
        if kind == "t":
            yield child.text or ""
        elif kind != "rPh":
            yield from _texts(child)


def _rows(archive, name, shared):
    for row in _elements(archive, name, "row"):
        cells = (_cell(cell, shared) for cell in row if _local(cell) == "c")
        yield ("\t".join(filter(None, cells)) + "\n").encode("utf-8", "replace")


def _cell(cell, shared):
    text = "".join(_texts(cell))
    value = next((one.text or "" for one in cell if _local(one) == "v"), "")
    if cell.get("t") == "s" and value.strip().isdecimal():
        number = int(value)
        return shared[number] if number < len(shared) else ""
    return text or value


def _elements(archive, name, wanted):
    """The elements of this name, each forgotten once it was looked at."""
    with archive.open(name) as stream:
        parents = []
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if _local(element) == wanted:
                yield element
                element.clear()
                if parents:
                    parents[-1].clear()


def _local(element):
    return element.tag.rpartition("}")[2]

"""Data files and translations of modules, by the external id of what they describe."""

import csv
import functools
import hashlib
import os
import re
from collections import defaultdict
from pathlib import Path

from lxml import etree

from odoo.modules import Manifest
from odoo.tools import file_path
from odoo.tools.translate import get_po_paths

from .pieces import constants, pieces

_FULL_NAME = re.compile(r"""\bid=["'](\w+\.\w+)["']""")
_RECORDS = {"record", "template", "menuitem", "report", "act_window", "asset"}
_OCCURRENCE = re.compile(r"^#: model(?:_terms)?:[^:\s]+:(\S+)$", re.M)
_QUOTED = re.compile(r'^(?:msgstr )?"(.*)"$', re.M)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


class ModuleFiles:
    """Reads the files of a module when it is asked for one of its records."""

    def __init__(self):
        self._data = functools.cache(_data)
        self._translations = functools.cache(_translations)
        self._sizes = functools.cache(_sizes)

    def knows(self, module, name):
        """Whether a module describes a record with this external id."""
        return name in self._data(module)

    def overlays(self, module, name, installed):
        """What other modules write into a record of this one: pieces.

        :param installed: names of the modules whose files count
        """
        full = f"{module}.{name}"
        modules = _mentions(installed).get(full, ())
        return set().union(*(self._data(one).get(full, ()) for one in modules))

    def holds(self, module, size, checksum):
        """Whether a file of a module has this content.

        :param str checksum: SHA-1 as Odoo notes it of an attachment
        """
        return any(
            hashlib.sha1(path.read_bytes()).hexdigest() == checksum
            for path in self._sizes(module).get(size, ())
        )

    def of(self, module, name, langs=()):
        """What a module ships for a record of its own.

        :param langs: codes of the languages whose translations count as well
        :return: set of pieces, empty where the module describes no such record
        """
        found = set(self._data(module).get(name, ()))
        for lang in langs:
            found |= self._translations(module, lang).get(name, set())
        return found


def manifest(module):
    """The manifest of a module on the addons path, or None."""
    return Manifest.for_addon(module, display_warning=False)


def _data(module):
    """``{name: pieces}`` of all records in the data files of a module; those of other
    modules by their full name."""
    found = defaultdict(set)
    for path in _paths(module):
        read = _read_csv if path.suffix == ".csv" else _read_xml
        for full, texts in read(path):
            name = full.removeprefix(f"{module}.")
            found[name] |= {name, f"{module}.{name}", _shown(path, module)}
            found[name] |= set().union(*map(pieces, texts))
    return found


def _shown(path, module):
    """The path of a file as views note it."""
    return "/".join(path.parts[len(Path(manifest(module).path).parent.parts) :])


@functools.lru_cache(maxsize=1)  # a second for all files of a large installation
def _mentions(modules):
    """``{full name: modules}`` of records that modules say something of; the files stay
    as they are while this process lives.

    :param frozenset modules: names of modules
    """
    found = defaultdict(set)
    for module in modules:
        for path in _paths(module):
            for name in _FULL_NAME.findall(path.read_text(encoding="utf-8")):
                found[name].add(module)
    return found


def _sizes(module):
    """``{size: paths}`` of all files of a module."""
    found = defaultdict(list)
    shipped = manifest(module)
    for folder, _folders, names in os.walk(shipped.path) if shipped else ():
        for name in names:
            path = Path(folder, name)
            found[path.stat().st_size].append(path)
    return found


def _paths(module):
    shipped = manifest(module)
    for kind in ("data", "demo") if shipped else ():
        for name in shipped.get(kind, ()):
            path = Path(shipped.path, name)
            if path.suffix in (".xml", ".csv") and path.is_file():
                yield path


def _read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("id"):
                yield row["id"], [one for one in row.values() if isinstance(one, str)]


def _read_xml(path):
    parser = etree.XMLParser(remove_comments=True, resolve_entities=False)
    for node in etree.parse(str(path), parser).iter(*_RECORDS):
        if name := node.get("id"):
            yield name, list(_texts(node))


def _texts(record):
    yield etree.tostring(record, encoding="unicode", with_tail=False)
    for node in record.iter(etree.Element):
        yield from filter(None, (node.text, *node.attrib.values()))
        if node is not record and node.tail:
            yield node.tail
        yield from constants(node.get("eval") or "")
        if node.tag == "field" and node.get("file") and node.get("type") != "base64":
            yield Path(file_path(node.get("file"))).read_text(encoding="utf-8")


def _translations(module, lang):
    """``{name: pieces}`` of what a module translates."""
    found = defaultdict(set)
    for path in get_po_paths(module, lang):
        for block in Path(path).read_text(encoding="utf-8").split("\n\n"):
            if names := _OCCURRENCE.findall(block):
                text = _translation(block)
                for name in names:
                    found[name.partition(".")[2]] |= pieces(text)
    return found


def _translation(block):
    _before, sign, quoted = block.partition("\nmsgstr ")
    text = "".join(_QUOTED.findall(sign.lstrip("\n") + quoted))
    return _ESCAPE.sub(lambda one: _ESCAPED.get(one[1], one[1]), text)

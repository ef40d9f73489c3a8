"""Merge an exported template into a folder of translations; needs polib.

po_merge.py EXPORTED FOLDER: writes FOLDER/EXPORTED's name and each FOLDER/*.po. What is
translated stays, obsolete entries go, and what is not translated is reported.
"""

import sys
from pathlib import Path

import polib

# They would change with every export.
DATES = ("POT-Creation-Date", "PO-Revision-Date")
PLURALS = "nplurals=2; plural=(n != 1);"


def template(exported):
    """Return the exported template without what differs between two exports."""
    found = polib.pofile(str(exported))
    for name in DATES:
        found.metadata.pop(name, None)
    found.metadata["Content-Transfer-Encoding"] = "8bit"
    return found


def merge(source, translated, language):
    """Return the entries of `source` with the texts of `translated`.

    An entry that is marked fuzzy keeps its mark, a file its own plural forms.
    """
    known = {entry.msgid: entry for entry in translated}
    merged = polib.POFile()
    merged.header = source.header
    merged.metadata = {
        **source.metadata,
        "Language": language,
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": translated.metadata.get("Plural-Forms") or PLURALS,
    }
    for entry in source:
        old = known.get(entry.msgid)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=old.msgstr if old else "",
                comment=entry.comment,
                tcomment=old.tcomment if old else "",
                occurrences=entry.occurrences,
                flags=["fuzzy"] if old and old.fuzzy else [],
            )
        )
    return merged


def main(exported, folder):
    """Write all files and print what is missing; return 1 when anything is."""
    source = template(exported)
    source.save(str(folder / exported.name))
    print(f"{exported.name}: {len(source)} terms")
    missing = 0
    for path in sorted(folder.glob("*.po")):
        translated = polib.pofile(str(path))
        merged = merge(source, translated, path.stem)
        merged.save(str(path))
        left = [entry for entry in merged if not entry.translated()]
        dropped = {e.msgid for e in translated} - {e.msgid for e in source}
        print(f"{path.name}: {len(left)} untranslated, {len(dropped)} obsolete dropped")
        for entry in left:
            print(f"  {entry.msgid!r}")
        missing += len(left)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

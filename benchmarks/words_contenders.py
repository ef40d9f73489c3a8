"""What others would do with the same values: a plain replace, and Presidio."""

import html
import json
import os
import subprocess
import sys
from pathlib import Path

from words_engine import Result
from words_texts import PLACEHOLDER

PRESIDIO = "presidio-analyzer==2.2.366\n"
SAMPLE = 20
SCRIPT = Path(__file__).with_name("words_presidio.py")


def values(people):
    """All that is stored of those who are erased."""
    found = set()
    for p in people:
        if p["is_erased"]:
            phone = f"+{p['calling']} {p['national']}"
            found |= {p["stored"], p["email"], phone, p["address"], p["vat"],
                      p["iban"], p["ref"] or p["weak_ref"], p["street2"]}  # fmt: skip
    return sorted(filter(None, found))


class Replace:
    """A replace of all values, whatever stands around them."""

    def __init__(self, people):
        spelled = values(people)
        spelled += [text for one in spelled if (text := html.escape(one)) != one]
        self._words = {}
        for one in spelled:
            self._words.setdefault(one[:3], []).append(one)
        for some in self._words.values():
            some.sort(key=len, reverse=True)

    def __call__(self, text):
        done, at = [], 0
        while at < len(text):
            for word in self._words.get(text[at : at + 3], ()):
                if text.startswith(word, at):
                    done.append(PLACEHOLDER)
                    at += len(word)
                    break
            else:
                done.append(text[at])
                at += 1
        return "".join(done)


def replaced(people, texts, fields):
    """:return: :class:`Result`"""
    replace = Replace(people)
    changed = [key for key, value in fields.items() if replace(value) != value]
    return Result([replace(text.html) for text in texts], [], changed)


def presidio(people, texts):
    """Every twentieth text by Presidio's recognizer of a deny list, which needs no
    model of a language.

    :return: :class:`Result`, with None for texts that were not looked at
    """
    sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
    from pa_dev import python_env

    python = python_env.environment("venv", PRESIDIO) / "bin/python"
    chosen = [text.html for text in texts[::SAMPLE]]
    asked = json.dumps({"values": values(people), "texts": chosen})
    done = subprocess.run(
        [str(python), str(SCRIPT)], input=asked, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    new = [None] * len(texts)
    new[::SAMPLE] = json.loads(done.stdout)
    return Result(new, [], None)

"""Presidio on standard input: ``{"values": […], "texts": […]}``; prints the new texts.

Run by an interpreter that has presidio-analyzer. Its recognizer of a deny list alone is
used: no model of a language has to be loaded.
"""

import json
import sys

from presidio_analyzer import PatternRecognizer


def main():
    asked = json.load(sys.stdin)
    recognizer = PatternRecognizer("PERSON", deny_list=asked["values"])
    new = [_redacted(recognizer, text) for text in asked["texts"]]
    json.dump(new, sys.stdout)


def _redacted(recognizer, text):
    found = recognizer.analyze(text, ["PERSON"])
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]}Anonymized{text[one.end :]}"
    return text


if __name__ == "__main__":
    main()

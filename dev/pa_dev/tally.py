"""The closing table of `make torture`: what was tried, and how often it went wrong.

A part of the torture says so in a line of its output, ``TALLY name key=number …``, with
the keys of COLUMNS.
"""

import re

COLUMNS = ("rounds", "kills", "races", "inputs")
LINE = re.compile(r"\bTALLY (\S+)((?: [a-z]+=\d+)+)\s*$", re.M)
_NUMBER = re.compile(r"([a-z]+)=(\d+)")


def find(text):
    """Return [(part, {key: number})] of an output."""
    return [
        (name, {key: int(number) for key, number in _NUMBER.findall(numbers)})
        for name, numbers in LINE.findall(text)
    ]


def table(reports):
    """Return the lines of the table: a row for each part, and one with the sums.

    `reports` have `tallies`, as find() returns them, and `failed`: every test that has
    failed is a violation.
    """
    rows = [found for report in reports for found in report.tallies]
    violations = sum(report.failed for report in reports)
    sums = {key: sum(one.get(key, 0) for _name, one in rows) for key in COLUMNS}
    width = max(len(name) for name, _one in (*rows, ("violations", None)))
    lines = [_row("", dict(zip(COLUMNS, COLUMNS, strict=True)), width)]
    lines += [_row(name, one, width) for name, one in rows]
    lines.append(_row("all", sums, width))
    return [*lines, f"{'violations':{width}} {violations:10}"]


def _row(name, values, width):
    cells = " ".join(f"{values.get(key, 0) or 0:>10}" for key in COLUMNS)
    return f"{name:{width}} {cells}"

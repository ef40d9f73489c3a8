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
    """Return the lines of the table: a row for each suite, its parts below it where it
    has several, and the sums.

    `reports` have a `name`, `tallies`, as find() returns them, and `failed`: every test
    that has failed is a violation. A suite that has failed has a row even if it did not
    get as far as to count.
    """
    rows = []
    for report in reports:
        if report.tallies or report.failed:
            found = [one for _name, one in report.tallies]
            rows.append((report.name, _sums(found), report.failed))
        if len(report.tallies) > 1:
            rows += [(f"  {name}", one, None) for name, one in report.tallies]
    suites = [row for row in rows if row[2] is not None]
    violations = sum(row[2] for row in suites)
    rows.append(("all", _sums([row[1] for row in suites]), violations))
    width = max(len(name) for name, _one, _violations in rows)
    return [_row("", (*COLUMNS, "violations"), width)] + [
        _row(name, (*(one.get(key, 0) for key in COLUMNS), bad), width)
        for name, one, bad in rows
    ]


def _sums(found):
    return {key: sum(one.get(key, 0) for one in found) for key in COLUMNS}


def _row(name, values, width):
    cells = "".join(f"{'' if one is None else one:>11}" for one in values)
    return f"{name:{width}}{cells}".rstrip()

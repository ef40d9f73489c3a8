"""The page and the picture of the figures of ``quick.py``."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import databases
import life
from databases import query

FOLDER = Path(__file__).parent


def path(partners):
    """The file that the figures go to; those of another size have one of their own."""
    size = "" if partners == life.PARTNERS else f"-{partners // 1000}k"
    return FOLDER / f"RESULTS{size}.md"


def page(bench, bounds, facts):
    """The figures as a page."""
    lines = ["# Figures on a database that is like life", ""]
    lines += [f"{one}  " for one in facts]
    rows = ", ".join(f"{kind} {count:.1f}" for kind, count in bench.rows.items())
    lines += [f"Rows changed per subject: {rows}. Batches of {bench.size}.", ""]
    lines += ["| figure | median | lowest | highest | bound |", "|---" * 5 + "|"]
    for name, values in bench.figures.items():
        numbers = f"{median(values):.2f} | {min(values):.2f} | {max(values):.2f}"
        lines.append(f"| {name} | {numbers} | {bounds.get(name, '')} |")
    lines += ["", "| SQL statements of a run | |", "|---|---|"]
    for (kind, size), counts in bench.statements.items():
        shown = ", ".join(map(str, sorted(counts)))
        lines.append(f"| {kind}, {size} at once | {shown} |")
    lines += ["", *(f"- Broken: {sentence}" for sentence in bench.broken())]
    return "\n".join(lines).rstrip() + "\n"


def facts_of(name, partners, seconds):
    with open("/proc/cpuinfo") as lines:
        models = [line.split(":")[1].strip() for line in lines if "model name" in line]
    [(version,)] = query(name, "SHOW server_version")
    size = databases.size(name) / 2**30
    load = os.getloadavg()[1]
    return [
        f"Written by `make bench-quick` on {datetime.now(UTC):%Y-%m-%d}.",
        f"Machine: {len(models)} × {models[0] if models else 'unknown'}, PostgreSQL"
        f" {version}, load of the last 5 minutes {load:.1f}.",
        f"Database: {partners:,} partners made, all apps, {size:.1f} GB; the run took"
        f" {seconds:.0f} s.",
    ]


def draw(figures, target, partners):
    sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
    import plot
    from pa_dev import python_env

    python = python_env.environment("venv", plot.MATPLOTLIB) / "bin/python"
    title = f"{partners:,} partners, all apps"
    subprocess.run(
        [python, plot.__file__, target, title],
        input=json.dumps(figures),
        text=True,
        check=True,
    )

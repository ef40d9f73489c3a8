"""The figures as text and as JSON, and the bounds that they must keep."""

from statistics import median

from rounds import AFTERWARDS, LOOP_ROUNDS, LOOP_SUBJECTS, ROUNDS

AT_MOST_FLOOR, AT_LEAST_LOOP = 3.0, 30.0
LARGEST = max(ROUNDS)


def broken(figures):
    """Sentences on the bounds that do not hold."""
    result = []
    ratio, gain = figures.ratio(LARGEST), _gain(figures)
    if ratio > AT_MOST_FLOOR:
        result.append(f"{ratio:.2f} times the floor, allowed {AT_MOST_FLOOR}")
    if gain < AT_LEAST_LOOP:
        result.append(f"{gain:.1f} times faster than the loop, wanted {AT_LEAST_LOOP}")
    for kind, counts in _statements(figures).items():
        if len(set().union(*(counts[size] for size in AFTERWARDS))) > 1:
            result.append(f"{kind}: statements depend on the batch: {counts}")
    if figures.differing:
        tables = ", ".join(figures.differing)
        result.append(f"the floor left other values than ours in {tables}")
    return result


def _gain(figures):
    return figures.loop_per_subject() / figures.per_subject("ours", LARGEST)


def _statements(figures):
    """``{kind: {batch size: set of statement counts}}``"""
    result = {"anonymize": figures.statements}
    for (kind, size), measured in figures.afterwards.items():
        result.setdefault(kind, {})[size] = {measured.statements}
    return result


def as_json(figures, database):
    """Everything that was measured, for a program.

    :param dict database: facts on the database
    """
    return {
        "database": database,
        "rows_per_subject": figures.rows[LARGEST],
        "ms_per_subject": {
            name: {size: figures.per_subject(name, size) for size in ROUNDS}
            for name in ("ours", "floor")
        }
        | {"orm_loop": figures.loop_per_subject()},
        "ratio_to_floor": {size: figures.ratio(size) for size in ROUNDS},
        "loop_to_ours": _gain(figures),
        "statements": {
            kind: {size: sorted(found) for size, found in counts.items()}
            for kind, counts in _statements(figures).items()
        },
        "afterwards_ms_per_subject": {
            f"{kind} {size}": 1000 * measured.seconds / size
            for (kind, size), measured in figures.afterwards.items()
        },
        "rounds_seconds": {"ours": figures.ours, "floor": figures.floor},
        "broken": broken(figures),
    }


def as_text(figures, database):
    """The same for a reader."""
    return "\n".join(
        [
            *_database_lines(database),
            *_row_lines(figures),
            *_time_lines(figures),
            *_statement_lines(figures),
            "",
            *(f"BROKEN: {sentence}" for sentence in broken(figures)),
        ]
    ).rstrip()


def _database_lines(database):
    return [
        "database: {partners:,} partners, {entries:,} entries, {items:,} journal items,"
        " {megabytes:,.0f} MB ({after:,.0f} MB after the rounds)".format(**database),
    ]


def _row_lines(figures):
    rows = figures.rows[LARGEST]
    tables = ", ".join(f"{table} {count:g}" for table, count in rows.items())
    return [f"rows changed per subject: {sum(rows.values()):.1f} ({tables})", ""]


def _time_lines(figures):
    head = f"{'batch':>6} {'rounds':>6} {'ours':>9} {'floor':>9} {'ratio':>7}"
    lines = [f"{head}   (medians; ms per subject, committed)"]
    for size, count in ROUNDS.items():
        ours, floor = (figures.per_subject(name, size) for name in ("ours", "floor"))
        lines.append(
            f"{size:>6} {count:>6} {ours:>9.3f} {floor:>9.3f}"
            f" {figures.ratio(size):>6.2f}x"
        )
    low, high = min(figures.loop), max(figures.loop)
    return [
        *lines,
        f"one person: {1000 * median(figures.ours[1]):.1f} ms",
        f"loop of ORM write(): {figures.loop_per_subject():.1f} ms per subject"
        f" ({LOOP_ROUNDS} rounds of {LOOP_SUBJECTS},"
        f" {1000 * low / LOOP_SUBJECTS:.1f} to {1000 * high / LOOP_SUBJECTS:.1f});"
        f" ours is {_gain(figures):.0f} times faster",
    ]


def _statement_lines(figures):
    lines = [""]
    for kind, counts in _statements(figures).items():
        shown = "; ".join(
            f"batch of {size}: {', '.join(map(str, sorted(found)))}"
            for size, found in counts.items()
        )
        lines.append(f"SQL statements to {kind}: {shown}")
    times = ", ".join(
        f"{kind} {size}: {1000 * measured.seconds / size:.3f}"
        for (kind, size), measured in figures.afterwards.items()
    )
    return [*lines, f"ms per subject afterwards: {times}"]

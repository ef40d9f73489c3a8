"""What the log of a test run says: counts, failures and stray errors."""

import dataclasses
import datetime
import re

from . import tally

LINE = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<message>.*)$"
)
TOTAL = re.compile(
    r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<ran>\d+) tests "
    r"when loading database"
)
STARTING = re.compile(r"Starting (?P<test>\S+) \.\.\.")
NAME = r"(?P<test>(?:setUp|tearDown)(?:Class|Module) \S+|\S+)"
FAILURE = re.compile(rf"(?:FAIL|ERROR): (?:Subtest )?{NAME}")
SKIPPED = re.compile(rf"skipped {NAME}.* : ")
SUMMARY = re.compile(r"^Module \S+: \d+ failures, \d+ errors of \d+ tests\b")
BAD = ("ERROR", "CRITICAL")
A_TEST_AT_MOST = 3600


@dataclasses.dataclass
class Report:
    """The outcome of one run; `shown` are the texts that explain a failure, `times`
    the seconds of each test, until the next one starts."""

    ran: int = 0
    started: set = dataclasses.field(default_factory=set)
    bad: set = dataclasses.field(default_factory=set)
    strays: list = dataclasses.field(default_factory=list)
    shown: list = dataclasses.field(default_factory=list)
    times: dict = dataclasses.field(default_factory=dict)
    tallies: list = dataclasses.field(default_factory=list)
    name: str = ""

    @property
    def passed(self):
        """Return the number of tests that ran and neither failed nor skipped."""
        return max(self.ran - len(self.bad & self.started), 0)

    @property
    def failed(self):
        """Return the number of bad tests and of other things that went wrong."""
        return len(self.bad) + len(self.strays)

    def add_stray(self, text, shown=None):
        """Take note of something wrong that is no test's own failure."""
        self.strays.append(text)
        self.shown.append(shown or text)


def check(lines, status=0):
    """Return the Report of a run from its log's `lines` and exit `status`."""
    report = Report()
    finished = False
    running = None
    for time, level, logger, message in records(lines):
        first = message.split("\n", 1)[0]
        if running and time:
            seconds = (time - running[1]).total_seconds()
            if is_credible(seconds):
                report.times[running[0]] = seconds
        if total := TOTAL.match(first):
            finished, running = True, None
            report.ran = int(total["ran"])
        elif level in BAD:
            _take_error(report, first, f"{level} {logger}: {message}")
        elif level == "INFO" and (start := STARTING.match(first)):
            report.started.add(start["test"])
            running = (start["test"], time)
        elif level == "INFO" and (found := tally.find(first)):
            report.tallies += found
        elif level == "INFO" and (skip := SKIPPED.match(first)):
            report.bad.add(skip["test"])
            report.shown.append(f"SKIPPED, which counts as failed: {first}")
    _conclude(report, finished, status)
    return report


def is_credible(seconds):
    """Whether a test can have taken so long: where one has set the clock, the log's
    hours are not the real ones."""
    return 0 <= seconds < A_TEST_AT_MOST


def records(lines):
    """Yield (time, level, logger, message) per log record, which may have many lines.

    Lines before the first record have no time, no level and no logger.
    """
    time, level, logger, message = None, None, None, []
    for line in lines:
        line = line.rstrip("\n")
        start = LINE.match(line)
        if not start:
            message.append(line)
            continue
        if message:
            yield time, level, logger, "\n".join(message)
        time = datetime.datetime.fromisoformat(start["time"])
        level, logger, message = *start.group("level", "logger"), [start["message"]]
    if message:
        yield time, level, logger, "\n".join(message)


def _take_error(report, first, message):
    if failure := FAILURE.match(first):
        report.bad.add(failure["test"])
        report.shown.append(message)
    elif not SUMMARY.search(first):
        report.add_stray(first, message)


def _conclude(report, finished, status):
    if not finished:
        report.ran = len(report.started)
        report.add_stray("The run ended before its tests did.")
    elif not report.ran:
        report.add_stray("No test was run.")
    if status and not report.failed:
        report.add_stray(f"Odoo ended with exit status {status}.")

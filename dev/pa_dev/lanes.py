"""Tests side by side, each part on a database of its own, and what runs alone."""

import collections
import json
import re
import threading

from . import log, paths
from .selection import LATER

LANES = 2
CLASS = re.compile(r"^class (Test\w+)\(", re.M)
TEST = re.compile(r"^    def test_", re.M)
SLOWEST = 20


def halves(tags, times):
    """Split the module's test classes into parts that take about the same time.

    :param tags: what --test-tags takes in
    :param dict times: seconds of ``class.method``, as far as known
    :return: list of --test-tags; together they select what `tags` does, once
    """
    weights = _weights(times)
    parts = [[0, set()] for _lane in range(LANES)]
    for name in sorted(weights, key=weights.get, reverse=True):
        part = min(parts, key=lambda one: one[0])
        part[0] += weights[name]
        part[1].add(name)
    later = "".join(f",-{tag}" for tag in LATER)
    result = [tags]
    for _weight, names in parts[1:]:
        only = [f"/{paths.MODULE}:{name}" for name in sorted(names)]
        result.append(",".join(only) + later)
        result[0] += "".join(f",-{one}" for one in only)
    return result


def _weights(times):
    """``{test class: seconds}``; an unknown test counts as one."""
    known = collections.Counter()
    for test, seconds in times.items():
        known[test.split(".")[0]] += seconds
    result = {}
    for path in (paths.REPO / "tests").rglob("*.py"):
        text = path.read_text(errors="replace")
        names = CLASS.findall(text)
        for name in names:
            result[name] = known[name] or len(TEST.findall(text)) / len(names)
    return result


def run(jobs):
    """Call the jobs, as many at once as there are lanes, in this order.

    :param jobs: functions that return a report
    :return: list of their reports
    """
    waiting, reports, failures = collections.deque(jobs), [], []

    def work():
        while waiting and not failures:
            try:
                reports.append(waiting.popleft()())
            except BaseException as failure:  # raised below, in the main thread
                failures.append(failure)

    threads = [threading.Thread(target=work, daemon=True) for _lane in range(LANES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return reports


def read_times():
    """The seconds of each test in the last whole run of this cache, whichever version
    of this program has written them."""
    file = _times_file()
    found = json.loads(file.read_text()) if file.exists() else {}
    return {test: s for test, s in found.items() if log.is_credible(s)}


def keep_times(reports):
    """Remember how long the tests took; return what to print of the slowest."""
    times = {test: s for report in reports for test, s in report.times.items()}
    _times_file().write_text(json.dumps(times))
    slowest = sorted(times, key=times.get, reverse=True)[:SLOWEST]
    return [f"{times[test]:7.1f} s  {test}" for test in slowest]


def _times_file():
    return paths.cache() / "test_times.json"

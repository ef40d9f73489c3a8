"""Tests side by side, each part on a database of its own, and what runs alone."""

import collections
import json
import re
import threading

from . import log, paths
from .selection import LATER

LANES = 2
CLASS = re.compile(r"^(?:@tagged\(([^)]*)\)\n)?class (Test\w+)\(", re.M)
TEST = re.compile(r"^    def test_", re.M)
NOT_NOW = re.compile("|".join(f'"{tag}"' for tag in (*LATER, "-standard")))
BROWSER = "HttpCase"
SLOWEST = 20
# Seconds of the classes that take long: known before the first run.
SLOW_CLASSES = paths.DEV / "slow_tests.json"


def split(tags, times):
    """Split the module's test classes into one part per lane, which take about the same
    time, and one with those that use a browser: for them, Odoo makes so many asset
    bundles that each search of the file store takes several times as long.

    :param tags: what --test-tags takes in
    :param dict times: seconds of ``class.method``, as far as known
    :return: list of --test-tags, that of the browser last; together they select what
        `tags` does, once
    """
    weights, browser = _weights(times)
    parts = [[0, set()] for _lane in range(LANES)]
    for name in sorted(weights.keys() - browser, key=weights.get, reverse=True):
        part = min(parts, key=lambda one: one[0])
        part[0] += weights[name]
        part[1].add(name)
    later = "".join(f",-{tag}" for tag in LATER)
    result = [tags]
    for names in (*(names for _weight, names in parts[1:]), browser):
        only = [f"/{paths.MODULE}:{name}" for name in sorted(names)]
        result.append(",".join(only) + later)
        result[0] += "".join(f",-{one}" for one in only)
    return result


def _weights(times):
    """``{test class: seconds}``, where an unknown test counts as one, and the set of
    the classes that use a browser."""
    known = collections.Counter()
    for test, seconds in times.items():
        known[test.split(".")[0]] += seconds
    result, browser = {}, set()
    for path in sorted((paths.REPO / "tests").rglob("*.py")):
        text = path.read_text(errors="replace")
        found = CLASS.findall(text)
        names = [name for tags, name in found if not NOT_NOW.search(tags)]
        for name in names:
            result[name] = known[name] or len(TEST.findall(text)) / len(found)
        if BROWSER in text:
            browser.update(names)
    return result, browser


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
    of this program has written them; of the slow classes, on a new machine."""
    file = _times_file()
    if not file.exists():
        return json.loads(SLOW_CLASSES.read_text())
    found = json.loads(file.read_text())
    return {test: s for test, s in found.items() if log.is_credible(s)}


def keep_times(reports):
    """Remember how long the tests took; return what to print of the slowest."""
    times = {test: s for report in reports for test, s in report.times.items()}
    _times_file().write_text(json.dumps(times))
    slowest = sorted(times, key=times.get, reverse=True)[:SLOWEST]
    return [f"{times[test]:7.1f} s  {test}" for test in slowest]


def _times_file():
    return paths.cache() / "test_times.json"

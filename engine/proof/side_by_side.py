"""Several processes that search portions side by side."""

import os
import pickle
import queue
import subprocess
import sys
import threading
from pathlib import Path

from .errors import SearchStopped
from .searcher_process import Failure, Task

_PACKAGE = __name__.rpartition(".engine.")[0]
_ROOT = Path(__file__).parents[2]
# What searches needs no Odoo: the packages around it are there in name only.
_START = """
import importlib, sys, types
package, root = sys.argv[1:]
def bare(name, *path):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = list(path)
names = package.split(".")
for count in range(1, len(names)):
    bare(".".join(names[:count]))
bare(package, root)
for name in ("engine", "engine.proof", "engine.database"):
    bare(package + "." + name, root + "/" + name.replace(".", "/"))
importlib.import_module(package + ".engine.proof.searcher_process").main()
"""
# What PostgreSQL says where a replica breaks off a query.
_CONFLICTS = ("40001", "57P01", "57P02", "57P03")
# Seconds between two looks at how far it is.
_TICK = 1


def search(count, snapshot, search_, store, portions, done, tick):
    """Search portions.

    :param count: number of processes
    :param snapshot: ``snapshots.Snapshot`` that they all see
    :param search_: ``needles.Needles``
    :param str store: folder of the file store
    :param portions: list of ``portions.Portion``
    :param done: called with each portion and its ``found.Found``
    :param tick: called now and then
    :raise SearchStopped: one of them has ended by an error
    """
    work, answers = queue.SimpleQueue(), queue.SimpleQueue()
    for portion in portions:
        work.put(portion)
    task = Task(snapshot.connection, snapshot.name, search_, store)
    packed = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    processes = [_started() for _number in range(count)]
    threads = [
        threading.Thread(target=_serve, args=(one, packed, work, answers), daemon=True)
        for one in processes
    ]
    try:
        for thread in threads:
            thread.start()
        _collect(len(portions), answers, done, tick)
    finally:
        for process in processes:
            process.kill()
            process.wait()
        for thread in threads:
            thread.join()
        for process in processes:
            process.stdout.close()


def _collect(left, answers, done, tick):
    while left:
        try:
            portion, answer = answers.get(timeout=_TICK)
        except queue.Empty:
            tick()
            continue
        if isinstance(answer, Failure):
            code = "conflict" if answer.sqlstate in _CONFLICTS else "searcher"
            raise SearchStopped(code, answer.name)
        done(portion, answer)
        left -= 1
        tick()


def _serve(process, packed, work, answers):
    """Give a process one portion after the other, and hand on what it answers."""
    portion = None
    try:
        process.stdin.write(packed)
        process.stdin.flush()
        if failure := pickle.load(process.stdout):
            answers.put((None, failure))
            return
        while True:
            try:
                portion = work.get_nowait()
            except queue.Empty:
                return
            pickle.dump(portion.what, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            answers.put((portion, answer := pickle.load(process.stdout)))
            if isinstance(answer, Failure):
                return
    except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
        # It was killed, or has run out of memory.
        answers.put((portion, Failure(type(error).__name__, None)))
    finally:
        try:
            process.stdin.close()
        except OSError:
            process.kill()


def _started():
    return subprocess.Popen(
        [sys.executable, "-s", "-B", "-c", _START, _PACKAGE, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONUTF8": "1",
        },
        cwd=os.path.abspath(os.sep),
    )

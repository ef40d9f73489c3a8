"""Measure workers that share a run, and what a run costs those who invoice meanwhile.

Run it with ``make bench-workers``, on the database that is like life. In turns, one and
two workers do a run of as many people. Then clients post invoices, in turns with
nothing else going on and while a worker is at a run with different pauses. The exit
status is 1 when two workers are not ``LEAST_GAIN`` times as quick as one, or when no
pause keeps the 95th percentile of posting within ``MOST_SLOWER``.
"""

import argparse
import itertools
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import databases
import life
import processes
from databases import PREFIX, alone, query, say

LEAST_GAIN, MOST_SLOWER = 1.7, 1.3
CLIENTS, WARM_UP = 2, 100
# (milliseconds after each batch, people in a batch)
PAUSES = ((0, 100), (500, 20), (2000, 20), (10000, 40))
NAME = f"{PREFIX}_workers"
# Of whom something is kept by law: nobody anonymizes them here, and they go on buying.
CUSTOMERS = """
    SELECT id FROM life_person JOIN res_partner USING (id)
     WHERE place BETWEEN 8 AND 12 AND anonymization_state IS NULL
       AND NOT COALESCE(anonymization_hold, FALSE) AND company_id IS NULL
     ORDER BY person LIMIT 200
"""


def main():
    from odoo.tools import config

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=1000, help="of a run")
    parser.add_argument("--seconds", type=int, default=20, help="of invoicing")
    arguments = parser.parse_args()
    config.parse_config(["--log-level=error"], setup_logging=True)
    with alone():
        keys = tempfile.mkdtemp(prefix="keys-", dir=config["data_dir"])
        try:
            life.installed(life.template(), NAME, keys)
            return _report(_Bench(keys, arguments))
        finally:
            databases.drop(NAME)
            shutil.rmtree(keys)


class _Bench:
    def __init__(self, keys, arguments):
        kinds = [life.subjects(NAME, where) for where in life.KINDS.values()]
        self._left = [one for pair in zip(*kinds, strict=False) for one in pair]
        self._customers = [id_ for (id_,) in query(NAME, CUSTOMERS)]
        self._arguments = arguments
        self._folder = Path(keys)

    def shared(self):
        """``{workers: [seconds of a run]}``"""
        found = {1: [], 2: []}
        for number in range(self._arguments.rounds):
            for workers in (1, 2) if number % 2 else (2, 1):
                say(f"round {number + 1}: workers: {workers}")
                found[workers].append(self._run_by(workers))
        return found

    def _run_by(self, workers):
        """The seconds of a run."""
        with self._working(workers) as (pids, start):
            run_id = self._start_run(self._arguments.people)
            self._parameter(0, 100)
            begin = time.perf_counter()
            start()
            processes.wait(pids)
            seconds = time.perf_counter() - begin
        self._check(run_id)
        return seconds

    @contextmanager
    def _working(self, workers):
        """Workers that have worked before, as those of Odoo have: their process and
        their connection know the database. Gives their ids, and what lets them begin.
        """
        self._start_run(WARM_UP * workers)
        self._parameter(0, WARM_UP // 2)
        (ready, is_ready), (start, starts) = os.pipe(), os.pipe()

        def work():
            try:
                _work()
            finally:
                os.write(is_ready, b".")
            os.read(start, 1)
            _work()

        with processes.running([work] * workers) as pids:
            for _pid in pids:
                os.read(ready, 1)
            yield pids, lambda: os.write(starts, b"." * workers)
        for end in (ready, is_ready, start, starts):
            os.close(end)

    def beside(self):
        """``{None or (pause, batch): [milliseconds of posting an invoice]}``, and how
        many people a worker did in a second meanwhile."""
        found, rates = {}, {}
        for _number in range(self._arguments.rounds):
            for pause in (None, *PAUSES):
                say(f"invoicing beside {pause or 'nothing'}")
                times, rate = self._invoicing(pause)
                found.setdefault(pause, []).extend(times)
                rates.setdefault(pause, []).append(rate)
        return found, rates

    def _invoicing(self, pause):
        if not pause:
            return self._times(), 0
        with self._working(1) as (_pids, start):
            run_id = self._start_run(min(self._arguments.people, len(self._left) or 1))
            self._parameter(*pause)
            start()
            times = self._times()
        return times, self._stop(run_id) / self._arguments.seconds

    def _times(self):
        """How long it took the clients to post each invoice."""
        files = [self._folder / f"client-{n}" for n in range(CLIENTS)]
        clients = [
            partial(self._post, file, self._customers[n::CLIENTS])
            for n, file in enumerate(files)
        ]
        with processes.running(clients) as pids:
            processes.wait(pids)
        times = [float(row) for file in files for row in file.read_text().split()]
        for file in files:
            file.unlink()
        return times

    def _post(self, file, customers):
        """Post one invoice after the other, as a server does for its users: once more
        where another transaction was in the way."""
        from odoo import api
        from odoo.modules.registry import Registry
        from odoo.service.model import retrying

        registry, until = Registry(NAME), time.monotonic() + self._arguments.seconds
        with file.open("w") as output:
            for partner in itertools.cycle(customers):
                if time.monotonic() > until:
                    break
                begin = time.perf_counter()
                with registry.cursor() as cr:
                    env = api.Environment(cr, api.SUPERUSER_ID, {})
                    retrying(partial(_post_invoice, env, partner), env)
                output.write(f"{(time.perf_counter() - begin) * 1000}\n")

    def _start_run(self, count):
        if len(self._left) < count:
            sys.exit("bench: too few people are left; ask for fewer")
        ids = [self._left.pop() for _number in range(count)]

        def start(env):
            from odoo.addons.partner_anonymization.models.runs.choices import Choices

            query_ = env["res.partner"]._anonymization_query([("id", "in", ids)])
            run = env["partner.anonymization"]._draft(query_)
            # The draft is the superuser's; it is begun as whoever has asked for it.
            run.with_user(env.uid)._begin(Choices(note="T-1"))
            return run.id

        return self._as_admin(start)

    def _parameter(self, pause, batch):
        def write(env):
            params = env["ir.config_parameter"].sudo()
            params.set_param("partner_anonymization.run_pause_ms", str(pause))
            params.set_param("partner_anonymization.run_batch", str(batch))

        self._as_admin(write)

    def _stop(self, run_id):
        """Cancel a run; those of whom nothing was done can be in the next one.

        :return: how many were done
        """

        def stop(env):
            run = env["partner.anonymization"].browse(run_id)
            if run.state != "done":
                run.action_cancel()

        self._as_admin(stop)
        left = query(
            NAME,
            "SELECT partner_id FROM partner_anonymization_line JOIN res_partner p"
            " ON p.id = partner_id WHERE run_id = %s AND p.anonymization_state IS NULL",
            run_id,
        )
        self._left += [partner_id for (partner_id,) in left]
        return self._done(run_id)

    def _done(self, run_id):
        ((count,),) = query(
            NAME,
            "SELECT count(*) FROM partner_anonymization_line"
            " WHERE run_id = %s AND outcome = 'done'",
            run_id,
        )
        return count

    def _check(self, run_id):
        if self._done(run_id) < self._arguments.people * 0.9:
            sys.exit("bench: the workers have left people")

    def _as_admin(self, action):
        from contenders import ADMIN

        from odoo import api
        from odoo.modules.registry import Registry

        registry = Registry(NAME)
        with registry.cursor() as cr:
            result = action(api.Environment(cr, ADMIN, {}))
        registry.signal_changes()  # workers that wait have cached the settings
        return result


def _post_invoice(env, partner):
    from odoo import Command

    line = {"name": "x", "price_unit": 10, "tax_ids": False}
    values = {
        "move_type": "out_invoice",
        "partner_id": partner,
        "invoice_line_ids": [Command.create(line)],
    }
    env["account.move"].create(values).action_post()


def _work():
    from odoo import api
    from odoo.modules.registry import Registry

    registry = Registry(NAME).check_signaling()  # as before every scheduled action
    with registry.cursor() as cr:
        api.Environment(cr, api.SUPERUSER_ID, {})["partner.anonymization"]._cron_work()


def _report(bench):
    broken, seconds = [], bench.shared()
    one, two = (median(seconds[workers]) for workers in (1, 2))
    print(
        f"1 worker {one:.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times as quick"
    )
    if one / two < LEAST_GAIN:
        broken.append(f"{one / two:.2f} times as quick, wanted {LEAST_GAIN}")
    times, rates = bench.beside()
    alone_ = quantiles(times[None], n=20)[-1]
    print(f"posting an invoice, 95 %: {alone_:.0f} ms with nothing else")
    ratios = []
    for pause in PAUSES:
        ratio = quantiles(times[pause], n=20)[-1] / alone_
        ratios.append(ratio)
        print(
            f"beside a run, {pause[1]} people, then {pause[0]} ms pause:"
            f" {ratio:.2f} times, {median(rates[pause]):.0f} people a second"
        )
    if min(ratios) > MOST_SLOWER:
        broken.append(f"{min(ratios):.2f} times slower, allowed {MOST_SLOWER}")
    return databases.verdict(broken)


if __name__ == "__main__":
    sys.exit(main())

"""The two sides of a race: A anonymizes and stops on the way, B uses the partner."""

import contextlib
import threading
from unittest.mock import Mock, patch

import harness
from harness import ADMIN
from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service import model as service

from odoo.addons.partner_anonymization.engine.checks import since_the_lock
from odoo.addons.partner_anonymization.engine.runs import anonymization
from odoo.addons.partner_anonymization.engine.subject import membership

DONE, REFUSED, CONFLICT = "done", "refused", "conflict"
PATIENCE = 30


def draft_invoice(env, case):
    return harness.draft_invoice(env, case.partner)


def posted_invoice(env, case):
    draft_invoice(env, case).action_post()


def sale_order(env, case):
    env["sale.order"].create({"partner_id": case.partner})


def payment(env, case):
    env["account.payment"].create({"partner_id": case.partner, "amount": 10})


def unreconcile(env, case):
    env["account.move"].browse(case.invoice).line_ids.remove_move_reconcile()


def reset_to_draft(env, case):
    env["account.move"].browse(case.invoice).button_draft()


def child(env, case):
    values = {"name": "Late Child", "parent_id": case.partner, "type": "contact"}
    env["res.partner"].create(values)


def message(env, case):
    partner = env["res.partner"].browse(case.partner)
    partner.message_post(body="Late note", message_type="comment")


def attachment(env, case):
    values = {"name": "late.txt", "raw": b"late", "res_model": "res.partner"}
    env["ir.attachment"].create({**values, "res_id": case.partner})


def activity(env, case):
    env["res.partner"].browse(case.partner).activity_schedule(summary="Late call")


def bank_account(env, case):
    number = f"LATE{case.partner}"
    env["res.partner.bank"].create({"partner_id": case.partner, "acc_number": number})


def tag(env, case):
    env["res.partner.category"].create(
        {"name": f"Late {case.partner}", "partner_ids": [Command.link(case.partner)]}
    )


def follower(env, case):
    env["mail.followers"].create(
        {
            "res_model": "res.partner",
            "res_id": case.partner,
            "partner_id": env.ref("base.partner_admin").id,
        }
    )


def raw_insert(env, case):
    """A draft entry by plain SQL, without any code of Odoo's."""
    env.cr.execute(
        """
        INSERT INTO account_move
        SELECT (jsonb_populate_record(move, jsonb_build_object(
                'id', nextval('account_move_id_seq'), 'name', NULL,
                'partner_id', %(id)s, 'commercial_partner_id', %(id)s))).*
          FROM account_move move WHERE id = %(draft)s
        """,
        {"id": case.partner, "draft": case.draft},
    )


USES = {
    use.__name__: use
    for use in (
        draft_invoice,
        posted_invoice,
        sale_order,
        payment,
        unreconcile,
        reset_to_draft,
        child,
        message,
        attachment,
        activity,
        bank_account,
        tag,
        follower,
        raw_insert,
    )
}


def outcome(action):
    """Run `action`; return what came of it."""
    try:
        action()
    except UserError:
        return REFUSED
    except (ConcurrencyError, OperationalError):
        return CONFLICT
    return DONE


def as_odoo(action, env):
    """Run `action` as Odoo runs a call, its retries without the pause."""
    with patch.object(service, "random", Mock(uniform=lambda *_args: 0)):
        service.retrying(action, env)


class Rival(threading.Thread):
    """B: a transaction that uses the partner.

    Events: `ready` when its snapshot is open, `used` when the use went through and is
    not committed yet, `over` at the end. It goes on from `ready` and `used` when `act`
    and `commit` are set.
    """

    def __init__(self, registry, case):
        super().__init__(daemon=True)
        self.registry, self.case = registry, case
        self.ready, self.used = threading.Event(), threading.Event()
        self.over, self.act = threading.Event(), threading.Event()
        self.commit = threading.Event()
        self.outcome = self.pid = self.failure = None

    def run(self):
        try:
            with contextlib.closing(self.registry.cursor()) as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                self.pid = cr.connection.info.backend_pid
                cr.execute("SELECT count(*) FROM res_partner WHERE id = 1")
                self.ready.set()
                self.outcome = outcome(lambda: self._transaction(env))
        except BaseException as error:
            self.failure = error
        finally:
            for event in (self.ready, self.used, self.over):
                event.set()

    def _transaction(self, env):
        def use():
            assert self.act.wait(PATIENCE)
            USES[self.case.use](env, self.case)
            env.flush_all()
            self.used.set()
            assert self.commit.wait(PATIENCE)

        if self.case.retry:
            as_odoo(use, env)
        else:
            use()
            env.cr.commit()

    def proceed(self, database, until):
        """Return when `until` is set, or B waits for a lock of A's."""
        while not until.wait(0.005):
            if database.waits_for_lock(self.pid):
                return

    def finish(self):
        self.act.set()
        self.commit.set()
        self.join(PATIENCE)
        if self.is_alive():
            raise AssertionError("B hangs")
        if self.failure:
            raise self.failure


class Anonymizer:
    """A: anonymizes the partner and calls `reach(point)` on the way."""

    def __init__(self, registry, case, reach):
        self.registry, self.case = registry, case
        self.passed = set()
        self.reach = reach

    def run(self):
        """Return the outcome."""
        with contextlib.closing(self.registry.cursor()) as cr, self._stops():
            env = api.Environment(cr, ADMIN, {})
            partner = env["res.partner"].browse(self.case.partner)

            def anonymize():
                partner.anonymize("Ticket 4711", override_retention=True)

            return outcome(lambda: as_odoo(anonymize, env))

    @contextlib.contextmanager
    def _stops(self):
        with contextlib.ExitStack() as stack:
            for point, holder, name in (
                ("collected", membership, "collect"),
                ("locked", anonymization, "_lock"),
                ("checked", since_the_lock, "blockers"),
                ("written", anonymization, "_write"),
            ):
                wrapped = self._stopping(point, getattr(holder, name))
                stack.enter_context(patch.object(holder, name, wrapped))
            yield

    def _stopping(self, point, function):
        def call(*args, **kwargs):
            result = function(*args, **kwargs)
            if point not in self.passed:
                self.passed.add(point)
                self.reach(point)
            return result

        return call

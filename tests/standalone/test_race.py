"""Promise 7: no document gets in between check and wipe. Two real connections."""

import collections
import itertools
import random
import time
import unittest
from dataclasses import dataclass

import harness
from race_sides import USES, Anonymizer, Rival, draft_invoice

from odoo.addons.partner_anonymization.engine.log import log_rows

ALONE = True
ROUNDS, SEED = 260, 19
# What A has reached when B uses the partner and commits. `hold`: B's use is there
# before A's lock, its commit comes after A's writes; `stale`: B's snapshot is older
# than A's commit, its use comes after it.
MOMENTS = (
    "before",
    "collected",
    "hold",
    "locked",
    "checked",
    "written",
    "stale",
    "after",
)
NEEDS_INVOICE = ("unreconcile", "reset_to_draft")


@dataclass
class Case:
    """One round."""

    use: str
    moment: str
    retry: bool
    rank: int
    partner: int = 0
    invoice: int = 0
    draft: int = 0


def cases():
    """The rounds: every use at every moment, with and without Odoo's retry."""
    chosen = random.Random(SEED)
    pairs = list(itertools.product(USES, MOMENTS, (False, True)))
    pairs += chosen.choices(pairs, k=ROUNDS - len(pairs))
    made = [Case(*pair, rank=index % 2) for index, pair in enumerate(pairs)]
    for case in made:
        if case.use == "raw_insert":
            # No code of Odoo's that could refuse or retry it.
            case.retry = False
            if case.moment == "after":
                case.moment = "stale"
    chosen.shuffle(made)
    return made


class TestRace(harness.StandaloneCase):
    label = "race"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cases()
        with cls.db.env() as env:
            cls._make_partners(env)
            cls._make_invoices(env)

    @classmethod
    def _make_partners(cls, env):
        values = [
            {
                "name": f"Racer Quillfeather {number:03}",
                "email": f"racer{number:03}@quill.example",
                "customer_rank": case.rank,
                "child_ids": [(0, 0, {"name": f"Sidecar {number}", "type": "other"})],
            }
            for number, case in enumerate(cls.cases)
        ]
        partners = env["res.partner"].create(values)
        draft = env["account.move"].create({"move_type": "entry"})
        for case, partner in zip(cls.cases, partners, strict=True):
            case.partner, case.draft = partner.id, draft.id

    @classmethod
    def _make_invoices(cls, env):
        """A paid invoice for those cases that reopen one."""
        cases_ = [case for case in cls.cases if case.use in NEEDS_INVOICE]
        moves = env["account.move"].union(*(draft_invoice(env, c) for c in cases_))
        moves.action_post()
        for case, move in zip(cases_, moves, strict=True):
            case.invoice = move.id
            item = move.line_ids.filtered(lambda n: n.display_type == "payment_term")
            cls._settle(env, move, item)

    @classmethod
    def _settle(cls, env, move, item):
        income = move.invoice_line_ids.account_id
        credit = {"account_id": item.account_id.id, "credit": item.balance}
        credit["partner_id"] = move.partner_id.id
        debit = {"account_id": income.id, "debit": item.balance}
        entry = env["account.move"].create(
            {"move_type": "entry", "line_ids": [(0, 0, credit), (0, 0, debit)]}
        )
        entry.action_post()
        (item | entry.line_ids.filtered("credit")).reconcile()

    def test_purge_goes_round_a_locked_partner(self):
        """Somebody works on one of five; the night's job takes the other four."""
        with self.db.env(uid=harness.ADMIN) as env:
            partners = env["res.partner"].create(
                [{"name": f"Sleeper Quillfeather {number}"} for number in range(5)]
            )
            partners.anonymize()
            log_rows.update(
                partners.anonymization_line_id.sudo(), {"purge_date": "2020-01-01"}
            )
            ids, locked = partners.ids, partners[2].id
        with self.db.env() as env:
            env["res.partner"].browse(locked).lock_for_update()
            self._purge()
            self.assertEqual(self._deleted(ids), set(ids) - {locked})
        self._purge()
        self.assertEqual(self._deleted(ids), set(ids))

    def _deleted(self, ids):
        query = (
            "SELECT id FROM res_partner"
            " WHERE anonymization_state = 'deleted' AND id = ANY(%s)"
        )
        return {id_ for (id_,) in self.db.sql(query, [ids])}

    def _purge(self):
        with self.db.env() as env:
            cron = env.ref(f"{harness.MODULE}.ir_cron_purge")
            cron.method_direct_trigger()

    def test_rounds(self):
        begin = time.monotonic()
        self.assertEqual(len(self.cases), ROUNDS)
        table = collections.Counter()
        for number, case in enumerate(self.cases):
            with self.subTest(number=number, case=case):
                a, b = self._round(case)
                table[case.moment, a, b] += 1
                self._check(case, a)
        self._report(table, time.monotonic() - begin)
        self._check_restorable()

    def _round(self, case):
        """Run one race; return A's and B's outcome."""
        rival = Rival(self.db.registry(), case)

        def reach(point):
            if case.moment == "hold":
                if point == "collected":
                    rival.act.set()
                    rival.proceed(self.db, rival.used)
                elif point == "written":
                    rival.commit.set()
                    rival.proceed(self.db, rival.over)
            elif case.moment == point:
                rival.act.set()
                rival.commit.set()
                rival.proceed(self.db, rival.over)

        if case.moment == "after":
            a = Anonymizer(self.db.registry(), case, reach).run()
            rival.start()
        else:
            rival.start()
            self.assertTrue(rival.ready.wait(60))
            reach("before")
            a = Anonymizer(self.db.registry(), case, reach).run()
        rival.finish()
        return a, rival.outcome

    def _check(self, case, a):
        """Never anonymized with an open document, never half anonymized."""
        rows = self.db.sql(
            """
            SELECT anonymization_state, name = 'Anonymized', email IS NULL, active,
                   EXISTS (SELECT FROM partner_anonymization_seal seal
                            WHERE seal.line_id = anonymization_line_id)
              FROM res_partner WHERE %(id)s IN (id, parent_id)
            """,
            {"id": case.partner},
        )
        erased = ("anonymized", True, True, False, True)
        done = {row[0] for row in rows} != {None}
        for state, renamed, _empty, active, sealed in rows:
            if done:
                self.assertEqual((state, renamed, _empty, active, sealed), erased)
            else:
                self.assertEqual((renamed, active, sealed), (False, True, False))
        self.assertEqual(done, a == "done")
        if done:
            self.assertEqual(self._open_documents(case.partner), [])
            self.assertEqual(self._hung_on(case.partner), [])

    def _open_documents(self, partner):
        return self.db.sql(
            """
            WITH who AS (SELECT id FROM res_partner WHERE %(id)s IN (id, parent_id))
            SELECT 'entry', id FROM account_move
             WHERE partner_id IN (TABLE who) AND (state = 'draft' OR state = 'posted'
               AND move_type <> 'entry' AND payment_state IN ('not_paid', 'partial'))
             UNION ALL
            SELECT 'item', line.id FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.partner_id IN (TABLE who) AND line.parent_state = 'posted'
               AND account.account_type IN ('asset_receivable', 'liability_payable')
               AND NOT line.reconciled AND line.amount_residual <> 0
             UNION ALL
            SELECT 'order', id FROM sale_order
             WHERE partner_id IN (TABLE who) AND state IN ('draft', 'sent', 'sale')
             UNION ALL
            SELECT 'payment', id FROM account_payment
             WHERE partner_id IN (TABLE who) AND state IN ('draft', 'in_process')
            """,
            {"id": partner},
        )

    def _hung_on(self, partner):
        """What was written on the partner by the other side, and is still there."""
        return self.db.sql(
            """
            SELECT 'message', id FROM mail_message
             WHERE model = 'res.partner' AND res_id = %(id)s
               AND body LIKE '%%Late note%%'
               AND id > (SELECT coalesce((links #>> '{mail_message.res_id,1}')::int, 0)
                           FROM partner_anonymization_line line
                           JOIN res_partner partner
                             ON partner.anonymization_line_id = line.id
                          WHERE partner.id = %(id)s)
             UNION ALL
            SELECT 'file', id FROM ir_attachment
             WHERE res_model = 'res.partner' AND res_id = %(id)s
               AND store_fname IS NOT NULL
             UNION ALL
            SELECT 'bank account', id FROM res_partner_bank
             WHERE partner_id = %(id)s AND acc_number LIKE 'LATE%%'
             UNION ALL
            SELECT 'tag', category_id FROM res_partner_res_partner_category_rel
             WHERE partner_id = %(id)s
             UNION ALL
            SELECT 'activity', activity.id FROM mail_activity activity
              JOIN res_partner partner ON partner.id = %(id)s
              JOIN partner_anonymization_line line
                ON line.id = partner.anonymization_line_id
             WHERE activity.res_model = 'res.partner' AND activity.res_id = %(id)s
               AND NOT coalesce(line.links, '{}') ? 'mail_activity.res_id'
             UNION ALL
            SELECT 'follower', follower.id FROM mail_followers follower
              JOIN res_partner partner ON partner.id = %(id)s
              JOIN partner_anonymization_line line
                ON line.id = partner.anonymization_line_id
             WHERE follower.res_model = 'res.partner' AND follower.res_id = %(id)s
               AND NOT coalesce(line.links, '{}') ? 'mail_followers.res_id'
            """,
            {"id": partner},
        )

    def _report(self, table, seconds):
        total = sum(table.values())
        print(f"\nTALLY {type(self).__name__} rounds={total} races={total}")
        print(f"{total} rounds in {seconds:.0f} s (seed {SEED})")
        print(f"{'moment':<10} {'A':<9} {'B':<9} rounds")
        for key in sorted(table, key=lambda key: (MOMENTS.index(key[0]), key)):
            print("{:<10} {:<9} {:<9} {:>6}".format(*key, table[key]))
        kinds = {
            "A won": [(a, b) for m, a, b in table.elements() if a == "done" != b],
            "B won": [(a, b) for m, a, b in table.elements() if b == "done" != a],
            "both": [(a, b) for m, a, b in table.elements() if a == b == "done"],
            "neither": [(a, b) for m, a, b in table.elements() if "done" not in (a, b)],
        }
        print(", ".join(f"{kind}: {len(found)}" for kind, found in kinds.items()))

    def _check_restorable(self):
        """Whoever was anonymized in a race comes back with the right values."""
        ids = [case.partner for case in self.cases]
        query = "SELECT id FROM res_partner WHERE id = ANY(%s) AND {}"
        state = "anonymization_state = 'anonymized'"
        found = [row[0] for row in self.db.sql(query.format(state), [ids])]
        self.assertTrue(found)
        with self.db.env(uid=harness.ADMIN) as env:
            env["res.partner"].browse(found).deanonymize()
        wrong = "(name NOT LIKE 'Racer%%' OR email IS NULL OR NOT active)"
        self.assertEqual(self.db.sql(query.format(wrong), [ids]), [])


if __name__ == "__main__":
    unittest.main()

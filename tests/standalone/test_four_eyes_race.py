"""What a second person has agreed to is what is done, also where reality changes just
before. Two real connections."""

import contextlib
import unittest
from unittest.mock import Mock, patch

import harness
import people
from psycopg2.errors import LockNotAvailable

from odoo import Command, api
from odoo.exceptions import RedirectWarning
from odoo.service import model as service

LATER = True
MODULE = harness.MODULE
NOTE = "Ticket 4711"


class TestFourEyesRace(harness.StandaloneCase):
    label = "eyes"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env() as env:
            cls.ann, cls.bob = (cls._manager(env, one) for one in ("ann", "bob"))
            cls.ids = [people.create(env, number).id for number in (60, 61, 62, 63)]
            entry = env["account.move"].create({"move_type": "entry"})
            entry.state = "posted"
            cls.entry = entry.id
        with cls.db.env(uid=harness.ADMIN) as env:
            partners = env["res.partner"].browse(cls.ids[1:3])
            partners.anonymize(NOTE, override_retention=True)
        cls.db.parameter("four_eyes", "True")

    @classmethod
    def _manager(cls, env, login):
        names = ("base.group_user", f"{MODULE}.group_manager")
        names += ("account.group_account_manager", "base.group_partner_manager")
        values = {
            "name": login,
            "login": f"race-{login}",
            "group_ids": [Command.set([env.ref(name).id for name in names])],
        }
        return env["res.users"].create(values).id

    def _agreed(self, partner, method, values):
        """What Ann has asked for, and Bob agreed to: the id."""
        with self.db.env(uid=self.ann) as env:
            approvals = env["partner.anonymization.approval"]
            approval = approvals.ask("res.partner", method, [partner], values)
        with self.db.env(uid=self.bob) as env:
            env["partner.anonymization.approval"].browse(approval.id).action_approve()
        return approval.id

    def _carried_out(self, approval, change):
        """Have it carried out by Ann, while somebody else commits a change after her
        snapshot was opened. Odoo tries again what comes to nothing."""
        tries = []

        def carry_out(env):
            env.cr.execute("SELECT count(*) FROM res_partner")
            if not tries:
                with self.db.env() as other:
                    change(other)
            tries.append(1)
            env["partner.anonymization.approval"].browse(approval).action_carry_out()

        with contextlib.closing(self.db.registry().cursor()) as cr:
            env = api.Environment(cr, self.ann, {})
            with patch.object(service, "random", Mock(uniform=lambda *_args: 0)):
                service.retrying(lambda: carry_out(env), env)
        return len(tries)

    def _refused(self, approval, change):
        with self.assertRaises(RedirectWarning) as caught:
            self._carried_out(approval, change)
        self.assertIn("not any more as it was", caught.exception.args[0])
        query = "SELECT state FROM partner_anonymization_approval WHERE id = %s"
        self.assertEqual(self.db.sql(query, [approval]), [("approved",)])

    def _state(self, partner):
        query = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        return self.db.sql(query, [partner])[0][0]

    def test_a_document_that_is_kept_by_law(self):
        """A settled entry of today: retention does not block any differently, and
        nothing is written on the contact."""
        partner = self.ids[0]
        reasons = {"note": NOTE, "override_reason": NOTE}
        approval = self._agreed(partner, "anonymize", reasons)
        self._refused(approval, lambda env: self._settled_entry(env, partner))
        self.assertIsNone(self._state(partner))

    def _settled_entry(self, env, partner):
        """A copy of an entry, by plain SQL: no code of Odoo's counts it up anywhere."""
        env.cr.execute(
            """
            INSERT INTO account_move
            SELECT (jsonb_populate_record(move, jsonb_build_object(
                    'id', nextval('account_move_id_seq'), 'name', 'EYES/1',
                    'partner_id', %(id)s, 'commercial_partner_id', %(id)s))).*
              FROM account_move move WHERE id = %(entry)s
            """,
            {"id": partner, "entry": self.entry},
        )

    def test_a_request_of_the_person(self):
        partner = self.ids[1]
        approval = self._agreed(partner, "purge_anonymized", {"note": NOTE})
        values = {
            "kind": "erasure",
            "channel": "email",
            "partner_ids": [Command.set([partner])],
        }
        requests = "partner.anonymization.request"
        self._refused(approval, lambda env: env[requests].create(values))
        self.assertEqual(self._state(partner), "anonymized")

    def test_somebody_else_changes(self):
        """Then it is done at the first try."""
        partner = self.ids[2]
        approval = self._agreed(partner, "deanonymize", {"note": NOTE})
        tries = self._carried_out(
            approval, lambda env: env["res.partner"].create({"name": "Someone"})
        )
        self.assertEqual(tries, 1)
        self.assertIsNone(self._state(partner))

    def test_nobody_adds_to_them_meanwhile(self):
        """From the look at them on, they are locked."""
        partner = self.ids[3]
        approval = self._agreed(partner, "anonymize", {"note": NOTE})
        with contextlib.closing(self.db.registry().cursor()) as cr:
            env = api.Environment(cr, self.ann, {})
            env["partner.anonymization.approval"].browse(approval).action_carry_out()
            # What each foreign key takes that leads to a contact.
            key = "SELECT FROM res_partner WHERE id = %s FOR KEY SHARE NOWAIT"
            with self.assertRaises(LockNotAvailable):
                self.db.sql(key, [partner])
            cr.rollback()
        self.assertIsNone(self._state(partner))


if __name__ == "__main__":
    unittest.main()

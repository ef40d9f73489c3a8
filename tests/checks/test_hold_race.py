"""A hold and an erasure at the same moment: the hold wins, or somebody is told."""

from odoo import api
from odoo.exceptions import LockError, UserError
from odoo.tests import tagged

from ...engine.checks import since_the_lock
from ...engine.subject import legal_hold
from ...engine.subject.legal_hold import OnLegalHold
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestHoldRace(AnonymizationCase):
    """A second connection; what it commits is undone by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, cls.env.uid, {})
            cls.other_id = env["res.partner"].create({"name": "Race Marlowe"}).id
        cls.addClassCleanup(cls._remove)

    @classmethod
    def _remove(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM res_partner WHERE id = %s", [cls.other_id])
            cr.execute(
                "DELETE FROM partner_anonymization_event WHERE partner_ref = %s",
                [cls.other_id],
            )

    def _commit(self, value):
        with self.registry.cursor() as cr:
            partner = api.Environment(cr, self.env.uid, {})["res.partner"]
            partner.browse(self.other_id).anonymization_hold = value

    def test_hold_committed_after_the_snapshot(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            cr.execute("SELECT count(*) FROM res_partner")
            self._commit(True)
            self.assertEqual(
                legal_hold.held(env, [self.other_id]), set(), "an old snapshot"
            )
            with self.assertRaises(OnLegalHold):
                since_the_lock.check_hold(env, [self.other_id])
            cr.rollback()
            self._commit(False)
            since_the_lock.check_hold(env, [self.other_id])

    def test_own_lifting_counts(self):
        self._commit(True)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            env["res.partner"].browse(self.other_id).anonymization_hold = False
            since_the_lock.check_hold(env, [self.other_id])
            cr.rollback()
        self._commit(False)

    def test_hold_while_the_engine_has_the_lock(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            env["res.partner"].browse(self.other_id).lock_for_update()
            with self.assertRaisesRegex(UserError, "try again"):
                self._commit(True)
            cr.rollback()

    def test_engine_while_a_hold_is_being_set(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            env["res.partner"].browse(self.other_id).anonymization_hold = True
            env.flush_all()
            with self.registry.cursor() as second:
                partner = api.Environment(second, self.env.uid, {})["res.partner"]
                with self.assertRaises(LockError):
                    partner.browse(self.other_id).lock_for_update()
            cr.rollback()

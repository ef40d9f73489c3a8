"""What the key directory's absence left undone is made up for, and managers know."""

import time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.log import log_rows
from ...engine.vault import opt_out_hashes, unchecked_addresses
from ...models.keys import key_watch
from ..cases import key_faults
from ..cases.key_down_case import EMAIL, MUTED, KeyDownCase


@tagged("slow", "post_install", "-at_install")
class TestKeyDirectoryBack(KeyDownCase):
    # ------------------------------------------------------------------
    # Making up for it
    # ------------------------------------------------------------------

    @mute_logger(*MUTED)
    def test_saved_now_checked_later(self):
        for condition in ("missing", "unreachable", "a file in its place", "silent"):
            with self.subTest(condition), self.env.cr.savepoint() as savepoint:
                key_faults.forget()
                with key_faults.FAULTS[condition](self.key_dir):
                    again = self.Partner.create({"name": "Somebody", "email": EMAIL})
                    self.env.flush_all()
                    self.assertTrue(opt_out_hashes.is_hash(self._email()))
                    self.assertGreater(unchecked_addresses.count(self.env.cr), 0)
                    self.env["partner.anonymization"]._cron_keys()
                    self.assertGreater(
                        unchecked_addresses.count(self.env.cr), 0, "still away"
                    )
                key_faults.forget()
                self.env["partner.anonymization"]._cron_keys()
                self.env.invalidate_all()
                self.assertEqual(unchecked_addresses.count(self.env.cr), 0)
                self.assertEqual(self._email(), EMAIL)
                self.assertTrue(again.is_blacklisted)
                savepoint.rollback()
                self.env.invalidate_all()

    @mute_logger(*MUTED)
    def test_only_ids_are_written_down(self):
        with key_faults.away(self.key_dir):
            again = self.Partner.create({"name": "Somebody", "email": EMAIL})
            without = self.Partner.create({"name": "Nobody"})
            again.email = "z@z.example"
            self.env.flush_all()
        self.env.cr.execute("SELECT model, res_id FROM partner_anonymization_unchecked")
        rows = self.env.cr.fetchall()
        self.assertEqual(rows, [("res.partner", again.id)])
        self.assertNotIn(without.id, [row[1] for row in rows])

    @mute_logger(*MUTED)
    def test_blacklisted_again_meanwhile(self):
        """The later decision counts, and nothing is there twice."""
        for active in (True, False):
            with self.subTest(active=active), self.env.cr.savepoint() as savepoint:
                key_faults.forget()
                with key_faults.away(self.key_dir):
                    blacklist = self.env["mail.blacklist"]
                    (blacklist._add if active else blacklist._remove)(EMAIL)
                    partners = self.env["res.partner"]
                    again = partners.create({"name": "Somebody", "email": EMAIL})
                    self.env.flush_all()
                more = partners.create({"name": "Third", "email": EMAIL})
                self.env.flush_all()
                self.env["partner.anonymization"]._cron_keys()
                self.env.invalidate_all()
                rows = self.env["mail.blacklist"].with_context(active_test=False)
                found = rows.search([("email", "=", EMAIL)])
                self.assertEqual(len(found), 1)
                self.assertEqual(found.active, active)
                self.assertFalse(self.row.exists())
                self.assertEqual(
                    (again | more).mapped("is_blacklisted"), [active, active]
                )
                self.assertEqual(unchecked_addresses.count(self.env.cr), 0)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_key_that_was_read_stays_known(self):
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", EMAIL)]))
        with key_faults.away(self.key_dir):
            again = self.Partner.create({"name": "Somebody", "email": EMAIL})
            self.env.flush_all()
        self.assertTrue(again.is_blacklisted)
        self.assertEqual(unchecked_addresses.count(self.env.cr), 0)

    @mute_logger(*MUTED)
    def test_nobody_waits_twice(self):
        with key_faults.silent(self.key_dir):
            self.Partner.create({"name": "First", "email": EMAIL})
            begin = time.monotonic()
            for number in range(20):
                self.Partner.create({"name": "Somebody", "email": f"{number}@x.dk"})
            self.env.flush_all()
            self.assertLess(time.monotonic() - begin, 20 * 0.2)

    # ------------------------------------------------------------------
    # Telling the managers
    # ------------------------------------------------------------------

    def _told(self):
        domain = [("subject", "=", "Anonymization: the key directory needs you")]
        return self.env["mail.message"].search(domain)

    @mute_logger(*MUTED)
    def test_managers_are_told_once(self):
        log = self.env["partner.anonymization"]
        log._cron_keys()
        before, found = self._told(), key_watch.find(self.env, deep=True)
        with key_faults.away(self.key_dir):
            log._cron_keys()
            log._cron_keys()
            (message,) = self._told() - before
            self.assertIn(self.manager.partner_id, message.notified_partner_ids)
            self.assertNotIn(self.clerk.partner_id, message.notified_partner_ids)
            self.assertIn(self.key_dir, message.body)
            settings = self.env["res.config.settings"].create({})
            self.assertIn(self.key_dir, settings.anonymization_key_findings)
        log._cron_keys()
        self.assertEqual(self._told(), before | message)
        self.assertEqual(key_watch.find(self.env, deep=True), found)
        with key_faults.away(self.key_dir):
            log._cron_keys()
        self.assertEqual(len(self._told() - before), 2)

    @mute_logger("odoo.addons.partner_anonymization.engine.vault.key_directory")
    def test_the_log_is_told_once(self):
        with (
            key_faults.away(self.key_dir),
            self.assertLogs(MUTED[0], "WARNING") as caught,
        ):
            for number in range(5):
                self.Partner.create({"name": "Somebody", "email": f"{number}@x.dk"})
            self.env.flush_all()
        self.assertEqual(len(caught.output), 1)
        self.assertNotIn("@", caught.output[0])

    # ------------------------------------------------------------------
    # Nights
    # ------------------------------------------------------------------

    @mute_logger(*MUTED)
    def test_nights_change_nothing(self):
        line = self.sealed.sudo().anonymization_line_id
        log_rows.update(line, {"purge_date": "2020-01-01"})
        self.env.flush_all()
        for condition in ("missing", "unreachable", "silent"):
            key_faults.forget()
            with key_faults.FAULTS[condition](self.key_dir):
                self.env["res.partner"]._cron_purge()
                line._cron_prove()
                self.env["partner.anonymization"]._cron_finish()
                self.env["partner.anonymization"]._cron_resweep()
            with self.subTest(condition):
                self.assertEqual(self.sealed.anonymization_state, "anonymized")
                self.assertEqual(line.proof_state, "pending")
                failed = [("outcome", "=", "failed")]
                self.assertFalse(line.search(failed + [("id", ">", line.id)]))
        key_faults.forget()
        self.env["res.partner"]._cron_purge()
        self.env.invalidate_all()
        self.assertEqual(self.sealed.anonymization_state, "deleted")

"""Who does not anonymize never depends on the key directory."""

import logging
import time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import key_watch, log_rows, optout, unchecked
from . import key_faults
from .common import AnonymizationCase

_logger = logging.getLogger(__name__)
LOGGER = "odoo.addons.partner_anonymization"
MUTED = (
    f"{LOGGER}.engine.optout_keys",
    f"{LOGGER}.engine.identity",
    f"{LOGGER}.engine.destruction",
    f"{LOGGER}.models.partner_anonymization_keys",
    f"{LOGGER}.models.res_partner_purge",
)
EMAIL = "zacharias@quillfeather.example"
MAIL = """From: "Somebody" <zacharias@quillfeather.example>
To: nobody@company.example
Subject: Tea {number}
Message-Id: <tea-{number}@quillfeather.example>

Is there any?
"""
# What goes on under each condition: + yes, - refused with the reason. The table of the
# README is this one.
TABLE = """
                     save open settings mail-in mailing anonymize restore prove purge
missing              +    +    +        +       -       -         -       -     -
a file in its place  +    +    +        +       -       -         -       -     -
unreachable          +    +    +        +       -       -         -       -     -
no rights            +    +    +        +       -       -         -       -     -
stale mount          +    +    +        +       -       -         -       -     -
read-only            +    +    +        +       +       -         +       +     -
full                 +    +    +        +       +       -         +       +     +
silent               +    +    +        +       -       -         -       -     -
"""


@tagged("post_install", "-at_install", "accounting_only")
class TestKeyDirectoryDown(AnonymizationCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.env["mail.blacklist"].create({"email": EMAIL})
        cls.person.anonymize()
        cls.sealed = cls.Partner.create({"name": "Olga Octavius", "email": "o@o.dk"})
        cls.sealed.anonymize()
        cls.free = cls.Partner.create({"name": "Xaver Sinfonie", "email": "x@s.dk"})
        cls.nobody = cls._user("nobody")
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.manager = cls._user("manager", "group_manager")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        key_faults.forget()
        self.addCleanup(key_faults.forget)
        # A test cannot commit.
        cron = self.registry["ir.cron"]
        self.patch(cron, "_commit_progress", lambda *_a, **_kw: 600.0)

    def _email(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT email FROM mail_blacklist WHERE id = %s", [self.row.id]
        )
        return self.env.cr.fetchone()[0]

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    def _save(self, user):
        partner = self.env["res.partner"].with_user(user)
        made = partner.create({"name": "Somebody", "email": EMAIL})
        made.email = "else@nowhere.example"
        made.email = EMAIL
        self.env.flush_all()

    def _open(self, user):
        found = self.env["res.partner"].with_user(user).browse(self.free.id)
        found.web_read({"name": {}, "is_blacklisted": {}, "email": {}})
        self.env["mail.blacklist"].sudo().search([("email", "=", EMAIL)])

    def _settings(self):
        admin = self.env.ref("base.user_admin")
        settings = self.env["res.config.settings"].with_user(admin).create({})
        self.assertIsInstance(settings.anonymization_key_findings, str | bool)
        settings.execute()

    def _mail_in(self):
        self.number = getattr(self, "number", 0) + 1
        thread = self.env["mail.thread"].with_context(mail_create_nolog=True)
        found = thread.message_process(
            "res.partner", MAIL.format(number=self.number), save_original=False
        )
        self.assertTrue(found)

    def _mailing(self):
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": self.free.ids,
                "subject": "News",
                "body": "<p>Tea</p>",
                "use_exclusion_list": True,
            }
        )
        composer._get_blacklist_record_ids({self.free.id: {}})

    def _prove(self):
        line = self.sealed.sudo().anonymization_line_id
        result = line._prove()
        if result.failed:
            message = line._proof_message(result)["params"]["message"]
            raise UserError(message)

    def _actions(self):
        clerk, manager = self.clerk, self.manager
        return {
            "save": lambda: [
                self._save(user)
                for user in (self.nobody, clerk, manager, self.env.user)
            ],
            "open": lambda: [self._open(user) for user in (self.nobody, clerk)],
            "settings": self._settings,
            "mail-in": self._mail_in,
            "mailing": self._mailing,
            "anonymize": self.free.with_user(clerk).anonymize,
            "restore": self.sealed.with_user(manager).deanonymize,
            "prove": self._prove,
            "purge": self.sealed.with_user(manager).purge_anonymized,
        }

    def _sign(self, action):
        begin = time.monotonic()
        try:
            with self.env.cr.savepoint():
                action()
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return "+"
        except UserError as error:
            self.assertGreater(len(str(error)), 40, error)
            self.assertNotIn("Traceback", str(error))
            self.assertNotIn("Octavius", str(error))
            return "-"
        finally:
            self.assertLess(time.monotonic() - begin, 20)
            self.env.invalidate_all()

    @mute_logger(*MUTED)
    def test_what_goes_on(self):
        expected = [line for line in TABLE.splitlines() if line]
        names = expected[0].split()
        found = [expected[0]]
        for condition, broken in key_faults.FAULTS.items():
            key_faults.forget()
            actions = self._actions()
            with broken(self.key_dir):
                signs = [self._sign(actions[name]) for name in names]
            cells = [s.ljust(len(n) + 1) for s, n in zip(signs, names, strict=True)]
            found.append(f"{condition:21}{''.join(cells)}".rstrip())
        _logger.info("What goes on without the key directory:\n%s", "\n".join(found))
        self.assertEqual(found, [line.rstrip() for line in expected])

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
                    self.assertTrue(optout.is_hash(self._email()))
                    self.assertGreater(unchecked.count(self.env.cr), 0)
                    self.env["partner.anonymization"]._cron_keys()
                    self.assertGreater(unchecked.count(self.env.cr), 0, "still away")
                key_faults.forget()
                self.env["partner.anonymization"]._cron_keys()
                self.env.invalidate_all()
                self.assertEqual(unchecked.count(self.env.cr), 0)
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
                self.assertEqual(unchecked.count(self.env.cr), 0)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_key_that_was_read_stays_known(self):
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", EMAIL)]))
        with key_faults.away(self.key_dir):
            again = self.Partner.create({"name": "Somebody", "email": EMAIL})
            self.env.flush_all()
        self.assertTrue(again.is_blacklisted)
        self.assertEqual(unchecked.count(self.env.cr), 0)

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

    @mute_logger("odoo.addons.partner_anonymization.engine.identity")
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


class _Undo(Exception):
    """Ends a savepoint that is not wanted."""

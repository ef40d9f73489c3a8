"""Who does not anonymize never depends on the key directory."""

import logging
import time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..cases import key_faults
from ..cases.key_down_case import EMAIL, MUTED, KeyDownCase

_logger = logging.getLogger(__name__)
MAIL = "zacharias@quillfeather.example"
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
full                 +    +    +        +       +       -         +       +     -
silent               +    +    +        +       -       -         -       -     -
"""


@tagged("slow", "post_install", "-at_install")
class TestKeyDirectoryDown(KeyDownCase):
    maxDiff = None

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


class _Undo(Exception):
    """Ends a savepoint that is not wanted."""

"""Somebody whose opt-out is a hash, somebody sealed, somebody free."""

from ..common import AnonymizationCase
from . import key_faults

LOGGER = "odoo.addons.partner_anonymization"
MUTED = (
    f"{LOGGER}.engine.vault.opt_out_keys",
    f"{LOGGER}.engine.vault.key_directory",
    f"{LOGGER}.engine.vault.key_destruction",
    f"{LOGGER}.models.keys.partner_anonymization_keys",
    f"{LOGGER}.models.partner.res_partner_purge",
)
EMAIL = "zacharias@quillfeather.example"


class KeyDownCase(AnonymizationCase):
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

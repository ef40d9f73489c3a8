from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.vault import KeyStoreError, kek, key_directory, key_root, patience
from ..keys import key_watch


class ResConfigSettings(models.TransientModel):
    """What is wrong with the key directory; taking over or moving the keys."""

    _inherit = "res.config.settings"

    anonymization_kek_place = fields.Char(
        string="Wrapping Keys", compute="_compute_anonymization_kek_place"
    )
    anonymization_ledger_days = fields.Integer(
        string="Oldest Backup (days)",
        config_parameter="partner_anonymization.ledger_days",
        default=400,
    )
    anonymization_log_years = fields.Integer(
        string="Keep the Events of the Log (years)",
        config_parameter="partner_anonymization.log_years",
        default=10,
    )
    anonymization_key_in_backup = fields.Boolean(
        compute="_compute_anonymization_key_in_backup"
    )
    anonymization_key_findings = fields.Text(
        compute="_compute_anonymization_key_findings"
    )

    def _anonymization_check_moved(self, old):
        """Keys that stayed behind could be neither used nor destroyed, and those that
        were copied would live on where nobody destroys them."""
        env = self.sudo().env
        root = key_directory.key_root(env, writing=True)
        names = key_watch.in_use(env)
        states = key_watch.standings(env, names)
        for name in names:
            behind = key_watch.is_there(old, name)
            if old.resolve() == root or not behind:
                continue
            if states[name] == key_directory.ABSENT:
                message = env._(
                    "Move the folder %(name)s from %(old)s to %(new)s first: its keys "
                    "are in use, and changing the setting moves no files.",
                    name=name,
                    old=old,
                    new=root,
                )
            else:
                message = env._(
                    "Remove the folder %(name)s from %(old)s first: it is in %(new)s "
                    "too, and a key that is destroyed there would live on here.",
                    name=name,
                    old=old,
                    new=root,
                )
            raise UserError(message)
        key_directory.make_root(env, root)

    def _compute_anonymization_foreign_keys(self):
        """Whoever opens the settings, of whatever app, does not wait for the keys."""
        try:
            foreign = self._anonymization_foreign_identities(patience.QUICK)
        except KeyStoreError:  # among the findings
            foreign = ()
        for settings in self:
            settings.anonymization_foreign_keys = bool(foreign)

    def _compute_anonymization_key_in_backup(self):
        is_inside = key_root.is_in_data_directory(self.env)
        for settings in self:
            settings.anonymization_key_in_backup = is_inside

    def _compute_anonymization_kek_place(self):
        try:
            place = kek.configured().place
        except OSError as error:
            place = error.strerror
        for settings in self:
            settings.anonymization_kek_place = place

    def _compute_anonymization_key_findings(self):
        found = key_watch.find(self.sudo().env, patience.QUICK)
        for settings in self:
            settings.anonymization_key_findings = "\n".join(
                one.sentence for one in found
            )

    def _anonymization_foreign_identities(self, seconds=None):
        """Key directories in use by this database that another one owns, or nobody."""
        names = key_watch.in_use(self.env)
        states = key_watch.standings(self.env, names, seconds)
        return [name for name in names if states[name] != key_directory.OURS]

    def action_anonymization_adopt_keys(self):
        """Take over the keys after this database was moved or restored.

        :raise UserError: none of the key directories that the seals name is there
        """
        self.env["partner.anonymization"]._check_right("group_manager")
        env = self.sudo().env
        names = self._anonymization_foreign_identities()
        # One that is gone has taken its keys along; it does not hold up the others.
        present = [
            name for name in names if key_directory.directory(env, name).is_dir()
        ]
        for name in present or names:
            key_directory.adopt(env, name)
        return {"type": "ir.actions.client", "tag": "reload"}

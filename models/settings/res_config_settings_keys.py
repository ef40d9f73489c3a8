from odoo import models
from odoo.exceptions import UserError

from ...engine.vault import key_directory
from ..keys import key_watch


class ResConfigSettings(models.TransientModel):
    """Moving the keys to another directory."""

    _inherit = "res.config.settings"

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

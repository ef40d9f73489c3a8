import logging

from odoo import SUPERUSER_ID, api, models

from ...engine.vault import KeyStoreError, key_upkeep

_logger = logging.getLogger(__name__)


class PartnerAnonymization(models.Model):
    """After keys were destroyed those that are left get a new wrapping key, so that
    older copies of the key directory open nothing of what was deleted."""

    _inherit = "partner.anonymization"

    @api.model
    def _rotate_keys(self, only_due=True):
        """Make new wrapping keys for the key directories of this database.

        What cannot be done now is told by the settings and tried again.

        :param only_due: only where a key was destroyed since the last time
        :return: how many keys were wrapped again
        """
        try:
            done, failed = key_upkeep.rotate(self.sudo().env, only_due)
        except KeyStoreError as error:
            done, failed = {}, {"": error}
        for error in failed.values():
            _logger.warning("Keys get a new wrapping key later. %s", error)
        return sum(done.values())

    @api.model
    def _rotate_keys_after_commit(self):
        """The same once this transaction has committed and its keys are destroyed."""
        registry = self.env.registry

        def rotate():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["partner.anonymization"]._rotate_keys()

        self.env.cr.postcommit.add(rotate)

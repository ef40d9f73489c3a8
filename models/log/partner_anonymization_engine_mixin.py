from odoo import api, models
from odoo.exceptions import AccessError


class PartnerAnonymizationEngineMixin(models.AbstractModel):
    """What the engine alone writes, by SQL (``engine.log``): the
    log is evidence, and the seals are all that is left of the originals.

    Every other way is refused, whoever asks: rights may be given, and server actions
    run as superuser.
    """

    _name = "partner.anonymization.engine.mixin"
    _description = "Written by the engine only"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse_change()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse_change()

    def unlink(self):  # pylint: disable=method-required-super
        self._refuse_change()

    def copy(self, default=None):  # pylint: disable=method-required-super
        self._refuse_change()

    def _create(self, data_list):
        self._refuse_change()

    def _write_multi(self, vals_list):
        self._refuse_change()

    def _refuse_change(self):
        raise AccessError(
            self.env._(
                "The anonymization log is the evidence that data was erased: only "
                "anonymizing, restoring, proving and deleting for good write to it, "
                "and nobody changes or deletes it."
            )
        )

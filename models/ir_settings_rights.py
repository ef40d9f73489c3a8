"""Parameters, defaults and scheduled actions of anonymization: administrators without
the right to manage it do not change when something is erased for good.

Where the keys lie is a matter of the machine, and so of whoever administers it.
"""

from odoo import api, models

from ..engine.identity import KEY_DIR_PARAMETER

MODULE = "partner_anonymization"
PREFIX = f"{MODULE}."
# Models of Odoo's whose fields of ours are settings, and what our fields begin with.
SETTINGS, FIELD_PREFIX = ("res.company", "res.config.settings"), "anonymization_"
OWN_SETTINGS = (
    "partner.anonymization.period",
    "partner.anonymization.preset",
    "partner.anonymization.rule",
    "partner.anonymization.rule.field",
    "partner.anonymization.exemption",
)


def _is_ours(key):
    return str(key or "").startswith(PREFIX) and key != KEY_DIR_PARAMETER


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        if any(map(_is_ours, (vals.get("key") for vals in vals_list))):
            self.env["partner.anonymization"]._check_may_set()
        return super().create(vals_list)

    def write(self, vals):
        keys = [*self.sudo().mapped("key"), vals.get("key")]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        return super().write(vals)

    def unlink(self):
        if any(map(_is_ours, self.sudo().mapped("key"))):
            self.env["partner.anonymization"]._check_may_set()
        return super().unlink()


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = super().create(vals_list)
        defaults._anonymization_check_right()
        return defaults

    def write(self, vals):
        self._anonymization_check_right()
        result = super().write(vals)
        self._anonymization_check_right()
        return result

    def unlink(self):
        self._anonymization_check_right()
        return super().unlink()

    def _anonymization_check_right(self):
        for field in self.sudo().field_id:
            if field.model in OWN_SETTINGS or (
                field.model in SETTINGS and field.name.startswith(FIELD_PREFIX)
            ):
                self.env["partner.anonymization"]._check_may_set()


class IrCron(models.Model):
    _inherit = "ir.cron"

    def write(self, vals):
        self._anonymization_check_right()
        return super().write(vals)

    def unlink(self):
        self._anonymization_check_right()
        return super().unlink()

    def _anonymization_check_right(self):
        """Our scheduled actions; Odoo itself writes their next call by SQL."""
        data = self.env["ir.model.data"].sudo()
        if self and data.search_count(
            [
                ("module", "=", MODULE),
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
            ],
            limit=1,
        ):
            self.env["partner.anonymization"]._check_may_set()

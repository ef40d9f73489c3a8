from odoo import fields, models
from odoo.exceptions import UserError

from ... import parameters
from ...engine.vault import KEY_DIR_PARAMETER, key_root

# Odoo drops a parameter that is false, and these are true where there is none.
ON_UNLESS_TOLD = {
    "anonymization_keep_opt_out": parameters.KEEP_OPT_OUT,
    "anonymization_render_missing_pdf": parameters.RENDER_MISSING_PDF,
}
# Odoo drops a parameter whose value is 0, and 0 is not the default of these.
ZERO_COUNTS = (
    "purge_after_days",
    "auto_notice_days",
    "auto_per_night",
    "payment_warning_days",
    "run_above",
    "ledger_days",
    "log_years",
)
NUMBERS = (
    *ZERO_COUNTS,
    "opt_out_years",
    "guard_years",
    "run_batch",
    "run_pause_ms",
    "proof_searchers",
)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    anonymization_retention_years = fields.Integer(
        related="company_id.anonymization_retention_years", readonly=False
    )
    anonymization_quick_retention_years = fields.Integer(
        related="company_id.anonymization_quick_retention_years", readonly=False
    )
    anonymization_retention_start = fields.Selection(
        related="company_id.anonymization_retention_start", readonly=False
    )
    anonymization_tz = fields.Selection(
        string="Time Zone of the Company",
        related="company_id.partner_id.tz",
        readonly=False,
        help="Moments, such as those of orders and receipts, count on the day that it "
        "was in this time zone. It is that of the company's contact.",
    )
    anonymization_period_ids = fields.One2many(
        related="company_id.anonymization_period_ids"
    )
    anonymization_taxes_open_from = fields.Date(
        related="company_id.anonymization_taxes_open_from", readonly=False
    )
    anonymization_preset_offer = fields.Char(
        related="company_id.anonymization_preset_offer"
    )
    anonymization_preset_differences = fields.Text(
        related="company_id.anonymization_preset_differences"
    )
    anonymization_placeholder_anonymized = fields.Char(
        string="Name When Anonymized",
        config_parameter="partner_anonymization.placeholder_anonymized",
    )
    anonymization_placeholder_deleted = fields.Char(
        string="Name When Deleted",
        config_parameter="partner_anonymization.placeholder_deleted",
    )
    anonymization_purge_after_days = fields.Integer(
        string="Delete for Good After (days)",
        config_parameter="partner_anonymization.purge_after_days",
    )
    anonymization_keep_reference = fields.Boolean(
        string="Keep the Reference Number",
        config_parameter="partner_anonymization.keep_reference",
    )
    anonymization_remove_empty = fields.Boolean(
        string="Remove Empty Contacts",
        config_parameter="partner_anonymization.remove_empty",
    )
    anonymization_require_rehearsal = fields.Boolean(
        string="Rehearsal Is Mandatory",
        config_parameter="partner_anonymization.require_rehearsal",
    )
    anonymization_payment_warning_days = fields.Integer(
        string="Warn of Payments in Process (days)",
        config_parameter="partner_anonymization.payment_warning_days",
        default=60,
    )
    anonymization_run_above = fields.Integer(
        string="In the Background Above (partners)",
        config_parameter="partner_anonymization.run_above",
        default=50,
    )
    anonymization_run_batch = fields.Integer(
        string="Partners per Batch",
        config_parameter="partner_anonymization.run_batch",
        default=100,
    )
    anonymization_run_pause_ms = fields.Integer(
        string="Pause between Batches (ms)",
        config_parameter="partner_anonymization.run_pause_ms",
    )
    anonymization_keep_opt_out = fields.Boolean(
        string="Opt-Outs Go On",
        help="Blacklisted e-mails and phone numbers of an anonymized partner are "
        "replaced by keyed hashes: whoever adds the address again is still not mailed. "
        "A hash is still pseudonymous data, so it is listed as kept and deleted after "
        "some years. Otherwise the entries are erased like the rest.",
    )
    anonymization_opt_out_years = fields.Integer(
        string="Years of an Opt-Out", config_parameter=parameters.OPT_OUT_YEARS
    )
    anonymization_render_missing_pdf = fields.Boolean(
        string="Store Missing Invoice PDFs",
        help="Invoices within their legal retention that have no stored PDF get one "
        "before their customer is anonymized. It shows the customer as it was and is "
        "kept until the retention ends.",
    )
    anonymization_key_dir = fields.Char(
        string="Key Directory",
        config_parameter="partner_anonymization.key_dir",
    )
    anonymization_foreign_keys = fields.Boolean(
        compute="_compute_anonymization_foreign_keys"
    )
    anonymization_unmapped_count = fields.Integer(
        compute="_compute_anonymization_unmapped_count"
    )

    anonymization_list_contacts = fields.Boolean(
        string="Contact Persons of Companies",
        config_parameter="partner_anonymization.list_contacts",
    )
    anonymization_list_traders = fields.Boolean(
        string="Sole Traders",
        config_parameter="partner_anonymization.list_traders",
    )
    anonymization_auto_customer = fields.Boolean(
        string="Customers", config_parameter="partner_anonymization.auto_customer"
    )
    anonymization_auto_supplier = fields.Boolean(
        string="Suppliers", config_parameter="partner_anonymization.auto_supplier"
    )
    anonymization_auto_quick = fields.Boolean(
        string="Quick Customers", config_parameter="partner_anonymization.auto_quick"
    )
    anonymization_auto_contact = fields.Boolean(
        string="Other Contacts", config_parameter="partner_anonymization.auto_contact"
    )
    anonymization_auto_without_pdf = fields.Boolean(
        string="Also without the PDF of an Invoice",
        config_parameter="partner_anonymization.auto_without_pdf",
        help="Who has an invoice within its retention of which no PDF can be made is "
        "anonymized all the same. Otherwise such a person waits.",
    )
    anonymization_auto_notice_days = fields.Integer(
        string="Days of Notice",
        config_parameter="partner_anonymization.auto_notice_days",
        default=14,
    )
    anonymization_auto_per_night = fields.Integer(
        string="Most per Night",
        config_parameter="partner_anonymization.auto_per_night",
        default=500,
    )
    anonymization_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible Person",
        config_parameter="partner_anonymization.responsible_id",
    )
    anonymization_auto_active = fields.Boolean(string="Scheduled Runs")

    def _anonymization_auto_cron(self):
        return self.env.ref("partner_anonymization.ir_cron_anonymize").sudo()

    def _compute_anonymization_unmapped_count(self):
        count = self.env["partner.anonymization.unmapped"]._open_count()
        for settings in self:
            settings.anonymization_unmapped_count = count

    def action_anonymization_use_presets(self):
        """Show the legal periods of the company's country before they are used."""
        self.env["partner.anonymization"]._check_right("group_manager")
        company = self.company_id or self.env.company
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Use the Legal Periods"),
            "res_model": "partner.anonymization.use.presets",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": company.id,
                "dialog_size": "extra-large",
            },
        }

    def action_anonymization_unmapped(self):
        return self.env["partner.anonymization.unmapped"].action_open_list()

    def get_values(self):
        values = super().get_values()
        for name in ON_UNLESS_TOLD:
            flag = name.removeprefix("anonymization_")
            values[name] = self._anonymization_flag(flag)
        # Odoo would show 0 for a number that is none, and save that.
        for name in NUMBERS:
            number = parameters.number_or_default(self.env, name)
            values[f"anonymization_{name}"] = number
        values["anonymization_auto_active"] = self._anonymization_auto_cron().active
        return values

    def _anonymization_flag(self, name):
        try:
            return parameters.flag(self.env, name)
        except UserError:  # shown among the findings
            return parameters.FLAGS[name]

    def set_values(self):
        self.check_access("write")  # also without a record
        if not self.env.user.has_group("partner_anonymization.group_manager"):
            return self._anonymization_set_others()
        self._anonymization_check_numbers()
        old = key_root.told_path(self.env)
        result = super().set_values()
        for name, parameter in ON_UNLESS_TOLD.items():
            self.env["ir.config_parameter"].sudo().set_param(parameter, str(self[name]))
        for name in ZERO_COUNTS:
            self.env["ir.config_parameter"].sudo().set_param(
                f"partner_anonymization.{name}", str(self[f"anonymization_{name}"])
            )
        cron = self._anonymization_auto_cron()
        if cron.active != self.anonymization_auto_active:
            self._anonymization_check_responsible()
            cron.active = self.anonymization_auto_active
        if key_root.told_path(self.env) != old:
            self._anonymization_check_moved(old)
        return result

    def _anonymization_set_others(self):
        """Save what somebody who does not manage anonymization may have changed.

        :raise AccessError: one of our settings is among it; parameters and fields of
            the company see to it themselves
        """
        own = _ours(super()._get_classified_fields())
        names = [*dict(own), *ON_UNLESS_TOLD, "anonymization_auto_active"]
        known = self.default_get(names)
        for name in names:
            value = self._fields[name].convert_to_write(self[name], self)
            if (value or False) != (known.get(name) or False):
                self.env["partner.anonymization"]._check_may_set()
        # Saving writes what is 0, although nobody has changed it.
        others = self.with_context(anonymization_others_only=True)
        return super(ResConfigSettings, others).set_values()

    def _get_classified_fields(self, fnames=None):
        found = super()._get_classified_fields(fnames)
        if self.env.context.get("anonymization_others_only"):
            ours = _ours(found)
            found["config"] = [one for one in found["config"] if one not in ours]
        return found

    def _anonymization_check_numbers(self):
        """A mistyped sign must not have everything deleted for good tonight."""
        for name in NUMBERS:
            field, most = f"anonymization_{name}", parameters.NUMBERS[name].most
            setting = self._fields[field]._description_string(self.env)
            if self[field] < 0:
                message = self.env._("%(setting)s cannot be negative.", setting=setting)
                raise UserError(message)
            if self[field] > most:
                raise UserError(
                    self.env._(
                        "%(setting)s cannot be more than %(most)s.",
                        setting=setting,
                        most=most,
                    )
                )

    def _anonymization_check_responsible(self):
        user = self.anonymization_responsible_id
        if self.anonymization_auto_active and not user.email:
            raise UserError(
                self.env._(
                    "Scheduled runs need a responsible person with an e-mail address."
                )
            )


def _ours(classified):
    """Our settings that Odoo keeps as parameters, as (field, parameter), but for the
    directory of the keys, which whoever administers the machine sets."""
    return [
        (name, parameter)
        for name, parameter in classified["config"]
        if name.startswith("anonymization_") and parameter != KEY_DIR_PARAMETER
    ]

from odoo import fields, models

from .. import parameters
from ..engine.checks import open_period, unseen_payments
from . import anonymize_open_periods, anonymize_payments


class PartnerAnonymize(models.TransientModel):
    """What does not block: the user is told, and in one case has to agree."""

    _inherit = "partner.anonymize"

    open_period_summary = fields.Char(compute="_compute_check")
    open_period_groups = fields.Json(compute="_compute_check")
    payment_summary = fields.Char(compute="_compute_check")
    payment_groups = fields.Json(compute="_compute_check")
    recipients_agreed = fields.Boolean(
        string="Use the Other Invoice Addresses",
        help="The invoices of the contacts that stay go to the addresses that are "
        "named above.",
    )
    can_agree_recipients = fields.Boolean(compute="_compute_check")

    def _warn(self, env, data_map, subjects, found):
        """Set what the user is told besides the blockers.

        :param env: environment with superuser rights
        :param list subjects: ``engine.subject.Subject``
        :param list found: all blockers
        """
        unclosed = open_period.unclosed(env, data_map, subjects)
        self.open_period_summary = anonymize_open_periods.summary(self.env, unclosed)
        self.open_period_groups = anonymize_open_periods.groups(
            self.env, unclosed, subjects
        )
        days = parameters.number_or_default(self.env, "payment_warning_days")
        payments = unseen_payments.find(env, subjects, days, found)
        self.payment_summary = anonymize_payments.summary(self.env, payments)
        self.payment_groups = anonymize_payments.groups(self.env, payments, subjects)
        self.can_agree_recipients = any(one.instead is not None for one in found)

"""Nothing new for an anonymized partner."""

from . import (
    mail_compose_message,
    base,
    ir_cron,
    mail_followers,
    mail_thread,
    res_partner_guard,
    account_move,
    account_partial_reconcile,
)

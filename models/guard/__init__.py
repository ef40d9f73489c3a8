"""Nothing new for an anonymized partner."""

from . import (
    mail_compose_message,
    base,
    ir_cron,
    mail_followers,
    mail_thread,
    res_partner_guard,
    res_partner_returning,
    res_users,
    account_move,
    account_partial_reconcile,
)

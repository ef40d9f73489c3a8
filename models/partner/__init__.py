"""The contact card: fields, public methods, form, hold, due date, purge, merge."""

from . import (
    base_partner_merge,
    ir_ui_view,
    res_partner,
    res_partner_access,
    res_partner_alike,
    res_partner_avatar,
    res_partner_due,
    res_partner_form,
    res_partner_hint,
    res_partner_hold,
    res_partner_indexes,
    res_partner_purge,
    res_partner_remove,
    res_partner_restore,
    res_partner_status,
    res_partner_texts,
    res_partner_time_zone,
    res_partner_four_eyes,
)

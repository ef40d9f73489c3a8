"""Periods, presets, the company's years."""

from . import (
    account_move,
    partner_anonymization_period_mixin,
    partner_anonymization_period,
    partner_anonymization_preset,
    res_company,
)

"""Runs in the background: many partners, in batches, by all workers at once."""

from . import (
    partner_anonymization_line,
    partner_anonymization_background,
    partner_anonymization_progress,
    partner_anonymization_work,
    partner_anonymization_queue,
    partner_anonymization_candidate,
    res_partner,
)

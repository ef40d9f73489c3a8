"""Candidates, their refresh and nightly run, the list of documents."""

from . import (
    ir_actions,
    partner_anonymization_start,
    partner_anonymization_candidate,
    partner_anonymization_candidate_refresh,
    partner_anonymization_candidate_lead,
    partner_anonymization_candidate_run,
    partner_anonymization_document,
)

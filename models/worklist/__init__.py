"""Candidates, their refresh and nightly run, the list of documents."""

from . import (
    partner_anonymization_candidate,
    partner_anonymization_candidate_refresh,
    partner_anonymization_candidate_lead,
    partner_anonymization_candidate_run,
    partner_anonymization_document,
)

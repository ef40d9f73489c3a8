"""Requests of data subjects."""

from . import (
    res_company,
    partner_anonymization_recipient,
    partner_anonymization_request,
    partner_anonymization_request_evidence,
    partner_anonymization_request_flow,
    partner_anonymization_request_identity,
    partner_anonymization_request_letter,
    partner_anonymization_request_kept,
    partner_anonymization_request_send,
    partner_anonymization_request_proof,
    partner_anonymization_request_recipients,
    partner_anonymization_request_reminder,
)

"""Runs, lines, traces, kept rows, events, seals."""

from . import (
    engine_door,
    partner_anonymization_engine_mixin,
    partner_anonymization,
    open_record,
    partner_anonymization_line,
    partner_anonymization_line_login,
    partner_anonymization_trace_mixin,
    partner_anonymization_trace,
    partner_anonymization_line_proof,
    partner_anonymization_line_decide,
    partner_anonymization_trace_redact,
    partner_anonymization_kept,
    partner_anonymization_event,
    partner_anonymization_seal_mixin,
    partner_anonymization_seal,
    partner_anonymization_document_seal,
    partner_anonymization_opt_out,
    mail_blacklist,
)

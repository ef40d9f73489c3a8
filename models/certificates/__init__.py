"""What the log certifies of a subject or a run, on paper."""

from . import partner_anonymization, partner_anonymization_line

"""Development environment of partner_anonymization (standard library only)."""

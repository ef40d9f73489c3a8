"""What customer-facing apps store about a person."""

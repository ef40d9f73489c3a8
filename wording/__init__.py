"""Sentences for users: refusals, notes, labels."""

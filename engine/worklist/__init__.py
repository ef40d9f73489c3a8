"""Everybody at once: who is due, by SQL.

``listed_persons`` says who is listed and under whom, ``due_for_all`` when,
``leads_without_contact`` who has no partner; ``candidate_rows`` writes the list,
``what_if`` tries another policy before it is saved.
"""

from . import candidate_rows, due_for_all, leads_without_contact, what_if
from .listed_persons import Listing

__all__ = [
    "Listing",
    "candidate_rows",
    "due_for_all",
    "leads_without_contact",
    "what_if",
]

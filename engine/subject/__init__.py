"""Who: all addresses of one person, the words that identify it, and its records.

``membership`` collects, ``legal_hold`` refuses, ``identifying_values`` gives the words,
``scope`` finds the records, with a link or without (``unlinked_records``, by
``contacts``) but none of others (``linked_others``), and ``record_facts`` what they say
of themselves. ``living`` is what others have of the same words (``same_value``),
``ordinary_here`` which words say nothing.
``record_persons`` goes the other way: from a record to who it stands for,
``recipients`` are those who have got data of the person, and ``known_again`` by what
somebody is known who was deleted.
"""

from . import (
    alike,
    former_values,
    identifying_values,
    known_again,
    legal_hold,
    link_indexes,
    linked_others,
    links,
    living,
    membership,
    ordinary_here,
    own_values,
    recipients,
    record_facts,
    record_persons,
    same_value,
    scope,
)
from .blocker import Blocker
from .contacts import of_run
from .legal_hold import OnLegalHold
from .membership import Subject, owners
from .scope import Hit, Scope
from .system_users import system_users

__all__ = [
    "Blocker",
    "Hit",
    "OnLegalHold",
    "Scope",
    "Subject",
    "alike",
    "former_values",
    "identifying_values",
    "known_again",
    "legal_hold",
    "link_indexes",
    "linked_others",
    "links",
    "living",
    "membership",
    "of_run",
    "ordinary_here",
    "own_values",
    "owners",
    "recipients",
    "record_facts",
    "record_persons",
    "same_value",
    "scope",
    "system_users",
]

"""The search of the test kit, under the name that the tests know."""

from ..testing.search import SKIPPED, find, spellings

__all__ = ["SKIPPED", "find", "spellings"]

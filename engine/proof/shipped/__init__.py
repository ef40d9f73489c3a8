"""What the installed modules ship: texts of theirs that happen to name somebody are no
finds."""

from .places import without

__all__ = ["without"]

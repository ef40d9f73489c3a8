"""Where the test kit was before it went along with the module."""

from ..testing.mixin import NOT_RESTORED, SKIPPED_TABLES, AnonymizationTestMixin

__all__ = ["NOT_RESTORED", "SKIPPED_TABLES", "AnonymizationTestMixin"]

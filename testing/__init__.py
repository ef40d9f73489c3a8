"""For the tests of other modules; the module itself does not import it."""

from .mixin import AnonymizationTestMixin

__all__ = ["AnonymizationTestMixin"]

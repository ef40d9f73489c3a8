"""axe-core, which judges screens by the rules of accessibility, for a test of ours."""

from . import lint

TEST = "TestAccessibility"


def file():
    """Return the script that a browser loads."""
    return lint.node_tools(lint.node_program()) / "node_modules/axe-core/axe.min.js"

"""Property tests: how many inputs they try, and how many were tried."""

import logging
import os
from collections import Counter

from hypothesis import HealthCheck, settings

_logger = logging.getLogger(__name__)
EXAMPLES = int(os.environ.get("PA_FUZZ", "300"))


def changed(content, changes):
    """The content with some bytes put in, taken out or replaced.

    :param changes: (place, new bytes, how many are taken out) of each
    """
    data = bytearray(content)
    for place, new, length in changes:
        start = place % (len(data) + 1)
        data[start : start + length] = new
    return bytes(data)


class FuzzMixin:
    """Counts the inputs of a class, and says so at its end, for the table of
    ``make torture``.

    :cvar examples: inputs of each property
    """

    examples = EXAMPLES
    tried = Counter()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tried = Counter()
        cls.addClassCleanup(cls._tell)

    @classmethod
    def _tell(cls):
        _logger.info("TALLY %s inputs=%s", cls.__name__, cls.tried.total())

    def fuzz(self, share=1):
        """Hypothesis' settings.

        :param share: so many times fewer examples, for what takes longer
        """
        return settings(
            max_examples=max(1, self.examples // share),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )

    def count(self, kind="", inputs=1):
        self.tried[kind] += inputs

import logging
import traceback

from odoo import api, models

from ..engine import concurrency, log, resweep
from ..engine.keys import KeyStoreError

_logger = logging.getLogger(__name__)
# Not logged: the next night looks again.
LOCKED = "locked"
MOST_FRAMES = 5


class PartnerAnonymization(models.Model):
    """What an error stopped in the night; the others must go on."""

    _inherit = "partner.anonymization"

    @api.model
    def _try_halves(self, kind, line_ids, do):
        """Do something for the subjects of these lines; where that fails, for one half
        of them and for the other.

        :param str kind: what it is, for the server log
        :param do: called with ids; what it has done is undone when it raises
        :return: ``{line id: code}`` of the subjects with which it fails
        """
        try:
            with self.env.cr.savepoint():
                do(line_ids)
        except KeyStoreError as error:  # it is nobody's fault, and everybody's
            _logger.warning("%s waits for the key directory. %s", kind, error)
            return dict.fromkeys(line_ids, LOCKED)
        except Exception as error:  # whatever it is
            if concurrency.is_fatal(error):
                raise
            half = len(line_ids) // 2
            if half:
                first = self._try_halves(kind, line_ids[:half], do)
                return first | self._try_halves(kind, line_ids[half:], do)
            if concurrency.is_passing(error):
                return {line_ids[0]: LOCKED}
            # The error's text may name the person.
            name, where = type(error).__name__, _where(error)
            _logger.error(
                "Line %s: %s failed: %s in %s", line_ids[0], kind, name, where
            )
            return {line_ids[0]: name}
        return {}

    @api.model
    def _log_failures(self, kind, failed):
        """Log in a run of their own the subjects that were left alone, once a month.

        :param dict failed: as :meth:`_try_halves` returns it
        """
        env = self.sudo().env
        news = log.unsaid(env.cr, kind, failed)
        if news:
            run = self._start(kind, None, len(news))
            resweep.log_failed(env, run.id, news, kind)
            run._finish(len(news))


def _where(error):
    """The innermost places that an error came through, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return " > ".join(f"{one.filename}:{one.lineno}" for one in frames)

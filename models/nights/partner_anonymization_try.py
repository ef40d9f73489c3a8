import logging
import traceback

from odoo import api, models

from ...engine.log import log_entries
from ...engine.runs import failures, held_subjects
from ...engine.vault import KeyStoreError
from ..keys import key_watch

_logger = logging.getLogger(__name__)
# Not logged: the next night looks again.
LOCKED = "locked"
MOST_FRAMES = 5


class PartnerAnonymization(models.Model):
    """Scheduled work on many subjects, of which one that fails must not stop the
    others."""

    _inherit = "partner.anonymization"

    @api.model
    def _try_halves(self, kind, ids, do, tell=None, by_night=True):
        """Do something for the subjects of these lines; where that fails, for one half
        of them and for the other.

        :param str kind: what it is, for the server log
        :param do: called with ids; what it has done is undone when it raises
        :param tell: called with (kind, id, name of the error, where), logs it
        :param by_night: nobody waits, and Odoo does not do all of it once more where
            another transaction was in the way
        :return: ``{id: code}`` of the subjects with which it fails
        """
        try:
            with self.env.cr.savepoint():
                do(ids)
        except KeyStoreError as error:  # no subject caused it, and it stops all of them
            _logger.warning("%s waits for the key directory. %s", kind, error)
            self._tell_managers([key_watch.Finding("directory", str(error))])
            return dict.fromkeys(ids, LOCKED)
        except Exception as error:  # an error of one subject must not stop the others
            is_retried = not by_night and failures.is_retried(error)
            if is_retried or failures.is_fatal(error):
                raise
            if len(ids) == 1:
                return {ids[0]: _code(error, kind, ids[0], tell or _tell)}
            # No frame of this error holds what was too much while the halves are tried.
            error.__traceback__ = None
        else:
            return {}
        half = len(ids) // 2
        first = self._try_halves(kind, ids[:half], do, tell, by_night)
        return first | self._try_halves(kind, ids[half:], do, tell, by_night)

    @api.model
    def _log_failures(self, kind, failed):
        """Log in a run of their own the subjects that were left alone, once a month.

        :param dict failed: as :meth:`_try_halves` returns it
        """
        env = self.sudo().env
        news = log_entries.unsaid(env.cr, kind, failed)
        if news:
            run = self._start(kind, None, len(news))
            held_subjects.log_failed(env, run.id, news, kind)
            run._finish(len(news))


def _code(error, kind, id_, tell):
    """The code that is logged for an error: its text may name the person."""
    if failures.is_passing(error):
        return LOCKED
    name = type(error).__name__
    tell(kind, id_, name, _where(error))
    return name


def _tell(kind, line_id, name, where):
    _logger.error("Line %s: %s failed: %s in %s", line_id, kind, name, where)


def _where(error):
    """The innermost places that an error came through, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return " > ".join(f"{one.filename}:{one.lineno}" for one in frames)

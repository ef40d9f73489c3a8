import logging
import traceback

from odoo import api, models

from ...engine.log import log_entries, log_rows
from ...engine.proof import flush_counts
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
        :param do: called with ids; what it has done is undone when it raises. It may
            give ``{id: code}`` of those that it left alone, and goes on with the others
        :param tell: called with (kind, id, name of the error, where), logs it
        :param by_night: nobody waits, and Odoo does not do all of it once more where
            another transaction was in the way
        :return: ``{id: code}`` of the subjects with which it fails, or that it left
        """
        if not ids:
            return {}
        try:
            with self.env.cr.savepoint():
                return dict(do(ids) or {})
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
        half = len(ids) // 2
        first = self._try_halves(kind, ids[:half], do, tell, by_night)
        return first | self._try_halves(kind, ids[half:], do, tell, by_night)

    @api.model
    def _take_turn(self, turn, records):
        """Note, before it is made, that something is tried with these, and commit that:
        what takes the process down goes behind the others, too.

        :param turn: :class:`engine.runs.turns.Turns`
        :return: what :meth:`_keep_place` asks for
        """
        self.env.flush_all()
        before = turn.note(self.env.cr, records.ids)
        records.invalidate_recordset([turn.tried])
        flush_counts(self.env.cr)
        self.env["ir.cron"]._commit_progress()
        return before

    @api.model
    def _keep_place(self, turn, before, failed):
        """Those that somebody else has held meanwhile are not behind the others.

        :param dict before: as :meth:`_take_turn` returns it
        :param dict failed: ``{id: code}``
        """
        locked = {id_ for id_, code in failed.items() if code == LOCKED}
        kept = {id_: day for id_, day in before.items() if id_ in locked}
        if kept:
            # PostgreSQL looks at the partner of a line that is changed twice in one
            # transaction, and so would wait for who holds that partner.
            self.env["ir.cron"]._commit_progress()
            turn.give_back(self.env.cr, kept)
            self.env.invalidate_all()

    @api.model
    def _log_failures(self, kind, failed, run):
        """Log the subjects that were left alone, each once a month, and not those that
        somebody else holds.

        :param dict failed: as :meth:`_try_halves` returns it
        :param run: the run of this night; empty to start one when there is something to
            log
        :return: the run
        """
        env = self.sudo().env
        news = log_entries.unsaid(env.cr, kind, failed)
        if not news:
            return run
        run = run or self._start(kind, None, 0)
        held_subjects.log_failed(env, run.id, news, kind)
        counts = {
            "partner_count": run.partner_count + len(news),
            "refused_count": run.refused_count + len(news),
        }
        log_rows.update(run, counts)
        return run


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

import time
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.database import has_changed_schema
from ...wording import proof_progress

CHANNEL = "partner_anonymization.proof"
# Seconds between two notes of how far a search is. One that takes less leaves none.
INTERVAL = 3
# Minutes without a note after which the process was killed.
DEAD = 10
_PERCENT = ("progress", "table_progress", "file_progress")


class PartnerAnonymizationSearch(models.Model):
    """How far the search of a proof is, while it goes on, or why it was given up.

    It is written in transactions of its own, so that all see it. No names: ids of lines
    and runs, which may not be committed yet, and numbers. Nobody has access.
    """

    _name = "partner.anonymization.search"
    _description = "Search of a proof"
    _log_access = False

    token = fields.Char(required=True, help="By which a read replica shows it has it.")
    line_ids = fields.Json(required=True)
    run_ids = fields.Json(required=True)
    line_count = fields.Integer(required=True)
    date_start = fields.Datetime(required=True)
    date_told = fields.Datetime(required=True)
    progress = fields.Float(help="In percent.")
    table_progress = fields.Float()
    file_progress = fields.Float()
    seconds_left = fields.Integer()
    stop_code = fields.Char()
    stop_detail = fields.Char()

    @api.model
    def _newest(self, column, ids):
        """What goes on, or was given up, for some records.

        :param str column: ``run_ids`` or ``line_ids``
        :return: ``{id: record}`` with the newest one of each
        """
        if not ids:
            return {}
        self.env.cr.execute(
            SQL(
                """
                SELECT one.id, max(search.id)
                  FROM partner_anonymization_search search
                  JOIN unnest(%s) one (id) ON search.%s @> to_jsonb(one.id)
                 WHERE search.stop_code IS NOT NULL
                    OR search.date_told > now() AT TIME ZONE 'utc'
                                          - %s * interval '1 minute'
                 GROUP BY one.id
                """,
                list(ids),
                SQL.identifier(column),
                DEAD,
            )
        )
        return {id_: self.sudo().browse(row) for id_, row in self.env.cr.fetchall()}

    @api.model
    def _show(self, records, column):
        """Set ``proof_progress``, ``proof_hint`` and ``proof_stopped`` of records.

        :param str column: as for :meth:`_newest`
        """
        found = self._newest(column, records.ids)
        for record in records:
            search = found.get(record.id, self.browse())
            record.proof_progress = search.progress
            record.proof_hint = search._hint()
            record.proof_stopped = search._stopped()

    def _hint(self):
        """How far it is, as a sentence; False for one that was given up."""
        if not self or self.stop_code:
            return False
        return proof_progress.hint(
            self.env,
            self.line_count,
            self.table_progress,
            self.file_progress,
            self.seconds_left,
        )

    def _stopped(self):
        """Why it was given up, and what to do, as a sentence, or False."""
        if not self or not self.stop_code:
            return False
        return proof_progress.stopped(self.env, self.stop_code, self.stop_detail)

    @api.autovacuum
    def _gc_dead(self):
        """Delete what killed processes have left."""
        self.env.cr.execute(
            "DELETE FROM partner_anonymization_search"
            " WHERE date_told < now() AT TIME ZONE 'utc' - interval '1 day'"
        )


class Teller:
    """Tells how far a search is, at most every few seconds, in transactions of its own.
    Where this one has altered tables they would wait for it: then nothing is told.

    :param lines: the lines that are proved
    """

    def __init__(self, lines):
        self._env = lines.env
        self._line_ids, self._run_ids = lines.ids, lines.run_id.ids
        self._user = lines.env.user
        self._begin = self._told = time.monotonic()
        self._id = self._token = None
        self._is_silent = has_changed_schema(lines.env.cr)

    def __call__(self, progress):
        """Note how far it is, when it is time to.

        :param progress: ``engine.proof.portions.Progress``
        """
        now = time.monotonic()
        if now - self._told < INTERVAL:
            return
        self._told = now
        share = progress.all
        left = (now - self._begin) * (1 - share) / share if share else 0
        shares = 100 * share, 100 * progress.tables, 100 * progress.files
        values = dict(zip(_PERCENT, shares, strict=True))
        self._write({**values, "seconds_left": int(left)})

    def mark(self):
        """Commit a row, by which a replica shows that it has all until now.

        :return: its id and its token
        """
        self._write({})
        return self._id, self._token

    def stop(self, error):
        """Note why it was given up.

        :param error: ``engine.proof.SearchStopped``
        """
        self._write({"stop_code": error.code, "stop_detail": error.detail})

    def end(self):
        """All is searched: forget it, and earlier searches for these runs that were
        given up."""
        searches = self._env["partner.anonymization.search"]
        known = searches._newest("run_ids", self._run_ids).values()
        self._forget({self._id} | {one.id for one in known if one.stop_code})

    def fail(self):
        """An error has ended the proof, which says so elsewhere."""
        self._forget({self._id})

    def _forget(self, ids):
        ids -= {None}
        if ids and not self._is_silent:
            with self._cursor() as env:
                env["partner.anonymization.search"].browse(ids).exists().unlink()
                self._tell(env)

    def _write(self, values):
        if self._is_silent:
            return
        with self._cursor() as env:
            # So that what a replica waits for is on the disk, and was sent.
            env.cr.execute("SET LOCAL synchronous_commit TO local")
            searches = env["partner.anonymization.search"]
            now = fields.Datetime.now()
            if self._id:
                searches.browse(self._id).write({**values, "date_told": now})
            else:
                self._token = str(uuid4())
                new = searches.create({**self._first(now), **values})
                self._id = new.id
            self._tell(env)

    def _first(self, now):
        return {
            "token": self._token,
            "line_ids": self._line_ids,
            "run_ids": self._run_ids,
            "line_count": len(self._line_ids),
            "date_start": now,
            "date_told": now,
        }

    def _tell(self, env):
        """Tell the browsers of whoever has started the runs, and of who proves now."""
        runs = env["partner.anonymization"].browse(self._run_ids).exists()
        users = runs.user_id | env["res.users"].browse(self._user.id).exists()
        for user in users:
            user._bus_send(CHANNEL, {"run_ids": self._run_ids})

    def _cursor(self):
        return _Own(self._env)


class _Own:
    """An environment on a cursor of its own, committed at the end."""

    def __init__(self, env):
        self._env = env

    def __enter__(self):
        self._cr = self._env.registry.cursor()
        return api.Environment(self._cr, api.SUPERUSER_ID, {})

    def __exit__(self, kind, *error):
        return self._cr.__exit__(kind, *error)

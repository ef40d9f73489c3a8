"""The door between the engine and the module's models.

All that the engine asks of them is here, and nothing else of theirs is used in
``engine``: rows of their tables are read by SQL. ``models/log/engine_door.py`` answers.
"""

from typing import Any, Protocol


class Door(Protocol):
    """What the module's models do for the engine.

    One object for all databases of the process: it holds nothing, and each method takes
    the environment, or the record, that it works in.
    """

    # The data map. The registry remembers the answers until a rule or a model changes.

    def rules(self, env) -> list:
        """All rules, archived ones as well, as :class:`engine.datamap.RuleValues` in
        the order in which they count; what was not written yet is among it."""

    def compiled_map(self, env) -> Any:
        """The rules that count here, :class:`engine.datamap.compile_rules.Compiled`."""

    def guarded_models(self, env) -> dict:
        """``{model: engine.checks.guarded_models.Guarded}``"""

    def guarded_owners(self, env) -> dict:
        """``{model of a partner's own records: its field of the partner}``"""

    def remembered(self, env) -> dict:
        """Where the engine keeps what it works out of the models and the map; an empty
        one after either has changed, and while the registry is not complete."""

    # Settings.

    def placeholders(self, env) -> tuple:
        """What takes the place of a name: (of an anonymized, of a deleted partner)."""

    def followed_companies(self, company, name) -> Any:
        """Where a branch leaves a field empty, what its company says counts.

        :return: the ``res.company`` records from this one up to the first that has a
            value in the field `name`; that one is the last
        """

    def caretakers(self, env) -> Any:
        """The ``res.users`` who are told of what happens: the responsible user, else
        the managers, else the administrators."""

    def opt_out_key_refs(self, env) -> tuple:
        """The keys that hashed opt-outs use, as texts; remembered by the registry."""

    # Runs.

    def start_run(self, env, kind, note, count, is_interactive=False) -> int:
        """Open a run of the log.

        :param str kind: a value of the run's field ``kind``
        :param note: text for the log, or None
        :param int count: number of subjects
        :param is_interactive: a user waits for it and decides on what the proof finds
        :return: id of the run
        """

    def finish_run(self, env, run_id, refused=0) -> None:
        """Close a run.

        :param int refused: how many of its subjects were left alone
        """

    def before_run(self, env, kind, partner_ids) -> None:
        """Call what other modules do before a batch; raising refuses the batch."""

    def after_run(self, env, kind, partner_ids, datamap=None) -> None:
        """Call what other modules do after a batch.

        :param datamap: the run's ``engine.datamap.DataMap``, where there is one
        """

    def can_print(self, env) -> bool:
        """Whether invoices can be printed here, as far as is known without trying."""

    def without_pdf(self, env, partner_ids, datamap=None) -> list:
        """The invoices of partners within their retention of which no PDF is stored.

        :param datamap: the run's ``engine.datamap.DataMap``, where there is one
        :return: list of (invoice id, company id, ids of its partners); nothing where
            the settings want none to be made
        """

    def make_pdfs(self, env, partner_ids, datamap=None) -> list:
        """Make the PDFs of these, and return those that still have none."""

    def take_back_pdfs(self, env, partner_ids) -> None:
        """Delete the PDFs that were made for partners who are refused after all."""

    def try_halves(self, env, kind, line_ids, do) -> dict:
        """Call ``do(line ids)``; where it raises, for one half and for the other.

        :return: ``{line id: code}`` of the subjects with which it fails
        """


class _Registered:
    """Says what is missing instead of an AttributeError of None."""

    def __getattr__(self, name):
        raise RuntimeError(f"No model has opened the door to the engine: {name}")


models: Door = _Registered()


def register(implementation):
    """Have the engine ask this :class:`Door`; called once, when the models load."""
    globals()["models"] = implementation

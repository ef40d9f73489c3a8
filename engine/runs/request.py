"""How a run is asked for, and what it did."""

from dataclasses import dataclass, field

from ..checks import missing_pdf


class ReasonMissing(Exception):
    """What the law asks for was to be passed over, and nobody has said why."""


def passes(blocker, override, recipients_agreed, without_pdf):
    """Whether a user who has decided so goes on in spite of a blocker.

    :param override, recipients_agreed, without_pdf: what was decided, as in
        :class:`Request`
    """
    if blocker.code == missing_pdf.CODE:
        return bool(without_pdf)
    if recipients_agreed and blocker.instead is not None:
        return True
    return override and blocker.overridable


@dataclass
class Request:
    """How a run was asked for.

    :param note: free text for the log; refused when it names the person
    :param override: skip the overridable blockers; the caller has checked the right
    :param one_by_one: a blocked subject is an outcome, the others go on
    :param rehearsal: the whole run, to be rolled back by the caller
    :param purge_days: days until the originals may be destroyed
    :param reasons: ``{reason code: sentence}`` for what stays
    :param check_note: called with the terms, raises when the note contains one
    :param interactive: a user has asked and will look at what the proof finds
    :param by_policy: the company's own retention blocks too, as in scheduled runs
    :param recipients_agreed: the user has agreed to where the invoices of others go
    :param payment_days: how fresh a payment is told of that no bank statement shows yet
    :param override_reason: why the overridable blockers are skipped; without it, a run
        that would skip one is refused
    :param run_id: the run in the log that these are a part of, with a waiting line for
        each; None to log a run of their own
    :param without_pdf: why invoices may lose the name although their PDF cannot be
        made; without it, that blocks
    """

    note: str | None
    override: bool
    one_by_one: bool
    rehearsal: bool
    purge_days: int
    reasons: dict
    check_note: object
    interactive: bool = False
    by_policy: bool = False
    recipients_agreed: bool = False
    payment_days: int = 0
    override_reason: str | None = None
    without_pdf: str | None = None
    run_id: int | None = None

    @property
    def has_texts(self):
        """Whether there is something that may name somebody."""
        return bool(self.note or self.override_reason or self.without_pdf)

    def passes(self, blocker):
        """Whether a blocker has been decided on."""
        agreed = self.recipients_agreed, self.without_pdf
        return passes(blocker, self.override, *agreed)


@dataclass
class Outcome:
    """What a run did.

    :param run_id: the run in the log, None when nothing was logged
    :param done: subjects that were handled
    :param blockers: all blockers that were found
    :param plan: what was done, for whoever looks at the screen; None after a batch
    :param payments: what ``engine.checks.unseen_payments.find`` says of the subjects
        that were handled
    :param skipped: what was passed over: ``{code of a decision: roots of subjects}``
    """

    run_id: int | None = None
    done: list = field(default_factory=list)
    blockers: list = field(default_factory=list)
    plan: object = None
    payments: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)

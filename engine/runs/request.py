"""How a run is asked for, and what it did."""

from dataclasses import dataclass, field


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

    def passes(self, blocker):
        """Whether this reason does not count for the request."""
        return (self.override and blocker.overridable) or (
            self.recipients_agreed and blocker.instead is not None
        )


@dataclass
class Outcome:
    """What a run did.

    :param run_id: the run in the log, None when nothing was logged
    :param done: subjects that were handled
    :param blockers: all blockers that were found
    :param payments: what ``engine.checks.unseen_payments.find`` says of the subjects
        that were handled
    """

    run_id: int | None = None
    done: list = field(default_factory=list)
    blockers: list = field(default_factory=list)
    plan: object = None
    payments: dict = field(default_factory=dict)

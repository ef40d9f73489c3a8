"""The codes of blockers: the one table of what can stand in the way of a run."""

from typing import NamedTuple

from odoo.tools import LazyTranslate
from odoo.tools.translate import LazyGettext

_lt = LazyTranslate(__name__)


class Code(NamedTuple):
    """What can stand in the way.

    :param name: as :class:`engine.subject.Blocker` and the log have it
    :param label: what a user reads
    :param is_of_rules: whether a rule of the data map may block with it
    """

    name: str
    label: LazyGettext
    is_of_rules: bool = False


CODES = (
    Code("open_document", _lt("Open document"), True),
    Code("open_item", _lt("Open item"), True),
    Code("draft_entry", _lt("Draft entry"), True),
    Code("unmatched_payment", _lt("Unmatched payment"), True),
    Code("protected", _lt("Protected record")),
    Code("internal_user", _lt("Internal user")),
    Code("employee", _lt("Employee"), True),
    Code("invoice_recipient", _lt("Invoice recipient of others"), True),
    Code("consignment", _lt("Consignment stock"), True),
    Code("role", _lt("Active role"), True),
    Code("hold", _lt("Legal hold")),
    Code("exempt", _lt("Exempt from anonymization")),
    Code("already", _lt("Already anonymized")),
    Code("company_access", _lt("Other companies")),
    Code("no_pdf", _lt("Invoice without a PDF")),
    Code("possible_same", _lt("Possibly the same person")),
    Code("retention", _lt("Retention period")),
    Code("unmapped", _lt("Model without a rule")),
)


# What does not block, and a user is told.
WARNINGS = (Code("payment_in_process", _lt("Payment not on a bank statement yet")),)


def of_rules():
    """The choices of a rule, as a selection field takes them."""
    return [(code.name, code.label._source) for code in CODES if code.is_of_rules]


def labels(env):
    """``{code: what a user reads}``"""
    return {code.name: env._(code.label) for code in (*CODES, *WARNINGS)}

"""The ends of what is dated on a day, as SQL looks them up: the position of the day in
a sorted array, and there the ends."""

from dataclasses import dataclass

from odoo.tools import SQL

from . import last_activity

# The last day of the legal period, the day from which the company's own years count,
# and the last days of those for customers and for quick customers.
NAMES = ("legal", "started", "std", "quick")
# A key is the code of a company and a class, and in this many lower bits a day.
DAY_WIDTH = 24


@dataclass(frozen=True)
class EndTable:
    """The ends of all days, companies and classes as arrays: a key that rises with
    them, and what counts from there on."""

    span: tuple
    keys: list
    values: dict

    @classmethod
    def of(cls, datamap, span):
        """:param span: the first and the last day"""
        policy = datamap.policy
        classes = {rule.retention for rule in datamap.activities} | {None}
        rows = sorted(
            (last_activity.code_of(company, class_) << DAY_WIDTH | first, *ends)
            for company in (0, *policy.companies)
            for class_ in classes
            for first, *ends in policy.spans(company, class_, *span)
        )
        return cls._of_rows(span, rows)

    @classmethod
    def of_days(cls, datamap, days):
        """The ends of some days alone, which is quicker where they are few.

        :param days: set of (code of a company and class, number of a day)
        """
        rows = []
        for code, number in sorted(days):
            key = last_activity.decode_code(code)
            ends = datamap.policy.ends(*key, last_activity.day_at(number))
            numbers = (end and last_activity.number_of(end) for end in ends)
            rows.append((code << DAY_WIDTH | number, *numbers))
        numbers = [number for _code, number in days]
        return cls._of_rows((min(numbers), max(numbers)), rows)

    @classmethod
    def _of_rows(cls, span, rows):
        keys, *values = map(list, zip(*rows, strict=True))
        return cls(span, keys, dict(zip(NAMES, values, strict=True)))

    def position(self, code, day):
        """Where the ends of a day of a company and class are."""
        return SQL(
            "width_bucket((%s)::bigint << %s | LEAST(GREATEST(%s, %s), %s),"
            " %s::bigint[])",
            code,
            DAY_WIDTH,
            day,
            *self.span,
            array(self.keys),
        )

    def at(self, name, position):
        return SQL("(%s::int[])[%s]", array(self.values[name]), position)


def array(values):
    """The text of an array: much quicker to read for PostgreSQL than its elements one
    by one. An array without NULL is quicker to look into; day 0 is before all others.
    """
    return f"{{{','.join(str(value or 0) for value in values)}}}"

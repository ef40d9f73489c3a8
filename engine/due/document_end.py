"""Until when the law keeps the documents of one model."""

from datetime import date, timedelta

from odoo.fields import Domain

from ..datamap import DataMap, paths
from ..periods import time_zones


class Ends:
    """Until when each document of a model is kept by law."""

    def __init__(self, env, model_name):
        datamap = DataMap(env)
        self.env = env
        self.policy = datamap.policy
        self.rules = [rule for rule in datamap.dated() if rule.model == model_name]

    def of(self, record):
        """The last day on which a record is kept; None when the law asks for none."""
        ends = [None]
        for rule in self.rules:
            day = record.mapped(rule.activity_field)[:1]
            if day and day[0] and record.filtered_domain(_domain(rule)):
                company = record.company_id.id
                day = time_zones.day_of(self.policy, company, day[0])
                ends.append(self.policy.legal_end(company, rule.retention, day))
        return max(filter(None, ends), default=None)

    def ended(self, day):
        """The domain of the records whose retention has ended on a day."""
        return Domain.AND(
            Domain.OR(
                Domain("company_id", "=", company_id)
                & Domain(rule.activity_field, "<=", last)
                for company_id in self.policy.companies
                for last in [self.latest(company_id, rule.retention, day)]
            )
            | ~_domain(rule)
            for rule in self.rules
        )

    def latest(self, company_id, class_, day):
        """The latest day of documents whose retention has ended on ``day``; ends never
        fall back from one day to the next."""
        low, high = date(1900, 1, 1), day
        while low < high:
            middle = high - (high - low) // 2
            end = self.policy.legal_end(company_id, class_, middle)
            if end is None or end <= day:
                low = middle
            else:
                high = middle - timedelta(days=1)
        return low


def _domain(rule):
    return Domain(paths.domain_of(rule.domain)) if rule.domain else Domain.TRUE

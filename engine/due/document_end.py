"""Until when the law keeps the documents of one model."""

from datetime import date, timedelta

from odoo.fields import Domain

from ..datamap import DataMap, paths
from ..periods import NOT_YET, time_zones
from ..subject import record_facts


class Ends:
    """Until when each document of a model is kept by law.

    :param datamap: the :class:`DataMap` of a run that goes on, to spare its periods
        from being read again
    """

    def __init__(self, env, model_name, datamap=None):
        self.env = env
        self.datamap = datamap or DataMap(env)
        self.policy = self.datamap.policy
        self.rules = [rule for rule in self.datamap.dated() if rule.model == model_name]

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

    def kept(self, ids, day):
        """Those of some documents that the law keeps on a day, as a set of ids."""
        rules = [(rule, rule.domain) for rule in self.rules]
        if not rules:
            return set()
        found = record_facts.ends(self.env, self.datamap, rules, ids)
        return {id_ for id_, end in found if end >= day}

    def ended(self, day):
        """The domain of the records whose retention has ended on a day, or that have
        none."""
        return Domain.AND(
            Domain.OR(
                Domain("company_id", "=", company_id)
                & self._until(rule, company_id, day)
                for company_id in self.policy.companies
            )
            | Domain(rule.activity_field, "=", False)
            | ~_domain(rule)
            for rule in self.rules
        )

    def _until(self, rule, company_id, day):
        """The domain of what is dated so that its retention has ended on a day."""
        last = self.latest(company_id, rule.retention, day)
        if last is None:
            return Domain.TRUE
        if paths.field(self.env, rule.model, rule.activity_field).type != "datetime":
            return Domain(rule.activity_field, "<=", last)
        if last == NOT_YET:
            return Domain(rule.activity_field, "!=", False)
        after = time_zones.start_of(self.policy, company_id, last + timedelta(days=1))
        return Domain(rule.activity_field, "<", after)

    def latest(self, company_id, class_, day):
        """The latest day of documents whose retention has ended on ``day``; ends never
        fall back from one day to the next.

        :return: None when the law asks for none
        """
        if self.policy.legal_end(company_id, class_, day) is None:
            return None
        low, high = date(1900, 1, 1), day
        while low < high:
            middle = high - (high - low) // 2
            end = self.policy.legal_end(company_id, class_, middle)
            if end <= day:
                low = middle
            else:
                high = middle - timedelta(days=1)
        return low


def _domain(rule):
    return Domain(paths.domain_of(rule.domain)) if rule.domain else Domain.TRUE

"""The rows that the list of unmapped fields should have."""

from ..datamap import DataMap
from . import coverage, dangling_names, row_counts, stored_fields, suggestions


class UnmappedRows:
    """What the registry, the rules and the decisions make of the list."""

    def __init__(self, env):
        self.env = env
        datamap = DataMap(env)
        self.shipped, self.own, self.own_rules = coverage.split(env, datamap)
        self.exemptions = coverage.Exemptions.load(env)
        self.datamap = datamap
        models = {rule.model for rule in datamap.rules}
        self.mapped = {}
        for rule in coverage.counting(env, datamap):
            if rule.action != "keep" and rule.model in models:
                self.mapped.setdefault(rule.model, rule.partner_path or "")

    def wanted(self):
        """``{(model, field): values of partner.anonymization.unmapped}``"""
        rows = {
            (one.model, one.name): self._dangling(one)
            for one in dangling_names.find(self.env, self.datamap, self.exemptions)
        }
        stock = stored_fields.Inventory(self.env, self.mapped)
        founds = stock.find(self._is_out)
        founds += row_counts.telling(self.env, stock.mute_texts(self._is_out))
        row_counts.count(self.env, founds)
        rows.update(((one.model, one.field.name), self._values(one)) for one in founds)
        return rows

    def _is_out(self, model, field):
        """Covered by a shipped rule, or by a shipped exemption and nothing else."""
        if self.shipped.has(model, field):
            return True
        if self.own.has(model, field):
            return False
        found = self.exemptions.match(model, field.name)
        return found is not None and found.shipped

    @staticmethod
    def _dangling(one):
        return {
            "model": one.model,
            "field": one.name,
            "kind": one.kind,
            "state": "stale",
            "shipped": one.shipped,
            "rule_id": one.rule_id or False,
            "exemption_id": one.exemption_id or False,
        }

    def _values(self, found):
        model, field = found.model, found.field
        accepted = self.own.has(model, field)
        exemption = not accepted and self.exemptions.match(model, field.name)
        suggestion = suggestions.suggest(self.env, found, self.mapped)
        return {
            "model": model,
            "field": field.name,
            "ttype": field.type,
            "kind": found.kind,
            "path": found.path or False,
            "row_count": found.rows,
            "is_estimate": found.estimated,
            "state": "accepted" if accepted else "exempt" if exemption else "open",
            "shipped": False,
            "rule_id": (accepted and self.own_rules.get(model)) or False,
            "exemption_id": exemption.id if exemption else False,
            "suggested_path": suggestion.path or False,
            "suggested_method": suggestion.method or False,
            "suggested_category": suggestion.category,
            "suggested_term": suggestion.term or False,
            "is_ambiguous": suggestion.is_ambiguous,
        }

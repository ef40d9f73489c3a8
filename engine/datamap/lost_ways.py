"""How records hang on a partner that rules which do not count would have found."""

from . import own_rule_limits, paths
from .own_rules import texts

_DEEPEST = 6


def find(env, records, rules):
    """The ways that lead to a partner here, over rules that count as well.

    :param records: broken records of ``partner.anonymization.rule``
    :param rules: the rules that count
    :return: list of (model, path)
    """
    found = []
    for record in records.filtered("is_installed"):
        for text in texts(record.partner_path):
            if paths.fits(env, record.model, text):
                path = paths.parse(env, record.model, text)
                found += [(record.model, one) for one in _to_partner(path, rules)]
    return list(dict.fromkeys(found))


def _to_partner(path, rules):
    if not isinstance(path, paths.FieldPath):
        return [path]
    if len(path.names) > _DEEPEST or set(own_rule_limits.AUDIT) & set(path.names):
        return []
    if path.target == paths.PARTNER:
        return [path]
    further = {
        paths.FieldPath(
            path.names + next_.names, next_.target, path.single and next_.single
        )
        for rule in rules
        if rule.model == path.target
        for next_ in rule.paths
        if isinstance(next_, paths.FieldPath)
    }
    return [one for longer in sorted(further) for one in _to_partner(longer, rules)]

"""How records hang on a partner that rules which do not count would have found."""

from . import own_rule_limits, paths

_DEEPEST = 6


def find(env, lost, rules):
    """The ways that lead to a partner here, over rules that count as well.

    :param lost: list of :class:`RuleValues` that do not fit
    :param rules: the rules that count
    :return: list of (model, path)
    """
    found = []
    for one in (one for one in lost if one.model in env):
        for text in paths.texts(one.partner_path):
            if paths.fits(env, one.model, text):
                path = paths.parse(env, one.model, text)
                found += [(one.model, way) for way in _to_partner(path, rules)]
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

"""What a plan does to whole records, for those who have to agree to it."""

from collections import defaultdict

from ..log import WAITING
from .new_values import OWNING_METHODS


def effects(planned):
    """What happens to each record, the strongest of it.

    :param planned: :class:`engine.plan.plan.Plan`, carried out or not
    :return: list of (rule, effect, set of ids), in the order of the map; `effect` is
        ``file`` (the file is removed), ``removed`` (the row is), ``emptied`` or
        ``words`` (the subject's words in a text are replaced)
    """
    found, seen = defaultdict(set), defaultdict(set)
    files = {res_id for _subject, res_id, _name in planned.files}
    large = {(one.table, one.res_id) for one in planned.large}
    for rule in planned.scope.datamap.rules:
        methods = {column.name: column.method for column in rule.fields}
        changes = planned.changes.get(rule.table, {})
        discarded = planned.discard.get(rule.table, ())
        for res_id, hit in planned.scope.by_rule.get(rule.id, {}).items():
            if res_id in seen[rule.table]:
                continue
            if rule.has_files and res_id in files:
                effect = "file"
            elif res_id in discarded:
                effect = "removed"
            elif (rule.table, res_id) in large:
                effect = "emptied"
            else:
                effect = _effect(rule, methods, hit, changes.get(res_id, ()))
            if effect:
                seen[rule.table].add(res_id)
                found[rule.id, effect].add(res_id)
    return _with_rules(planned, found)


def _effect(rule, methods, hit, changed):
    """What the new values of one row come to, None without any that the rule makes."""
    if rule.own_record:
        return "emptied" if changed else None
    made = {methods[name] for name in changed if name in methods}
    if hit.owner is not None and made & set(OWNING_METHODS):
        return "emptied"
    return "words" if made else None


def stays(planned, today):
    """What is left as it is.

    :return: list of (rule, reason, ``{id: until or None}``); of records within their
        legal retention all: what waits for its own day as ``retention``, and what says
        nothing of the subject any more as ``nameless``
    """
    found, of_model, kept = defaultdict(dict), defaultdict(list), defaultdict(set)
    for one in planned.kept:
        waits = one.status == "kept" and one.reason in WAITING
        kept[one.model, one.res_id].add("retention" if waits else one.reason)
    for rule in planned.scope.datamap.rules:
        hits = planned.scope.by_rule.get(rule.id, {})
        of_model[rule.model].append((rule, hits))
        for res_id, hit in hits.items():
            if hit.until and hit.until >= today:
                reasons = kept.get((rule.model, res_id), ("nameless",))
                for reason in {"retention", "nameless"}.intersection(reasons):
                    found[rule.id, reason][res_id] = hit.until
    for one in planned.kept:
        if one.status == "kept" and one.reason in WAITING:
            continue
        rules = of_model.get(one.model)
        if rules:
            holding = (rule for rule, hits in rules if one.res_id in hits)
            rule = next(holding, rules[0][0])
            found[rule.id, one.reason][one.res_id] = one.until
    return _with_rules(planned, found)


def _with_rules(planned, found):
    rules = {rule.id: rule for rule in planned.scope.datamap.rules}
    return [(rules[rule_id], what, ids) for (rule_id, what), ids in found.items()]

"""Which words of a subject may go from a field: whose field it is decides.

In the subject's own records all of them. In records of others the weak ones only beside
a strong one; and from a field that says who somebody is none, unless all that stands in
it, or one item of its list, is the subject's.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..subject import (
    identifying_values,
    linked_others,
    living,
    ordinary_here,
    same_value,
)
from ..text import Redactor


def redactors(env, scope, rules, rows, terms, options):
    """What takes the words of each subject out of texts, but none that are part of what
    somebody living is called.

    :param dict rows: ``{table: {id: row}}``
    :param dict terms: ``{subject: [Term]}``
    :return: ``{subject: Redactor}``
    """
    others = living.of_run(env, scope.datamap, scope.owner)
    evidence = ordinary_here.evidence(env)

    def make(subject):
        return Redactor(terms[subject], options.placeholder, others.longer, evidence)

    result = {subject: make(subject) for subject in terms}
    phrases = _phrases(scope, rules, rows, result)
    wanted = {one for found in terms.values() for one in found}
    for subject in _having(terms, others.look_up_phrases(wanted, phrases)):
        result[subject] = make(subject)
    return result


def of_namesakes(env, scope, terms):
    """Records of others that are linked to a subject and to somebody living of the same
    name: which of the two their texts mean nobody knows.

    :return: ``{subject: set of (model, id)}``
    """
    others = living.of_run(env, scope.datamap, scope.owner)
    ids_of = {
        subject: ids
        for subject, found in terms.items()
        if (ids := set().union(*(others.namesakes.get(one, ()) for one in found)))
    }
    if not ids_of:
        return {}
    mentions = _mentions(scope, ids_of.keys())
    everybody = id_arrays.array(sorted(set().union(*ids_of.values())))
    condition = SQL("living.id = ANY(%s)", everybody)
    result = {subject: set() for subject in ids_of}
    for model, res_id, partner_id in linked_others.links(
        env, scope.datamap.rules, mentions, condition
    ):
        for subject in mentions[model][res_id]:
            if partner_id in ids_of[subject]:
                result[subject].add((model, res_id))
    return result


def _mentions(scope, subjects):
    """Records that hang on one of these subjects and are not theirs.

    :return: ``{model: {id: subjects}}``
    """
    result = defaultdict(dict)
    for model, hits in scope.by_model.items():
        for id_, hit in hits.items():
            if some := (hit.subjects & subjects) - {hit.owner}:
                result[model][id_] = some
    return result


def _having(terms, some):
    """The subjects that have some of the terms."""
    return [key for key, found in terms.items() if some and not some.isdisjoint(found)]


def _phrases(scope, rules, rows, redactors):
    """What stands around the words in texts that others write as well."""
    # Of each way to read them the texts, once.
    texts = defaultdict(dict)
    for rule in rules:
        if rule.action in ("keep", "discard"):
            continue
        found = rows.get(rule.table, {})
        free = [column for column in rule.fields if column.method == "redact"]
        for res_id, hit in scope.by_rule[rule.id].items():
            row = found.get(res_id)
            columns = rule.fields if hit.owner is None else free
            if not row or not columns:
                continue
            for column in columns:
                text = row.get(column.name)
                if text and type(text) is str:
                    for subject in hit.subjects:
                        texts[subject, subject == hit.owner][text, column.markup] = True
    phrases = set()
    for (subject, is_own), some in texts.items():
        if redactor := redactors.get(subject):
            phrases |= (redactor.own if is_own else redactor).phrases_in(some)
    return phrases


class WhoseWords:
    """Gives what looks for the words.

    :param dict redactors: ``{subject: engine.text.Redactor}``
    :param dict terms: ``{subject: [Term]}``
    :param dict of_namesakes: ``{subject: set of (model, id)}``, see above
    """

    def __init__(self, redactors, terms, of_namesakes):
        self._redactors, self._terms = redactors, terms
        self._of_namesakes = of_namesakes
        self._contexts = {}

    def redactor(self, rule, column, res_id, hit, subject, row):
        """What takes a subject's words out of a field.

        :return: ``Redactor``, or None where nothing is to be taken out
        """
        redactor = self._redactors.get(subject)
        if redactor is None or hit.owner == subject:
            return redactor and redactor.own
        if column.says_who:
            texts = identifying_values.texts(row[column.name])
            equal = same_value.equal(self._terms[subject], texts)
            return redactor.only(equal) if equal else None
        if (rule.model, res_id) in self._of_namesakes.get(subject, ()):
            terms = [one for one in self._terms[subject] if one.kind != "name"]
            redactor = redactor.only(terms)
        if redactor.doubtful and not self._has_context(rule, res_id, subject, row):
            return redactor.certain
        return redactor

    def _has_context(self, rule, res_id, subject, row):
        """Whether a strong term stood in the row when it was read."""
        key = rule.table, res_id, subject
        if key not in self._contexts:
            certain = self._redactors[subject].certain
            self._contexts[key] = any(
                isinstance(row.get(one.name), str)
                and certain.contains(row[one.name], one.markup)
                for one in rule.fields
            )
        return self._contexts[key]

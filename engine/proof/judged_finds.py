"""The finds of a batch: judged, redacted where that is to be, and what is left."""

from dataclasses import dataclass
from functools import cached_property

from ..subject import Subject, legal_hold, scope
from ..text import terms_from_values
from . import redact_finds, second_addresses, unreadable, verdict


class Judged:
    """The finds of some of the lines, judged.

    :param dict terms: ``{line id: [Term]}`` of these lines
    :param dict hits: of all lines
    :param others: ``living.Living``
    :param dict sealed: ``{line id: values of its seals}``
    """

    def __init__(self, env, datamap, terms, hits, others, sealed):
        self._env, self._datamap, self._others = env, datamap, others
        self._sealed = sealed
        self._terms, self._hits = terms, hits
        self._ids = list(terms)
        self._lines = _lines(env.cr, self._ids)
        self.redacted = 0

    @cached_property
    def _scope(self):
        """The records of these lines' subjects; worked out only where something was
        found."""
        subjects = [self._lines[id_].subject for id_ in self._ids]
        known = dict(enumerate(self._terms.values()))
        return scope.find(self._env, self._datamap, subjects, known=known)

    def finds(self, asked, placeholder):
        """Judge what was found, and redact what is to be redacted.

        :return: the rest of it
        """
        env, users = self._env, {id_: self._lines[id_].has_user for id_ in self._ids}
        judge = verdict.Judge(
            env,
            self._datamap,
            lambda: self._scope,
            self._terms,
            self._hits,
            self._namesakes(),
        )
        finds = judge.judge() + self._second_addresses(judge, self._sealed)
        held = legal_hold.held_lines(env, self._ids)
        wanted = _wanted(self._datamap, finds, users, asked, held)
        if not wanted:
            return finds

        def words(find):
            if not _is_asked(find, asked):
                return judge.exact(find)
            return judge.unshared(find) or set(find.terms)

        done, sealed = redact_finds.redact(
            env, self._scope, self._ids, wanted, words, placeholder, self._others
        )
        self.redacted = len(done)
        finished = set(map(id, done))
        finds = [find for find in finds if id(find) not in finished]
        finds += self._second_addresses(judge, sealed)
        return finds + [
            verdict.ambiguous(find, rest)
            for find in done
            if (rest := judge.unshared(find) - words(find))
        ]

    def _namesakes(self):
        """``{line id: {own name: ids of the living partners who have it as well}}``"""
        known = self._others.namesakes
        result = {}
        for line_id, entries in self._sealed.items() if known else ():
            names = [
                ("name", old)
                for table, column, _id, old, _how in entries
                if (table, column) == ("res_partner", "name")
            ]
            own = known.keys() & set(terms_from_values(names))
            if own:
                result[line_id] = {one: known[one] for one in own}
        return result

    def _second_addresses(self, judge, sealed):
        return second_addresses.finds(
            self._env, judge.models, self._terms, sealed, self._others, judge.is_known
        )

    def unreadable(self, places):
        """What belongs to these subjects and cannot be searched.

        :param dict places: ``{(table, column): {row id}}``
        """
        for (table, column), ids in places.items():
            if since := unreadable.since(self._env, self._ids, table, ids):
                place = (table, column, since)
                yield from unreadable.finds(self._env, self._scope, self._ids, *place)


def _wanted(datamap, finds, users, asked, held):
    """The unexpected finds to redact: those that a user has asked for and, where no
    user is there, those in fields that somebody has decided are to be erased. Of whom
    is on legal hold nothing is changed."""
    mapped = {
        (rule.model, column.name)
        for rule in datamap.rules
        for column in rule.fields
        if column.method != "keep"
    }
    return [
        find
        for find in finds
        if find.status == "unexpected"
        and find.line_id not in held
        and find.res_id is not None
        and (
            _is_asked(find, asked)
            or (
                not users[find.line_id]
                and find.reason not in verdict.ASKED
                and (find.model, find.column) in mapped
            )
        )
    ]


def _is_asked(find, asked):
    """Whether a user wants the words out of this place, or of all of its column."""
    place = find.line_id, find.model, find.column
    return place in asked or (*place, find.res_id) in asked


@dataclass
class _Line:
    subject: Subject
    has_user: bool


def _lines(cr, line_ids):
    """The subjects of lines, and whether a user has confirmed the run by hand."""
    cr.execute(
        """
        SELECT line.id, line.partner_id, run.is_interactive, array_agg(partner.id)
          FROM partner_anonymization_line line
          JOIN partner_anonymization run ON run.id = line.run_id
          JOIN res_partner partner ON partner.anonymization_line_id = line.id
         WHERE line.id = ANY(%s) GROUP BY line.id, run.is_interactive
        """,
        [list(line_ids)],
    )
    return {
        line_id: _Line(Subject(root or min(ids), frozenset(ids)), bool(has_user))
        for line_id, root, has_user, ids in cr.fetchall()
    }

"""What living people have of the words of a batch: the same, or longer ones.

The proof reads the cards of all living partners once for all words of the batch; a run
reads those that indexes lead to. They are compared as texts are: whatever the capitals,
the signs between digits, or how many addresses stand in one field.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import copy_out, id_arrays, staging
from ..text import Headed, matcher_of, needles, terms_from_values
from .same_value import form
from .sought import Sought

_TEXT = ("char", "text")
_QUICK = ("name", "email", "phone", "vat")
_INDEXED = ("name", "email_normalized", "phone_sanitized", "vat")
_NAMED, _NUMBERED = ("name",), ("company_registry", "street")


# The cards that only such a condition finds; `models/partner` has an index for each.
SEVERAL_EMAILS = "email ~ '@.*@'"
NO_PLAIN_NUMBER = "phone ~ '[^0-9 +().-]'"
END = 6
NUMBER_END = f"right(regexp_replace(phone, '[^0-9]+', '', 'g'), {END})"


def without_number(registry) -> str:
    """Which cards have a phone number that Odoo has not brought into one form."""
    if "phone_sanitized" in registry["res.partner"]._fields:
        return "phone IS NOT NULL AND phone_sanitized IS NULL"
    return "phone IS NOT NULL"


def of_run(env, datamap, owner):
    """The :class:`Living` besides these subjects, whose cards are read once per run.

    :param dict owner: ``{partner id: index of its subject}``
    """
    key = "living", frozenset(owner)
    if key not in datamap.contacts:
        datamap.contacts[key] = Living(env, datamap, owner)
    return datamap.contacts[key]


def _digits(text):
    return "".join(filter(str.isdecimal, text))


class Living:
    """What partners have who are neither anonymized nor among the subjects.

    :param besides: ids of the partners of the subjects
    :ivar set same: the terms that one of them has as well
    :ivar dict namesakes: ``{name: ids of the partners}`` who have it as well
    """

    def __init__(self, env, datamap, besides):
        self._env, self._besides = env, frozenset(besides)
        present = env["res.partner"]._fields
        self._kinds = {
            column.name: column.term
            for column in datamap.own.fields
            if column.term and column.ftype in _TEXT and column.name in present
        }
        self._known, self._unindexed, self._seen = set(), set(), set()
        self._sought = Sought()
        self.same, self._longer = set(), defaultdict(list)
        # Of namesakes; most questions are not about their addresses.
        self._headed = []
        # {kind: forms of these terms}
        self._forms = defaultdict(set)
        self.namesakes = defaultdict(set)

    @property
    def longer(self):
        """``{term: matchers}`` of what it is part of, and one of them has: a longer
        name, or a namesake's name with the address behind it."""
        self._add_all_headed()
        return self._longer

    def look_up(self, terms, search=None):
        """Look for terms on the cards; those that were looked for before cost nothing.

        :param search: ``needles.Needles`` of these terms, where there is one
        """
        new = set(terms) - self._known
        if new:
            self._known |= new
            search = search or needles.Needles(sorted(new))
            self._read(search, new, SQL("TRUE"))
            # The search itself looks at what is longer.
            self._add_all_headed()

    def on_card(self, name, text):
        """The terms that a card says with a text in one of its columns."""
        kind = self._kinds.get(name)
        return terms_from_values([(kind, text)]) if kind else []

    def needles_of(self, terms):
        """What looks for the terms, and maybe for others of the run: to make it takes
        longer than most searches.

        :return: searches as :class:`engine.text.needles.Needles` does
        """
        self._sought.add(terms)
        return self._sought

    def look_up_quickly(self, terms):
        """The same by the indexes of the cards: those with the same e-mail address,
        phone or tax number, or the same name spelled alike."""
        terms = set(terms)
        new = terms - self._known
        if new:
            self._known |= new
            texts = {term.text for term in new if term.kind in _QUICK}
            self._read_having(self.needles_of(terms), new, {_INDEXED: texts})

    def look_up_unindexed(self, terms):
        """The same on the cards with several addresses in one field, or with a phone
        number whose country Odoo could not tell."""
        terms = set(terms) - self._unindexed
        if not terms:
            return
        self._unindexed |= terms
        ways = []
        if any(term.kind == "email" for term in terms):
            ways.append(SQL(SEVERAL_EMAILS))
        if numbers := {term.text for term in terms if term.kind == "phone"}:
            without_country = SQL(without_number(self._env.registry))
            ways += [
                SQL("%s AND %s", without_country, SQL(NO_PLAIN_NUMBER)),
                SQL(
                    "%s AND %s = ANY(%s)",
                    without_country,
                    SQL(NUMBER_END),
                    sorted({_digits(one)[-END:] for one in numbers}),
                ),
            ]
        if ways:
            ids = SQL(" UNION ALL ").join(
                SQL("SELECT id FROM res_partner WHERE %s", way) for way in ways
            )
            self._read(self.needles_of(terms), terms, SQL("id IN (%s)", ids))

    def look_up_phrases(self, terms, phrases):
        """Look for cards with phrases of texts, as they are spelled there.

        :param terms: what the phrases are around
        :return: set of the terms of which one of them says that they are part of
            something of somebody else
        """
        if not phrases:
            return set()
        self._add_all_headed()
        before, terms = set(self._seen), frozenset(terms)
        search = self.needles_of(terms)
        # No index leads to a street: looked for only where there is a number.
        numbered = {one for one in phrases if any(map(str.isdecimal, one))}
        texts_of = {_NAMED: phrases, _NUMBERED: numbered}
        self._read_having(search, terms, texts_of)
        self._add_all_headed()
        return {term for term, _other in self._seen - before}

    def _read_having(self, search, terms, texts_of):
        """Look for terms on the cards that have one of some texts.

        :param dict texts_of: ``{names of columns: texts}``
        """
        present = self._env["res.partner"]._fields
        stored = {
            tuple(one for one in names if one in present and present[one].store): texts
            for names, texts in texts_of.items()
        }
        staged = [(names, texts) for names, texts in stored.items() if names and texts]
        if not staged:
            return
        staging.put(
            self._env.cr,
            (
                (number, [text])
                for number, (_names, texts) in enumerate(staged)
                for text in texts
            ),
        )
        having = SQL(" UNION ").join(
            SQL("SELECT id FROM res_partner WHERE %s", condition)
            for number, (names, _texts) in enumerate(staged)
            for condition in self._having(number, names)
        )
        others = SQL("NOT (id = ANY(%s))", id_arrays.array(self._besides))
        self._read(search, terms, SQL("id IN (%s) AND %s", having, others))

    def _having(self, number, names):
        """Conditions that a card meets which has a text of a number in a column: one
        for each index, and one for all columns that have none."""
        unindexed = []
        for name in names:
            indexed = id_arrays.is_indexed(self._env, "res_partner", name)
            column = SQL.identifier(name)
            one = staging.among(column, staging.VALUES, number, indexed)
            if indexed:
                yield one
            else:
                unindexed.append(one)
        if unindexed:
            yield SQL(" OR ").join(unindexed)

    def _read(self, search, terms, where):
        names = list(self._kinds)
        query = SQL(
            "SELECT id, %s FROM res_partner WHERE anonymization_state IS NULL AND %s",
            SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in names),
            where,
        )
        cr = self._env.cr
        text = cr.mogrify(query.code, query.params).decode()
        copy_out.read(cr, text, lambda rows: self._take(search, terms, names, rows))

    def _take(self, search, terms, names, rows):
        for number, suspects in search.rows(rows, terms).items():
            partner_id, *cells = rows[number].rstrip(b"\n").split(b"\t")
            if int(partner_id) not in self._besides:
                texts = {
                    name: copy_out.decoded(cell)
                    for name, cell in zip(names, cells, strict=True)
                    if cell != b"\\N"
                }
                self._compare(int(partner_id), texts, suspects)

    def _compare(self, partner_id, texts, suspects):
        """Compare the texts of one card with the terms that may stand on it."""
        for name, text in texts.items():
            found = needles.find(text, suspects)
            if not found:
                continue
            others = terms_from_values([(self._kinds[name], text)])
            forms = {form(one) for one in others}
            for term in found:
                if form(term) in forms:
                    self._add_same(term)
                    if term.kind == "name":
                        self.namesakes[term].add(partner_id)
                        self._headed.append((term, texts))
                else:
                    self._add_longer(term, others)

    def _add_same(self, term):
        if term not in self.same:
            self.same.add(term)
            self._forms[term.kind].add(form(term))

    def have(self, term, kinds=None):
        """Whether one of them has the value of a term, as one of some kinds.

        :param kinds: any when None
        """
        known = [
            forms for kind, forms in self._forms.items() if not kinds or kind in kinds
        ]
        one = form(term) if known else None
        return any(one in forms for forms in known)

    def _add_longer(self, term, others):
        matcher = matcher_of(term)
        for one in others:
            if needles.stands(one.text, matcher):
                self._add(term, one, matcher_of(one))

    def _add_all_headed(self):
        headed, self._headed = self._headed, []
        for term, texts in headed:
            self._add_headed(term, texts)

    def _add_headed(self, term, texts):
        """A namesake's own address or number behind the name tells that the namesake
        is meant."""
        for name, kind in self._kinds.items():
            if kind in ("email", "phone") and name in texts:
                for address in terms_from_values([(kind, texts[name])]):
                    pair = Headed(matcher_of(term), matcher_of(address))
                    self._add(term, address, pair)

    def _add(self, term, other, matcher):
        if (term, other) not in self._seen:
            self._seen.add((term, other))
            self._longer[term].append(matcher)

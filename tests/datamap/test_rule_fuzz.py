"""What people type into rules of their own, or import: a clean error, or a rule that
fits; never SQL or Python, and never anything half done."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ..cases.clean_errors import CleanErrorsMixin
from ..cases.rule_case import RuleCase
from ..cases.watched import MARK, WORD, watched

# Words that mean something somewhere, and attempts to get out of a text.
WORDS = (
    "partner_id", "card_id", "name", "number", "day", "country_id", "email", "text",
    "res_model", "res_id", "id", "create_uid", "parent_id", "pa.fake.card", "res.users",
    "pa.fake.card.line", "password", "property_*", "*", "res.partner", "ir.rule",
    "email:name",
    "phone:number", "res_model/res_id", "partner_id.parent_id", "child_ids", "user_id",
    "today", "-1d", "&", "|", "!", "any", "in", "=", "ilike", "=?", "child_of", "like",
    "('name', '=', 'x')", "[('name', '=', 1)]", "[]", "[('day', '<', 'today')]",
    "[(1, '=', 1)]", "('id', 'in', (SELECT 1))", "[('partner_id', 'any', [])]",
    "[('name', 'in', [None, 1.5, 'x', True])]", "[('number', '>', 10**999)]",
    f"[('name', '=', {WORD})]", f"__import__('os').system('{WORD}')", f"{WORD}()",
    f"[('name', '=', {MARK!r})]", f"name{MARK}", f"[('{WORD}.x', '=', 1)]",
    f"'; DROP TABLE res_partner; -- {MARK}", f"name) OR (1=1 {MARK}", f"%s%({WORD})s",
    f"{{{WORD}.__class__}}", f"lambda: {WORD}", f"partner_id.{WORD}", MARK, "%", "%%",
    "$$", "\\", "\n", "\t", "\0", "\ud800", "\u2028", "😀", "é", "ª", "１", "",
    "(" * 200, "[" * 3000, "9" * 5000, "not " * 500, "-" * 5000 + "1", "x." * 400,
    "a,b",
)  # fmt: skip
TEXT = (
    st.sampled_from(WORDS)
    | st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map("".join)
    | st.text(st.characters(exclude_categories=()), max_size=12)
    | st.builds(
        "[({!r}, {!r}, {!r})]".format,
        *[st.sampled_from(WORDS)] * 3,
    )
)
CHARS = (
    "name", "model", "partner_path", "domain", "open_domain", "open_advice",
    "activity_field", "activity_domain", "activity_settles", "activity_path",
    "hash_path", "by_hand", "required_modules",
)  # fmt: skip
CHOICES = {
    "action": ("scrub", "delete", "discard", "keep"),
    "retention_class": ("accounting", "books"),
    "open_code": ("open_document", "draft_entry"),
    "own_record": (True,),
    "mention": (True,),
    "frozen": (True,),
    "has_files": (True,),
    "shipped": (True,),
    "activity_chatter": (True,),
    "sequence": (0, -1, 2**31 - 1),
}
LINE = st.fixed_dictionaries(
    {"field": st.sampled_from(["name", "number", "text", "day", "*"]) | TEXT},
    optional={
        "method": st.sampled_from(["clear", "placeholder", "unique", "redact", "hash"]),
        "term": st.sampled_from(["name", "email", "iban"]),
        "value": TEXT,
        "category": st.sampled_from(["name", "notes"]),
        "evidence": st.just(True),
    },
)
RULE = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(CHARS, TEXT),
        **{name: st.sampled_from(values) for name, values in CHOICES.items()},
    },
)


COUNTED = (
    "partner.anonymization.rule",
    "partner.anonymization.rule.field",
    "res.partner",
)


@tagged("post_install", "-at_install", "accounting_only")
class TestRuleFuzz(CleanErrorsMixin, RuleCase):
    examples = CleanErrorsMixin.examples // 5

    def setUp(self):
        super().setUp()
        self.rules = self.Rule.with_user(self.manager)
        self.before = self._counts()

    def _counts(self):
        return [self._count(self.env[name]) for name in COUNTED]

    def _use(self, rules):
        """What was accepted is in the map, or said to be broken."""
        shown = rules.read(["is_broken", "broken_reason", "model_label", "name"])
        used = {one.id for one in DataMap(self.env).rules}
        for one in shown:
            if one["is_broken"]:
                self.assertSentence(one["broken_reason"])
                self.assertNotIn(one["id"], used)
        self.person.anonymization_blockers()

    def test_entered(self):
        @self.fuzz()
        @given(RULE, st.lists(LINE, max_size=2))
        def entered(values, lines):
            values = self._values(*lines, **values)
            self.attempt(lambda: self._use(self.rules.create(values)), "entered")

        entered()
        self.assertEqual(self._counts(), self.before)

    def test_changed(self):
        rule = self._own("name", "number", activity_field="day")

        @self.fuzz()
        @given(RULE)
        def changed(values):
            def write():
                rule.with_user(self.manager).write(values)
                self._use(rule)

            self.attempt(write, "changed")

        changed()

    def test_imported(self):
        """As a file: a line that does not fit is told, and nothing of it is there."""
        names = ["name", "model", *CHARS[2:], "field_ids/field", "field_ids/value"]
        cells = st.lists(TEXT, min_size=len(names), max_size=len(names))
        sound = ["Mine", "pa.fake.card", "partner_id", *[""] * 10, "name", ""]

        @self.fuzz()
        @given(cells, st.sets(st.integers(0, len(names) - 1), min_size=1, max_size=3))
        def imported(row, places):
            cells = [row[n] if n in places else sound[n] for n in range(len(names))]
            self.attempt(lambda: self._load(names, cells), "imported")

        imported()
        self.assertEqual(self._counts(), self.before)

    def _load(self, names, cells):
        self._use(self.load(self.rules, names, [cells]))

    def test_the_watch_sees(self):
        """It would find what it is to find."""
        with watched() as found:
            eval(WORD, {WORD: 1})  # pylint: disable=eval-used  # noqa: S307
            self.cr.execute("SELECT %s", [MARK])
            self.assertEqual(len(found), 1)
            self.cr.execute(f"SELECT 1 /* {MARK} */")
        self.assertEqual([kind for kind, _what in found], ["exec", "SQL"])

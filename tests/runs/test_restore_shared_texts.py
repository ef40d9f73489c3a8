"""Whoever comes back gets their own words, and nobody else's: in any order."""

from odoo.tests import tagged

from ..cases.shared_texts_case import SharedTextsCase

ORDERS = (
    "a0 a1 r0 r1",
    "a0 a1 r1 r0",
    "a0 a1 r0 a2 r2 r1",
    "a0 a1 p0 r1",
    "a0 a1 p1 r0",
    "a0 a1 a2 p1 r0 r2",
    "a0 a1 a2 r1 p0 a1 r2 r1",
)
TEXTS = {
    "title": "{1}, {0} and {2}",
    "name": "Friends of {0} and {1}",
    "story": "{0} {1}\n{1} {2}, paid by {0}; {1} and {0}",
    "page": "<p><b>{0}</b> met {1}</p><p>{2} {0} {1}</p>",
    "remark": "{0} {1} / insurance of the flood",
    "label": {"en_US": "{0}, {1} 0.10"},
    "badge": {"en_US": "Q {0} {1}"},
    "data": {"z": 0.10, "{0}": ["{0} {1}", 12345678901234567.5, "{2}"], "{1}": "{0}"},
}


def _mixed(text):
    """The same with the people in another order."""
    if isinstance(text, dict):
        return {key: _mixed(value) for key, value in text.items()}
    if not isinstance(text, str):
        return text
    return text.replace("{0}", "{x}").replace("{1}", "{0}").replace("{x}", "{1}")


@tagged("post_install", "-at_install")
class TestSharedTexts(SharedTextsCase):
    def _run(self, **texts):
        for order in ORDERS:
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.meet()
                party, other = self.party(**texts), self.party(**_mixed(texts))
                before = {name: self.stored(party, name) for name in texts}
                for step in order.split():
                    self.steps(step)
                    for name, text in texts.items():
                        with self.subTest(order=order, step=step, name=name):
                            self.assertLive(party, name, text)
                            self.assertLive(other, name, _mixed(text))
                if "p" not in order:
                    after = {name: self.stored(party, name) for name in texts}
                    self.assertEqual(after, before)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_texts(self):
        self._run(**{name: TEXTS[name] for name in ("title", "story", "page")})

    def test_json(self):
        self._run(**{name: TEXTS[name] for name in ("label", "data")})

    def test_values_that_must_differ(self):
        self._run(**{name: TEXTS[name] for name in ("name", "badge")})

    def test_people_of_one_run(self):
        for order in ("r0 r1 r2", "r2 r0 r1", "p1 r0 r2", "r1 p0 r2"):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.meet()
                party = self.party(**TEXTS)
                people = self.people[2] | self.people[0] | self.people[1]
                people.anonymize()
                self.live = dict.fromkeys(self.live, False)
                for step in order.split():
                    self.steps(step)
                    for name, text in TEXTS.items():
                        self.assertLive(party, name, text, step)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_column_filled_to_its_end(self):
        self.assertEqual(len(self._written(TEXTS["remark"])), 64)
        self._run(remark=TEXTS["remark"])

    def test_longer_placeholders_of_the_others(self):
        """Room that the words of one have left is not used up by another's."""
        self.names = ("Bo Li", "Maximiliane Constantinescu-Featherstone", "Al Ito")
        self._run(remark="{0} {1} {2} 789 1234567")


@tagged("post_install", "-at_install")
class TestWordsInSealedValues(SharedTextsCase):
    """A value that is sealed as a whole may hold the words of others."""

    def _comment(self, order):
        first, text = self.people[0], "<p>Married to {1}, see {2}.</p>"
        first.comment = self._written(text)
        self.steps(order)
        if self.live[0]:
            self.assertLive(first, "comment", text)
        else:
            self.assertIsNone(self.stored(first, "comment"))

    def test_others_are_anonymized_meanwhile(self):
        for order in ("a0 a1 r0", "a0 a1 r0 r1", "a0 a1 a2 r0 r2", "a0 a1 a2 r0 r1 r2",
                      "a0 a1 r0 p1", "a0 a1 r1 r0"):  # fmt: skip
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.meet()
                self._comment(order)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_others_are_purged_meanwhile(self):
        for order in ("a0 a1 p1 r0", "a0 a1 a2 p2 p1 r0"):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.meet()
                self._comment(order)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_names_of_the_card_stay(self):
        """What says who somebody is stays, whatever is part of it."""
        self.names = ("Clara Maria Lindqvist", "Clara Maria", "Olga Octavius")
        self.meet()
        first = self.people[0]
        first.comment = "<p>Clara Maria Lindqvist and Clara Maria</p>"
        for order in ("a0 a1 r0", "a0 a1 p1 r0"):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.steps(order)
                self.assertEqual(first.name, "Clara Maria Lindqvist")
                self.assertIn("Clara Maria Lindqvist", str(first.comment))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_text_of_a_file(self):
        self.names = ("Ottokar Brunnwasser", "Zenobia Brunnwasser", "Quentin Quillon")
        self.meet()
        attachment = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "res_model": "res.partner",
                "res_id": self.people[0].id,
                "raw": self._written("Agreed by {0} and {1} and {2}.").encode(),
            }
        )
        self.assertIn("Brunnwasser", attachment.index_content)
        self.steps("a0 a1 a2 r0")
        content = self.stored(attachment, "index_content") or ""
        self.assertNotIn("Zenobia", content)
        self.assertNotIn("Quill", content)
        lines = self.people[1].anonymization_line_id
        self.assertEqual(lines.proof_state, "pending")
        self.steps("r2")
        content = self.stored(attachment, "index_content") or ""
        self.assertNotIn("Zenobia", content)
        self.steps("r1")
        content = self.stored(attachment, "index_content")
        self.assertEqual(content, self._written("Agreed by {0} and {1} and {2}."))

    def test_proof_is_asked_for_again(self):
        self.meet()
        self.people[0].comment = self._written("<p>Married to {1}</p>")
        self.steps("a0 a1")
        line = self.people[1].anonymization_line_id
        self.assertEqual(self._prove(line), {})
        self.assertEqual(line.proof_state, "proved")
        self.steps("r0")
        self.assertEqual(line.proof_state, "pending")

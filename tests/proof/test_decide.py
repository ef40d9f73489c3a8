"""Twenty doubtful finds on one screen: each decided by itself, carried out together."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_whose_words_of_others import WordsCase

PLACEHOLDER = "Anonymized"


class DecideCase(WordsCase):
    """Somebody of whom only a word that may be an ordinary one is found."""

    NAME = "Winterling"
    TEXTS = (
        "Ask {} there. Then call Dr. Miller.",
        "The {} season begins in May.",
        "{} again",
        "It is closed, says {}.",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.Partner.create(
            {"name": cls.NAME, "email": "w@winterling.example"}
        )
        cls.others = cls.Partner.create(
            [
                {"name": f"Olga {number}", "comment": f"<p>{text.format(cls.NAME)}</p>"}
                for number, text in enumerate(cls.TEXTS)
            ]
        )

    def _opened(self, line, user=None):
        """The screen, and its rows in the order of the others."""
        lines = line.with_user(user) if user else line
        action = lines.action_decide()
        self.assertEqual(action["res_model"], "partner.anonymization.decide")
        wizard = lines.env[action["res_model"]].browse(action["res_id"])
        return wizard, wizard.row_ids.sorted("res_id")

    def _comments(self):
        return [self.stored(other, "comment")[0] for other in self.others]


@tagged("post_install", "-at_install")
class TestDecide(DecideCase):
    def test_what_a_row_shows(self):
        line, _traces = self.erase(self.person)
        _wizard, rows = self._opened(line)
        self.assertEqual(rows.mapped("res_id"), self.others.ids)
        first = rows[0]
        self.assertEqual(
            first.now, [["Ask ", False], [self.NAME, True], [" there.", False]]
        )
        self.assertEqual(first.redacted[1], [PLACEHOLDER, True])
        self.assertEqual(first.redacted[0], first.now[0])
        self.assertEqual(set(rows.mapped("words")), {self.NAME.lower()})
        self.assertTrue(all(rows.mapped("can_redact")))
        self.assertEqual(rows.mapped("record_name"), self.others.mapped("name"))

    def test_nothing_personal_is_stored(self):
        """The words are read for the screen, and are in no table of it."""
        line, _traces = self.erase(self.person)
        _wizard, rows = self._opened(line)
        self.assertIn(self.NAME, str(rows.mapped("now")))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row::text FROM partner_anonymization_decide_row row"
        )
        self.assertNotIn(self.NAME.lower(), str(self.env.cr.fetchall()).lower())

    def test_table_of_decisions(self):
        """What is chosen changes, and nothing else; the rest is asked again."""
        before = self._comments()
        for decisions, left in (
            ((False, "not_this", False, False), 3),
            (("redact", "not_this", False, "redact"), 1),
            (("redact", "not_this", "not_this", "not_this"), 0),
            (("not_this",) * 4, 0),
            (("redact",) * 4, 0),
        ):
            with self.subTest(decisions), self.env.cr.savepoint() as savepoint:
                line, _traces = self.erase(self.person)
                wizard, rows = self._opened(line)
                for row, decision in zip(rows, decisions, strict=True):
                    row.decision = decision
                wizard.action_apply()
                expected = [
                    text.replace(self.NAME, PLACEHOLDER) if one == "redact" else text
                    for text, one in zip(before, decisions, strict=True)
                ]
                self.assertEqual(self._comments(), expected)
                self._check_left(line, decisions, left)
                self.person.deanonymize()
                self.assertEqual(self._comments(), before)
                savepoint.rollback()
            self.env.invalidate_all()

    def _check_left(self, line, decisions, left):
        """Now, and after a later proof: the log counts what is decided, row by row."""
        for _again in range(2):
            undecided = line._undecided()
            self.assertEqual(len(undecided), left)
            counts = {
                status: sum(
                    trace.res_count
                    for trace in line.trace_ids
                    if (trace.model, trace.field) == ("res.partner", "comment")
                    and trace.status == status
                )
                for status in ("unexpected", "declined")
            }
            self.assertEqual(counts["unexpected"], left)
            self.assertEqual(counts["declined"], decisions.count("not_this"))
            self.assertEqual(line.proof_state, "traces" if left else "proved")
            line._prove()

    def test_remembered_by_a_later_anonymization(self):
        line, _traces = self.erase(self.person)
        wizard, rows = self._opened(line)
        rows[1:3].decision = "not_this"
        wizard.action_apply()
        self.person.deanonymize()
        self.person.anonymize()
        later = self.person.anonymization_line_id
        later._prove()
        self.assertEqual(
            sorted(later._undecided().mapped("res_id")),
            [self.others[0].id, self.others[3].id],
        )

    def test_twice_in_the_same_column(self):
        """The second decision adds to what the first one has counted."""
        line, _traces = self.erase(self.person)
        for place in (0, 1):
            wizard, rows = self._opened(line)
            rows[0].decision = "not_this"
            wizard.action_apply()
            declined = line.trace_ids.filtered(lambda one: one.code == "not_this")
            self.assertEqual(declined.mapped("res_count"), [place + 1])

    def test_second_address(self):
        other = self.contact(
            "Olaf", comment="<p>Zenobia Quill &lt;zq@other.example&gt; wrote</p>"
        )
        person = self.contact("Zenobia Quill", email="z@quill.example")
        line, _traces = self.erase(person)
        wizard, row = self._opened(line)
        self.assertIn(["zq@other.example", True], row.now)
        row.decision = "redact"
        wizard.action_apply()
        self.assertEqual(
            self.stored(other, "comment"),
            ("<p>Anonymized &lt;Anonymized&gt; wrote</p>",),
        )
        self.assertEqual(line.proof_state, "proved")

    def test_what_cannot_be_redacted(self):
        """A file is looked at, and is no text to change."""
        file = self.env["ir.attachment"].create(
            {
                "name": "list.txt",
                "raw": b"w@winterling.example",
                "res_model": "res.users",
                "res_id": self.env.uid,
            }
        )
        line, _traces = self.erase(self.person)
        wizard, rows = self._opened(line)
        row = rows.filtered(lambda one: one.model == "ir.attachment")
        self.assertEqual(row.res_id, file.id)
        self.assertFalse(row.can_redact or row.now or row.redacted)
        row.decision = "redact"
        action = wizard.action_apply()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("still stand in 1 places", action["params"]["message"])
        self.assertEqual(file.raw, b"w@winterling.example")

    def test_refusals(self):
        line, _traces = self.erase(self.person)
        wizard, rows = self._opened(line)
        with self.assertRaisesRegex(UserError, "Decide on a row first"):
            wizard.action_apply()
        rows.decision = "redact"
        self.person.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7"}
        )
        before = self._comments()
        with self.assertRaisesRegex(UserError, "legal hold"):
            wizard.action_apply()
        self.assertEqual(self._comments(), before)
        rows.decision = "not_this"
        wizard.action_apply()
        with self.assertRaisesRegex(UserError, "Nothing of these is left"):
            line.action_decide()

    def test_records_that_the_user_may_not_read(self):
        line, _traces = self.erase(self.person)
        clerk = new_test_user(
            self.env,
            "clerk.decides",
            "base.group_user,partner_anonymization.group_anonymize",
        )
        self.env["ir.rule"].create(
            {
                "name": "not the second",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.others[1].id})]",
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        wizard, rows = self._opened(line, clerk)
        self.assertNotIn(self.others[1].id, rows.mapped("res_id"))
        self.assertEqual(len(rows), 3)
        self.assertIn("1 more are in records that you may not read", wizard.more)
        foreign = rows.create(
            {"wizard_id": wizard.id, "line_id": line.id, "model": "res.partner",
             "res_id": self.others[1].id, "field": "comment", "decision": "redact"}
        )  # fmt: skip
        self.assertFalse(foreign.now or foreign.words)
        with self.assertRaises(AccessError):
            wizard.action_apply()
        plain = new_test_user(self.env, "plain.decides", "base.group_user")
        with self.assertRaises(AccessError):
            line.with_user(plain).action_decide()


@tagged("post_install", "-at_install")
class TestDecideByKeyboard(DecideCase, HttpCase):
    # The scripts of the tours are stored as files, in which the proof finds words.
    NAME = "Ottersporn"

    def test_tour(self):
        line, _traces = self.erase(self.person)
        before = self._comments()
        action = "partner_anonymization.partner_anonymization_line_action"
        self.start_tour(
            f"/odoo/action-{action}/{line.id}",
            "partner_anonymization_decide",
            login="admin",
        )
        redacted = before[0].replace(self.NAME, PLACEHOLDER)
        self.assertEqual(self._comments(), [redacted, *before[1:]])
        self.assertEqual(line.proof_state, "proved")

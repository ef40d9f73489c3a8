"""What may be somebody else's is left for a person to decide, and asked once."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_whose_words_of_others import WordsCase


@tagged("post_install", "-at_install")
class TestDecisions(WordsCase):
    def _trace(self, line, model, field):
        return line.trace_ids.filtered(
            lambda one: (
                (one.model, one.field, one.status) == (model, field, "unexpected")
            )
        )

    def test_an_ordinary_word_in_texts_of_others(self):
        person = self.contact("Winterling", email="w@winterling.example")
        other = self.contact("Olga Octavius", comment="<p>Ask Winterling there</p>")
        line, traces = self.erase(person)
        self.assertEqual(line.proof_state, "traces", traces)
        self.assertEqual(
            self.stored(other, "comment"), ("<p>Ask Winterling there</p>",)
        )
        trace = self._trace(line, "res.partner", "comment")
        self.assertEqual(trace.code, "ambiguous")
        self.assertIn("ordinary word", trace.reason_label)
        return line, other, trace

    def test_redact(self):
        line, other, trace = self.test_an_ordinary_word_in_texts_of_others()
        trace.action_redact()
        self.assertEqual(
            self.stored(other, "comment"), ("<p>Ask Anonymized there</p>",)
        )
        self.assertEqual(line.proof_state, "proved")
        line.partner_id.deanonymize()
        self.assertEqual(
            self.stored(other, "comment"), ("<p>Ask Winterling there</p>",)
        )

    def test_not_this_person(self):
        line, other, trace = self.test_an_ordinary_word_in_texts_of_others()
        trace.action_not_this_person()
        self.assertEqual(line.proof_state, "proved")
        self.assertEqual((trace.status, trace.code), ("declined", "not_this"))
        with self.assertRaisesRegex(UserError, "Only unexpected traces"):
            trace.action_not_this_person()
        more = self.contact("Olaf Octavius", comment="<p>Winterling again</p>")
        line._prove()
        self.assertEqual(line.proof_state, "traces")
        self.assertEqual(
            line.kept_ids.filtered(lambda one: one.status == "unexpected").res_id,
            more.id,
        )
        more.comment = False
        line._prove()
        self.assertEqual(line.proof_state, "proved")
        person = line.partner_id
        person.deanonymize()
        person.anonymize()
        later = person.anonymization_line_id
        later._prove()
        self.assertEqual(later.proof_state, "proved", later.trace_ids.mapped("reason"))

    def test_some_of_it_is_certain(self):
        """What is left beside a certain word is listed as well."""
        person = self.contact("Winterling", email="w@winterling.example")
        other = self.contact(
            "Olga", comment="<p>Ask Winterling, w@winterling.example</p>"
        )
        line, _traces = self.erase(person)
        self.assertEqual(
            self.stored(other, "comment"), ("<p>Ask Winterling, Anonymized</p>",)
        )
        self.assertEqual(line.proof_state, "traces")
        self.assertEqual(self._trace(line, "res.partner", "comment").code, "ambiguous")


@tagged("post_install", "-at_install")
class TestSpelledInSigns(WordsCase):
    NAME = "Jürgen Größlhuber"
    PROPS = (
        '<p data-embedded-props="{&quot;a&quot;: &quot;J\\u00fcrgen '
        'Gr\\u00f6\\u00dflhuber&quot;}">x</p>'
    )

    def _param(self, text):
        """A text in json that no app reads."""
        other = self.contact("Olga Octavius")
        self.env.cr.execute(
            "UPDATE res_partner SET comment = %s WHERE id = %s", [text, other.id]
        )
        self.env.invalidate_all()
        return other

    def test_texts_of_others(self):
        escaped = "J\\u00fcrgen Gr\\u00f6\\u00dflhuber"
        for text, expected in (
            (self.PROPS, '<p data-embedded-props="{&quot;a&quot;: '
             '&quot;Anonymized&quot;}">x</p>'),
            (f'{{"price": 0.10,  "{escaped}": 12345678901234567.89}}',
             '{"price": 0.10,  "Anonymized": 12345678901234567.89}'),
            ("To: =?utf-8?b?SsO8cmdlbiBHcsO2w59saHViZXI=?= x", "To: Anonymized x"),
            ("<td>Jürgen</td><td>Größlhuber</td>", "<td>Anonymized</td><td></td>"),
        ):  # fmt: skip
            with self.subTest(text), self.env.cr.savepoint() as savepoint:
                other = self._param(text)
                person = self.contact(self.NAME)
                line, traces = self.erase(person)
                self.assertEqual(self.stored(other, "comment"), (expected,))
                self.assertEqual(line.proof_state, "proved", traces)
                person.deanonymize()
                self.assertEqual(self.stored(other, "comment"), (text,))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_json_column(self):
        """Numbers, and a key that is a name, in a column of json."""
        other = self.contact("Olga Octavius")
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD COLUMN x_json jsonb, ADD COLUMN x_plain json"
        )
        texts = (
            f'{{"big": 12345678901234567.89, "price": 0.10, "{self.NAME}": '
            f'["{self.NAME.upper()}"]}}',
            f'{{"price":0.10,  "{self.NAME}" : 1.50}}',
        )
        self.env.cr.execute(
            "UPDATE res_partner SET x_json = %s, x_plain = %s WHERE id = %s",
            [*texts, other.id],
        )
        before = self.stored(other, "x_json", "x_plain")
        person = self.contact(self.NAME)
        line, _traces = self.erase(person)
        line._prove({(line.id, "res.partner", name) for name in ("x_json", "x_plain")})
        after = self.stored(other, "x_json", "x_plain")
        self.assertEqual(after[1], '{"price":0.10,  "Anonymized" : 1.50}')
        self.assertIn("12345678901234567.89", after[0])
        self.assertNotIn("huber", after[0].lower())
        self.assertEqual(line.proof_state, "proved")
        person.deanonymize()
        self.assertEqual(self.stored(other, "x_json", "x_plain"), before)


@tagged("post_install", "-at_install")
class TestMergedPersons(WordsCase):
    def test_absorbed_identity(self):
        gone = self.contact("Ottokar Altwasser", email="oa@old.example")
        person = self.contact("Ottokar Brunnwasser", email="ob@new.example")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([gone.id, person.id], person)
        message = person.message_ids.filtered(lambda one: "oa@old" in one.body)
        self.assertEqual(len(message), 1)
        (body,) = self.stored(message, "body")
        other = self.contact("Olga", comment="<p>Ottokar Altwasser oa@old.example</p>")
        line, traces = self.erase(person)
        self.assertNotIn("Altwasser", self.stored(message, "body")[0])
        self.assertNotIn("oa@old", self.stored(message, "body")[0])
        self.assertEqual(
            self.stored(other, "comment"), ("<p>Anonymized Anonymized</p>",)
        )
        self.assertEqual(line.proof_state, "proved", traces)
        person.deanonymize()
        self.assertEqual(self.stored(message, "body"), (body,))

    def test_message_on_the_card_of_somebody_else(self):
        """Who else was merged there is not the person."""
        keeper = self.contact("Olga Octavius", email="olga@octavius.example")
        person = self.contact("Ottokar Brunnwasser", email="ob@new.example")
        body = (
            "Merged: ['Ottokar Brunnwasser <ob@new.example> (ID 7)', "
            "'Ida Immergrün <ida@immergruen.example> (ID 8)']"
        )
        message = keeper.message_post(body=body, partner_ids=person.ids)
        other = self.contact("Olaf", comment="<p>Ida Immergrün</p>")
        line, traces = self.erase(person)
        after = self.stored(message, "body")[0]
        self.assertNotIn("Brunnwasser", after)
        self.assertIn("Ida Immergrün", after)
        self.assertEqual(self.stored(other, "comment"), ("<p>Ida Immergrün</p>",))
        self.assertEqual(line.proof_state, "proved", traces)


@tagged("post_install", "-at_install")
class TestWordsOfClauses(WordsCase):
    def test_half_of_a_name_is_an_ordinary_word(self):
        """Half of a name begins a clause on the person's own records."""
        person = self.contact("Rosa Bank", email="rosa@bank-haus.example")
        messages = [
            person.message_post(body=body)
            for body in ("Bank fees are due", "Rosa wine, Bank: as agreed")
        ]
        before = [self.stored(one, "body") for one in messages]
        known = person.message_post(body="Frau Bank und R. Bank; Alte Gasse 7a")
        line, traces = self.erase(person)
        self.assertEqual([self.stored(one, "body") for one in messages], before)
        (body,) = self.stored(known, "body")
        self.assertIn("Frau Anonymized und Anonymized; Alte Gasse 7a", body)
        self.assertEqual(line.proof_state, "proved", traces)

    def test_letters_behind_house_numbers_in_own_records_only(self):
        person = self.contact("Ottokar Brunnwasser", street="Alte Gasse 12")
        other = self.contact("Olga Octavius", comment="<p>Alte Gasse 12a</p>")
        message = person.message_post(body="at Alte Gasse 12a, Alte Gasse 12 b")
        self.erase(person)
        self.assertIn("at Anonymized, Anonymized", self.stored(message, "body")[0])
        self.assertEqual(self.stored(other, "comment"), ("<p>Alte Gasse 12a</p>",))


@tagged("post_install", "-at_install")
class TestSecondAddresses(WordsCase):
    def _erase_zenobia(self, text, **values):
        other = self.contact("Olga Octavius", comment=text)
        person = self.contact("Zenobia Quill", email="z@quill.example", **values)
        line, _traces = self.erase(person)
        return line, other

    def test_listed_and_redacted(self):
        line, other = self._erase_zenobia(
            '<p>From: "Zenobia Quill" &lt;zq@other.example&gt;, z@quill.example</p>'
        )
        self.assertEqual(
            self.stored(other, "comment"),
            ('<p>From: "Anonymized" &lt;zq@other.example&gt;, Anonymized</p>',),
        )
        self.assertEqual(line.proof_state, "traces")
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual(trace.code, "second_address")
        line._prove()
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual(trace.code, "second_address")
        trace.action_redact()
        self.assertEqual(
            self.stored(other, "comment"),
            ('<p>From: "Anonymized" &lt;Anonymized&gt;, Anonymized</p>',),
        )
        self.assertEqual(line.proof_state, "proved")
        line.partner_id.deanonymize()
        self.assertIn("zq@other.example", self.stored(other, "comment")[0])

    def test_not_this_person(self):
        line, _other = self._erase_zenobia(
            "<p>Zenobia Quill &lt;zq@other.example&gt;</p>"
        )
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        trace.action_not_this_person()
        line._prove()
        self.assertEqual(line.proof_state, "proved")

    def test_address_of_somebody_living(self):
        self.contact("Sales", email="zq@other.example")
        line, _other = self._erase_zenobia("<p>Zenobia Quill (zq@other.example)</p>")
        self.assertEqual(line.proof_state, "proved")


@tagged("post_install", "-at_install")
class TestNamesakes(WordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "quillon", "base.group_user")
        cls.user.write(
            {
                "name": "Max Quillon",
                "email": "max@firm.example",
                "phone": "+45 31 41 59 27",
                "signature": "<div>Max Quillon</div>",
            }
        )
        cls.person = cls.Partner.create(
            {"name": "Max Quillon", "email": "max@home.example"}
        )

    def _all(self):
        names = ("name", "complete_name", "email", "phone")
        partner = self.user.partner_id
        return self.stored(partner, *names), self.stored(self.user, "signature")

    def test_links_decide(self):
        before = self._all()
        block = "<p>Contact:</p><p>Max Quillon<br>Sales<br>+45 31 41 59 27</p>"
        other = self.contact("Olga Octavius", comment=block)
        partner = self.user.partner_id
        on_card = partner.message_post(body="Max Quillon was here")
        by_him = other.message_post(body="Yours, Max Quillon", author_id=partner.id)
        texts = [self.stored(one, "body") for one in (on_card, by_him)]
        line, traces = self.erase(self.person)
        self.assertEqual(self._all(), before)
        self.assertEqual(self.stored(other, "comment"), (block,))
        self.assertEqual([self.stored(one, "body") for one in (on_card, by_him)], texts)
        self.assertEqual(line.proof_state, "proved", traces)

    def test_a_record_of_both(self):
        other = self.contact("Olga Octavius")
        message = other.message_post(
            body="Yours, Max Quillon (max@home.example)",
            author_id=self.user.partner_id.id,
            partner_ids=self.person.ids,
        )
        line, _traces = self.erase(self.person)
        (body,) = self.stored(message, "body")
        self.assertIn("Yours, Max Quillon (Anonymized)", body)
        traces = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual(set(traces.mapped("code")), {"ambiguous"})
        self.assertIn(("mail.message", "body"), {(t.model, t.field) for t in traces})

    def test_else_a_person_decides(self):
        other = self.contact("Olga Octavius")
        # Not by the ORM: the change history would have the text as well.
        self.env.cr.execute(
            "UPDATE res_partner SET comment = %s WHERE id = %s",
            ["<p>Ask Max Quillon</p>", other.id],
        )
        other.invalidate_recordset()
        line, _traces = self.erase(self.person)
        self.assertEqual(self.stored(other, "comment"), ("<p>Ask Max Quillon</p>",))
        self.assertEqual(line.proof_state, "traces")
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual((trace.field, trace.code), ("comment", "ambiguous"))
        trace.action_redact()
        self.assertEqual(self.stored(other, "comment"), ("<p>Ask Anonymized</p>",))
        self.assertEqual(line.proof_state, "proved")

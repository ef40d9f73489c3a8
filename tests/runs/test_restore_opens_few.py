"""A restore opens the seals of those later ones only whom its texts may name."""

from odoo.tests import tagged

from ..cases.shared_texts_case import SharedTextsCase


@tagged("post_install", "-at_install")
class TestRestoreOpensFew(SharedTextsCase):
    names = ("Ottokar Brunnwasser", "Zenobia Quillfeather", "José Ñandú Quillón")

    def setUp(self):
        super().setUp()
        self.meet()

    def test_words_in_a_whole_text(self):
        text = "<p>Married to {2}</p>"
        self.people[0].comment = self._written(text)
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("r", 0), {2})
        self.assertLive(self.people[0], "comment", text)
        self.steps("r2")
        self.assertLive(self.people[0], "comment", text)

    def test_a_shared_text(self):
        text = "<p>{0} met {2}</p>"
        party = self.party(page=text)
        self.steps("a0 a2")
        self.people[1].anonymize()
        self.assertEqual(self.opened("r", 0), {2})
        self.assertLive(party, "page", text)

    def test_nothing_in_common(self):
        self.people[0].comment = "<p>Zenobia, José, Ñandú</p>"
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("r", 0), set())

    def test_what_somebody_had_as_well(self):
        """An e-mail that was not the person's alone then, and is now."""
        email = "wasser@brunn.example"
        other = self.Partner.create({"name": "Clara Lindqvist", "email": email})
        self.people[1].email = email
        self.people[0].comment = f"<p>Write to {email}</p>"
        self.steps("a0 a1 a2")
        other.email = "clara@lindqvist.example"
        self.assertEqual(self.opened("r", 0), {1})
        self.assertNotIn("wasser", self.people[0].comment)

    def test_a_street_of_both(self):
        """What the card has that comes back is no reason; a name beside it is."""
        for one in self.people:
            one.street = "Ulmenstraße 17"
        self.people[0].comment = self._written("<p>Ulmenstraße 17, beside {2}</p>")
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("r", 0), {2})
        self.assertEqual(self.people[0].street, "Ulmenstraße 17")

    def test_a_name_without_spaces(self):
        """No key leads to it: the seal itself has to tell."""
        self.people[1].name = "田中太郎"
        self.people[0].comment = "<p>私は田中太郎です</p>"
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("r", 0), {1})

    def test_a_file(self):
        """The contents of files are not looked into to spare a seal."""
        link = {"res_model": "res.partner", "res_id": self.people[0].id}
        self.env["ir.attachment"].create({"name": "a.txt", "raw": b"tea"} | link)
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("r", 0), {1, 2})

    def test_a_seal_that_was_changed(self):
        """It still says by what its person is known."""
        self.people[1].comment = self._written("<p>Friend of {2}</p>")
        self.people[0].comment = self._written("<p>Tea</p>")
        self.steps("a0 a1 a2")
        before = self.marks(1)
        self.steps("p2")
        self.assertNotEqual(self.marks(1), before)
        self.assertEqual(self.opened("r", 0), set())

    def test_seals_without_a_mark(self):
        """Those of earlier versions are opened, and come out the same."""
        text = "<p>Married to {2}</p>"
        self.people[0].comment = self._written(text)
        self.steps("a0 a1 a2")
        self.env.cr.execute("UPDATE partner_anonymization_seal SET mark = NULL")
        self.assertEqual(self.opened("r", 0), {1, 2})
        self.assertLive(self.people[0], "comment", text)

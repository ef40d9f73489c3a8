"""A purge opens the seals of those only whose texts may name the purged."""

from odoo.tests import tagged

from ...engine.datamap import DataMap
from ...engine.subject import contacts
from ..cases.shared_texts_case import SharedTextsCase


@tagged("post_install", "-at_install")
class TestPurgeOpensFew(SharedTextsCase):
    names = ("Ottokar Brunnwasser", "Zenobia Quillfeather", "José Ñandú Quillón")

    def setUp(self):
        super().setUp()
        self.meet()

    def test_words_in_a_whole_text(self):
        self.people[0].comment = self._written("<p>Married to {2}</p>")
        self.steps("a0 a1 a2")
        before = self.marks(0)
        self.assertEqual(self.opened("p", 2), {0})
        self.assertNotEqual(self.marks(0), before)
        # The mark was made anew with the text: the words are in neither.
        self.steps("r0")
        self.assertLive(self.people[0], "comment", "<p>Married to {2}</p>")

    def test_a_street_of_both(self):
        """Neighbours keep their street, and lose the name of the purged beside it."""
        street = "Ulmenstraße 17"
        for one in self.people:
            one.street = street
        self.people[0].comment = f"<p>Home is {street}</p>"
        note = f"<p>Home is {street}, beside {{2}}</p>"
        self.people[1].comment = self._written(note)
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("p", 2), {1})
        self.steps("r0 r1")
        self.assertIn(street, self.people[0].comment)
        self.assertLive(self.people[1], "comment", note)

    def test_a_street_of_one(self):
        """A street that the owner of a seal does not have goes from it."""
        self.people[2].street = "Ulmenstraße 17"
        self.people[0].comment = "<p>Visit Ulmenstraße 17</p>"
        self.steps("a0 a2")
        self.assertEqual(self.opened("p", 2), {0})
        self.steps("r0")
        self.assertNotIn("Ulmenstraße", self.people[0].comment)

    def test_a_shared_text(self):
        text = "<p>{0} met {2}</p>"
        party = self.party(page=text)
        self.steps("a0 a2")
        self.people[1].anonymize()
        self.assertEqual(self.opened("p", 2), {0})
        self.steps("r0")
        self.assertLive(party, "page", text)

    def test_nothing_in_common(self):
        self.steps("a0 a1 a2")
        self.assertEqual(self.opened("p", 1), set())

    def test_seals_without_a_mark(self):
        """Those of earlier versions are opened, and come out the same."""
        self.people[0].comment = self._written("<p>Married to {2}</p>")
        self.steps("a0 a1 a2")
        self.env.cr.execute("UPDATE partner_anonymization_seal SET mark = NULL")
        self.assertEqual(self.opened("p", 2), {0, 1})
        self.steps("r0")
        self.assertLive(self.people[0], "comment", "<p>Married to {2}</p>")

    def test_a_mark_says_nothing_without_the_key(self):
        """Equal people give other marks; none shows a word."""
        self.people[0].comment = self.people[1].comment = "<p>Brunnwasser</p>"
        self.steps("a0 a1")
        (first,), (second,) = self.marks(0), self.marks(1)
        self.assertNotEqual(first, second)
        self.assertNotIn(b"brunnwasser", first.lower())

    def test_placeholders_are_no_names(self):
        """What stands for a name leads to no record: all who have gone share it."""
        self.steps("a0 a1")
        owner = {one.id: number for number, one in enumerate(self.people)}
        found = contacts.Contacts(self.env, DataMap(self.env), owner).texts()
        self.assertEqual(found["name"] & {"anonymized"}, set())
        self.assertIn(self.names[2].lower(), found["name"])

"""What events store about attendees, exhibitors and speakers, and what blocks."""

from odoo import Command
from odoo.tests import tagged

from ..cases.apps import AppsCase
from ..common import PIXEL


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapEvents(AppsCase):
    def _event(self, **values):
        return self.env["event.event"].create(
            {
                "name": "Bird watching",
                "date_begin": self.later,
                "date_end": self.later,
                **values,
            }
        )

    def _over(self, event):
        event.write({"date_begin": self.past, "date_end": self.past})

    def test_registration(self):
        event = self._event()
        create = self.env["event.registration"].create
        both = {"event_id": event.id, "partner_id": self.person.id}
        own = create(both)
        guest = create(
            {
                **both,
                "name": "Olga Octavius",
                "email": "olga@octavius.example",
                "phone": "+45 20 21 22 23",
            }
        )
        self.assertEqual(self._row(own, "name"), (self.person.name,))
        self.assertEqual(self._blocked(), {("open_document", "event.registration")})
        (own | guest).action_cancel()
        self.assertEqual(self._blocked(), set())
        (own | guest).write({"state": "open"})
        self._over(event)
        self.assertEqual(self._blocked(), set())
        names = ("name", "email", "phone")
        before = self._row(guest, *names)
        self.assertEqual(before[:2], ("Olga Octavius", "olga@octavius.example"))
        self.person.anonymize()
        self.assertEqual(self._row(own, *names), ("Anonymized", None, None))
        self.assertEqual(self._row(guest, *names), before)

    def test_answer_of_an_attendee(self):
        event = self._event()
        self._over(event)
        question = self.env["event.question"].create(
            {"title": "Who feeds the birds?", "question_type": "text_box"}
        )
        registration = self.env["event.registration"].create(
            {
                "event_id": event.id,
                "partner_id": self.person.id,
                "registration_answer_ids": [
                    Command.create(
                        {
                            "question_id": question.id,
                            "value_text_box": "Zacharias Quillfeather",
                        }
                    )
                ],
            }
        )
        self.person.anonymize()
        self.assertEqual(
            self._row(registration.registration_answer_ids, "value_text_box"),
            ("Anonymized",),
        )

    def test_organizer_is_no_owner(self):
        event = self._event(
            organizer_id=self.person.id,
            note="<p>Call Zacharias Quillfeather</p>",
            badge_image=PIXEL,
        )
        self.assertEqual(self._blocked(), {("role", "event.event")})
        self._over(event)
        self.assertEqual(self._blocked(), set())
        files = self._files(event)
        self.assertTrue(files)
        self.person.anonymize()
        self.assertEqual(self._row(event, "note"), ("<p>Call Anonymized</p>",))
        self.assertEqual(self._files(event), files)

    def test_booth_sponsor_and_talk(self):
        event = self._event()
        booth = self.env["event.booth"].create(
            {
                "name": "Corner",
                "event_id": event.id,
                "booth_category_id": self.env["event.booth.category"]
                .search([], limit=1)
                .id
                or self.env["event.booth.category"].create({"name": "Small"}).id,
                "partner_id": self.person.id,
                "state": "unavailable",
            }
        )
        sponsor = self.env["event.sponsor"].create(
            {
                "event_id": event.id,
                "partner_id": self.person.id,
                "subtitle": "Feathers since 1848",
            }
        )
        talk = self.env["event.track"].create(
            {
                "name": "Owls, by Zacharias Quillfeather",
                "event_id": event.id,
                "partner_id": self.person.id,
                "partner_biography": "<p>Born in Aarhus</p>",
            }
        )
        self.assertEqual(self._row(booth, "contact_name"), (self.person.name,))
        self.assertEqual(
            self._blocked(),
            {
                ("open_document", "event.booth"),
                ("role", "event.sponsor"),
                ("role", "event.track"),
            },
        )
        self._over(event)
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        for record, names in (
            (booth, ("contact_name", "contact_email", "contact_phone")),
            (sponsor, ("email", "phone", "subtitle")),
            (talk, ("partner_name", "partner_email", "partner_biography")),
        ):
            self.assertEqual(self._row(record, *names), (None, None, None), record)
        self.assertEqual(self._row(sponsor, "name"), ("Anonymized",))
        title = self._row(talk, "name")[0]
        self.assertEqual(set(title.values()), {"Owls, by Anonymized"})

"""What mailings, surveys, chats and public pages store about a person."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..cases.apps import AppsCase
from ..common import PIXEL


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapAudience(AppsCase):
    def test_mailing_contact(self):
        create = self.env["mailing.contact"].create
        own = create(
            {
                "name": "Zach",
                "email": "Zacharias@Quillfeather.example",
                "company_name": "Feather & Sons",
            }
        )
        foreign = create({"name": "Zach", "email": "olga@octavius.example"})
        trace = self.env["mailing.trace"].create(
            {
                "model": "mailing.contact",
                "res_id": own.id,
                "email": "zacharias@quillfeather.example",
            }
        )
        self.person.anonymize()
        self.assertEqual(
            self._row(own, "name", "email", "email_normalized", "company_name"),
            ("Anonymized", None, None, None),
        )
        self.assertEqual(self._row(trace, "email", "res_id"), (None, own.id))
        self.assertEqual(
            self._row(foreign, "name", "email"), ("Zach", "olga@octavius.example")
        )
        self.person.deanonymize()
        self.assertEqual(
            self._row(own, "name", "email"), ("Zach", "Zacharias@Quillfeather.example")
        )

    def test_queued_sms_is_cancelled(self):
        create = self.env["sms.sms"].create
        own, sent, foreign = create(
            [
                {"partner_id": partner.id, "number": number, "body": body}
                for partner, number, body in (
                    (self.person, "+4531415926", "Dear Zacharias Quillfeather"),
                    (self.person, "+4531415926", "Hello"),
                    (self.other, "+4520212223", "Dear Olga Octavius"),
                )
            ]
        )
        self._set(sent, state="sent")
        self.person.anonymize()
        names = ("number", "body", "state")
        self.assertEqual(self._row(own, *names), (None, "Dear Anonymized", "canceled"))
        self.assertEqual(self._row(sent, *names), (None, "Hello", "sent"))
        self.assertEqual(
            self._row(foreign, *names),
            ("+4520212223", "Dear Olga Octavius", "outgoing"),
        )

    def test_survey(self):
        survey = self.env["survey.survey"].create({"title": "Birds"})
        question = self.env["survey.question"].create(
            {"survey_id": survey.id, "title": "Who?", "question_type": "char_box"}
        )
        answer = self.env["survey.user_input"].create(
            {
                "survey_id": survey.id,
                "partner_id": self.person.id,
                "email": "zach@private.example",
                "nickname": "Zachbird",
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": question.id,
                            "answer_type": "char_box",
                            "value_char_box": "Zacharias Quillfeather or Olga",
                        }
                    )
                ],
            }
        )
        token = answer.access_token
        unlinked = self.env["survey.user_input"].create(
            {"survey_id": survey.id, "email": "zacharias@quillfeather.example"}
        )
        self.person.anonymize()
        self.assertEqual(self._row(answer, "email", "nickname"), (None, None))
        self.assertNotEqual(self._row(answer, "access_token"), (token,))
        self.assertEqual(
            self._row(answer.user_input_line_ids, "value_char_box"),
            ("Anonymized or Olga",),
        )
        self.assertEqual(self._row(unlinked, "email"), (None,))

    def test_mail_group(self):
        group = self.env["mail.group"].create({"name": "Owls", "alias_name": "owls"})
        member = self.env["mail.group.member"].create(
            {"mail_group_id": group.id, "email": "zacharias@quillfeather.example"}
        )
        sender = self.env["mail.group.moderation"].create(
            {
                "mail_group_id": group.id,
                "email": "zacharias@quillfeather.example",
                "status": "ban",
            }
        )
        self.person.anonymize()
        self.assertEqual(self._row(member, "email", "email_normalized"), (None, None))
        self.assertEqual(self._row(sender, "email"), (f"anonymized-{sender.id}",))


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapPublic(AppsCase):
    """Chats and pages that others read as well."""

    def test_live_chat(self):
        guest = self.env["mail.guest"].create(
            {"name": "Zach", "email": "zacharias@quillfeather.example"}
        )
        members = [
            {"partner_id": self.other.id, "livechat_member_type": "agent"},
            {"guest_id": guest.id, "livechat_member_type": "visitor"},
        ]
        chat = self.env["discuss.channel"].create(
            {
                "name": "Zacharias Quillfeather, Olga Octavius",
                "channel_type": "livechat",
                "livechat_operator_id": self.other.id,
                "livechat_note": "<p>Zacharias Quillfeather asks about owls</p>",
                "channel_member_ids": [Command.create(one) for one in members],
            }
        )
        token = self._row(guest, "access_token")
        self.person.anonymize()
        self.assertEqual(self._row(guest, "name", "email"), ("Anonymized", None))
        self.assertNotEqual(self._row(guest, "access_token"), token)
        self.assertEqual(
            self._row(chat, "name", "livechat_note"),
            ("Anonymized, Olga Octavius", "<p>Anonymized asks about owls</p>"),
        )

    def test_forum_post(self):
        user = new_test_user(self.env, "zach-portal", "base.group_portal")
        user.partner_id.name = "Zacharias Portalfeather"
        forum = self.env["forum.forum"].create({"name": "Owls"})
        own, foreign = self.env["forum.post"].create(
            [
                {"forum_id": forum.id, "name": "Owls", "content": content}
                for content in (
                    "<p>Owls hoot. Zacharias Portalfeather</p>",
                    "<p>Olga Octavius agrees</p>",
                )
            ]
        )
        self._set(own, create_uid=user.id)
        before = self._row(foreign, "content", "plain_content", "write_date")
        user.partner_id.anonymize()
        self.assertEqual(
            self._row(own, "content", "plain_content"),
            ("<p>Owls hoot. Anonymized</p>", "Owls hoot. Anonymized"),
        )
        self.assertEqual(
            self._row(foreign, "content", "plain_content", "write_date"), before
        )

    def test_blog_post_keeps_its_pictures(self):
        post = self.env["blog.post"].create(
            {
                "blog_id": self.env["blog.blog"].create({"name": "Birds"}).id,
                "name": "Owls",
                "author_id": self.person.id,
                "content": "<p>Olga Octavius met Zacharias Quillfeather</p>",
            }
        )
        self.env["ir.attachment"].create(
            {
                "name": "owl.png",
                "datas": PIXEL,
                "res_model": "blog.post",
                "res_id": post.id,
            }
        )
        self.assertEqual(self._row(post, "author_name"), (self.person.name,))
        self.person.anonymize()
        self.assertEqual(self._row(post, "author_name"), ("Anonymized",))
        content = self._row(post, "content")[0]
        self.assertEqual(set(content.values()), {"<p>Olga Octavius met Anonymized</p>"})
        self.assertEqual(self._files(post), 1)

    def test_reseller_of_a_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Nest boxes",
                "partner_id": self.other.id,
                "partner_assigned_id": self.person.id,
                "description": "<p>Zacharias Quillfeather takes care</p>",
            }
        )
        self.assertEqual(self._blocked(), {("role", "crm.lead")})
        lead.action_set_lost()
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self.assertEqual(
            self._row(lead, "email_from", "description"),
            ("olga@octavius.example", "<p>Anonymized takes care</p>"),
        )

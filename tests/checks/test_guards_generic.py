"""Nothing is hung on an anonymized partner: no message, file, activity, follower."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.checks import automatic_actions, guard
from ..common import PIXEL, AnonymizationCase

MAIL = """\
From: "Zacharias Quillfeather" <zacharias@quillfeather.example>
To: {to}
Subject: My new address
Message-ID: <late-mail@quillfeather.example>
In-Reply-To: {reference}
References: {reference}
Content-Type: text/plain; charset=utf-8

I moved.
"""


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestGuardsGeneric(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._user("chatter")
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.bank, cls.children = cls.person.bank_ids, cls.person.child_ids
        cls.message = cls.person.message_post(body="Bird feed", message_type="comment")
        cls.activity = cls.other.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.user.id
        )
        cls.person.anonymize()
        cls.env.invalidate_all()

    def _refused(self, function):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "anonymiz"), self.env.cr.savepoint():
            function()
            self.env.flush_all()
        self.env.invalidate_all()

    def _linked(self, table, model="model"):
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT count(*) FROM {table} WHERE {model} = 'res.partner'"  # noqa: S608
            " AND res_id = ANY(%s)",
            [(self.person | self.children).ids],
        )
        return self.env.cr.fetchone()[0]

    def test_messages(self):
        before = self._linked("mail_message")
        for kind in ("comment", "notification"):
            self._refused(
                lambda k=kind: self.person.message_post(body="x", message_type=k)
            )
        person = self.person.with_user(self.user)
        self._refused(lambda: person.message_post(body="x", message_type="comment"))
        values = {"model": "res.partner", "body": "x"}
        self._refused(lambda: self.message.create({**values, "res_id": self.person.id}))
        moved = self.message.create({**values, "res_id": self.other.id})
        self._refused(lambda: moved.write({"res_id": self.person.id}))
        self.assertEqual(self._linked("mail_message"), before)
        moved.res_id = self.other.copy().id
        moved.unlink()

    def test_a_note_of_the_program_is_left_out(self):
        before = self._linked("mail_message")
        both = self.person | self.other
        messages = both._message_log_batch(dict.fromkeys(both.ids, "by the way"))
        self.assertEqual(messages.mapped("res_id"), self.other.ids)
        self.assertFalse(self.person._message_log(body="by the way"))
        self.assertEqual(self._linked("mail_message"), before)
        job = automatic_actions.working(self.person)
        self.assertFalse(job.message_post(body="from a job"))
        self.assertEqual(self._linked("mail_message"), before)

    def test_context_of_a_client_is_no_job(self):
        person = self.person.with_context(anonymization_machine=True)
        self._refused(lambda: person.message_post(body="x"))
        self._refused(lambda: person.write({"ref": "N1"}))

    def test_files(self):
        values = {"name": "scan.txt", "raw": b"scan", "res_model": "res.partner"}
        files = self.env["ir.attachment"]
        before = self._linked("ir_attachment", "res_model")
        self._refused(lambda: files.create({**values, "res_id": self.person.id}))
        child = self.children[0]
        self._refused(lambda: files.create({**values, "res_id": child.id}))
        picture = {"name": "image_1920", "res_field": "image_1920", "datas": PIXEL}
        self._refused(
            lambda: files.create({**values, **picture, "res_id": self.person.id})
        )
        loose = files.create({"name": "scan.txt", "raw": b"scan"})
        self._refused(
            lambda: loose.write({"res_model": "res.partner", "res_id": child.id})
        )
        self._refused(
            lambda: files.create(
                {**values, "res_model": "res.partner.bank", "res_id": self.bank.id}
            )
        )
        self.assertEqual(self._linked("ir_attachment", "res_model"), before)
        self.assertTrue(files.create({**values, "res_id": self.other.id}))

    def test_activities(self):
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "summary": "Call",
            "user_id": self.user.id,
        }
        self._refused(
            lambda: self.env["mail.activity"].create(
                {**values, "res_id": self.person.id}
            )
        )
        self._refused(lambda: self.person.activity_schedule(summary="Call"))
        self._refused(lambda: self.activity.write({"res_id": self.person.id}))
        self.assertTrue(self.other.activity_schedule(summary="Call"))

    def test_scheduled_messages(self):
        values = {
            "model": "res.partner",
            "body": "x",
            "scheduled_date": "2099-01-01",
            "author_id": self.user.partner_id.id,
        }
        scheduled = self.env["mail.scheduled.message"]
        self._refused(lambda: scheduled.create({**values, "res_id": self.person.id}))
        self.assertTrue(scheduled.create({**values, "res_id": self.other.id}))

    def test_followers(self):
        followers = self.env["mail.followers"]
        values = {"res_model": "res.partner", "partner_id": self.user.partner_id.id}
        self._refused(lambda: followers.create({**values, "res_id": self.person.id}))
        self._refused(
            lambda: followers.create(
                {
                    "res_model": "res.partner",
                    "res_id": self.other.id,
                    "partner_id": self.person.id,
                }
            )
        )
        self.other.message_subscribe((self.person | self.user.partner_id).ids)
        self.assertNotIn(self.person, self.other.message_partner_ids)
        self.assertIn(self.user.partner_id, self.other.message_partner_ids)
        before = self._linked("mail_followers", "res_model")
        self.person.message_subscribe(self.user.partner_id.ids)
        followers._insert_followers(
            "res.partner", (self.person | self.other).ids, self.person.ids
        )
        self.assertEqual(self._linked("mail_followers", "res_model"), before)

    def test_chat_members(self):
        channel = self.env["discuss.channel"].create({"name": "Birds"})
        member = self.env["discuss.channel.member"]
        self._refused(
            lambda: member.create(
                {"channel_id": channel.id, "partner_id": self.person.id}
            )
        )
        self._refused(lambda: channel.add_members(self.person.ids))
        self.assertTrue(
            member.create({"channel_id": channel.id, "partner_id": self.other.id})
        )

    def test_tags_and_bank_accounts(self):
        tag = self.env["res.partner.category"].create({"name": "Late"})
        self._refused(
            lambda: tag.write({"partner_ids": [Command.link(self.person.id)]})
        )
        self._refused(
            lambda: tag.write({"partner_ids": [Command.set(self.person.ids)]})
        )
        self._refused(lambda: tag.create({"name": "b", "partner_ids": self.person.ids}))
        self._refused(lambda: self.person.write({"category_id": tag.ids}))
        tag.partner_ids = self.other
        self.assertEqual(tag.partner_ids, self.other)
        banks = self.env["res.partner.bank"]
        self._refused(
            lambda: banks.create({"partner_id": self.person.id, "acc_number": "1"})
        )

    def test_deleting_stays_possible(self):
        self.message.unlink()
        (self.person | self.children).message_ids.unlink()
        self.assertEqual(self._linked("mail_message"), 0)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_incoming_mail_is_not_lost(self):
        manager = self._user("looks_after", "group_manager")
        manager.email = "dpo@company.example"
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.responsible_id", manager.id
        )
        domain = self.env["mail.alias.domain"].search([], limit=1)
        if not domain:
            domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        before = self._linked("mail_message")
        text = MAIL.format(
            to=f"{domain.catchall_alias}@{domain.name}",
            reference=self.message.sudo().message_id,
        )
        self.env["mail.thread"].message_process("res.partner", text)
        self.assertEqual(self._linked("mail_message"), before)
        kept = self.env["mail.message"].search([("subject", "=", "My new address")])
        self.assertEqual(len(kept), 1)
        self.assertFalse(kept.model or kept.res_id)
        self.assertIn("I moved.", kept.body)
        self.assertEqual(kept.partner_ids, manager.partner_id)

    def test_a_job_that_numbers_contacts(self):
        """It writes to all who have no number; the anonymized ones stay as they are."""
        both = self.person | self.other
        job = automatic_actions.working(both)
        job.write({"ref": "N-17"})
        self.assertEqual(both.mapped("ref"), [False, "N-17"])
        self._refused(lambda: both.write({"ref": "N-18"}))

    def test_a_cron_that_numbers_contacts(self):
        cron = self.env["ir.cron"].create(
            {
                "name": "Number contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "model.with_context(active_test=False).search("
                f"[('id', 'in', {(self.person | self.other).ids})]).write("
                "{'ref': 'N-19'})",
                "interval_type": "days",
                "user_id": self.env.ref("base.user_root").id,
            }
        )
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((self.person | self.other).mapped("ref"), [False, "N-19"])

    def test_a_posted_message_takes_the_lock(self):
        """What hangs on no foreign key conflicts with an anonymization all the same."""
        guard.forget_written(self.env.cr)
        statements = self._statements(
            lambda: self.message.create(
                {"model": "res.partner", "res_id": self.other.id, "body": "x"}
            )
        )
        locks = [text for text in statements if "FOR KEY SHARE" in text]
        self.assertEqual(len(locks), 1, locks)
        channel = self.env["discuss.channel"].create({"name": "Birds"})
        statements = self._statements(
            lambda: self.message.create(
                {"model": "discuss.channel", "res_id": channel.id, "body": "x"}
            )
        )
        self.assertFalse([text for text in statements if "FOR KEY SHARE" in text])

    def test_a_new_partner_takes_no_lock(self):
        statements = self._statements(lambda: self.Partner.create({"name": "New One"}))
        self.assertTrue([text for text in statements if "mail_message" in text])
        self.assertFalse([text for text in statements if "FOR KEY SHARE" in text])

    def _statements(self, function):
        result, execute = [], type(self.env.cr).execute

        def recording(cr, query, *args, **kwargs):
            result.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        self.env.flush_all()
        self.patch(type(self.env.cr), "execute", recording)
        function()
        self.env.flush_all()
        self.patch(type(self.env.cr), "execute", execute)
        return result

"""What slips in between the proof and the purge is found before the key is gone."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from ...engine.log import log_rows
from ...engine.proof import prove
from ...engine.runs import turns
from ...models.partner import res_partner_purge
from ..common import AnonymizationCase


@tagged("slow", "post_install", "-at_install")
class TestPurgeProvesAgain(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.other = self.Partner.create(
            {"name": "Olga Octavius", "email": "olga@octavius.example"}
        )
        self.person.message_post(body="Bird feed")
        self.children = self.person.child_ids
        (self.person | self.other).anonymize()
        self.lines = (self.person | self.other).sudo().anonymization_line_id
        self.line = self.person.sudo().anonymization_line_id
        log_rows.update(
            self.lines, {"purge_date": fields.Date.today() - timedelta(days=1)}
        )
        self.lines._prove()
        self.assertEqual(self.lines.mapped("proof_state"), ["proved", "proved"])

    def _night(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()
        self.env.invalidate_all()

    def _insert(self, query, *args):
        """As another program would, without any code that could refuse it."""
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def _assert_waits(self, model, number=1):
        self._night()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(self.other.anonymization_state, "deleted", "others go on")
        self.assertEqual(self.line.proof_state, "traces")
        trace = self.line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual(trace.mapped("model"), [model])
        self.assertEqual(trace.res_count, number)
        with self.assertRaises(RedirectWarning):
            self.person.purge_anonymized()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def _assert_purged(self):
        self._night()
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_nothing(self):
        self._assert_purged()
        self.assertEqual(self.other.anonymization_state, "deleted")

    def _searches(self):
        """:return: how many searches a night makes"""
        with patch.object(prove, "_search", wraps=prove._search) as search:
            self._night()
        return search.call_count

    def test_one_search_for_a_night(self):
        self.patch(res_partner_purge, "PORTION", 1)
        runs = self.env["partner.anonymization"].search_count([("kind", "=", "purge")])
        self.assertEqual(self._searches(), 1)
        states = (self.person | self.other).mapped("anonymization_state")
        self.assertEqual(states, ["deleted", "deleted"])
        now = self.env["partner.anonymization"].search_count([("kind", "=", "purge")])
        self.assertEqual(now, runs + 2)

    def test_after_a_night_that_was_cut_short(self):
        """Whoever was in it comes later, with few others: one of them may be why."""
        third = self.Partner.create({"name": "Wilhelmina Wexford"})
        third.anonymize()
        line = third.sudo().anonymization_line_id
        log_rows.update(line, {"purge_date": fields.Date.today() - timedelta(days=9)})
        self.patch(res_partner_purge, "AGAIN", 1)
        turns.PURGE.note(self.env.cr, self.lines.ids)
        self.env.invalidate_all()
        self.assertEqual(self._searches(), 3)
        everybody = self.person | self.other | third
        self.assertEqual(set(everybody.mapped("anonymization_state")), {"deleted"})

    def test_words(self):
        group = self.env.ref("base.group_no_one")
        self._insert(
            "UPDATE res_groups SET comment = jsonb_build_object('en_US', %s)"
            " WHERE id = %s",
            "Zacharias Quillfeather",
            group.id,
        )
        self._assert_waits("res.groups")

    def test_a_message(self):
        self._insert(
            "INSERT INTO mail_message (model, res_id, body, message_type, date)"
            " VALUES ('res.partner', %s, 'ill again', 'comment', now())",
            self.children[0].id,
        )
        self._assert_waits("mail.message")

    def test_a_picture(self):
        file = self.env["ir.attachment"].create({"name": "scan", "raw": b"a face"})
        self._insert(
            "UPDATE ir_attachment SET res_model = 'res.partner', res_id = %s,"
            " res_field = 'image_1920' WHERE id = %s",
            self.person.id,
            file.id,
        )
        self._assert_waits("ir.attachment")
        file.unlink()
        self.line._prove()
        self._assert_purged()

    def test_a_follower(self):
        self._insert(
            "INSERT INTO mail_followers (res_model, res_id, partner_id)"
            " VALUES ('res.partner', %s, %s)",
            self.person.id,
            self.env.user.partner_id.id,
        )
        self._assert_waits("mail.followers")

    def test_a_tag(self):
        tag = self.env["res.partner.category"].create({"name": "Late"})
        self._insert(
            "INSERT INTO res_partner_res_partner_category_rel"
            " (partner_id, category_id) VALUES (%s, %s)",
            self.person.id,
            tag.id,
        )
        self._assert_waits("res_partner_res_partner_category_rel")

    def test_a_bank_account(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.Partner.create({"name": "N"}).id, "acc_number": "4711"}
        )
        self._insert(
            "UPDATE res_partner_bank SET partner_id = %s WHERE id = %s",
            self.person.id,
            bank.id,
        )
        self._assert_waits("res.partner.bank")

    def test_accepted_stays_accepted(self):
        self._insert(
            "INSERT INTO mail_message (model, res_id, body, message_type, date)"
            " VALUES ('res.partner', %s, 'called', 'comment', now())",
            self.person.id,
        )
        self.line._prove()
        self.line.accept_traces("about the invoice")
        self._assert_purged()

    def test_more_than_accepted(self):
        for _number in range(2):
            self._insert(
                "INSERT INTO mail_message (model, res_id, body, message_type, date)"
                " VALUES ('res.partner', %s, 'called', 'comment', now())",
                self.person.id,
            )
            if not _number:
                self.line._prove()
                self.line.accept_traces("about the invoice")
        self._assert_waits("mail.message", 2)
        self.assertFalse(self.line.accepted_date)

"""The certificate: what was removed, what stays, how it was proved; nobody's name."""

import base64
import re
from datetime import timedelta

from lxml import etree
from reportlab.graphics.barcode import qr

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.log import chain, log_rows
from ...engine.vault import key_destruction
from ..cases.request_case import RequestCase

REPORTS = {
    "partner.anonymization.line": "partner_anonymization.report_line_certificate",
    "partner.anonymization": "partner_anonymization.report_run_certificate",
}
WORDS = (
    "Zacharias", "Quillfeather", "Wilhelmina", "Nachtigall", "Brombærvej", "Æblegade",
    "31 41 59 26", "31415926", "CUST-77231", "DK5000400440116243", "Ornithologist",
    "clerk", "manager", "quillfeather.example",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestCertificate(RequestCase):
    def setUp(self):
        super().setUp()
        self.run = self.person.anonymize(note="T-7")
        self.line = self.run.line_ids
        self._chain()

    def _chain(self):
        while chain.seal(self.cr):
            pass
        self.env.invalidate_all()

    def _html(self, records, user=None):
        """The text of the certificate, as this user prints it; it names nobody."""
        records = records.with_user(user or self.clerk)
        name = REPORTS[records._name]
        action = records.action_print_certificate()
        self.assertEqual(action["report_name"], name)
        html, _kind = records.env["ir.actions.report"]._render_qweb_html(
            name, records.ids
        )
        page = html.decode().split('class="page"', 1)[1].rsplit("</main>", 1)[0]
        page = re.sub(r'src="data:[^"]*"', 'src="data"', page)
        for word in WORDS:
            self.assertNotIn(word.lower(), page.lower())
        text = re.sub(r"<[^>]+>", " ", page.replace("</td>", "|"))
        return re.sub(r"\s+([.,:|])", r"\1", " ".join(text.split()))

    def _purge(self, partner):
        """Purge, and destroy the keys as after the commit."""
        partner.purge_anonymized()
        key_destruction.carry_out(self.env)
        self._chain()

    def _prove(self):
        self.line._prove()
        self.env.invalidate_all()

    def _day(self, day):
        return day.strftime("%m/%d/%Y")

    def _event(self, kind):
        return self.env["partner.anonymization.event"].search(
            [("kind", "=", kind), ("partner_ref", "=", self.person.id)], limit=1
        )

    def test_restricted_is_not_called_deleted(self):
        self._prove()
        text = self._html(self.line)
        self.assertIn("Restricted (encrypted, restorable), final on", text)
        self.assertIn(self._day(self.line.purge_date), text)
        self.assertNotIn("Deleted", text)
        self.assertNotIn("at the earliest", text)
        self.assertIn(f"Partner ID {self.person.id}, log entry {self.line.id}", text)

    def test_not_final_without_a_proof(self):
        text = self._html(self.line)
        self.assertIn("at the earliest, once the proof is complete", text)
        self.assertIn("Not searched yet", text)
        self.assertNotIn("Scope", text)

    def test_a_date_that_is_over_is_not_promised(self):
        yesterday = fields.Date.today() - timedelta(days=3)
        log_rows.update(self.line.sudo(), {"purge_date": yesterday})
        text = self._html(self.line)
        self.assertNotIn(self._day(yesterday), text)

    def test_counts(self):
        self.assertEqual(self.line.removed["res.partner"], 4)
        self.assertEqual(self.line.removed["res.partner.bank"], 1)
        told = self.line.with_user(self.clerk).removed_label.split("\n")
        self.assertIn("Contact: 4", told)
        self.assertIn("Bank Accounts: 1", told)
        text = self._html(self.line)
        self.assertRegex(text, r"Contact\| 4\|")
        self.assertRegex(text, r"Bank Accounts\| 1\|")

    def test_counts_of_a_sweep_are_added(self):
        self.env["res.partner.bank"].browse().flush_model()
        self.cr.execute(
            "INSERT INTO mail_message (model, res_id, body, message_type)"
            " VALUES ('res.partner', %s, 'Zacharias Quillfeather called', 'comment')",
            [self.person.id],
        )
        before = self.line.removed.get("mail.message", 0)
        self.env["partner.anonymization"].resweep(self.person.ids)
        self.env.invalidate_all()
        swept = self.line.search(
            [("partner_id", "=", self.person.id), ("kind", "=", "resweep")]
        )
        self.assertEqual(swept.removed["mail.message"], 1)
        text = self._html(self.line)
        self.assertRegex(text, rf"Message\| {before + 1}\|")

    def test_kept_with_reason_and_end(self):
        line = self.line.sudo()
        self.env.cr.execute(
            "INSERT INTO partner_anonymization_kept"
            " (line_id, model, res_id, field, status, code, reason, date_until,"
            "  is_waiting)"
            " VALUES (%(id)s, 'account.move', 7, 'ref', 'kept', 'retention', 'x',"
            " '2031-12-31', true), (%(id)s, 'account.move', 7, 'narration', 'kept',"
            " 'retention', 'x', '2031-12-31', true), (%(id)s, 'account.move', 8, 'ref',"
            " 'kept', 'retention', 'x', '2033-12-31', true)",
            {"id": line.id},
        )
        self.env.cr.execute(
            "INSERT INTO partner_anonymization_trace"
            " (line_id, model, field, status, code, reason, res_count)"
            " VALUES (%s, 'res.partner', 'street', 'declined', 'declined', 'x', 1)",
            [line.id],
        )
        self.env.invalidate_all()
        text = self._html(self.line)
        self.assertIn(
            "Journal Entry| 2| Kept by law| Record within its legal retention|"
            " 12/31/2033|",
            text,
        )
        self.assertIn(
            "Contact| 1| Declined| Data category not selected|"
            " as long as the reason lasts|",
            text,
        )

    def test_proof_with_date_and_scope(self):
        self._prove()
        scope = self.line.proof_scope
        self.cr.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = self.cr.fetchone()
        self.assertLessEqual(scope["tables"], tables)
        self.assertGreater(scope["tables"], 50)
        self.assertGreater(scope["columns"], scope["tables"])
        self.assertGreater(scope["bytes"], 100000)
        text = self._html(self.line)
        self.assertIn("Nothing is left but what is listed above", text)
        self.assertIn(f"Tables: {scope['tables']}, columns: {scope['columns']}", text)
        self.assertIn(f"Searched on {self._day(self.line.proof_date)}", text)

    def test_place_in_the_chain(self):
        event, head = self._event("anonymize"), chain.head(self.cr)
        text = self._html(self.line)
        self.assertIn(f"Event number {event.position}, hash {event.hash}", text)
        self.assertIn(f"number {head.position}, hash {head.hash}", text)
        noted = self.env["ir.config_parameter"].sudo().get_param(chain.HEAD)
        self.assertEqual(noted, f"{head.position}:{head.hash}")

    def test_not_in_the_chain_yet(self):
        self.person.purge_anonymized()
        text = self._html(self.line)
        self.assertIn("not in the chain yet", text)

    def test_deleted(self):
        self._prove()
        self._purge(self.person)
        text = self._html(self.line)
        self.assertIn(f"Deleted for good on {self._day(fields.Date.today())}", text)
        self.assertNotIn("Restricted", text)
        self.assertIn(f"Event number {self._event('purge').position}", text)
        self.assertRegex(text, r"Contact\| 4\|", "the counts outlive the seal")

    def test_a_key_that_is_left_is_told(self):
        self.person.purge_anonymized()
        self._chain()
        text = self._html(self.line)
        self.assertIn("the key is still to be destroyed", text)
        self.assertNotIn("Deleted for good", text)
        self.assertIn("the key is still to be destroyed: 1", self._html(self.run))

    def test_restored(self):
        self.person.deanonymize()
        self.env.invalidate_all()
        line = self.line
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            REPORTS[line._name], line.ids
        )
        text = html.decode()
        self.assertIn("the personal data is back", text)
        self.assertNotIn("Deleted for good", text)
        self.assertNotIn("Quillfeather", text.split('class="page"')[1])

    def test_no_certificate_of_what_anonymized_nobody(self):
        self.person.deanonymize()
        line = self.line.search([("kind", "=", "deanonymize")], limit=1)
        with self.assertRaisesRegex(UserError, "nothing was anonymized"):
            line.action_print_certificate()
        with self.assertRaisesRegex(UserError, "anonymized nobody"):
            line.run_id.action_print_certificate()

    def test_rights(self):
        for records in (self.line, self.run):
            with self.assertRaises(AccessError):
                records.with_user(self.plain).action_print_certificate()
            with self.assertRaises(AccessError):
                records.with_user(self.plain).sudo()._certificate()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_company_prints_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        hermit = self.Partner.create({"name": "Ottokar Grau", "company_id": other.id})
        run = (self.person.create({"name": "Berta Blau"}) | hermit).anonymize()
        line = run.line_ids.filtered(lambda one: one.partner_id == hermit)
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).action_print_certificate()
        self._chain()
        self.assertIn("Done| 1|", self._html(run))
        self.assertIn("Done| 2|", self._html(run, self.manager))

    def test_run(self):
        twin = self.Partner.create({"name": "Olga Octavius"})
        bank = {"acc_number": "DE89370400440532013000"}
        other = self.Partner.create(
            {"name": "Theodor Traum", "bank_ids": [Command.create(bank)]}
        )
        run = (twin | other).anonymize()
        run.line_ids[0]._prove()
        self._chain()
        text = self._html(run)
        self.assertIn(
            "Restricted (encrypted, restorable): 2 The last one is final", text
        )
        self.assertRegex(text, r"Contact\| 2\|")
        self.assertRegex(text, r"Bank Accounts\| 1\|")
        for word in ("Octavius", "Traum", "DE89"):
            self.assertNotIn(word, text)
        self._purge(other)
        text = self._html(run)
        self.assertIn("Deleted for good: 1", text)
        self.assertIn("Restricted (encrypted, restorable): 1", text)
        positions = self.env["partner.anonymization.event"].search(
            [("run_id", "=", run.id), ("kind", "=", "anonymize")]
        )
        self.assertIn(f"First event: number {min(positions.mapped('position'))}", text)

    def test_qr_leads_to_the_log(self):
        certificate = self.line.with_user(self.clerk)._certificate()
        self.assertTrue(
            certificate["url"].endswith(f"anonymized-partners/{self.line.id}")
        )
        action = self.env.ref("partner_anonymization.partner_anonymization_line_action")
        self.assertEqual(action.path, "anonymized-partners")
        self._assert_code(certificate)
        run = self.run.with_user(self.clerk)._certificate()
        self.assertTrue(run["url"].endswith(f"anonymization-log/{self.run.id}"))
        action = self.env.ref("partner_anonymization.partner_anonymization_action")
        self.assertEqual(action.path, "anonymization-log")
        self._assert_code(run)

    def _assert_code(self, certificate):
        """Its dark squares are those of the address and of nothing else."""
        code = qr.QrCodeWidget(certificate["url"])
        code.qr.make()
        rows, border = code.qr.modules, code.barBorder
        drawn = [[False] * len(rows) for _row in rows]
        svg = etree.fromstring(base64.b64decode(certificate["qr"]))
        for rect in svg.iterfind(".//{http://www.w3.org/2000/svg}rect"):
            if "fill: rgb(0%,0%,0%)" in rect.get("style", ""):
                x, y, width, size = (
                    float(rect.get(name)) for name in ("x", "y", "width", "height")
                )
                row = len(rows) + border - 1 - round(y / size)  # y goes upwards
                column = round(x / size) - border
                for place in range(column, column + round(width / size)):
                    drawn[row][place] = True
        self.assertEqual(drawn, [list(map(bool, row)) for row in rows])

    def test_nothing_is_stored(self):
        report = self.env.ref("partner_anonymization.partner_anonymization_line_report")
        self.assertFalse(report.attachment)
        self.cr.execute("SELECT count(*), max(id) FROM ir_attachment")
        self._html(self.line)
        self.cr.execute("SELECT count(*), max(id) FROM ir_attachment")
        before = self.cr.fetchone()
        self._html(self.line)
        self.env.flush_all()
        self.cr.execute("SELECT count(*), max(id) FROM ir_attachment")
        self.assertEqual(self.cr.fetchone(), before)

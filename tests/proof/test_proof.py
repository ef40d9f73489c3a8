"""The proof finds what is left, wherever it stands, and says what it is."""

import base64
import gzip
import io
import zipfile
from datetime import timedelta
from email.message import EmailMessage

from reportlab.pdfgen.canvas import Canvas

from odoo import Command, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from ...engine.log import log_rows
from ..common import AnonymizationCase, digest

NAME = "Barnabas Ashquill"
CRONS = ("ir_cron", "ir_cron_progress")
EMAIL = "barnabas@ashquill.example"


class ProofCase(AnonymizationCase):
    @classmethod
    def _person_values(cls):
        """A name that stands in no script of a tour."""
        contact = {"name": NAME, "email": EMAIL, "phone": "+45 31 41 59 26"}
        bank = {"acc_number": "DK5000400440116243", "acc_holder_name": NAME}
        contact["bank_ids"] = [Command.create(bank)]
        contact["child_ids"] = [Command.create({"name": "Ludmilla Ashquill"})]
        return {**super()._person_values(), **contact}

    def _anonymize(self, partner=None):
        partner = partner or self.person
        partner.anonymize()
        return partner.anonymization_line_id

    def _prove(self, line):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        self.env.invalidate_all()
        line.invalidate_recordset()
        return {
            (trace.model, trace.field): (trace.status, trace.res_count)
            for trace in line.trace_ids
        }

    def _unexpected(self, traces):
        return {
            key for key, (status, _count) in traces.items() if status == "unexpected"
        }


@tagged("post_install", "-at_install")
class TestProof(ProofCase):
    def test_proved(self):
        line = self._anonymize()
        self.assertEqual(line.proof_state, "pending")
        traces = self._prove(line)
        self.assertEqual(line.proof_state, "proved", traces)
        self.assertFalse(self._unexpected(traces))
        self.assertTrue(line.proof_date)
        event = self.env["partner.anonymization.event"].search(
            [("line_id", "=", line.id), ("kind", "=", "proof")]
        )
        self.assertEqual(event.outcome, "proved")

    def test_spellings_in_a_column_that_no_rule_covers(self):
        """Whatever the spelling: the group's comment is nobody's personal data."""
        texts = (
            NAME,
            NAME.upper(),
            "Ashquill, Barnabas",
            "barnabas%40ashquill.example",
            "Call 0045 31-41 59 26 now",
            "DK50 0040 0440 1162 43",
            "<b>Barnabas</b> <i>Ashquill</i>",
            "Brombaervej 15 or Bromb&aelig;rvej 15",
            "see Brombærvej  15",
            "tab\there, line\nBarnabas\nAshquill \\ end",
            '{"x": "Bromb\\u00e6rvej 15"}',
        )
        groups = self.env["res.groups"].create(
            [{"name": f"Group {n}", "comment": text} for n, text in enumerate(texts)]
        )
        line = self._anonymize()
        traces = self._prove(line)
        self.assertEqual(line.proof_state, "traces")
        found = {row.res_id for row in line.kept_ids if row.model == "res.groups"}
        for group in groups:
            self.assertIn(group.id, found, group.comment)
        self.assertEqual(found, set(groups.ids))
        self.assertEqual(traces[("res.groups", "comment")], ("unexpected", len(texts)))

    def test_nothing_is_found_where_nothing_is(self):
        group = self.env.ref("base.group_no_one")
        group.comment = (
            "Barnabas is a first name, Ashquill Street a street, 31415926535 a "
            "number, brombærvej 16 next door, ashquill.example a domain"
        )
        line = self._anonymize()
        self.assertNotIn(("res.groups", "comment"), self._prove(line))

    def test_files(self):
        contents = {
            "plain": f"a {NAME} b".encode(),
            "latin": "Brombærvej 15".encode("latin-1"),
            "wide": NAME.encode("utf-16"),
            "base64": base64.b64encode(f"{'x' * 60} {NAME} {'x' * 60}".encode()),
            "data": b"<img src='data:text/plain;base64,%s'>"
            % base64.b64encode(f"-- {NAME} --".encode()),
            "gzip": gzip.compress(NAME.encode()),
            "zip": self._zip(
                {"word/document.xml": f"<t>Barnabas </t><t>{NAME[9:]}</t>"}
            ),
            "zip in zip": self._zip({"in.zip": self._zip({"a.txt": NAME})}),
            "member": self._zip({f"{NAME}.txt": "nothing"}),
            "pdf": self._pdf(f"Dear {NAME},"),
            "pdf title": self._pdf("Dear Sir", title=f"Letter to {NAME}"),
            "mail": self._mail(),
        }
        country = self.env.ref("base.fr")
        clean = self._pdf("Dear Sir, Barnabas Miller")
        Attachment = self.env["ir.attachment"]
        files = Attachment.create(
            [
                {
                    "name": f"file {number}",
                    "raw": content,
                    "res_model": "res.country",
                    "res_id": country.id,
                }
                for number, content in enumerate([clean, *contents.values()])
            ]
        )
        line = self._anonymize()
        self._prove(line)
        found = line.kept_ids.filtered(
            lambda kept: (kept.model, kept.field) == ("ir.attachment", "raw")
        )
        by_id = dict(zip(files[1:].ids, contents, strict=True))
        missed = {by_id[id_] for id_ in set(by_id) - set(found.mapped("res_id"))}
        self.assertFalse(missed)
        self.assertNotIn(files[0].id, found.mapped("res_id"))
        self.assertEqual(set(found.mapped("status")), {"unexpected"})

    def _zip(self, members):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return stream.getvalue()

    def _pdf(self, text, title="Letter"):
        stream = io.BytesIO()
        canvas = Canvas(stream, pageCompression=1)
        canvas.setTitle(title)
        canvas.drawString(72, 700, text)
        canvas.showPage()
        canvas.save()
        return stream.getvalue()

    def _mail(self):
        message = EmailMessage()
        message["From"] = f"{NAME} <{EMAIL}>"
        message["Subject"] = "Grüße von Barnabas Ashquill"
        message.set_content("Hællo " * 20, cte="base64")
        return message.as_bytes()

    def test_binary_column(self):
        self.env.cr.execute(
            "CREATE TABLE odd_store (code int, content bytea, tags text[])"
        )
        self.env.cr.execute(
            "INSERT INTO odd_store VALUES (1, %s, NULL), (2, NULL, %s)",
            [self._pdf(f"Dear {NAME}"), ["a", EMAIL]],
        )
        line = self._anonymize()
        traces = self._prove(line)
        self.assertEqual(
            {key for key in traces if key[0] == "odd_store"},
            {("odd_store", "content"), ("odd_store", "tags")},
        )

    def test_living_namesake_and_family(self):
        family = self.Partner.create({"name": "Cosima Ashquill", "email": EMAIL})
        namesake = self.Partner.create({"name": NAME})
        line = self._anonymize()
        traces = self._prove(line)
        self.assertEqual(line.proof_state, "proved", traces)
        self.assertEqual(traces[("res.partner", "name")][0], "shared")
        self.assertEqual(traces[("res.partner", "email")][0], "shared")
        self.assertEqual((family.email, namesake.name), (EMAIL, NAME))

    def test_living_neighbours(self):
        """A value that many have is theirs: some are listed, all are counted."""
        self.person.write({"street": "Kestrel Road 9", "company_registry": "40116243"})
        vals = {
            "street": "Kestrel rd. 9",
            "company_registry": "40116243",
            "phone": "31415926",
        }
        neighbours = self.Partner.create(
            [{**vals, "name": f"Cosima Nachtigall {n}"} for n in range(25)]
        )
        account = self.env["res.partner.bank"].create(
            {"partner_id": neighbours[0].id, "acc_number": "DK50 0040 0440 1162 43"}
        )
        line = self._anonymize()
        traces = self._prove(line)
        self.assertEqual(line.proof_state, "proved", traces)
        for name in ("street", "company_registry", "phone"):
            self.assertEqual(traces[("res.partner", name)], ("shared", 25), name)
        shared = line.kept_ids.filtered(lambda kept: kept.field == "street")
        self.assertEqual(len(shared), 20)
        self.assertEqual(traces[("res.partner.bank", "acc_number")], ("shared", 1))
        self.assertEqual(account.acc_number, "DK50 0040 0440 1162 43")
        self.assertEqual(set(neighbours.mapped("street")), {"Kestrel rd. 9"})

    def test_scans_are_listed(self):
        """A picture cannot be searched: it is found by its link."""
        line = self._anonymize()
        picture = base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            "awAAAABJRU5ErkJggg=="
        )
        values = {"name": "1.png", "raw": picture, "res_model": "res.groups"}
        values["res_id"] = self.env.ref("base.group_no_one").id
        files = self.env["ir.attachment"].create([values, values])
        self.env.flush_all()
        self.env.cr.execute(  # as another program would
            "UPDATE ir_attachment SET res_model = 'res.partner', res_id = %s"
            " WHERE id = %s",
            [self.person.id, files[0].id],
        )
        traces = self._prove(line)
        self.assertEqual(traces[("ir.attachment", "raw")], ("declined", 1))
        self.assertEqual(traces[("ir.attachment", "res_id")], ("unexpected", 1))
        self.assertEqual(line.proof_state, "traces")

    def test_house_numbers_and_numbered_domains(self):
        self.person.write({"street": "Rosselstrasse 1", "email": "b@163.example"})
        group = self.env.ref("base.group_no_one")
        line = self._anonymize()
        for text, wanted in (
            ("Rosselstrasse 17", "proved"),
            ("RO\u00dfELSTRASSE 1, 2100", "traces"),
            ("Rosselstra&szlig;e 1", "traces"),
            ("Rosselstr. 1", "traces"),
            ("ask b@163.example", "traces"),
        ):
            group.comment = text
            self._prove_again(line)
            self.assertEqual(line.proof_state, wanted, text)

    def _prove_again(self, line):
        self.env.flush_all()
        line._prove()
        line.invalidate_recordset()

    def test_only_a_card_says_whose_a_value_is(self):
        """What somebody living writes about the person is not shared with them."""
        self.Partner.create({"name": "Cosima", "comment": f"<p>{EMAIL}</p>"})
        self.env.ref("base.group_no_one").comment = EMAIL
        line = self._anonymize()
        traces = self._prove(line)
        self.assertEqual(self._unexpected(traces), {("res.groups", "comment")})


@tagged("post_install", "-at_install")
class TestProofRedacts(ProofCase):
    def setUp(self):
        super().setUp()
        self.other = self.Partner.create(
            {
                "name": "Cosima Nachtigall",
                "comment": f"<p>Neighbour of {NAME}, nice</p>",
            }
        )

    def _purge(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()
        self.env.invalidate_all()

    def test_without_a_user_what_is_certain_goes(self):
        self.env.flush_all()
        before = digest(self.env.cr, CRONS)
        line = self._anonymize()
        self.assertEqual(self.other.comment, f"<p>Neighbour of {NAME}, nice</p>")
        traces = self._prove(line)
        self.assertEqual(line.proof_state, "proved", traces)
        self.other.invalidate_recordset()
        self.assertEqual(self.other.comment, "<p>Neighbour of Anonymized, nice</p>")
        self.person.deanonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr, CRONS))

    def test_nothing_is_redacted_during_a_hold(self):
        """It may be evidence; finding is allowed, changing is not."""
        line = self._anonymize()
        other = self.Partner.create({"name": "Olga", "comment": f"Ask {NAME}"})
        self.person.anonymization_hold = True
        traces = self._prove(line)
        self.assertIn(("res.partner", "comment"), self._unexpected(traces))
        self.assertIn(NAME, other.comment)
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        with self.assertRaisesRegex(UserError, "legal hold"):
            trace.action_redact()
        self.person.anonymization_hold = False
        trace.action_redact()
        self.assertNotIn(NAME, other.comment)

    def test_with_a_user_it_is_shown_first(self):
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": self.person.ids,
                "confirmation": "I understand anonymization",
            }
        )
        wizard.action_anonymize()
        line = self.person.anonymization_line_id
        traces = self._prove(line)
        self.assertEqual(traces[("res.partner", "comment")], ("unexpected", 1))
        self.assertEqual(line.proof_state, "traces")
        self.assertIn(NAME, self.other.comment)
        trace = line.trace_ids.filtered(lambda one: one.status == "unexpected")
        self.assertEqual(trace.action_open_records()["domain"][0][2], self.other.ids)
        trace.action_redact()
        self.other.invalidate_recordset()
        self.assertEqual(self.other.comment, "<p>Neighbour of Anonymized, nice</p>")
        self.assertEqual(line.proof_state, "proved")

    def test_a_note_that_names_the_person_is_no_trace(self):
        """A wizard's row stays for some hours; the note is refused before the proof."""
        line = self._anonymize()
        for note in (f"{NAME} again", "Mr Ashquill again"):
            wizard = self.env["partner.anonymization.purge"].create(
                {
                    "partner_ids": self.person.ids,
                    "note": note,
                    "confirmation": "I understand deletion for good",
                }
            )
            with self.assertRaisesRegex(UserError, "names the person"):
                wizard.action_purge()
        self._prove(line)
        self.assertEqual(line.proof_state, "proved", line.trace_ids.mapped("model"))
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_purge_waits(self):
        group = self.env.ref("base.group_no_one")
        group.comment = NAME
        line = self._anonymize()
        yesterday = fields.Date.today() - timedelta(days=1)
        log_rows.update(line, {"purge_date": yesterday})
        self._purge()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(line.proof_state, "traces")
        with self.assertRaises(RedirectWarning):
            self.person.purge_anonymized()
        self._prove(line)
        self.assertEqual(line.proof_state, "traces")
        with self.assertRaisesRegex(UserError, "names? "):
            line.accept_traces(f"{NAME} is a product")
        with self.assertRaisesRegex(UserError, "reason"):
            line.accept_traces(" ")
        clerk = self._user("clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            line.with_user(clerk).accept_traces("a product")
        line.accept_traces("a product")
        self._purge()
        self.person.invalidate_recordset()
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_purge_proves_what_is_still_to_be_proved(self):
        line = self._anonymize()
        yesterday = fields.Date.today() - timedelta(days=1)
        log_rows.update(line, {"purge_date": yesterday})
        self._purge()
        self.assertEqual(line.proof_state, "proved")
        self.assertEqual(self.person.anonymization_state, "deleted")

"""Promise 3: nothing else changes, and the books stay as they are."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .. import search
from ..cases.accounting import BooksCase
from ..common import tables

QUIET = ("mail_mail", "mail_message", "mail_tracking_value", "sms_sms", "bus_bus")


@tagged("post_install", "-at_install")
class TestBystanders(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create(
            {"name": "Bystander Bob", "email": "bob@bystander.example"}
        )
        cls.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", cls.env.company.id)]
        ).restrict_mode_hash_table = True
        for partner in (cls.person, cls.other):
            for day in ("2012-03-01", None):
                move = cls._invoice(
                    partner, day, label="Bird seed for Zacharias Quillfeather"
                )
                move.message_post(body="Zacharias Quillfeather will pay Bystander Bob")
                cls._pay(move)

    def _rows(self):
        """Every row of every table: ``{(table, key): text}``."""
        self.env.flush_all()
        result = {}
        for table in tables(self.env.cr):
            self.env.cr.execute(SQL("SELECT t::text FROM %s t", SQL.identifier(table)))
            result[table] = {text for (text,) in self.env.cr.fetchall()}
        return result

    def _reports(self):
        """Trial balance, open items and taxes, as sums by account and partner."""
        result = []
        for group in (
            ["account_id"],
            ["partner_id", "account_id"],
            ["tax_line_id", "tax_repartition_line_id"],
        ):
            result.append(
                self.env["account.move.line"]._read_group(
                    [("parent_state", "=", "posted")],
                    group,
                    ["balance:sum", "amount_residual:sum", "__count"],
                )
            )
        return [sorted(map(str, rows)) for rows in result]

    def _counts(self):
        result = {}
        for table in QUIET:
            self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            result[table] = self.env.cr.fetchone()[0]
        return result

    def test_rows_without_a_term_keep_every_byte(self):
        before = self._rows()
        stamps = self._stamps()
        hits = search.find(
            self.env.cr, ["Quillfeather", "CUST-77231", "Brombærvej 15", "Æblegade 3"]
        )
        touched = {(table, row_id) for table, _name, row_id in hits}
        self.person.anonymize("Ticket 4711", override_retention=True)
        after = self._rows()
        for table, rows in before.items():
            gone = rows - after[table]
            for text in gone:
                row_id = int(text[1:].split(",")[0].strip('"') or 0)
                own = table in (
                    "res_partner",
                    "res_partner_bank",
                    "ir_attachment",
                    "res_partner_res_partner_category_rel",
                    "mail_tracking_value",
                )
                self.assertTrue(own or (table, row_id) in touched, (table, text))
        self.assertEqual(stamps, self._stamps())

    def _stamps(self):
        """write_date and write_uid of everything that has them."""
        result = {}
        for table in ("res_partner", "account_move", "account_move_line",
                      "mail_message", "res_partner_bank"):  # fmt: skip
            self.env.cr.execute(
                SQL(
                    "SELECT id, write_date, write_uid FROM %s ORDER BY id",
                    SQL.identifier(table),
                )
            )
            result[table] = self.env.cr.fetchall()
        return result

    def test_books(self):
        reports, counts = self._reports(), self._counts()
        hashes = self._check_hash()
        self.assertEqual(hashes["status"], "verified")
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.assertEqual(self._reports(), reports)
        self.assertEqual(self._counts(), counts)
        self.assertEqual(self._check_hash(), hashes)

    def _check_hash(self):
        results = self.env.company._check_hash_integrity()["results"]
        sale = next(one for one in results if one["restricted_by_hash_table"] == "V")
        return {"status": sale["status"], "message": str(sale.get("msg_cover"))}

    def test_others_in_one_message(self):
        message = self.other.message_post(
            body="Zacharias Quillfeather", author_id=self.other.id
        )
        shared = self.env["res.partner"].create(
            {
                "name": "Family member",
                "email": "zacharias@quillfeather.example",
                "category_id": [Command.create({"name": "Family"})],
            }
        )
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(shared.email, "zacharias@quillfeather.example")
        self.assertIn("Zacharias Quillfeather", message.body)
        self.assertEqual(self.other.name, "Bystander Bob")

"""The list of all documents of a subject; assertions look into its rows."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...engine.due import document_list
from ...models.worklist import partner_anonymization_document as overview
from ..cases.overview import MODEL, OverviewCase


@tagged("post_install", "-at_install")
class TestDocumentOverview(OverviewCase):
    def test_rows_of_invoices(self):
        paid = self._invoice(self.person, "2015-05-05")
        entry = self._pay(paid)
        unpaid = self._invoice(self.child, "2016-06-06")
        draft = self._invoice(self.person, "2017-07-07", post=False)
        self._invoice(self.other, "2015-05-05")
        found = self._found()
        moves = paid | entry | unpaid | draft
        items = entry.line_ids.filtered("partner_id")
        expected = {("account.move", id_) for id_ in (moves - entry).ids}
        expected |= {("account.move.line", id_) for id_ in items.ids}
        self.assertEqual(set(found), expected)
        states = {id_: row.state for (_model, id_), row in found.items()}
        self.assertEqual(states[paid.id], "closed")
        self.assertEqual(states[unpaid.id], "open")
        self.assertEqual(states[draft.id], "open")
        row = found["account.move", unpaid.id]
        self.assertEqual(row.date, date(2016, 6, 6))
        self.assertEqual(row.type, "Customer Invoice")
        self.assertEqual(row.document, unpaid.display_name)
        self.assertEqual(row.company_id, self.env.company)
        self.assertEqual(row.partner_id, self.child)
        self.assertEqual(row.role, "business")
        self.assertEqual(row.kept_until, unpaid.anonymization_retention_end)
        self.assertIn("2021", row.kept_label)

    def test_items_are_shown_without_their_entry_only(self):
        """An entry of several partners is nobody's document, its items are."""
        entry = self._entry(self.person, self.other)
        found = self._found()
        item = entry.line_ids.filtered(lambda line: line.partner_id == self.person)
        self.assertEqual(set(found), {("account.move.line", item.id)})
        own = self._entry(self.person, self.other, partner_id=self.person.id)
        found = self._found()
        self.assertEqual(
            set(found), {("account.move", own.id), ("account.move.line", item.id)}
        )
        self.assertEqual(found["account.move", own.id].type, "Journal Entry")

    def _entry(self, *partners, **values):
        lines = []
        account = self.company_data["default_account_expense"]
        for partner in partners:
            for balance in (7, -7):
                lines.append(
                    Command.create(
                        {
                            "partner_id": balance > 0 and partner.id,
                            "account_id": account.id,
                            "balance": balance,
                        }
                    )
                )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": "2016-01-01",
                "line_ids": lines,
                **values,
            }
        )
        entry.action_post()
        return entry

    def test_entry_with_an_open_item_is_open(self):
        invoice = self._invoice(self.person, "2015-05-05")
        entry = self._pay(invoice)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %s WHERE id = %s",
            [self.person.id, entry.id],
        )
        self.assertEqual(self._found()["account.move", entry.id].state, "closed")
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._found()["account.move", entry.id].state, "open")

    def test_payment_stands_for_its_entry(self):
        payment = self._payment(self.child)
        found = self._found()
        self.assertEqual(set(found), {("account.payment", payment.id)})
        row = found["account.payment", payment.id]
        self.assertEqual((row.type, row.state), ("Payment", "open"))
        self.assertEqual(row.date, date(2015, 5, 6))
        payment.move_id.button_draft()
        payment.action_cancel()
        self.assertEqual(self._found()["account.payment", payment.id].state, "closed")

    def test_statement_line_is_shown_as_its_entry(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": "2015-01-15",
                "payment_ref": "Bird house",
                "partner_id": self.person.id,
                "amount": 100,
            }
        )
        found = self._found()
        self.assertEqual(set(found), {("account.move", line.move_id.id)})
        self.assertEqual(found["account.move", line.move_id.id].state, "open")

    def test_linked_persons_and_children(self):
        self.person.anonymization_same_partner_ids = self.other
        mine = self._invoice(self.child)
        same = self._invoice(self.other)
        both = {("account.move", mine.id), ("account.move", same.id)}
        for partner in (self.person, self.other):
            self.assertEqual(set(self._found(partner)), both)
        self.assertEqual(set(self._found(self.child)), {("account.move", mine.id)})

    def test_kept_while_taxes_are_open(self):
        company = self.env.company
        company.anonymization_taxes_open_from = "2015-01-01"
        company.anonymization_period_ids = [
            Command.create(
                {
                    "retention_class": "accounting",
                    "years": 8,
                    "start": "calendar_year_end",
                    "suspended": True,
                }
            )
        ]
        old = self._invoice(self.person, "2014-05-05")
        new = self._invoice(self.person, "2015-05-05")
        found = self._found()
        self.assertEqual(found["account.move", old.id].kept_until, date(2022, 12, 31))
        self.assertEqual(
            found["account.move", new.id].kept_label, "while taxes are open"
        )

    def test_filters(self):
        old = self._invoice(self.person, "2015-05-05")
        new = self._invoice(self.person)
        self._pay(old)
        rows = self._rows()
        kept = rows.filtered_domain([("kept_until", ">=", "today")])
        over = rows.filtered_domain([("kept_until", "<", "today")])
        self.assertEqual(kept.mapped("res_id"), new.ids)
        self.assertIn(old.id, over.mapped("res_id"))
        search = rows.env[MODEL].get_view(view_type="search")["arch"]
        for name in ("open", "closed", "kept", "over", "group_type", "group_year"):
            self.assertIn(f'name="{name}"', search)

    def test_newest_first_and_more(self):
        days = ["2015-05-05", "2016-05-05", "2017-05-05", "2018-05-05"]
        moves = [self._invoice(self.person, day) for day in days]
        for move in moves[1:]:
            self._pay(move).line_ids.partner_id = False
        self.patch(overview, "SHOWN", 2)
        rows = self._rows().filtered(lambda row: row.model == "account.move")
        self.assertEqual(
            rows.mapped("res_id"), [moves[3].id, moves[0].id, 0], "the open one, too"
        )
        self.assertEqual(rows[-1].document, "and 2 more")
        with self.assertRaisesRegex(UserError, "Only 2 documents"):
            rows[-1].action_open()

    def test_click_opens_the_document(self):
        move = self._invoice(self.person)
        action = self._found()["account.move", move.id].action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (move._name, move.id))

    def test_each_record_once(self):
        self._invoice(self.person, partner_shipping_id=self.child.id)
        env = self.env
        env.flush_all()
        rows = self._rows()
        self.assertEqual(len(rows), 1)
        self.assertEqual(len(set(rows.mapped("res_id"))), 1)

    def test_anonymized_partner(self):
        move = self._invoice(self.person, "2015-05-05")
        self._pay(move)
        before = {key: row.state for key, row in self._found().items()}
        self.person.anonymize()
        self.assertEqual({k: row.state for k, row in self._found().items()}, before)

    def test_partner_without_documents(self):
        self.assertFalse(self._rows(self.other))

    # How it is made

    def test_rows_hold_no_names(self):
        self._invoice(self.person, ref="Zacharias Quillfeather")
        rows = self._rows()
        self.env.cr.execute(
            "SELECT t::text FROM partner_anonymization_document t WHERE id = ANY(%s)",
            [rows.ids],
        )
        text = str(self.env.cr.fetchall())
        for word in ("Quillfeather", "Zacharias", "INV/"):
            self.assertNotIn(word, text)

    def test_statements_do_not_grow_with_the_documents(self):
        self._invoice(self.person)
        self._rows()
        few = self._statements()
        for _number in range(6):
            self._invoice(self.child)
        self.assertEqual(self._statements(), few)

    def _statements(self):
        model = self.env[MODEL].with_user(self.clerk)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        model._fill(self.person)
        return self.env.cr.sql_log_count - before

    def test_vacuum_removes_the_rows(self):
        self._invoice(self.person)
        rows = self._rows()
        self.env.cr.execute(
            "UPDATE partner_anonymization_document SET"
            " create_date = create_date - interval '1 day',"
            " write_date = write_date - interval '1 day' WHERE id = ANY(%s)",
            [rows.ids],
        )
        self.env[MODEL].sudo()._transient_vacuum()
        self.assertFalse(rows.exists())

    def test_nothing_is_searched_when_the_form_is_loaded(self):
        calls = []
        self.patch(document_list, "find", lambda *args: calls.append(args) or [])
        Form(self.person.with_env(self.env(su=False)))
        self.assertFalse(calls)
        arch = self.env["res.partner"].get_view(
            self.env.ref("base.view_partner_form").id, "form"
        )["arch"]
        self.assertIn("action_anonymization_documents", arch)

    def test_from_the_wizard(self):
        move = self._invoice(self.person)
        of_other = self._invoice(self.other)
        model = self.env["partner.anonymize"].with_user(self.clerk)
        partners = (self.person | self.other).ids
        wizard = model.create({"partner_ids": [Command.set(partners)]})
        rows = wizard.env[MODEL].search(wizard.action_documents()["domain"])
        self.assertEqual(set(rows.mapped("res_id")), {move.id, of_other.id})

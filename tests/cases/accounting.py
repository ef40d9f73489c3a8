"""Invoices, payments and their history for the tests that need books."""

from datetime import date

from odoo import Command, fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..common import AnonymizationCase


class BooksCase(AnonymizationCase, AccountTestInvoicingCommon):
    """A company with a chart of accounts, and documents of a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("partner_anonymization.group_manager")
        cls.env.user.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.env = cls.env(su=True)
        cls.Partner = cls.env["res.partner"].with_context(active_test=False)
        cls.person = cls.Partner.browse(cls.person.id)
        cls.bank_journal = cls.company_data["default_journal_bank"]

    @classmethod
    def _invoice(cls, partner, day=None, post=True, **values):
        day = fields.Date.to_date(day) if day else date.today()
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": values.pop("label", "Bird house"),
                            "quantity": 1,
                            "price_unit": 100.0,
                            "account_id": cls.company_data[
                                "default_account_revenue"
                            ].id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, move, day=None):
        """Settle an invoice by a bank entry."""
        day = fields.Date.to_date(day) if day else move.date
        line = move.line_ids.filtered(
            lambda line: (
                line.account_id.account_type
                in ("asset_receivable", "liability_payable")
            )
        )
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": cls.bank_journal.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "balance": -line.balance,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": cls.bank_journal.default_account_id.id,
                            "balance": line.balance,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        counterpart = entry.line_ids.filtered(
            lambda item: item.account_id == line.account_id
        )
        (line | counterpart).reconcile()
        return entry

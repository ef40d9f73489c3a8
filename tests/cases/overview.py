"""What the lists of documents of some users show."""

from .accounting import BooksCase

MODEL = "partner.anonymization.document"


class OverviewCase(BooksCase):
    """Opens the list of documents of a partner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._clerk("clerk", "group_anonymize")
        cls.child = cls.person.child_ids.filtered(lambda one: one.type == "invoice")
        cls.other = cls.Partner.create({"name": "Living Customer"})

    @classmethod
    def _clerk(cls, login, groups, accounting=True):
        user = cls._user(login, groups)
        if accounting:
            user.group_ids |= cls.env.ref("account.group_account_invoice")
        company = cls.env.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        return user

    def _rows(self, partner=None, user=None):
        """The rows of the list that a user opens from a partner's form."""
        partner = (partner or self.person).with_user(user or self.clerk)
        action = partner.action_anonymization_documents()
        rows = partner.env[MODEL].search(action["domain"])
        listed = rows.filtered(lambda row: row.kind == "document")
        count = len(listed) + sum(rows.mapped("more"))
        self.assertEqual(partner.anonymization_document_count(), count)
        return rows

    def _found(self, *args, **kwargs):
        rows = self._rows(*args, **kwargs)
        return {(row.model, row.res_id): row for row in rows}

    def _payment(self, partner, day="2015-05-06"):
        payment = self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "amount": 5,
                "date": day,
                "journal_id": self.bank_journal.id,
            }
        )
        payment.action_post()
        return payment

"""The living keep their words: cards, signatures, companies and longer names."""

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..common import digest
from .test_proof import CRONS, ProofCase


class WordsCase(ProofCase):
    """A person who is erased without a user, as the nightly action does, and proved."""

    def erase(self, partner):
        line = self._anonymize(partner)
        traces = self._prove(line)
        return line, traces

    def contact(self, name, **values):
        return self.Partner.create({"name": name, **values})

    def stored(self, record, *names):
        self.env.flush_all()
        columns = SQL(", ").join(SQL("%s::text", SQL.identifier(one)) for one in names)
        table = SQL.identifier(record._table)
        query = SQL("SELECT %s FROM %s WHERE id = %s", columns, table, record.id)
        (row,) = self.env.execute_query(query)
        return row


@tagged("post_install", "-at_install")
class TestWordsOfOthers(WordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clara = cls.Partner.create(
            {
                "name": "Clara Maria",
                "street": "Alte Gasse 12",
                "company_registry": "HRB 445566",
            }
        )

    def _others(self):
        company = self.env["res.company"].create({"name": "Clara Maria Trading"})
        user = new_test_user(self.env, "clara.maria.olsen", "base.group_user")
        user.write(
            {"name": "Clara Maria Olsen", "signature": "<div>Clara Maria, desk 3</div>"}
        )
        lindqvist = self.contact(
            "Clara Maria Lindqvist",
            street="Alte Gasse 12/3",
            comment="<p>Clara Maria Lindqvist, Alte Gasse 12/3</p>",
        )
        bakery = self.contact(
            "Bäckerei Clara Maria GmbH",
            is_company=True,
            company_registry="HRB 445566-2",
            website="https://clara-maria.example",
        )
        return company, user, lindqvist, bakery

    def _rows(self, others):
        company, user, lindqvist, bakery = others
        card = ("name", "complete_name", "street", "company_registry", "comment",
                "website", "commercial_company_name")  # fmt: skip
        partners = (lindqvist, bakery, user.partner_id, company.partner_id)
        return (
            *(self.stored(one, *card) for one in partners),
            self.stored(user, "login", "signature"),
            self.stored(company, "name"),
        )

    def test_cards_of_the_living(self):
        others = self._others()
        before = self._rows(others)
        line, traces = self.erase(self.clara)
        self.assertEqual(self._rows(others), before)
        self.assertEqual(line.proof_state, "proved", traces)
        self.clara.purge_anonymized()
        self.assertEqual(self._rows(others), before)

    def test_redact_leaves_cards_of_the_living(self):
        others = self._others()
        before = self._rows(others)
        line, _traces = self.erase(self.clara)
        line._prove({(line.id, model, column) for model, column in (
            ("res.partner", "name"), ("res.users", "signature"), ("res.company", "name")
        )})  # fmt: skip
        self.assertEqual(self._rows(others), before)

    def test_longer_names_in_texts(self):
        self._others()
        message = self.clara.message_post(
            body="Clara Maria Lindqvist told CLARA MARIA that Alte Gasse 12/3 is near"
        )
        other = self.contact(
            "Olga", comment="<p>Clara Maria Lindqvist; Clara Maria</p>"
        )
        line, _traces = self.erase(self.clara)
        (body,) = self.stored(message, "body")
        self.assertIn(
            "Clara Maria Lindqvist told Anonymized that Alte Gasse 12/3", body
        )
        self.assertEqual(
            self.stored(other, "comment"),
            ("<p>Clara Maria Lindqvist; Anonymized</p>",),
        )
        self.assertEqual(line.proof_state, "proved")

    def test_one_after_the_other_and_back(self):
        _company, _user, lindqvist, _bakery = self._others()
        message = lindqvist.message_post(body="Clara Maria Lindqvist and Clara Maria")
        self.env.flush_all()
        skip = (*CRONS, "bus_bus")  # throw-away rows do not come back
        before = digest(self.env.cr, skip)
        self.erase(self.clara)
        self.erase(lindqvist)
        self.assertNotIn("Clara", self.stored(message, "body")[0])
        self.clara.deanonymize()
        self.assertEqual(self.stored(lindqvist, "name"), ("Anonymized",))
        lindqvist.deanonymize()
        self.assertEqual(self.stored(lindqvist, "name"), ("Clara Maria Lindqvist",))
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr, skip))

    def test_addresses_in_other_spellings(self):
        """Berta has them too: in other capitals, among others, without the country."""
        anton = self.contact(
            "Anton Querfeld",
            email="FamilieB@Querfeld.example",
            phone="+32 485 11 22 33",
        )
        berta = self.contact(
            "Berta Querfeld",
            email="b@q.example; familieb@querfeld.example",
            phone="0485/11.22.33",
            comment="<p>familieb@querfeld.example, 0485/11.22.33</p>",
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Nest",
                "contact_name": "Berta Q.",
                "email_from": "familieb@querfeld.example",
                "phone": "0485/11.22.33",
            }
        )
        lead.action_set_lost()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = NULL WHERE id = %s", [lead.id]
        )
        self.env.invalidate_all()
        leads = self.stored(lead, "contact_name", "email_from", "phone")
        before = self.stored(berta, "name", "email", "phone", "comment")
        line, traces = self.erase(anton)
        self.assertEqual(
            self.stored(berta, "name", "email", "phone", "comment"), before
        )
        self.assertEqual(
            self.stored(lead, "contact_name", "email_from", "phone"), leads
        )
        self.assertEqual(line.proof_state, "proved", traces)

    def test_author_line_of_a_namesake(self):
        user = new_test_user(self.env, "max.quill", "base.group_user")
        user.write({"name": "Max Quillon", "email": "max@firm.example"})
        max_ = self.contact("Max Quillon", email="max@home.example")
        message = max_.message_post(
            body="Dear Max Quillon", author_id=user.partner_id.id
        )
        line, traces = self.erase(max_)
        email_from, body = self.stored(message, "email_from", "body")
        self.assertEqual(email_from, '"Max Quillon" <max@firm.example>')
        self.assertIn("Dear Anonymized", body)
        self.assertEqual(line.proof_state, "proved", traces)


@tagged("post_install", "-at_install")
class TestWeakWords(WordsCase):
    TEXT = (
        "<p>March 2019 plan on the 2nd Floor: we will call back, ask the front desk,"
        " max price 1000, ZIP 10115, 2023-05-17, IMG_20230517.jpg</p>"
    )

    def _erase_weak(self, **values):
        other = self.contact("Olga Octavius", comment=self.TEXT)
        person = self.contact(values.pop("name", "Ottokar Brunnwasser"), **values)
        line, traces = self.erase(person)
        self.assertEqual(self.stored(other, "comment"), (self.TEXT,))
        return person, line, traces

    def test_texts_of_others(self):
        for values in (
            {"street2": "2nd Floor"},
            {"ref": "2019"},
            {"ref": "1000"},
            {"company_registry": "10115"},
            {"name": "Will Call"},
            {"name": "Max Price"},
            {"name": "Front Desk"},
            {"phone": "+45 20 23 05 17"},
        ):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                person, _line, _traces = self._erase_weak(**values)
                self.assertNotEqual(self.stored(person, "name"), (values.get("name"),))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_own_records_lose_them(self):
        person = self.contact("Will Call", ref="A-100", comment="<p>x</p>")
        message = person.message_post(body="Will Call has A-100")
        self.erase(person)
        self.assertIn("Anonymized has Anonymized", self.stored(message, "body")[0])

    def test_in_context_of_a_strong_one(self):
        """A record that links the person: what stands beside the e-mail is theirs."""
        person = self.contact("Winter", email="w@winter-haus.example")
        other = self.contact("Olga Octavius")
        both, alone = (
            other.message_post(body=body, partner_ids=person.ids)
            for body in ("Winter, w@winter-haus.example", "Next Winter we go")
        )
        self.erase(person)
        self.assertNotIn("Winter", self.stored(both, "body")[0])
        self.assertIn("Next Winter we go", self.stored(alone, "body")[0])

    def test_words_that_apps_use(self):
        """Views and templates have such words: neither rewritten nor in the way."""
        view = self.env["ir.ui.view"].search([("arch_db", "ilike", "Contact Us")])
        before = [self.stored(one, "arch_db") for one in view]
        person = self.contact("Contact Us", ref="A-1000")
        line, traces = self.erase(person)
        self.assertEqual([self.stored(one, "arch_db") for one in view], before)
        self.assertEqual(line.proof_state, "proved", traces)


@tagged("post_install", "-at_install")
class TestFieldsOfOthers(WordsCase):
    def test_bank_account_of_somebody_else(self):
        """The holder's name is equal, and nobody is known to have it: it is asked."""
        other = self.contact(
            "Olga Octavius",
            bank_ids=[Command.create({"acc_number": "1", "acc_holder_name": "x"})],
        )
        account = other.bank_ids
        line = self._anonymize(self.person)
        account.acc_holder_name = "Barnabas Ashquill"
        traces = self._prove(line)
        self.assertEqual(traces[("res.partner.bank", "acc_holder_name")][0], "shared")
        self.assertEqual(account.acc_holder_name, "Barnabas Ashquill")

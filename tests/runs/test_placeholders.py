"""A new word for names can be given to those who were anonymized before it."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ...models.nights import res_partner_rename
from ..cases.accounting import BooksCase

CRON = "partner_anonymization.ir_cron_rename"


@tagged("post_install", "-at_install", "accounting_only")
class TestPlaceholders(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.person, "2012-03-04")
        cls._pay(cls.invoice, "2012-03-05")
        company = cls.Partner.create({"name": "Rookery Ltd", "is_company": True})
        cls.clerk = cls.Partner.create({"name": "Cora Rook", "parent_id": company.id})
        cls.both = cls.person | cls.clerk
        cls.members = (cls.both | cls.person.child_ids).sorted("id")
        cls.banks = cls.members.bank_ids
        cls.others = cls.Partner.search_count(
            [("name", "=", "Anonymized"), ("anonymization_state", "=", "anonymized")]
        )
        cls.manager = cls._user("word-manager", "group_manager")
        cls.manager.group_ids |= cls.env.ref("base.group_system")

    def _set(self, word, state="anonymized"):
        self.env["ir.config_parameter"].set_param(
            f"partner_anonymization.placeholder_{state}", word
        )

    def _settings(self, user=None):
        return self.env["res.config.settings"].with_user(user or self.manager)

    def _offered(self):
        settings = self._settings().create({})
        return settings.anonymization_rename_count, settings.anonymization_renaming

    def _rename(self):
        self._settings().create({}).action_anonymization_rename()
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _carrying(self, word):
        """Those of ours; the database may have others from before."""
        return self.members.filtered(
            lambda one: one.name == word and one.anonymization_state == "anonymized"
        )

    def _rows(self, table, ids):
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT to_jsonb(t) FROM {table} t"  # noqa: S608
            " WHERE id = ANY(%s) ORDER BY id",
            [list(ids)],
        )
        return [row for (row,) in self.env.cr.fetchall()]

    def _everything(self):
        return (
            self._rows("res_partner", self.members.ids),
            self._rows("res_partner_bank", self.banks.ids),
            self._rows("account_move", self.invoice.ids),
        )

    def test_names_and_copies_follow(self):
        self.both.anonymize(override_retention=True, note="Asked for")
        self.assertEqual(self._offered(), (0, False))
        self._set("Nobody")
        self.assertEqual(self._carrying("Anonymized"), self.members)
        self.assertEqual(self._offered(), (len(self.members) + self.others, False))
        dates = self.members.mapped("write_date")
        self._rename()
        self.assertEqual(self._carrying("Nobody"), self.members)
        self.assertEqual(self.person.complete_name, "Nobody")
        self.assertEqual(self.clerk.complete_name, "Rookery Ltd, Nobody")
        self.assertEqual(self.invoice.invoice_partner_display_name, "Nobody")
        self.assertEqual(self.members.mapped("write_date"), dates)
        self.assertEqual(self._offered(), (0, False))

    def test_asked_for_and_not_done_yet(self):
        self.both.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self._settings().create({}).action_anonymization_rename()
        self.assertTrue(self._offered()[1])
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref(CRON).id)]
        )
        self.assertEqual(len(triggers), 1)
        self.assertEqual(self.person.name, "Anonymized")

    def test_nobody_is_renamed_unasked(self):
        self.person.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.assertEqual(self.person.name, "Anonymized")

    def test_restoring_stays_exact(self):
        before = self._everything()
        self.both.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self._rename()
        self.both.deanonymize()
        self.assertEqual(self._everything(), before)

    def test_only_what_a_run_has_put(self):
        """Living namesakes of the word, and what somebody has written since, stay."""
        living = self.Partner.create({"name": "Anonymized"})
        self.both.anonymize(override_retention=True, note="Asked for")
        self.env.cr.execute(
            "UPDATE res_partner SET name = 'Anonymized 7' WHERE id = %s", self.clerk.ids
        )
        self.env.cr.execute(
            "UPDATE account_move SET invoice_partner_display_name = 'Unanonymized'"
            " WHERE id = %s",
            self.invoice.ids,
        )
        self.env.invalidate_all()
        self._set("Nobody")
        self._rename()
        self.assertEqual(living.name, "Anonymized")
        self.assertEqual(self.clerk.name, "Anonymized 7")
        self.assertEqual(self.invoice.invoice_partner_display_name, "Unanonymized")
        self.assertEqual(self.person.name, "Nobody")

    def test_several_words_one_after_the_other(self):
        self.person.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self.clerk.anonymize(override_retention=True, note="Asked for")
        self._set("Somebody")
        self._rename()
        self.assertEqual(set(self.both.mapped("name")), {"Somebody"})
        self._set("Anonymized")
        self._rename()
        self.assertEqual(set(self.both.mapped("name")), {"Anonymized"})

    def test_in_batches(self):
        self.patch(res_partner_rename, "BATCH", 2)
        self.both.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self._rename()
        self.assertEqual(self._offered(), (0, False))

    def test_deleted_ones(self):
        """Who got the word for deleted ones, or was deleted under an earlier word."""
        self.both.anonymize(override_retention=True, note="Asked for")
        self.person.purge_anonymized()
        self._set("Erased", "deleted")
        self._set("Nobody")
        self._rename()
        self.assertEqual(self.person.name, "Erased")
        self.assertEqual(self.invoice.invoice_partner_display_name, "Erased")
        self.assertEqual(self.clerk.name, "Nobody")

    def test_deleting_who_still_has_an_earlier_word(self):
        self.both.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self.both.purge_anonymized()
        self.assertEqual(set(self.both.mapped("name")), {"Deleted"})
        self.assertEqual(self.clerk.complete_name, "Rookery Ltd, Deleted")
        self.assertEqual(self.invoice.invoice_partner_display_name, "Deleted")

    def test_the_proof_finds_nothing(self):
        run = self.person.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        self._rename()
        run.line_ids.action_prove()
        self.assertEqual(run.line_ids.proof_state, "proved")

    def test_right(self):
        self.person.anonymize(override_retention=True, note="Asked for")
        self._set("Nobody")
        for groups in ("group_anonymize", ""):
            user = self._user(f"word-{groups}", groups)
            user.group_ids |= self.env.ref("base.group_system")
            settings = self._settings(user)
            self.assertEqual(settings.new({}).anonymization_rename_count, 0)
            with self.assertRaises(AccessError):
                settings.action_anonymization_rename()

    def test_settings_form(self):
        self.person.anonymize(override_retention=True, note="Asked for")
        with Form(self._settings()) as form:
            form.anonymization_placeholder_anonymized = "Nobody"
        form.record.execute()
        self.assertGreater(self._offered()[0], 0)

    def test_word_for_a_deleted_one_is_a_parameter(self):
        self._set("Gelöscht", "deleted")
        self.person.anonymize(override_retention=True, note="Asked for")
        self.person.purge_anonymized()
        self.assertEqual(self.person.name, "Gelöscht")
        self.assertEqual(self.invoice.invoice_partner_display_name, "Gelöscht")

"""Who was deleted for good and is entered again is known, without being stored."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.checks import known_again
from ...engine.subject import known_again as values
from ...engine.vault import guard_hashes, key_store, key_usage
from ...models.keys import key_watch
from ..cases.request_case import RequestCase

EMAIL = "zacharias@quillfeather.example"
TABLE = "partner_anonymization_guard_hash"
VAULT = "odoo.addons.partner_anonymization.engine.vault"


class KnownAgainCase(RequestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.vat = "DK12345674"
        cls.addClassCleanup(guard_hashes.forget_keys)
        guard_hashes.forget_keys()
        cls.sales = cls._user("sales")

    def _turn(self, mode, years=3):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("partner_anonymization.guard", mode)
        parameters.set_param("partner_anonymization.guard_years", str(years))
        guard_hashes.make_key(self.env)

    def _erase(self, partner=None):
        partner = partner or self.person
        run = partner.anonymize()
        partner.purge_anonymized()
        self.env.invalidate_all()
        return run.line_ids

    def _hashes(self):
        self.cr.execute(f"SELECT digest, kind, line_id FROM {TABLE} ORDER BY id")
        return self.cr.fetchall()

    def _create(self, user=None, **vals):
        Partner = self.env["res.partner"].with_user(user or self.sales)
        return Partner.create({"name": "Zach Again", **vals})

    def _notes(self, record):
        messages = self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
        )
        return " ".join(map(str, messages.mapped("body")))

    def _events(self, kind):
        return self.env["partner.anonymization.event"].search([("kind", "=", kind)])

    def _statements(self, function):
        execute, result = Cursor.execute, []

        def recording(cr, query, *args, **kwargs):
            result.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        with patch.object(Cursor, "execute", recording):
            function()
            self.env.flush_all()
        return result

    def _afterwards(self):
        """What is done once the transaction was rolled back."""
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestKnownAgain(KnownAgainCase):
    def test_off_keeps_and_asks_nothing(self):
        self._erase()
        self.assertEqual(self._hashes(), [])
        self._create(email="warm@up.example")  # what Odoo remembers is read
        with patch.object(known_again, "find", side_effect=AssertionError):
            sent = self._statements(lambda: self._create(email=EMAIL))
        self.assertFalse([text for text in sent if "guard" in text])
        self.assertFalse([text for text in sent if "ir_config_parameter" in text])

    def test_only_hashes_are_stored(self):
        self._turn("warn")
        self._erase()
        found = self._hashes()
        self.assertEqual(
            {kind for _code, kind, _line in found}, {"email", "phone", "vat", "iban"}
        )
        self.cr.execute(f"SELECT string_agg(to_jsonb(t)::text, ' ') FROM {TABLE} t")
        (text,) = self.cr.fetchone()
        for word in ("quillfeather", "zacharias", "31415926", "12345674", "0040011624"):
            self.assertNotIn(word, text.lower())
        for code, _kind, _line in found:
            self.assertRegex(code, "^[0-9a-f]{64}$")

    def test_anonymized_is_not_deleted(self):
        self._turn("refuse")
        self.person.anonymize()
        self.assertEqual(self._hashes(), [])
        self.assertTrue(self._create(email=EMAIL))

    def test_every_value_in_another_spelling(self):
        self._turn("refuse")
        self._erase()
        for vals in (
            {"email": "Zach <ZACHARIAS@Quillfeather.Example>"},
            {"email": f"other@else.example, {EMAIL}"},
            {"phone": "0045 31415926"},
            {"phone": "31 41-59 26", "country_id": self.country.id},
            {"phone": "31 41 59 26"},  # the company is in Denmark
            {"vat": "dk 12 34 56 74"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError) as refused:
                self._create(**vals)
            self.assertIn("was erased on", str(refused.exception))
            for value in vals.values():
                self.assertNotIn(str(value), str(refused.exception))
        bank = {"acc_number": "DK50 0040 0440 1162 43"}
        with self.assertRaisesRegex(UserError, "bank account"):
            self._create(bank_ids=[(0, 0, bank)])
        self.assertTrue(self._create(email="zacharias@other.example"))
        self.assertTrue(
            self._create(phone="31415926", country_id=self.env.ref("base.se").id)
        )

    def test_warning_is_noted_and_logged(self):
        self._turn("warn")
        line = self._erase()
        partner = self._create(email=EMAIL)
        notes = self._notes(partner)
        self.assertIn("Who had this e-mail address was erased on", notes)
        self.assertNotIn("on request", notes)
        self.assertIn(f"log entry {line.id}", notes)
        event = self._events("recreated")
        self.assertEqual(event.partner_ref, self.person.id)
        self.assertEqual(event.user_id, self.sales)
        other = self._create(email="nobody@else.example")
        self.assertNotIn("erased", self._notes(other))

    def test_warning_reaches_the_user(self):
        self._turn("warn")
        self._erase()
        sent = []
        with patch.object(
            type(self.env["res.users"]),
            "_bus_send",
            lambda user, kind, message, **kw: sent.append((user.id, kind, message)),
        ):
            self._create(email=EMAIL)
        told = [one for one in sent if one[1] == "simple_notification"]
        ((user_id, _kind, message),) = told
        self.assertEqual(user_id, self.sales.id)
        self.assertIn("was erased on", message["message"])

    def test_refusal_is_logged(self):
        """It stays, although all else of the call is taken back; no value is in it."""
        self._turn("refuse")
        self._erase()
        Partner = self.env["res.partner"].with_user(self.sales)
        with self.assertRaises(UserError):
            self._create(email=EMAIL)
        self.assertFalse(self._events("recreated"))
        Partner.load(["name", "email"], [["Fine", "f@else.example"], ["Zach", EMAIL]])
        self._afterwards()
        event = self._events("recreated")
        self.assertEqual(len(event), 1, "an import tries a row more than once")
        self.assertEqual(
            (event.outcome, event.partner_ref, event.user_id, event.reason),
            ("refused", self.person.id, self.sales, False),
        )
        self._afterwards()
        self.assertEqual(len(self._events("recreated")), 1)

    def test_on_request(self):
        self._turn("refuse")
        request = self._request(user=self.clerk)
        self._anonymize(request)
        request.action_close()
        self.person.purge_anonymized()
        with self.assertRaisesRegex(UserError, "was erased on request on"):
            self._create(email=EMAIL)

    def test_lead(self):
        if "crm.lead" not in self.env:
            return
        self._turn("refuse")
        self._erase()
        Lead = self.env["crm.lead"]
        with self.assertRaisesRegex(UserError, "was erased on"):
            Lead.create({"name": "Tea", "email_from": EMAIL})
        self._turn("warn")
        lead = Lead.create({"name": "Tea", "phone": "+45 31 41 59 26"})
        self.assertIn("this phone number was erased", self._notes(lead))

    def test_written(self):
        self._turn("refuse")
        self._erase()
        partner = self._create(email="fine@else.example")
        with self.assertRaisesRegex(UserError, "was erased on"):
            partner.email = EMAIL
        partner.function = "Gardener"
        self._turn("warn")
        partner.email = EMAIL
        self.assertIn("e-mail address was erased", self._notes(partner))

    def test_number_as_it_is_dialled_there(self):
        """In the country of the contact, not of the company."""
        self._turn("refuse")
        self._erase()
        self.env.company.country_id = self.env.ref("base.se")
        partner = self._create(country_id=self.env.ref("base.dk").id)
        with self.assertRaisesRegex(UserError, "phone number was erased"):
            partner.phone = "31 41 59 26"
        swede = self._create(phone="31 41 59 26")
        self.assertTrue(swede)

    def test_one_statement_for_many(self):
        self._turn("warn")
        self._erase()
        self._create(email="warm@up.example")
        Partner = self.env["res.partner"].with_user(self.sales)
        many = [
            {"name": f"Person {n}", "email": f"p{n}@x.example", "phone": f"+4520{n:06}"}
            for n in range(50)
        ]
        sent = self._statements(lambda: Partner.create(many))
        self.assertEqual(len([text for text in sent if TABLE in text]), 1)
        sent = self._statements(lambda: Partner.create({"name": "Without any"}))
        self.assertFalse([text for text in sent if TABLE in text])

    def test_shared_with_the_living(self):
        self._turn("refuse")
        self.Partner.create({"name": "Wife Of Him", "email": EMAIL})
        self._erase()
        self.assertTrue(self._create(email=EMAIL))
        with self.assertRaises(UserError):
            self._create(vat="DK12345674")

    def test_import_is_refused(self):
        self._turn("refuse")
        self._erase()
        Partner = self.env["res.partner"].with_user(self.sales)
        data = [["Fine Person", "fine@else.example"], ["Zach Again", EMAIL]]
        result = Partner.load(["name", "email"], data)
        self.assertFalse(result["ids"])
        message = result["messages"][-1]  # Odoo blames the first row of a batch as well
        self.assertEqual((message["type"], message["rows"]["from"]), ("error", 1))
        self.assertIn("was erased on", message["message"])
        self.assertNotIn("quillfeather", str(result["messages"]))

    def test_import_warns(self):
        self._turn("warn")
        self._erase()
        Partner = self.env["res.partner"].with_user(self.sales)
        data = [["Fine Person", "fine@else.example"], ["Zach Again", EMAIL]]
        result = Partner.load(["name", "email"], data)
        self.assertEqual(len(result["ids"]), 2)
        (message,) = result["messages"]
        self.assertEqual(message["type"], "warning")
        self.assertIn("was erased on", message["message"])

    def test_new_purchase_overrides(self):
        self._turn("refuse")
        line = self._erase()
        partner = self._create(email=EMAIL, anonymization_return_reason="purchase")
        self.assertIn("was erased on", self._notes(partner))
        event = self._events("returned")
        self.assertEqual(event.partner_ref, self.person.id)
        self.assertEqual(event.reason, "purchase")
        self.assertEqual(event.user_id, self.sales)
        self.assertFalse([one for one in self._hashes() if one[2] == line.id])
        self.assertTrue(self._create(phone="+45 31 41 59 26"), "the person is back")

    def test_made_up_reason(self):
        self._turn("refuse")
        self._erase()
        for reason in ("x", False, ""):
            with self.assertRaises(UserError):
                self._create(email=EMAIL, anonymization_return_reason=reason)

    def test_import_with_a_reason(self):
        self._turn("refuse")
        self._erase()
        Partner = self.env["res.partner"].with_user(self.sales)
        result = Partner.load(
            ["name", "email", "anonymization_return_reason"],
            [["Zach Again", EMAIL, "purchase"]],
        )
        self.assertEqual(len(result["ids"] or ()), 1, result["messages"])
        self.assertFalse(self._hashes())

    def test_nobody_there_to_read_a_refusal(self):
        self._turn("refuse")
        self._erase()
        public = self.env.ref("base.public_user")
        partner = self.env["res.partner"].with_user(public).sudo().create(
            {"name": "Guest at the till", "email": EMAIL}
        )  # fmt: skip
        self.assertIn("was erased on", self._notes(partner))
        told = self.env["mail.message"].search(
            [("subject", "=", "An erased person was entered again")]
        )
        self.assertIn(str(partner.id), str(told.body))
        self.assertNotIn("quillfeather", str(told.body))

    def test_sign_up(self):
        scope = "auth_signup.invitation_scope"
        self.env["ir.config_parameter"].sudo().set_param(scope, "b2c")
        self._turn("refuse")
        self._erase()
        public = self.env.ref("base.public_user")
        Users = self.env["res.users"].with_user(public).sudo()
        values = {"login": EMAIL, "name": "Zach Again", "password": "Quill-4711-quill"}
        with self.assertRaises(UserError) as refused:
            Users.signup(values)
        self._afterwards()
        event = self._events("recreated")
        self.assertEqual((event.outcome, event.user_id), ("refused", public))
        self.assertIn("get in touch", str(refused.exception))
        self.assertNotIn("erased", str(refused.exception), "a stranger learns nothing")
        self._turn("warn")
        Users.signup(values)
        user = self.env["res.users"].search([("login", "=", EMAIL)])
        self.assertIn("was erased on", self._notes(user.partner_id))

    def test_expiry(self):
        self._turn("refuse", years=2)
        self._erase()
        later = fields.Date.today() + relativedelta(years=2, days=1)
        with freeze_time(later - relativedelta(days=1)):
            self.env["partner.anonymization.guard.hash"]._gc_expired()
            self.assertTrue(self._hashes())
            with self.assertRaises(UserError):
                self._create(email=EMAIL)
        with freeze_time(later):
            self.assertTrue(self._create(email=EMAIL), "also before the cleaning")
            self.env["partner.anonymization.guard.hash"]._gc_expired()
        self.assertEqual(self._hashes(), [])


@tagged("post_install", "-at_install")
class TestKnownAgainKey(KnownAgainCase):
    def _ref(self):
        key = guard_hashes.KEY_PARAMETER
        return key_store.KeyRef.from_text(
            self.env["ir.config_parameter"].sudo().get_param(key)
        )

    def _settings(self, **vals):
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("partner_anonymization.group_manager")
        names = {f"anonymization_guard{name}": value for name, value in vals.items()}
        settings = self.env["res.config.settings"].with_user(admin).create(names)
        settings.execute()

    def test_without_its_key_it_says_nothing(self):
        self._turn("refuse")
        self._erase()
        key_store.destroy_keys(self.env, [self._ref()])
        guard_hashes.forget_keys()
        with mute_logger(f"{VAULT}.guard_hashes"):
            self.assertTrue(self._create(email=EMAIL))
            self.assertEqual(guard_hashes.find(self.env, {("email", EMAIL)}), {})
        other = {guard_hashes.digest(b"x" * 32, "email", EMAIL)}
        self.assertFalse(other & {code for code, _kind, _line in self._hashes()})
        findings = {one.code: one.sentence for one in key_watch.find(self.env)}
        self.assertIn("knows nobody", findings["guard"])

    def test_a_key_of_its_own_outlives_the_sweep(self):
        self._turn("warn")
        self._erase()
        ref = self._ref()
        self.assertIn((ref.file, ref.slot), key_usage.alive(self.cr, [ref.file]))
        self.assertIn(ref.identity, key_watch.in_use(self.env))
        self.assertNotIn("guard", {one.code for one in key_watch.find(self.env)})
        self.cr.execute("SELECT key_ref FROM partner_anonymization_seal")
        self.assertNotIn((ref.to_text(),), self.cr.fetchall())

    def test_two_databases_hash_differently(self):
        one = guard_hashes.digest(b"a" * 32, "email", EMAIL)
        self.assertNotEqual(one, guard_hashes.digest(b"b" * 32, "email", EMAIL))
        self.assertNotEqual(one, guard_hashes.digest(b"a" * 32, "phone", EMAIL))

    def test_settings(self):
        with self.assertRaisesRegex(UserError, "legal basis"):
            self._settings(**{"": "warn"})
        self._settings(**{"": "warn", "_basis": "Art. 6(1)(f)", "_years": 4})
        ref = self._ref()
        self.assertEqual(len(key_store.read_key(self.env, ref)), 32)
        self._erase()
        self.assertTrue(self._hashes())
        self._settings(**{"": "refuse", "_basis": "Art. 6(1)(f)", "_years": 4})
        self.assertEqual(self._ref(), ref, "the key stays as long as it is on")
        self._settings(**{"": "off"})
        self.assertEqual(self._hashes(), [])
        key = guard_hashes.KEY_PARAMETER
        self.assertFalse(self.env["ir.config_parameter"].sudo().get_param(key))
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        with self.assertRaises(key_store.KeyStoreError):
            key_store.read_key(self.env, ref)

    def test_turned_off_by_hand(self):
        self._turn("warn")
        self._erase()
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("partner_anonymization.guard", "off")
        self.env["partner.anonymization.guard.hash"]._gc_expired()
        self.assertEqual(self._hashes(), [])
        parameters.set_param("partner_anonymization.guard", "nonsense")
        self.assertTrue(self._create(email=EMAIL), "a typing error stops nobody")
        codes = {one.code for one in key_watch.find(self.env)}
        self.assertIn("parameter-guard", codes)

    def test_values(self):
        for kind, text, country, expected in (
            ("email", " A@B.Example ", None, {("email", "a@b.example")}),
            ("email", "nobody", None, set()),
            ("phone", "+45 (0)31 41 59 26", "DE", {("phone", "+4531415926")}),
            ("phone", "031 415926", "DE", {("phone", "+4931415926")}),
            ("phone", "12", "DE", set()),
            ("vat", "ATU 123.456-78", None, {("vat", "ATU12345678")}),
            ("vat", "/", None, set()),
            ("iban", "de89 3704 0044 0532 0130 00", None,
             {("iban", "DE89370400440532013000")}),
            ("iban", "12345", None, set()),
            ("street", "Brombærvej 15", None, set()),
        ):  # fmt: skip
            with self.subTest(kind=kind, text=text):
                self.assertEqual(values.normal(kind, text, country), expected)

    def test_without_the_library_numbers_with_a_country_code_count(self):
        with patch.object(values, "phonenumbers", None):
            self.assertEqual(
                values.normal("phone", "0045 31 41 59 26", "DK"),
                {("phone", "+4531415926")},
            )
            self.assertEqual(values.normal("phone", "31 41 59 26", "DK"), set())

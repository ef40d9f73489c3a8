"""System parameters that are no values: told by name, never a raw error."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ... import parameters
from ...models.keys import key_watch
from ..common import AnonymizationCase

BAD = ("abc", "-1", "1e99", "99999999999999999999", "3.5", "0x10", "٣", "1 2", "--1")
GOOD = {" 30 ": 30, "7": 7, "+7": 7, "007": 7}


@tagged("post_install", "-at_install")
class TestParameters(AnonymizationCase):
    def _set(self, name, value):
        self.env["ir.config_parameter"].set_param(parameters.PREFIX + name, value)

    def test_numbers(self):
        for name, told in parameters.NUMBERS.items():
            for value in BAD:
                self._set(name, value)
                with self.subTest(name=name, value=value):
                    with self.assertRaises(UserError) as caught:
                        parameters.number(self.env, name)
                    self.assertIn(
                        f"partner_anonymization.{name}", str(caught.exception)
                    )
                    self.assertIn("Settings", str(caught.exception))
                    self.assertEqual(
                        parameters.number_or_default(self.env, name), told.default
                    )
            for value, number in {**GOOD, "": told.default, "  ": told.default}.items():
                self._set(name, value)
                with self.subTest(name=name, value=value):
                    self.assertEqual(parameters.number(self.env, name), number)
            self._set(name, "0")
            expected = 0 if told.zero else told.default
            self.assertEqual(parameters.number(self.env, name), expected)
            self._set(name, False)

    def test_flags(self):
        words = {"True": True, "1": True, "yes": True, "False": False, "0": False}
        for name, default in parameters.FLAGS.items():
            if name == "four_eyes":  # takes two people, see TestFourEyesChanges
                continue
            for value, truth in {**words, "": default, " true ": True}.items():
                self._set(name, value)
                self.assertEqual(parameters.flag(self.env, name), truth, (name, value))
            for value in ("abc", "2", "tru", "None"):
                self._set(name, value)
                with self.assertRaisesRegex(UserError, f"{name}.*neither"):
                    parameters.flag(self.env, name)
            self._set(name, False)

    def test_anonymizing_is_refused(self):
        for name, value in (
            ("purge_after_days", "abc"),
            ("purge_after_days", "-1"),
            ("opt_out_years", "many"),
            ("keep_opt_out", "maybe"),
            ("keep_reference", "?"),
            ("render_missing_pdf", "sure"),
        ):
            self._set(name, value)
            with self.subTest(name=name, value=value):
                with (
                    self.assertRaisesRegex(UserError, name),
                    self.env.cr.savepoint(),
                ):
                    self.person.anonymize()
                self.assertFalse(self.person.anonymization_state)
                found = {one.code for one in key_watch.find(self.env)}
                self.assertIn(f"parameter-{name}", found)
            self._set(name, False)
        self.person.anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_settings_do_not_make_a_zero_of_it(self):
        """Zero would delete for good tonight."""
        self._set("purge_after_days", "abc")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.anonymization_purge_after_days, 30)
        self.assertIn("purge_after_days", settings.anonymization_key_findings)
        settings.execute()
        self.assertEqual(parameters.number(self.env, "purge_after_days"), 30)

    def test_settings_refuse(self):
        for name in ("purge_after_days", "opt_out_years", "auto_per_night"):
            for value in (-1, parameters.NUMBERS[name].most + 1):
                settings = self.env["res.config.settings"].create({})
                settings[f"anonymization_{name}"] = value
                with self.subTest(name=name, value=value), self.assertRaises(UserError):
                    settings.execute()

    def test_key_directory(self):
        for value in ("keys", "~/keys", "/" + "x" * 300, "/proc/version/keys", "/\n"):
            self._set("key_dir", value)
            with (
                self.subTest(value=value),
                self.assertRaises(UserError) as caught,
                self.env.cr.savepoint(),
            ):
                self.person.anonymize()
            self.assertIn("key directory", str(caught.exception))
            self.assertIn("key_dir", str(caught.exception))
            self.assertFalse(self.person.anonymization_state)
            self.env["res.config.settings"].create({})

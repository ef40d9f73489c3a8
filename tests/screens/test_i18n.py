"""The translations: complete, true to the placeholders, and really shown."""

import re
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import polib

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

from ..common import AnonymizationCase

MODULE = "partner_anonymization"
LANGUAGES = {"da": "da_DK", "de": "de_DE"}
# Every language that has been translated, of which no file may go.
TRANSLATED = {"da", "de", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv"}
# What a translation has to take over: Python's placeholders and HTML tags.
MARKS = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|</?\w[^>]*>")
LABEL = re.compile(
    rf"model:ir\.model\.fields,field_description:{MODULE}\.field_(.+?)__"
)
CONFIRMATION = {
    "da": "Jeg forstår anonymisering",
    "de": "Ich verstehe die Anonymisierung",
}
# A label of a field, of a view, of a selection, of a rule, of a group, in a refusal.
SHOWN = {
    "da": {
        "field": "Overstyr opbevaringsperiode",
        "view": "Prøvekør",
        "selection": "Prøvekørsel",
        "rule": "Salgsordre",
        "group": "Anonymiseringsansvarlig",
        "refusal": "Anonymisering er ikke mulig.",
        "remedy": "Juridisk spærring: retssag. Ophæv først spærringen",
    },
    "de": {
        "field": "Aufbewahrungsfrist übergehen",
        "view": "Probelauf starten",
        "selection": "Probelauf",
        "rule": "Verkaufsauftrag",
        "group": "Anonymisierungsverantwortlicher",
        "refusal": "Die Anonymisierung ist nicht möglich.",
        "remedy": "Löschsperre: retssag. Heben Sie zuerst die Löschsperre",
    },
}


def read(name):
    """A file of the folder i18n."""
    return polib.pofile(file_path(f"{MODULE}/i18n/{name}"))


def codes():
    """The languages that have a file."""
    folder = Path(file_path(f"{MODULE}/i18n/{MODULE}.pot")).parent
    return sorted(path.stem for path in folder.glob("*.po"))


def labels(code):
    """The translated labels of the module's fields: {model: {label: {sources}}}."""
    found = defaultdict(lambda: defaultdict(set))
    for entry in read(f"{code}.po"):
        for place, _line in entry.occurrences:
            field = LABEL.match(place)
            if field:
                found[field[1]][entry.msgstr].add(entry.msgid)
    return found


def marks(text):
    return sorted(MARKS.findall(text))


# Labels of fields that an app adds to our models, exported where it is installed.
OF_OTHERS = {"Next Activity Calendar Event"}


@tagged("post_install", "-at_install")
class TestI18n(AnonymizationCase):
    def _env(self, code):
        """The environment of a user of that language, which is loaded first."""
        lang = LANGUAGES[code]
        self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"]._load_module_terms([MODULE], [lang])
        return self.env(context={**self.env.context, "lang": lang})

    def test_template_is_current(self):
        buffer = BytesIO()
        trans_export(False, [MODULE], buffer, "po", self.env)
        found = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        kept = {entry.msgid for entry in read(f"{MODULE}.pot")}
        self.assertTrue(found)
        found, kept = found - OF_OTHERS, kept - OF_OTHERS
        self.assertEqual(
            {"missing": sorted(found - kept), "obsolete": sorted(kept - found)},
            {"missing": [], "obsolete": []},
            "Run `make i18n`, and translate what it lists.",
        )

    def test_every_language_has_a_file(self):
        self.assertEqual(TRANSLATED - set(codes()), set())

    def test_translations_are_complete(self):
        wanted = {entry.msgid for entry in read(f"{MODULE}.pot")}
        for code in codes():
            with self.subTest(language=code):
                entries = read(f"{code}.po")
                known = {entry.msgid for entry in entries}
                fuzzy = [entry.msgid for entry in entries.fuzzy_entries()]
                empty = [entry.msgid for entry in entries if not entry.msgstr.strip()]
                self.assertEqual(
                    {
                        "missing": sorted(wanted - known),
                        "obsolete": sorted(known - wanted),
                        "fuzzy": fuzzy,
                        "empty": empty,
                    },
                    {"missing": [], "obsolete": [], "fuzzy": [], "empty": []},
                )

    def test_translations_keep_placeholders_and_tags(self):
        for code in codes():
            for entry in read(f"{code}.po"):
                with self.subTest(language=code, msgid=entry.msgid):
                    self.assertEqual(marks(entry.msgstr), marks(entry.msgid))

    def test_two_fields_never_have_one_label(self):
        for code in codes():
            with self.subTest(language=code):
                same = [
                    f"{model}: {label} for {' and '.join(sorted(sources))}"
                    for model, found in labels(code).items()
                    for label, sources in found.items()
                    if len(sources) > 1
                ]
                self.assertEqual(same, [])

    def test_confirmation_is_typed_in_the_own_language(self):
        for code, text in CONFIRMATION.items():
            with self.subTest(language=code):
                wizard = self._env(code)["partner.anonymize"].new(
                    {"partner_ids": self.person.ids, "confirmation": text.upper()}
                )
                self.assertEqual(wizard.confirmation_text, text)
                self.assertIn(text, wizard.confirmation_hint)
                wizard._check_confirmation()
                wizard.confirmation = "I understand anonymization"
                with self.assertRaises(UserError) as refusal:
                    wizard._check_confirmation()
                self.assertIn(text, str(refusal.exception))
                self.assertNotIn("Nothing has been changed", str(refusal.exception))

    def test_labels_are_shown_translated(self):
        for code, shown in SHOWN.items():
            with self.subTest(language=code):
                env = self._env(code)
                label = env["partner.anonymize"].fields_get(["override_retention"])
                self.assertEqual(label["override_retention"]["string"], shown["field"])
                view = env.ref(f"{MODULE}.partner_anonymize_view_form")
                arch = env["partner.anonymize"].get_view(view.id, "form")["arch"]
                self.assertIn(f'string="{shown["view"]}"', arch)
                self.assertIn(f"<b>{shown['view']}</b>", arch)
                kinds = env["partner.anonymization"].fields_get(["kind"])["kind"]
                self.assertEqual(
                    dict(kinds["selection"])["rehearsal"], shown["selection"]
                )
                rule = env.ref(f"{MODULE}.rule_sale_order")
                self.assertEqual(rule.name, shown["rule"])
                group = env.ref(f"{MODULE}.group_manager")
                self.assertEqual(group.name, shown["group"])

    def test_refusals_are_shown_translated(self):
        self.person.anonymization_hold = True
        self.person.anonymization_hold_reason = "retssag"
        for code, shown in SHOWN.items():
            with self.subTest(language=code):
                person = self.person.with_env(self._env(code))
                with self.assertRaises(UserError) as refusal:
                    person.anonymize()
                self.assertTrue(str(refusal.exception).startswith(shown["refusal"]))
                self.assertIn(shown["remedy"], str(refusal.exception))

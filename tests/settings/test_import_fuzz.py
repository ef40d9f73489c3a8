"""What people import, type into settings or search for: a clean error, or the right
result."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ... import parameters
from ...engine.log import chain
from ..cases.clean_errors import CleanErrorsMixin
from ..cases.watched import MARK, WORD
from ..common import AnonymizationCase

TEXT = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    [
        MARK,
        f"{WORD}()",
        "'; DROP TABLE res_partner; --",
        "\0",
        "\ud800",
        "²",
        "٣",
        "%",
        "%s",
        "{0}",
        "\\",
        "\u2028",
        "x" * 5000,
        "9" * 30,
        "-1",
        "9999999999:ab",
        "0",
        "1.5",
        "1e999",
        "NaN",
        "True",
        "base.main_company",
        "__import__.x",
        "1,2",
        ",",
        " ",
    ]  # fmt: skip
)
# Odoo itself looks these up, and reads no year of three digits.
REF = TEXT.filter(lambda text: not set(text) & {"\0", "\ud800"} and text.isprintable())
DAY = REF | st.dates(date(1000, 1, 1)).map(str) | st.sampled_from(
    ["1000-01-01", "9999-12-31", "9999-11-30", "2026-02-30", "2026-13-01", "infinity",
     "2026-01-01 00:00:00", "01/02/2026", "today"]
)  # fmt: skip
YEARS = REF | st.integers().map(str)
# {model: (its columns and what stands in them, a line that is sound)}
IMPORTS = {
    "partner.anonymization.exemption": (
        {"id": REF, "model": TEXT | st.just("ir.*"), "field": TEXT, "reason": TEXT,
         "shipped": REF, "active": REF, "user_id": REF, "date": DAY},
        {"model": "res.country", "field": "code", "reason": "No person"},
    ),
    "partner.anonymization.period": (
        {"id": REF, "company_id": REF, "company_id/id": REF, "company_id/.id": YEARS,
         "retention_class": REF | st.just("books"), "years": YEARS, "start": REF,
         "suspended": REF, "machine_readable": REF, "source": TEXT,
         "source_date": DAY},
        {"retention_class": "correspondence", "years": "6",
         "start": "calendar_year_end"},
    ),
    "partner.anonymization.request": (
        {"id": REF, "kind": REF, "company_id": REF, "user_id": REF,
         "date_received": DAY, "channel": REF | st.just("letter"), "note": TEXT,
         "partner_ids/.id": YEARS, "partner_ids/id": REF, "partner_ids": REF,
         "state": REF | st.just("done"), "identity_verified": REF, "date_due": DAY,
         "extension_reason": TEXT, "refusal_reason": TEXT, "outcome": REF},
        {"date_received": "2026-03-02", "channel": "letter"},
    ),
}  # fmt: skip
# Public methods of a partner that take texts.
CALLS = {
    "anonymize": ("note", "override_reason"),
    "deanonymize": ("note",),
    "purge_anonymized": ("note",),
}


@tagged("post_install", "-at_install")
class TestImportFuzz(CleanErrorsMixin, AnonymizationCase):
    examples = CleanErrorsMixin.examples // 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager", "group_manager")
        cls.manager.group_ids += cls.env.ref("base.group_partner_manager")

    def _imports(self, name):
        cells, sound = IMPORTS[name]
        model = self.env[name].with_user(self.manager)

        @self.fuzz()
        @given(
            st.sets(st.sampled_from(sorted(cells)), min_size=1, max_size=3).flatmap(
                lambda names: st.fixed_dictionaries({one: cells[one] for one in names})
            )
        )
        def imported(found):
            row = {**sound, **found}

            def act():
                records = self.load(model, list(row), [list(row.values())])
                records.read(list(model.fields_get()))

            self.attempt(act, "imported")

        imported()

    def test_exemptions(self):
        self._imports("partner.anonymization.exemption")

    def test_periods(self):
        self.env["partner.anonymization.period"].search(
            [("retention_class", "=", "correspondence")]
        ).unlink()
        self._imports("partner.anonymization.period")

    def test_requests(self):
        self._imports("partner.anonymization.request")

    def test_searched(self):
        """What stands in a search box goes into every search of ours."""
        models = [
            self.env[name].with_user(self.manager)
            for name in self.registry
            if name.startswith("partner.anonymization")
            and not self.env[name]._abstract
            and not self.env[name]._transient
            and self.env[name].with_user(self.manager).has_access("read")
        ]
        self.assertGreater(len(models), 10)

        @self.fuzz()
        @given(REF, st.sampled_from(models), st.sampled_from(["ilike", "=", "in"]))
        def search(text, model, operator):
            value = [text] if operator == "in" else text

            def act():
                model.name_search(text)
                model.search([("display_name", operator, value)], limit=3)

            self.attempt(act, "searched")

        search()

    def test_parameters(self):
        names = [*parameters.NUMBERS, *parameters.FLAGS, *parameters.CHOICES]
        params = self.env["ir.config_parameter"].sudo()

        @self.fuzz()
        @given(
            st.sampled_from([*names, *parameters.WORDS, "key_dir", "ledger_file",
                             "event_head", "event_start"]),
            REF,
        )  # fmt: skip
        def typed(name, value):
            def act():
                params.set_param(f"{parameters.PREFIX}{name}", value)
                self.person.anonymization_blockers()
                self.person.anonymize(note="T-1", override_retention=True)
                chain.seal(self.cr)
                self.env["partner.anonymization.event"]._verify()

            self.attempt(act, "parameters")

        typed()

    def test_said(self):
        sealed = self.Partner.create({"name": "Olga Octavius"})
        sealed.anonymize()

        @self.fuzz()
        @given(st.sampled_from(sorted(CALLS)), TEXT)
        def said(method, text):
            partner = self.person if method == "anonymize" else sealed
            values = dict.fromkeys(CALLS[method], text)
            if method == "anonymize":
                values["override_retention"] = True
            before = partner.anonymization_state

            def act():
                getattr(partner.with_user(self.manager), method)(**values)

            self.attempt(act, "said")
            self.assertEqual(partner.anonymization_state, before)

        said()

"""The shipped data map against the registry with all Community apps."""

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.database import columns
from ...engine.datamap import own_rules, paths
from ...engine.datamap.datamap import DataMap
from ...engine.plan import new_values
from ...engine.unmapped import unmapped_records
from ...models.datamap.partner_anonymization_rule_field import TEXT_TYPES
from ..common import AnonymizationCase

# Fields of apps that the profile does not have.
ABSENT = {
    ("account.move", "nemhandel_message_uuid"),
    ("account.move", "peppol_message_uuid"),
    ("payment.token", "adyen_shopper_reference"),
    ("payment.token", "authorize_profile"),
    ("payment.token", "flutterwave_customer_email"),
    ("payment.token", "mercado_pago_customer_id"),
    ("payment.token", "stripe_mandate"),
    ("payment.token", "stripe_payment_method"),
    ("res.partner.bank", "clearing_number"),
}
# Models with a relation to a partner that deliberately have no rule.
WITHOUT_RULE = set()
# What a column that takes no NULL may be emptied to, by the type of its field.
EMPTIABLE = ("char", "text", "html", "json", "boolean", "date", "datetime", "binary")
NUMBERS = ("integer", "float", "monetary")


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapAll(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["partner.anonymization.rule"].search([])
        cls.shipped = rules.filtered(lambda rule: rule.module and rule.is_installed)
        cls.datamap = DataMap(cls.env)

    def _paths(self, rule):
        return filter(None, map(str.strip, (rule.partner_path or "").split(",")))

    def test_rules_of_a_model_agree_on_the_guard(self):
        """One rule that exempts a model exempts it for all of its rules."""
        guards = {}
        for rule in self.env["partner.anonymization.rule"].search([]):
            guards.setdefault(rule.model, set()).add(rule.guard)
        self.assertEqual(
            [model for model, found in guards.items() if len(found) > 1], []
        )

    def test_every_path_leads_somewhere(self):
        wrong = {
            (rule.name, text)
            for rule in self.shipped
            for text in self._paths(rule)
            if not paths.fits(self.env, rule.model, text)
            and (rule.model, text) not in ABSENT
        }
        self.assertFalse(wrong)

    def test_every_path_ends_on_a_partner_or_a_mapped_model(self):
        lost = {
            (rule.name, path.names)
            for rule in self.datamap.rules
            for path in rule.paths
            if isinstance(path, paths.FieldPath)
            and path.target != paths.PARTNER
            and path.target not in self.datamap.mapped_models
        }
        self.assertFalse(lost)

    def test_every_field_exists(self):
        compiled = {
            (rule.model, column.name)
            for rule in self.datamap.rules
            for column in rule.fields
        }
        found = {
            (rule.model, line.field)
            for rule in self.shipped
            for line in rule.field_ids
            if not set("*?[") & set(line.field)
            and (rule.model, line.field) not in compiled
        }
        self.assertEqual(found - ABSENT, set())

    def test_every_rule_counts(self):
        """No rule is dropped but by one that takes its place, or for an absent app."""
        counted = {rule.id for rule in self.datamap.rules}
        dropped = self.shipped.filtered(lambda rule: rule.id not in counted)
        dropped -= self.shipped.replaces_id
        self.assertFalse(dropped.filtered(lambda rule: not self._needs_absent(rule)))
        for rule in self.shipped - dropped:
            for domain in self._domains(rule):
                Domain(paths.domain_of(domain)).validate(self.env[rule.model])

    def _domains(self, rule):
        return filter(None, (getattr(rule, name) for name in own_rules.DOMAINS))

    def _needs_absent(self, rule):
        """Whether a domain or all paths of a rule name fields of an absent app."""
        names = set().union(*map(paths.domain_fields, self._domains(rule)))
        return any((rule.model, name) in ABSENT for name in names) or all(
            (rule.model, text) in ABSENT for text in self._paths(rule)
        )

    def test_methods_fit(self):
        """Only texts are redacted; an empty value fits the column."""
        tables = {rule.table for rule in self.datamap.rules}
        types = columns.of_tables(self.env.cr, tables)
        wrong = []
        for rule in self.datamap.rules:
            for column in rule.fields:
                if column.method == "redact" and column.ftype not in TEXT_TYPES:
                    wrong.append((rule.name, column.name, "redact"))
                if not self._fits_column(rule, column, types[rule.table]):
                    wrong.append((rule.name, column.name, column.method))
        self.assertFalse(wrong)

    def _fits_column(self, rule, column, types):
        type_ = types.get(column.name)
        if type_ is None or column.method in ("keep", "redact"):
            return True
        texts = ("char", "text", "html")
        if column.method in ("unique", "placeholder", "display"):
            return column.ftype in texts
        if column.value is not None:
            return self._takes(type_.type, column.value)
        if not type_.notnull:
            return True
        if column.ftype not in EMPTIABLE + NUMBERS:
            return False
        empty = new_values.Eraser._empty(1, type_)
        return self._takes(type_.type, empty)

    def _takes(self, type_, value):
        with self.env.cr.savepoint(flush=False):
            # pylint: disable=sql-injection
            self.env.cr.execute(SQL("SELECT %s::text::%s", value, SQL(type_)))
        return True

    def test_every_query_runs(self):
        for rule in self.datamap.rules:
            domains = [getattr(rule, name) for name in own_rules.DOMAINS]
            for domain in domains:
                query = paths.base_query(self.env, rule.model, domain)
                self.env.execute_query(query.select("count(*)"))
            for path in rule.paths:
                for domain in domains:
                    self._run(rule, path, domain)

    def _run(self, rule, path, domain):
        if isinstance(path, paths.FieldPath):
            found = paths.field_query(self.env, rule.model, path, [0], domain)
        elif isinstance(path, paths.PairPath):
            targets = {paths.PARTNER: [0]}
            found = paths.pair_query(self.env, rule.model, path, targets, domain)
        else:
            return
        query, *selected = found
        self.assertEqual(self.env.execute_query(query.select(*selected)), [])

    def test_every_blocker_says_what_to_do(self):
        for rule in self.datamap.blocking():
            self.assertTrue(rule.open_advice, rule.name)
            self.assertTrue(rule.partner_paths or rule.match_paths, rule.name)

    def test_every_date_of_activity_is_a_column(self):
        for rule in self.datamap.rules:
            if rule.activity_field:
                query = paths.base_query(self.env, rule.model)
                day = paths.column(self.env, query, rule.model, rule.activity_field)
                self.env.execute_query(query.select(SQL("max(%s)", day)))

    def test_no_model_without_a_rule(self):
        relations = unmapped_records.relations(self.env, self.datamap.mapped_models)
        self.assertEqual({name for name, _field in relations} - WITHOUT_RULE, set())

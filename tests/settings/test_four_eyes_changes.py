"""Retention periods, the data map and four eyes itself are changed by two people."""

import io

from odoo import Command, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged
from odoo.tools import convert_xml_import

from ...models.approvals import four_eyes
from ..cases.four_eyes import FLAG, FourEyesCase

YEARS = "anonymization_retention_years"
DAYS = "partner_anonymization.purge_after_days"


@tagged("post_install", "-at_install")
class TestFourEyesChanges(FourEyesCase):
    def setUp(self):
        super().setUp()
        self.company = self.env.company.with_user(self.ann)
        self.env.company.sudo().flush_recordset()
        self.years = self.env.company[YEARS]

    def _param(self, key):
        return self.env["ir.config_parameter"].sudo().get_param(key)

    def _own_rule(self):
        self._off()
        rule = self.env["partner.anonymization.rule"].create(
            {
                "name": "Mine",
                "model": "res.partner.industry",
                "action": "keep",
            }
        )
        self._on()
        return rule

    def test_periods_of_the_company(self):
        write = lambda: self.company.write({YEARS: self.years + 1})  # noqa: E731
        approval = self._asked(self.ann, write)
        self.assertEqual(approval.operation, "period")
        self.assertIn(f"{self.years} → {self.years + 1}", approval.summary)
        self._approve(approval)
        approval.action_carry_out()
        self.assertEqual(self.env.company[YEARS], self.years + 1)
        self.assertEqual([one[0] for one in self._events(approval)][-1], "carried_out")
        write()  # it stands there already

    def test_changed_in_between(self):
        approval = self._asked(self.ann, lambda: self.company.write({YEARS: 50}))
        self._approve(approval)
        self._off()
        self.env.company.write({YEARS: 40})
        self._on()
        self._refused(approval.action_carry_out)
        self.assertEqual(self.env.company[YEARS], 40)

    def test_legal_periods(self):
        Period = self.env["partner.anonymization.period"].with_user(self.ann)
        Period.search([]).sudo()
        self._off()
        self.env[Period._name].search([("retention_class", "=", "oss")]).unlink()
        self._on()
        values = {"retention_class": "oss", "years": 10, "company_id": self.company.id}
        approval = self._asked(self.ann, lambda: Period.create(values))
        self._approve(approval)
        approval.action_carry_out()
        period = Period.search(
            [("retention_class", "=", "oss"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(period.years, 10)
        for call in (
            lambda: period.write({"years": 1}),
            lambda: period.unlink(),
            lambda: self.company.write(
                {"anonymization_period_ids": [Command.update(period.id, {"years": 1})]}
            ),
        ):
            self._refused(call)
        loaded = Period.load([".id", "years"], [[str(period.id), "1"]])
        self.assertFalse(loaded["ids"])
        self.assertEqual(period.years, 10)

    def test_nothing_is_added_to_what_was_approved(self):
        """Neither by defaults of a context, which every client can send, nor by those
        that somebody has set, nor by another company that is ticked."""
        Rule = self.env["partner.anonymization.rule"].with_user(self.ann)
        values = {
            "name": "Mine",
            "model": "res.partner.bank",
            "partner_path": "partner_id",
        }
        approval = self._asked(self.ann, lambda: Rule.create(values))
        self._approve(approval)
        self.env["ir.default"].with_user(self.ann).sudo().set(
            Rule._name, "guard", False
        )
        sneaky = Rule.with_context(default_action="keep", default_active=False)
        rule = sneaky.create(values)
        self.assertEqual(approval.state, "done")
        self.assertEqual((rule.action, rule.active), ("scrub", True))
        self.assertTrue(rule.guard)
        self._off()
        self.env["partner.anonymization.period"].search(
            [("retention_class", "=", "oss")]
        ).unlink()
        self._on()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.ann.company_ids += other
        Period = self.env["partner.anonymization.period"].with_user(self.ann)
        values = {"retention_class": "oss", "years": 10}
        approval = self._asked(self.ann, lambda: Period.create(values))
        self._approve(approval)
        elsewhere = Period.with_context(allowed_company_ids=other.ids)
        self._refused(lambda: elsewhere.create(values))
        self.assertEqual(Period.create(values).company_id, self.env.company)

    def test_screens(self):
        """Settings, presets and the simulator."""
        Settings = self.env["res.config.settings"].with_user(self.ann)
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            with Form(Settings) as form:
                form.anonymization_retention_years = 77
        wizard = self.env["partner.anonymization.use.presets"].with_user(self.ann)
        preset = self.env["partner.anonymization.preset"].search([], limit=1)
        use = wizard.create(
            {"company_id": self.company.id, "preset_ids": preset.ids, "own_years": True}
        )
        approval = self._asked(self.ann, use.action_use)
        self._approve(approval)
        approval.action_carry_out()
        periods = self.env.company.anonymization_period_ids
        found = periods.filtered(lambda p: p.retention_class == preset.retention_class)
        self.assertEqual(found.years, preset.years)
        Simulation = self.env["partner.anonymization.simulation"].with_user(self.ann)
        simulation = Simulation.create({"company_id": self.company.id, "years": 66})
        self._refused(simulation.action_apply)
        self.assertNotIn(self.env.company[YEARS], (66, 77))

    def test_settings_screen(self):
        """Other settings are saved as ever, by whoever may."""
        Settings = self.env["res.config.settings"].with_user(self.ann)
        with Form(Settings) as form:
            form.anonymization_keep_reference = True
        form.record.execute()
        self.assertEqual(self._param("partner_anonymization.keep_reference"), "True")
        days = int(self._param(DAYS) or 30)
        settings = Settings.create({"anonymization_purge_after_days": days + 1})
        approval = self._asked(self.ann, settings.execute)
        self.assertIn(f"{days} → {days + 1}", approval.summary)
        self._approve(approval)
        approval.action_carry_out()
        self.assertEqual(self._param(DAYS), str(days + 1))

    def test_parameters(self):
        """By no way of writing a parameter."""
        self._off()
        self.env["ir.config_parameter"].set_param(DAYS, "17")
        self._on()
        Params = self.env["ir.config_parameter"].with_user(self.ann)
        known = Params.search([("key", "=", DAYS)])
        flag = Params.search([("key", "=", FLAG)])
        for call in (
            lambda: Params.set_param(DAYS, "1"),
            lambda: known.write({"value": "1"}),
            lambda: known.write({"key": "somebody.else"}),
            lambda: known.unlink(),
            lambda: known.sudo().write({"value": "1"}),
            lambda: Params.set_param(FLAG, False),
            lambda: Params.set_param(FLAG, "no"),
            lambda: flag.write({"value": "False"}),
            lambda: flag.write({"key": "somebody.else"}),
            lambda: flag.unlink(),
        ):
            self._refused(call)
        found = Params.load([".id", "value"], [[str(flag.id), "False"]])
        self.assertFalse(found["ids"])
        self.assertEqual((self._param(DAYS), self._param(FLAG)), ("17", "True"))
        # What nobody can read turns nothing off.
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = 'maybe' WHERE key = %s", [FLAG]
        )
        self.env.registry.clear_cache("stable")
        self.env.invalidate_all()
        self._refused(lambda: self.company.write({YEARS: 3}))

    def test_turned_off_by_two(self):
        settings = self.env["res.config.settings"].with_user(self.ann)
        settings = settings.create({"anonymization_four_eyes": False})
        approval = self._asked(self.ann, settings.execute)
        self.assertEqual(approval.operation, "four_eyes")
        self._approve(approval)
        approval.action_carry_out()
        self.assertFalse(self._param(FLAG))
        self.company.write({YEARS: 12})

    def test_turned_on_by_those_who_are_two(self):
        self._off()
        managers = self.env.ref("partner_anonymization.group_manager").all_user_ids
        others = (managers - self.ann).filtered(lambda one: one.id != 1)
        others.group_ids -= self.env.ref("partner_anonymization.group_manager")
        Params = self.env["ir.config_parameter"].with_user(self.ann)
        with self.assertRaisesRegex(UserError, "two users"):
            Params.set_param(FLAG, "True")
        self.assertFalse(self._param(FLAG))

    def test_only_managers_turn_it_on(self):
        self._off()
        admin = self._user("eyes_admin")
        admin.group_ids += self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            self.env["ir.config_parameter"].with_user(admin).set_param(FLAG, "True")

    def test_data_map(self):
        rule = self._own_rule()
        Rule = self.env["partner.anonymization.rule"].with_user(self.ann)
        shipped = Rule.search([("shipped", "=", True), ("own_record", "=", False)])[:1]
        line = self.env["partner.anonymization.rule.field"].with_user(self.ann)
        exemption = self.env["partner.anonymization.exemption"].with_user(self.ann)
        values = {"name": "Other", "model": "res.partner.industry", "action": "keep"}
        mine = rule.with_user(self.ann)
        for call in (
            lambda: mine.write({"action": "scrub"}),
            lambda: mine.write({"field_ids": [Command.create({"field": "name"})]}),
            lambda: mine.unlink(),
            lambda: mine.copy(),
            lambda: shipped.write({"active": False}),
            lambda: shipped.action_archive(),
            lambda: line.create({"rule_id": rule.id, "field": "name"}),
            lambda: exemption.create({"model": "x.y", "reason": "none"}),
            lambda: mine.sudo().write({"action": "scrub"}),
            lambda: exemption.sudo().search([], limit=1).write({"active": False}),
        ):
            self._refused(call)
        loaded = Rule.load(list(values), [list(values.values())])
        self.assertFalse(loaded["ids"])
        approval = self._asked(self.ann, lambda: Rule.create(values))
        self.assertIn("res.partner.industry", approval.summary)
        self._approve(approval)
        approval.action_carry_out()
        self.assertTrue(Rule.search([("name", "=", "Other")]))

    def test_data_map_changed_in_between(self):
        rule = self._own_rule().with_user(self.ann)
        approval = self._asked(self.ann, lambda: rule.write({"sequence": 3}))
        self._approve(approval)
        self._off()
        rule.write({"name": "Mine now"})
        self._on()
        self._refused(approval.action_carry_out)
        self.assertEqual(rule.sequence, 10)

    def test_data_file(self):
        """A file of records that somebody loads is no installation."""
        xml = b"""<odoo><record id="eyes" model="partner.anonymization.rule">
            <field name="name">From a file</field>
            <field name="model">res.partner.industry</field>
            <field name="action">keep</field></record></odoo>"""
        for env in (self.env, self.env(user=self.ann)):
            with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                convert_xml_import(env, "__import__", io.BytesIO(xml), {}, "init")
            self.assertFalse(
                env["partner.anonymization.rule"].search([("name", "=", "From a file")])
            )

    def test_new_company(self):
        """With other periods than the usual ones: by a value, a default, a context."""
        Company = self.env["res.company"].with_user(self.ann)
        with self.assertRaisesRegex(UserError, "four eyes"):
            Company.create({"name": "Other", YEARS: 1})
        self.env["ir.default"].with_user(self.ann).set("res.company", YEARS, 1)
        company = Company.with_context(**{f"default_{YEARS}": 2}).create(
            {"name": "New"}
        )
        self.assertEqual(company[YEARS], 5)

    def test_only_what_is_asked_for(self):
        """A request cannot carry along what it was not made for."""
        Approval = self.env["partner.anonymization.approval"].with_user(self.ann)
        for model, method, ids, values in (
            ("ir.config_parameter", "set", [], {"web.base.url": "x"}),
            ("ir.config_parameter", "set", [], None),
            ("partner.anonymization.rule", "create", [], {"name": "x"}),
            ("no.model", "write", [1], {}),
        ):
            with self.assertRaises(UserError):
                Approval.ask(model, method, ids, values)
        approval = Approval.ask("res.company", "write", self.company.ids, {"name": "x"})
        self._approve(approval)
        with self.assertRaises(UserError):
            approval.action_carry_out()

    def test_off_costs_nothing(self):
        self._off()
        rule = self.env["partner.anonymization.rule"].search([], limit=1)
        self.env["ir.config_parameter"].get_param(FLAG)
        with self.assertQueryCount(0), four_eyes.passed(rule, "write", {"name": "x"}):
            pass


@tagged("post_install", "-at_install")
class TestFourEyesRequests(FourEyesCase):
    """The answer to a request is no way round a second person."""

    def _closed(self, name):
        """The line of somebody who was anonymized and whose request is closed."""
        partner = self.Partner.create({"name": name})
        request = self.env["partner.anonymization.request"].with_user(self.clerk)
        request = request.create({"partner_ids": partner.ids, "channel": "letter"})
        request.action_check_identity()
        partner.with_user(self.clerk).anonymize()
        request.action_close()
        self.assertEqual(request.state, "done")
        return partner.anonymization_line_id

    def test_the_day_is_not_brought_forward(self):
        today = fields.Date.context_today(self.env.user)
        line = self._closed("Olga Octavius")
        self.assertGreater(line.purge_date, today)
        self._off()
        line = self._closed("Petra Pimpernel")
        self.assertEqual(line.purge_date, today)

"""Promise 8: who manages the data map gets no other right by it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.datamap import own_rule_limits
from ..cases.rule_case import RuleCase

LOGIN = {"field": "login", "method": "clear"}


@tagged("slow", "post_install", "-at_install")
class TestRuleLimits(RuleCase):
    def _column(self, record, name):
        self.env.flush_all()
        self.env.cr.execute(
            f'SELECT "{name}"::text FROM "{record._table}" WHERE id = %s', [record.id]
        )
        return self.env.cr.fetchone()[0]

    def test_technical_models(self):
        for model in (
            "ir.cron",
            "ir.rule",
            "ir.model",
            "ir.model.access",
            "ir.model.fields",
            "ir.model.data",
            "ir.ui.view",
            "ir.ui.menu",
            "ir.actions.server",
            "ir.actions.act_window",
            "ir.config_parameter",
            "ir.attachment",
            "ir.filters",
            "ir.mail_server",
            "ir.sequence",
            "res.groups",
            "res.groups.privilege",
            "res.users.apikeys",
            "res.users.settings",
            "res.device.log",
            "mail.template",
            "mail.alias",
            "partner.anonymization",
            "partner.anonymization.event",
            "partner.anonymization.line",
            "partner.anonymization.kept",
            "partner.anonymization.seal",
            "partner.anonymization.rule",
            "partner.anonymization.request",
        ):
            if model in self.env:
                self.assertTrue(own_rule_limits.is_technical(self.env, model), model)
                with self.subTest(model=model):
                    self.assertRefused(
                        model=model, partner_path="create_uid.partner_id", words="runs"
                    )

    def test_business_models_are_free(self):
        for model in (
            "res.partner",
            "res.partner.bank",
            "res.partner.category",
            "account.move",
            "mail.message",
            "mail.activity",
            "calendar.event",
            "res.company",
            "pa.fake.card",
        ):
            if model in self.env:
                self.assertFalse(own_rule_limits.is_technical(self.env, model), model)

    def test_every_action_on_our_log(self):
        for action in ("scrub", "delete", "discard", "keep"):
            self.assertRefused(
                model="partner.anonymization.event",
                partner_path="user_id.partner_id",
                action=action,
            )

    def test_login_password_and_rights(self):
        for field in ("login", "password", "active", "notification_type", "company_id"):
            for method in ("clear", "unique", "placeholder", "redact"):
                self.assertRefused(
                    {"field": field, "method": method}, model="res.users"
                )
        self.assertRefused(
            {"field": "signature", "value": "x"}, model="res.users", words="fixed value"
        )

    def test_a_text_of_users_can_be_redacted(self):
        rule = self._own(
            {"field": "signature", "method": "redact"}, model="res.users",
            user=self.manager,
        )  # fmt: skip
        self.assertFalse(rule.is_broken)

    def test_users_changed_by_no_slipped_in_rule(self):
        user = self._user("victim")
        user.partner_id = self.person
        user.active = False
        self.person.active = True
        rule = self._own({"field": "signature", "method": "redact"}, model="res.users")
        self._slip_in(rule.field_ids, field="login", method="clear", value="admin2")
        self.assertBroken(rule, "fixed value")
        before = self._column(user, "active")
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self._column(user, "login"), f"anonymized-{user.id}")
        self.assertEqual(self._column(user, "active"), before)

    def test_code_of_a_scheduled_action(self):
        """By its creator, as somebody did it."""
        user = self._user("author")
        action = self.env["ir.actions.server"].create(
            {
                "name": "Safe",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": "pass",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_act_server SET create_uid = %s WHERE id = %s",
            [user.id, action.id],
        )
        user.active = False
        user.partner_id = self.person
        rule = self._own({"field": "text", "method": "redact"})
        self._slip_in(
            rule, model="ir.actions.server", partner_path="create_uid.partner_id"
        )
        self._slip_in(rule.field_ids, field="code", method="clear", value="evil()")
        self.assertBroken(rule)
        self.person.active = True
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(self._column(action, "code"), "pass")

    def test_discarding_our_log(self):
        rule = self._own()
        self._slip_in(
            rule,
            model="partner.anonymization.event",
            partner_path="user_id.partner_id",
            action="discard",
        )
        self.assertBroken(rule, "log")
        self.env.cr.execute("SELECT count(*) FROM partner_anonymization_event")
        (before,) = self.env.cr.fetchone()
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.cr.execute("SELECT count(*) FROM partner_anonymization_event")
        self.assertGreater(self.env.cr.fetchone()[0], before)

    def test_who_created_a_record(self):
        for path in (
            "create_uid",
            "write_uid",
            "create_uid.partner_id",
            "partner_id,write_uid.partner_id",
            "partner_id.create_uid.partner_id",
            "made_by",
        ):
            self.assertRefused(partner_path=path, words="created or changed")
        self.assertRefused(activity_field="day", activity_path="create_uid.partner_id")

    def test_paths_over_technical_models(self):
        self.assertRefused(partner_path="attachment_ids")

    def test_fixed_values(self):
        self.assertRefused({"field": "text", "value": "x"}, words="fixed value")
        rule = self._own("text")
        self.refused(lambda: rule.field_ids.with_user(self.admin).write({"value": "x"}))

    def test_code_and_structure(self):
        for method in ("placeholder", "redact"):
            self.assertRefused({"field": "script_code", "method": method})
        for field in ("id", "create_uid", "write_date", "company_id", "display_name"):
            self.assertRefused(field, words="Remove the line")
        self.assertRefused("*")
        self.assertRefused("*_uid")

    def test_the_contact_itself(self):
        for line in ("name", "anonymization_state", "anonymization_line_id"):
            self.assertRefused(line, model="res.partner", partner_path="parent_id")
        self.assertRefused(own_record=True)
        self.assertRefused(own_record=True, model="res.partner")
        contact = self.env.ref("partner_anonymization.rule_res_partner")
        self.assertRefused(model="res.partner", replaces_id=contact.id)

    def test_deleting(self):
        for action in ("delete", "discard"):
            self.assertRefused(action=action, words="used by others")
            self.assertRefused(action=action, model="account.move")
            self.assertRefused(
                action=action, model="res.partner", partner_path="parent_id"
            )
            self.assertRefused(
                action=action,
                model="pa.fake.card.line",
                partner_path="card_id.partner_id",
                words="somebody else",
            )
        rule = self._own(action="discard", model="pa.fake.card.line")
        line = self.env["pa.fake.card.line"].create({"partner_id": self.person.id})
        self._own("name")
        self.person.anonymize()
        self.assertTrue(rule)
        self.assertFalse(line.exists())

    def test_books(self):
        for line in ("name", "amount_total", "invoice_date", "narration"):
            self.assertRefused(line, model="account.move", words="law keeps")

    def test_domains_tell_no_secrets(self):
        for domain in (
            "[('access_token', '=like', 'a%')]",
            "[('partner_id.user_ids.password', '=like', 'a%')]",
            "[('create_uid.login', '=like', 'a%')]",
            "[('partner_id', 'any', [('user_ids', 'any', [('password', '!=', '')])])]",
            "[('attachment_ids.name', '=like', 'a%')]",
            "[('partner_id', 'any!', [('name', '=', 'x')])]",
        ):
            for name in ("domain", "open_domain"):
                self.assertRefused(**{name: domain})
        with self.assertRaisesRegex(UserError, "may not see"):
            self._own(
                domain="[('hidden', '=', 'x')]", user=self._user("m2", "group_manager")
            )

    def test_domains_on_models_one_may_not_read(self):
        with self.assertRaisesRegex(UserError, "may not read"):
            self._own(
                model="account.payment.term", partner_path="", action="keep",
                domain="[('note', '=like', 'a%')]",
                user=self._no_accounting(),
            )  # fmt: skip

    def _no_accounting(self):
        model = self.env["ir.model"]._get("account.payment.term")
        self.env["ir.model.access"].search([("model_id", "=", model.id)]).perm_read = 0
        return self.manager

    def test_no_context_opens_shipped_rules(self):
        rule = self.env.ref("partner_anonymization.rule_res_users")
        line = rule.field_ids.filtered(lambda one: one.field == "password")
        exemption = self.env["partner.anonymization.exemption"].search(
            [("shipped", "=", True)], limit=1
        )
        keys = (
            "install_mode",
            "_force_unlink",
            "module",
            "uninstall",
            "install_module",
        )
        for user in (self.manager, self.admin, self.env.user):
            context = {**dict.fromkeys(keys, True), "install_module": "base"}
            rule_, line_, exemption_ = (
                one.with_user(user).with_context(**context)
                for one in (rule, line, exemption)
            )
            own = self._own("text").with_user(user).with_context(**context)
            for call in (
                lambda rule_=rule_: rule_.write({"action": "keep"}),
                lambda rule_=rule_: rule_.unlink(),
                lambda line_=line_: line_.write({"value": "x"}),
                lambda line_=line_: line_.unlink(),
                lambda one=exemption_: one.write({"model": "*"}),
                lambda one=exemption_: one.unlink(),
                lambda own=own: own.write({"shipped": True}),
                lambda own=own: own.field_ids.write({"rule_id": rule.id}),
            ):
                self.refused(call)
            contact = self.env.ref("partner_anonymization.rule_res_partner")
            archive = contact.with_user(user).write
            for value in (False, 0, None, ""):
                self.refused(lambda v=value, archive=archive: archive({"active": v}))

    def test_no_context_deletes_what_is_guarded(self):
        self.person.anonymize("Ticket 4711", override_retention=True)
        line = self.person.sudo().anonymization_line_id
        records = (
            self.person,
            line,
            line.run_id,
            self.env["partner.anonymization.event"].search([], limit=1),
        )
        for record in records:
            for user in (self.admin, self.env.user):
                claim = record.with_user(user).with_context(_force_unlink=True)
                self.refused(claim.sudo().unlink)
                self.assertTrue(record.exists())

    def test_nobody_ships_a_rule_by_hand(self):
        forged = self._values("text", shipped=True)
        rule = (
            self.Rule.with_user(self.admin)
            .with_context(default_shipped=True, install_mode=True)
            .create(forged)
        )
        self.assertFalse(rule.shipped)
        self.assertFalse(rule.copy().shipped)
        for xml_id in ("base.mine", "pa_forged.mine"):
            result = (
                self.Rule.with_user(self.manager)
                .with_context(install_mode=True, module="base")
                .load(
                    ["id", "name", "model", "partner_path", "field_ids/field",
                     "field_ids/value"],
                    [[xml_id, "Forged", "res.users", "partner_id", "login", "admin2"]],
                )
            )  # fmt: skip
            self.assertFalse(result["ids"])
            self.assertIn("fixed value", result["messages"][0]["message"])

    def test_external_id_gives_no_trust(self):
        rule = self._own("text")
        self.env["ir.model.data"].create(
            {
                "module": "base",
                "name": "forged",
                "model": rule._name,
                "res_id": rule.id,
            }
        )
        self._slip_in(rule.field_ids, value="x")
        self.assertBroken(rule)

    def test_shipped_rules_are_known(self):
        rules = self.Rule.with_context(active_test=False).search([])
        ours = rules.filtered(lambda one: one.module == "partner_anonymization")
        self.assertGreater(len(ours), 100)
        self.assertTrue(all(ours.mapped("shipped")))
        self.assertFalse(any(ours.mapped("is_broken")))

    def test_rights_stay(self):
        clerk = self._user("clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self._own("text", user=clerk)

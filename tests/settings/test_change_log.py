"""Changes of rights, settings and the data map are logged, without anybody's data."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import AnonymizationCase

TABLE = "partner_anonymization_event"


class ChangeLogCase(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.manager = self._user("log_manager", "group_manager")
        self.clerk = self._user("log_clerk")
        self._forget()

    def _forget(self):
        self.env.flush_all()
        self.cr.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")
        (self.last,) = self.cr.fetchone()

    def _new(self):
        """What was logged since: [(kind, reason, partner, user)]"""
        self.env.flush_all()
        self.cr.execute(
            "SELECT kind, reason, partner_ref, user_id"
            f" FROM {TABLE} WHERE id > %s ORDER BY id",
            [self.last],
        )
        rows = self.cr.fetchall()
        self._forget()
        return rows


@tagged("post_install", "-at_install")
class TestRightsLog(ChangeLogCase):
    def _reasons(self, user=None):
        user = user or self.clerk
        return [
            reason
            for kind, reason, partner, _uid in self._new()
            if (kind, partner) == ("rights", user.partner_id.id)
        ]

    def _group(self, name):
        return self.env.ref(f"partner_anonymization.{name}")

    def test_check_box(self):
        self.clerk.anonymization_allowed = True
        self.assertEqual(self._reasons(), ["+group_anonymize"])
        self.clerk.anonymization_allowed = False
        self.assertEqual(self._reasons(), ["-group_anonymize"])
        self.clerk.anonymization_allowed = False
        self.assertEqual(self._reasons(), [])

    def test_manager(self):
        self.clerk.group_ids += self._group("group_manager")
        self.assertEqual(
            self._reasons(),
            ["+group_anonymize", "+group_override_retention", "+group_manager"],
        )

    def test_by_the_group(self):
        self._group("group_anonymize").user_ids += self.clerk
        self.assertEqual(self._reasons(), ["+group_anonymize"])

    def test_by_a_group_that_implies_it(self):
        other = self.env["res.groups"].create({"name": "Back Office"})
        self.clerk.group_ids += other
        self.assertEqual(self._reasons(), [])
        other.implied_ids += self._group("group_anonymize")
        self.assertEqual(self._reasons(), ["+group_anonymize"])
        other.unlink()
        self.assertEqual(self._reasons(), ["-group_anonymize"])

    def test_from_the_side_of_the_group(self):
        """The other ends of the same relations."""
        own = self._group("group_anonymize")
        own.all_user_ids += self.clerk
        self.assertEqual(self._reasons(), ["+group_anonymize"])
        own.user_ids -= self.clerk
        self.assertEqual(self._reasons(), ["-group_anonymize"])
        other = self.env["res.groups"].create({"name": "Back Office"})
        self.clerk.group_ids += other
        own.implied_by_ids += other
        self.assertEqual(self._reasons(), ["+group_anonymize"])
        own.implied_by_ids -= other
        self.assertEqual(self._reasons(), ["-group_anonymize"])

    def test_removed_user(self):
        self.clerk.anonymization_allowed = True
        self._forget()
        partner = self.clerk.partner_id
        self.clerk.unlink()
        self.assertEqual(
            [row[:3] for row in self._new()],
            [("rights", "-group_anonymize", partner.id)],
        )
        self._user("log_without").unlink()
        self.assertEqual(self._new(), [])

    def test_by_a_new_group(self):
        self.env["res.groups"].create(
            {
                "name": "Back Office",
                "user_ids": [Command.set(self.clerk.ids)],
                "implied_ids": [Command.set(self._group("group_anonymize").ids)],
            }
        )
        self.assertEqual(self._reasons(), ["+group_anonymize"])

    def test_new_user(self):
        user = self._user("log_new", "group_anonymize")
        self.assertEqual(self._reasons(user), ["+group_anonymize"])

    def test_who_did_it(self):
        admin = self.env.ref("base.user_admin")
        self.clerk.with_user(admin).anonymization_allowed = True
        self.assertEqual({uid for *_rest, uid in self._new()}, {admin.id})

    def test_other_groups_and_fields(self):
        self.clerk.group_ids += self.env.ref("base.group_partner_manager")
        self.clerk.name = "Somebody"
        self.assertEqual(self._new(), [])


@tagged("post_install", "-at_install")
class TestSettingsLog(ChangeLogCase):
    def _param(self, name, value):
        key = f"partner_anonymization.{name}"
        self.env["ir.config_parameter"].with_user(self.manager).sudo().set_param(
            key, value
        )
        return key

    def test_parameter(self):
        key = self._param("purge_after_days", "45")
        self.assertEqual(self._new(), [("settings", key, None, self.manager.id)])
        self._param("purge_after_days", "45")
        self.assertEqual(self._new(), [])
        self._param("purge_after_days", False)
        self.assertEqual([row[1] for row in self._new()], [key])

    def _label(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["partner.anonymization.event"].search([], limit=1).reason_label

    def test_screens_show_labels(self):
        self._param("purge_after_days", "45")
        self.assertEqual(self._label(), "Delete for Good After (days)")
        company = self.env.company
        company.with_user(self.manager).sudo().anonymization_retention_years += 1
        self.assertRegex(self._label(), rf"^Companies #{company.id}: Retention")
        preset = self.env["partner.anonymization.preset"].search([], limit=1)
        preset.with_user(self.manager).unlink()
        self.assertRegex(self._label(), r" #\d+: removed$")
        self.clerk.anonymization_override_allowed = True
        self.assertEqual(self._label(), "given: Override Retention")
        for event in self.env["partner.anonymization.event"].search([]):
            self.assertNotRegex(event.reason_label or "", r"\b\w+\.\w+_\w+|group_")

    def test_reasons_of_users_are_left_alone(self):
        self.person.anonymize(note="T-1", override_retention=True)
        events = self.env["partner.anonymization.event"].search(
            [("reason", "!=", False)]
        )
        for event in events:
            if event.kind not in ("settings", "map", "rights"):
                self.assertEqual(event.reason_label, event.reason)

    def test_the_guard(self):
        for name, value in (("guard", "refuse"), ("guard_basis", "Legal claims")):
            key = self._param(name, value)
            self.assertEqual([row[:2] for row in self._new()], [("settings", key)])

    def test_defaults(self):
        """What a new company, or the settings, start with."""
        name = "anonymization_retention_years"
        reason = [("settings", f"ir.default res.company.{name}")]
        defaults = self.env["ir.default"].with_user(self.manager).sudo()
        defaults.set("res.company", name, 7)
        self.assertEqual([row[:2] for row in self._new()], reason)
        defaults.set("res.company", name, 8)
        ((*rest, user),) = self._new()
        self.assertEqual((rest[:2], user), ([*reason[0]], self.manager.id))
        default = defaults.search([("field_id.name", "=", name)], limit=1)
        for call in (lambda: default.write({"condition": "x=1"}), default.unlink):
            call()
            self.assertEqual([row[:2] for row in self._new()], reason)
        defaults.set("res.partner", "function", "Gardener")
        self.assertEqual(self._new(), [])

    def test_scheduled_actions(self):
        cron = self.env.ref("partner_anonymization.ir_cron_purge")
        cron = cron.with_user(self.manager).sudo()
        cron.active = True
        self._forget()
        cron.write({"active": False, "interval_number": cron.interval_number})
        self.assertEqual(
            [row[:2] for row in self._new()], [("settings", "ir_cron_purge: active")]
        )
        cron.nextcall = "2099-01-01 00:00:00"
        self.assertEqual([row[1] for row in self._new()], ["ir_cron_purge: nextcall"])
        self.env.ref("base.autovacuum_job").sudo().active = True
        self.assertEqual(self._new(), [])

    def test_words_are_not_in_it(self):
        key = self._param("placeholder_anonymized", "Zacharias Quillfeather")
        self.assertEqual([row[:2] for row in self._new()], [("settings", key)])

    def test_what_the_module_notes_is_no_setting(self):
        self._param("ledger_file", "1-2.jsonl")
        self._param("keys_told", "x")
        self.assertEqual(self._new(), [])

    def test_company(self):
        company = self.env.company
        years = company.anonymization_retention_years
        settings = company.with_user(self.manager).sudo()
        settings.anonymization_retention_years = years
        self.assertEqual(self._new(), [])
        start = company.anonymization_retention_start
        settings.write(
            {
                "anonymization_retention_years": years + 1,
                "anonymization_retention_start": start,
            }
        )
        reason = f"res.company {company.id}: anonymization_retention_years"
        self.assertEqual([row[:2] for row in self._new()], [("settings", reason)])

    def test_refused(self):
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env.company.with_user(
                self.clerk
            ).sudo().anonymization_retention_years = 50
        self.assertEqual(self._new(), [])

    def test_data_map(self):
        rule = (
            self.env["partner.anonymization.rule"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Zacharias Quillfeather",
                    "model": "res.partner.bank",
                    "partner_path": "partner_id",
                    "action": "keep",
                }
            )
        )
        name = f"{rule._name} {rule.id}"
        self.assertEqual(
            [row[:2] for row in self._new()], [("map", f"{name}: created")]
        )
        rule.active = False
        self.assertEqual([row[:2] for row in self._new()], [("map", f"{name}: active")])
        rule.unlink()
        self.assertEqual(
            [row[:2] for row in self._new()], [("map", f"{name}: removed")]
        )

    def test_legal_periods(self):
        period = self.env["partner.anonymization.period"].search([], limit=1)
        period = period or self.env["partner.anonymization.preset"].search([], limit=1)
        period.with_user(self.manager).write({"source": "Somebody's law"})
        reason = f"{period._name} {period.id}: source"
        self.assertEqual([row[:2] for row in self._new()], [("settings", reason)])


@tagged("post_install", "-at_install")
class TestNobodyInTheLog(ChangeLogCase):
    def test_whole_story(self):
        """Nothing that tells of the person is in any event of a whole story."""
        words = self._words()
        self.assertGreater(len(words), 4)
        self.person.anonymization_hold_reason = "Case 9"
        self.person.anonymization_hold = True
        self.person.anonymization_hold = False
        run = self.person.anonymize(note="T-1", override_retention=True)
        run.line_ids._prove()
        self.person.deanonymize(note="T-2")
        self.person.anonymize(note="T-3", override_retention=True)
        self.person.purge_anonymized()
        self.cr.execute(f"SELECT to_jsonb(event)::text FROM {TABLE} event")
        rows = [row.casefold() for (row,) in self.cr.fetchall()]
        self.assertGreater(len(rows), 8)
        found = [word for word in words if any(word in row for row in rows)]
        self.assertEqual(found, [])

    def _words(self):
        members = self.person | self.person.child_ids
        names = ("name", "email", "phone", "street", "vat", "ref")
        values = {one[name] for one in members for name in names if one[name]}
        values |= {
            word for one in members for word in one.name.split() if len(word) > 4
        }
        return sorted(value.casefold() for value in values)

"""When something is erased is set by those who manage anonymization, by nobody else."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import AnonymizationCase

PARAMETER = "partner_anonymization.purge_after_days"
YEARS = "anonymization_retention_years"


@tagged("post_install", "-at_install")
class TestSettingsRights(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env, "bare_admin", "base.group_system,base.group_erp_manager"
        )
        cls.manager = new_test_user(
            cls.env,
            "settings_manager",
            "base.group_system,partner_anonymization.group_manager",
        )
        cls.clerk = cls._user("settings_clerk", "group_anonymize")
        rights = ("perm_read", "perm_write", "perm_create", "perm_unlink")
        for model in ("partner.anonymization.period", "partner.anonymization.preset"):
            cls.env["ir.model.access"].create(
                {
                    "name": "all",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": cls.env.ref("base.group_system").id,
                    **dict.fromkeys(rights, True),
                }
            )
        cls.env["ir.config_parameter"].set_param(PARAMETER, "17")
        cls.period = cls.env["partner.anonymization.period"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        ) or cls.env["partner.anonymization.period"].create(
            {"retention_class": "accounting", "years": 8}
        )
        cls.env.flush_all()

    def _calls(self, env):
        """What changes when something is erased: (name, call)."""
        params, company = env["ir.config_parameter"], env.company
        known = params.search([("key", "=", PARAMETER)])
        other = params.create(
            {"key": f"somebody.else.{env.uid}.{env.su}", "value": "1"}
        )
        defaults, cron = env["ir.default"], "partner_anonymization.ir_cron_purge"
        period = env[self.period._name].browse(self.period.id)
        preset = env["partner.anonymization.preset"].search([], limit=1)
        quick = f"partner_anonymization.new_{env.uid}_{env.su}"
        yield "years", lambda: company.write({YEARS: 0})
        yield (
            "quick",
            lambda: company.write({"anonymization_quick_retention_years": 0}),
        )
        yield (
            "start",
            lambda: company.write({"anonymization_retention_start": "last_activity"}),
        )
        yield (
            "taxes",
            lambda: company.write({"anonymization_taxes_open_from": "2031-01-01"}),
        )
        yield "assign", lambda: setattr(company, YEARS, 1)
        yield (
            "periods",
            lambda: company.write({"anonymization_period_ids": [(2, period.id)]}),
        )
        yield "set_param", lambda: params.set_param(PARAMETER, 0)
        yield "remove", lambda: params.set_param(PARAMETER, False)
        yield "new parameter", lambda: params.set_param(quick, "1")
        yield "write", lambda: known.write({"value": "0"})
        yield "unlink", known.unlink
        yield "rename", lambda: known.write({"key": f"x.{env.uid}.{env.su}"})
        yield "rename to", lambda: other.write({"key": quick})
        yield "default", lambda: defaults.set("res.company", YEARS, 0)
        yield "own default", lambda: defaults.set("res.company", YEARS, 0, user_id=True)
        yield (
            "period default",
            lambda: defaults.set("partner.anonymization.period", "years", 1),
        )
        yield "cron", lambda: env.ref(cron).write({"active": False})
        yield "interval", lambda: env.ref(cron).write({"interval_number": 999})
        yield "delete cron", env.ref(cron).unlink
        yield "period", lambda: period.write({"years": 1})
        yield "delete period", period.unlink
        yield (
            "new period",
            lambda: period.create({"retention_class": "oss", "years": 1}),
        )
        yield "preset", lambda: preset.write({"years": 1})
        yield "archive preset", lambda: preset.write({"active": False})

    def test_administrators_without_the_right(self):
        for superuser in (False, True):
            env = self.env(user=self.admin, su=superuser)
            for name, call in list(self._calls(env)):
                with self.subTest(name, superuser=superuser):
                    with self.assertRaisesRegex(AccessError, "need the right"):
                        with self.cr.savepoint():
                            call()
                            env.flush_all()
                    self.env.invalidate_all()

    def test_clerks_by_way_of_the_superuser(self):
        env = self.env(user=self.clerk, su=True)
        for name, call in list(self._calls(env)):
            with self.subTest(name):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call()
                self.env.invalidate_all()

    def test_managers(self):
        env = self.env(user=self.manager)
        for name, call in list(self._calls(env)):
            with self.subTest(name):
                with self.assertRaises(_Undo), self.cr.savepoint():
                    call()
                    env.flush_all()
                    raise _Undo
                self.env.invalidate_all()

    def test_companies(self):
        companies = self.env["res.company"].with_user(self.admin)
        for values, context in (
            ({YEARS: 1}, {}),
            ({}, {f"default_{YEARS}": 1}),
        ):
            try:
                made = companies.with_context(**context).create(
                    {"name": f"New {values}", **values}
                )
            except AccessError:
                self.assertTrue(values)
            else:
                self.assertFalse(values)
                self.assertEqual(made[YEARS], 5)
                self.assertEqual(made.anonymization_retention_start, "fiscal_year_end")
        made = companies.with_user(self.manager).create({"name": "M", YEARS: 1})
        self.assertEqual(made[YEARS], 1)
        # Writing what stands there changes nothing, as Odoo's settings do.
        company = self.env.company.with_user(self.admin)
        company.write({"name": "Renamed", YEARS: company.sudo()[YEARS]})
        self.assertEqual(company.name, "Renamed")

    def _settings(self, user, **values):
        return self.env["res.config.settings"].with_user(user).create(values)

    def test_settings_of_others_are_saved(self):
        """Whatever of ours is 0 or was never set."""
        params = self.env["ir.config_parameter"]
        for value in ("17", "0"):
            params.set_param(PARAMETER, value)
            params.set_param("partner_anonymization.auto_per_night", "0")
            params.search([("key", "like", "partner_anonymization.keep_opt")]).unlink()
            before = self._ours()
            self._settings(self.admin).execute()
            self.assertEqual(self._ours(), before)

    def _ours(self):
        found = self.env["ir.config_parameter"].search(
            [("key", "=like", r"partner\_anonymization.%")]
        )
        return {one.key: one.value for one in found}

    def test_our_settings_by_others(self):
        for values in (
            {YEARS: 1},
            {"anonymization_purge_after_days": 1},
            {"anonymization_keep_opt_out": False},
            {"anonymization_render_missing_pdf": False},
            {"anonymization_placeholder_deleted": "Gone"},
            {"anonymization_auto_active": True},
            {"anonymization_keep_reference": True},
            {"anonymization_responsible_id": self.admin.id},
        ):
            with self.subTest(values):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self._settings(self.admin, **values).execute()
                self.env.invalidate_all()
        self._settings(self.manager, anonymization_purge_after_days=3).execute()
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), "3")


class _Undo(Exception):
    """Takes a savepoint back."""

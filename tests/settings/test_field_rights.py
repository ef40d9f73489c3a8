"""Who may read which of the fields that this module adds to models of others.

The table below is the promise. A field that is not in it fails the test, also one that
is added tomorrow.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..cases.accounting import BooksCase

MODULE = "partner_anonymization"
USER = "base.group_user,base.group_allow_export,base.group_partner_manager"
ROLES = {
    "portal": "base.group_portal",
    "internal": USER,
    "clerk": f"{USER},{MODULE}.group_anonymize",
    "override": f"{USER},{MODULE}.group_override_retention",
    "manager": f"{USER},{MODULE}.group_manager",
    "accountant": f"{USER},account.group_account_user",
    "invoicing": f"{USER},account.group_account_invoice",
    "rights": f"{USER},base.group_erp_manager",
    "system": f"{USER},base.group_system",
}
EVERYBODY = frozenset(ROLES)
STAFF = EVERYBODY - {"portal"}
DECIDES = frozenset({"clerk", "manager"})
LEDGER = frozenset({"accountant", "invoicing"})
KEPT = LEDGER | {"manager"}
GIVES = frozenset({"rights", "system", "manager"})
SYSTEM = frozenset({"system"})
# The settings need the rights of both, the manager and the administrator.
NOBODY = frozenset()

# {model: {who may: names without "anonymization_"}}; rights on the model come on top.
TABLE = {
    "res.partner": {
        EVERYBODY: "state",
        STAFF: "retention_years sole_trader exempt same_partner_ids other_partner_ids"
        " hold hold_until hold_over return_reason refuses_erased",
        DECIDES: "line_id date purge_date log_count suggested_ids years_hint"
        " hold_reason hold_uid hold_date",
    },
    "res.company": {
        STAFF: "retention_years quick_retention_years retention_start taxes_open_from"
        " authority",
        # Only those who may read the periods themselves.
        DECIDES: "period_ids preset_offer preset_differences",
    },
    "res.users": {GIVES: "allowed override_allowed implied"},
    "account.move": {
        # The portal: of its own invoices.
        LEDGER | {"portal"}: "state",
        LEDGER: "retention_end debtor_readable",
    },
    "ir.attachment": {
        KEPT: "kept_line_id kept_name rendered rendered_line_id",
        SYSTEM: "message_ids",
    },
    "res.config.settings": {
        NOBODY: "period_ids preset_offer preset_differences",
        SYSTEM: "retention_years quick_retention_years retention_start tz"
        " taxes_open_from placeholder_anonymized"
        " placeholder_deleted purge_after_days keep_reference require_rehearsal"
        " keep_opt_out opt_out_years render_missing_pdf key_dir key_findings"
        " kek_place foreign_keys key_in_backup unmapped_count list_contacts"
        " list_traders"
        " auto_customer auto_supplier auto_quick auto_contact auto_notice_days"
        " auto_per_night"
        " responsible_id auto_active auto_without_pdf payment_warning_days"
        " remove_empty rename_count renaming run_above run_batch run_pause_ms guard"
        " guard_basis guard_years ledger_days log_years four_eyes authority"
        " authority_usual proof_searchers proof_replica",
    },
}


def may(model, name):
    """The roles that may read a field, None for one that nobody has thought of."""
    for roles, names in TABLE.get(model, {}).items():
        if name.removeprefix("anonymization_") in names.split():
            return roles
    return None


@tagged("slow", "post_install", "-at_install")
class TestFieldRights(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"field_rights_{role}", groups)
            for role, groups in ROLES.items()
        }
        cls.person.write(
            {
                "anonymization_hold": True,
                "anonymization_hold_reason": "Case 7 O 12/26",
            }
        )
        cls.records = {
            "res.partner": cls.person,
            "res.company": cls.env.company,
            "account.move": cls._invoice(cls.person),
            "ir.attachment": cls.env["ir.attachment"].create(
                {"name": "Poster", "raw": b"Poster", "public": True}
            ),
            "res.config.settings": cls.env["res.config.settings"].create({}),
        }
        cls.env.flush_all()

    def _ours(self):
        """The fields of this module on models of others: ``(model, field)``."""
        return sorted(
            (
                (name, field.name)
                for name, model in self.env.registry.items()
                if not model._abstract and model._original_module != MODULE
                for field in model._fields.values()
                if field.base_field._module == MODULE
            ),
        )

    def _base(self, model, name):
        """Where a field that is inherited by way of a link is defined."""
        field = self.env[model]._fields[name].base_field
        return field.model_name, field.name

    def test_each_field_is_in_the_table(self):
        """Fields that a model has by inheritance of records are those of the other."""
        ours = {self._base(*one) for one in self._ours()}
        self.assertEqual(
            [one for one in sorted(ours) if may(*one) is None], [], "who may read it?"
        )
        known = {
            (model, f"anonymization_{name}")
            for model, by_roles in TABLE.items()
            for names in by_roles.values()
            for name in names.split()
        }
        self.assertEqual(sorted(known - ours), [], "fields that are no more")

    def test_who_reads_which_field(self):
        wrong = []
        for model, name in self._ours():
            for role, user in self.users.items():
                expected = role in may(*self._base(model, name))
                ways = self._ways(model, name, role, user)
                reached = [way for way, call in ways.items() if self._reaches(call)]
                readable = expected and model in self.records and role != "portal"
                if readable and "read" not in reached:
                    wrong.append((model, name, role, "cannot read"))
                if not expected and reached:
                    wrong.append((model, name, role, *reached))
        self.assertEqual(wrong, [])

    def _reaches(self, call):
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                call()
        except (AccessError, UserError):
            return False
        return True

    def _ways(self, model, name, role, user):
        """How somebody gets at the values of a field: ``{way: function}``."""
        records = self.env[model].with_user(user)
        field = records._fields[name]
        one = self._record(model, user).with_user(user)
        ways = {
            "read": lambda: one.read([name]),
            "export": lambda: one.export_data([name]),
        }
        if field._description_searchable:
            asked = self._condition(field)
            ways["search"] = lambda: records.search([asked], limit=1)
        if field._description_sortable(self.env):
            ways["order"] = lambda: records.search([], order=name, limit=1)
        if field._description_groupable(self.env):
            dated = field.type in ("date", "datetime")
            by = [f"{name}:year" if dated else name]
            ways["group"] = lambda: records.formatted_read_group([], by, ["__count"])
            ways["group by hand"] = lambda: records.read_group([], ["id"], by)
        if model == "res.partner" and field.store:
            users = self.env["res.users"].with_user(user)
            path = f"partner_id.{name}"
            ways["search by way"] = lambda: users.search([(path, "!=", False)], limit=1)
            ways["export by way"] = lambda: user.with_user(user).export_data(
                [path.replace(".", "/")]
            )
        return ways

    def _condition(self, field):
        """What is asked of a field; nothing that is true of all records."""
        if field.type == "date":
            return (field.name, "<", "2000-01-01")
        if field.type == "selection":
            return (field.name, "=", field.get_values(self.env)[0])
        return (field.name, "!=", False)

    def _record(self, model, user):
        if model == "res.users":
            return user
        if model == "res.partner" and user.share:
            return user.partner_id
        return self.records.get(model) or self.env[model].search([], limit=1)

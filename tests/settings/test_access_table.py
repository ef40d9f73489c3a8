"""Who may do what with each model, field, view and report of the module.

The promise is the table in ``readme/ACCESS.rst``. What is not in it, or is there
otherwise, fails: also a model or field that is added tomorrow. With
PA_WRITE_ACCESS=1 the table is written anew.
"""

import os
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..cases.accounting import BooksCase

MODULE = "partner_anonymization"
FILE = Path(__file__).parents[2] / "readme" / "ACCESS.rst"
OWN = ("partner.anonymi", "partner.deanonymi")
USER = "base.group_user,base.group_allow_export,base.group_partner_manager"
ROLES = {
    "No right": USER,
    "Anonymize": f"{USER},{MODULE}.group_anonymize",
    "Override": f"{USER},{MODULE}.group_override_retention",
    "Manager": f"{USER},{MODULE}.group_manager",
    "Accountant": f"{USER},account.group_account_manager",
    "Administrator": f"{USER},base.group_system,base.group_erp_manager",
    "Portal": "base.group_portal",
    "Public": "base.group_public",
}
LETTERS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
SEALS = ("partner.anonymization.seal", "partner.anonymization.document.seal")
HEAD = """\
Who may do what
===============

One row for each model of the module, and below it each field that not everybody may
read who may read the model. A test compares this table with the rights that hold.

r: read, w: write, c: create, d: delete, by the access rights of the model. What the
engine alone writes refuses every change besides, whoever asks; rules of records narrow
the rest to the user's companies, and wizards to their own user. Fields: x, may be read.

*Override* is the right *Override Retention* without *Anonymize Customers*;
*Administrator* has Odoo's own rights *Settings* and *Access Rights*, and none of the
module's.

"""


@tagged("post_install", "-at_install")
class TestAccessTable(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"access_{number}", groups)
            for number, (role, groups) in enumerate(ROLES.items())
        }
        cls.anonymized = cls.person.anonymize()
        cls.env.flush_all()

    def _models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if name.startswith(OWN) and not model._abstract
        )

    def _rows(self):
        for name in self._models():
            records = {
                role: self.env[name].with_user(u) for role, u in self.users.items()
            }
            rights = {
                role: "".join(
                    letter for op, letter in LETTERS.items() if one.has_access(op)
                )
                for role, one in records.items()
            }
            yield name, rights
            readers = [role for role in rights if "r" in rights[role]]
            for field in self.env[name]._fields.values():
                may = {
                    role: "x" if records[role]._has_field_access(field, "read") else ""
                    for role in readers
                }
                if not all(may.values()):
                    yield f"  {field.name}", may

    def _table(self):
        rows = [
            (name, [by.get(role) or "-" for role in ROLES]) for name, by in self._rows()
        ]
        rows = [
            (f"``{name.strip()}``" if name[0] == " " else name, by) for name, by in rows
        ]
        widths = [max(len(name) for name, _by in rows)]
        widths += [max(len(role), 4) for role in ROLES]
        line = " ".join("=" * width for width in widths)

        def written(cells):
            pairs = zip(cells, widths, strict=True)
            return " ".join(cell.ljust(width) for cell, width in pairs).rstrip()

        body = [written([name, *by]) for name, by in rows]
        return "\n".join([line, written(["Model or field", *ROLES]), line, *body, line])

    def test_table_is_current(self):
        text = f"{HEAD}{self._table()}\n"
        if os.environ.get("PA_WRITE_ACCESS"):
            FILE.write_text(text)
        self.assertEqual(FILE.read_text(), text, "PA_WRITE_ACCESS=1 writes it anew")

    def test_views_open_for_those_who_may_read(self):
        """Each kind of view that a model has, with nothing in it but what they see."""
        for name in self._models():
            kinds = self.env["ir.ui.view"].search([("model", "=", name)]).mapped("type")
            asked = [(False, kind) for kind in sorted({*kinds, "list", "form"})]
            for role, user in self.users.items():
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(model=name, role=role):
                    models = model.get_views(asked)["models"]
                    for one, told in models.items():
                        shown = set(told["fields"])
                        allowed = set(self.env[one].with_user(user).fields_get())
                        self.assertLessEqual(shown, allowed)

    def test_records_are_hidden(self):
        """Reading, exporting and grouping records is refused to who may not read."""
        for name in self._models():
            for role, user in self.users.items():
                model = self.env[name].with_user(user)
                if model.has_access("read"):
                    continue
                record = model.browse(1)
                for call in (
                    lambda m=model: m.search([]),
                    lambda m=model: m.search_read([], ["display_name"]),
                    lambda m=model: m.formatted_read_group([], [], ["__count"]),
                    lambda r=record: r.read(["display_name"]),
                    lambda r=record: r.export_data(["display_name"]),
                    lambda m=model: m.name_search(""),
                ):
                    with (
                        self.subTest(model=name, role=role),
                        self.assertRaises(UserError),  # AccessError is one
                    ):
                        call()

    def test_reports(self):
        """Who may not read a record gets nothing of it on paper."""
        reports = self.env["ir.actions.report"].search([])
        ours = [one for one in reports if one.report_name.startswith(f"{MODULE}.")]
        self.assertGreaterEqual(len(ours), 3)
        records = {
            "partner.anonymization": self.anonymized,
            "partner.anonymization.line": self.anonymized.line_ids,
            "partner.anonymization.request": self.env[
                "partner.anonymization.request"
            ].create({"kind": "erasure", "partner_ids": self.person.ids}),
        }
        for report in ours:
            record = records[report.model]
            for role, user in self.users.items():
                may = record.with_user(user).has_access("read")
                with self.subTest(report=report.report_name, role=role):
                    reached = self._prints(report.with_user(user), record)
                    self.assertEqual(reached, may)

    def _prints(self, report, record):
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                report.sudo(False)._render_qweb_html(
                    report.sudo().report_name, record.ids
                )
        except (AccessError, UserError):
            return False
        except ValueError as error:  # the template engine wraps it
            if not isinstance(error.__cause__, AccessError):
                raise
            return False
        return True

    def test_nobody_reads_what_is_sealed(self):
        self.assertTrue(self.env[SEALS[0]].sudo()._sealed_lines())
        self.env.cr.execute("SELECT min(id) FROM partner_anonymization_seal")
        (id_,) = self.env.cr.fetchone()
        envs = [self.env(user=user) for user in self.users.values()]
        for env in (*envs, self.env(su=True), self.env(user=1, su=True)):
            for name in SEALS:
                seal = env[name].browse(id_)
                for call in (
                    lambda s=seal: s.payload,
                    lambda s=seal: s.key_ref,
                    lambda s=seal: s.read(["payload"]),
                    lambda s=seal: s.web_read({"payload": {}}),
                    lambda s=seal: s.export_data(["payload"]),
                    lambda s=seal: s.search_read([], ["payload"]) or s.payload,
                    lambda s=seal: s.mapped("payload"),
                    lambda s=seal: s.copy_data(),
                ):
                    env.invalidate_all()
                    with self.subTest(model=name), self.assertRaises(UserError):
                        call()

    def test_no_routes_of_its_own(self):
        """A controller that is added wants a test of its own."""
        routing = self.env["ir.http"].routing_map()
        ours = [
            rule.rule
            for rule in routing.iter_rules()
            if f".{MODULE}." in f".{rule.endpoint.func.__module__}."
        ]
        self.assertEqual(ours, [])

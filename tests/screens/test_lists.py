"""What holds of every list and form: years, names of icons, one word for one thing."""

import re

from lxml import etree

from odoo.tests import tagged

from ...engine.log import log_rows
from ..common import AnonymizationCase

MODULE = "partner_anonymization"
UNSEEN = ("search", "graph", "pivot", "calendar")
# For a manager at a desk.
NO_CARDS = ("partner.anonymization.replay", "res.company")


@tagged("post_install", "-at_install", "accounting_only")
class TestLists(AnonymizationCase):
    def _views(self):
        """(view, its root) of all views of the module."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        found = [(view, etree.fromstring(view.arch_db)) for view in views.exists()]
        self.assertGreater(len(found), 40)
        return found

    def _fields(self, view, root):
        """(node, field) of what a view shows."""
        if view.type in UNSEEN or view.type == "qweb":
            return
        for node in root.iter("field"):
            model = self.env[view.model]
            for above in reversed(list(node.iterancestors("field"))):
                field = model._fields.get(above.get("name"))
                if field is not None and field.relational:
                    model = self.env[field.comodel_name]
            field = model._fields.get(node.get("name"))
            if field is not None and node.get("invisible") != "1":
                yield node, field

    def test_dates_have_a_year(self):
        """Odoo leaves out the year of today's dates unless told otherwise."""
        count = 0
        for view, root in self._views():
            for node, field in self._fields(view, root):
                if field.type in ("date", "datetime") and not node.get("widget"):
                    where = f"{view.name}: {field.name}"
                    self.assertIn("'numeric': true", node.get("options", ""), where)
                    count += 1
        self.assertGreater(count, 40)

    def test_what_was_restored_is_not_restorable_until(self):
        """The day stays in the log; it is shown while there is something to restore."""
        count = 0
        for view, root in self._views():
            for node, field in self._fields(view, root):
                if field.name == "purge_date":
                    box = node.getparent() if node.getparent().tag == "div" else node
                    self.assertEqual(box.get("invisible"), "not is_sealed", view.name)
                    count += 1
        self.assertEqual(count, 5)

    def test_no_view_shows_what_depends_on_hidden_fields(self):
        """Odoo warns of what is shown to people who cannot read what it depends on."""
        views = [view for view, _root in self._views() if view.type != "qweb"]
        with self.assertNoLogs("odoo.addons.base.models.ir_ui_view", "WARNING"):
            for view in views:
                view._check_xml()

    def test_numbers_of_records_are_no_amounts(self):
        for view, root in self._views():
            for node, field in self._fields(view, root):
                if field.name in ("id", "partner_number", "partner_ref"):
                    where = f"{view.name}: {field.name}"
                    options = node.get("options", "")
                    self.assertIn("'enable_formatting': false", options, where)

    def _lists(self):
        """(action, its list) of what the menus open."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        for action in actions.exists():
            modes = dict((mode, view) for view, mode in action.views)
            if "list" in modes:
                arch = self.env[action.res_model].get_view(modes["list"], "list")[
                    "arch"
                ]
                yield action, etree.fromstring(arch)

    def test_rows_open_something(self):
        """A click on a row opens a form or a document, or edits the row."""
        found = list(self._lists())
        self.assertGreater(len(found), 12)
        for action, root in found:
            with self.subTest(action.res_model):
                if "form" not in action.view_mode.split(","):
                    opens = root.get("editable") or root.get("action")
                    self.assertTrue(opens)
                if method := root.get("action"):
                    self.assertEqual(root.get("type"), "object")
                    self.assertTrue(
                        callable(getattr(self.env[action.res_model], method))
                    )

    def test_cards_on_a_phone(self):
        """What is worked with has cards there, which open what the rows open."""
        for action, root in self._lists():
            modes = dict((mode, view) for view, mode in action.views)
            is_map = action.res_model.startswith("partner.anonymization.rule")
            if root.get("editable") or is_map or action.res_model in NO_CARDS:
                continue
            with self.subTest(action.res_model):
                self.assertIn("kanban", modes)
                self.assertEqual(action.mobile_view_mode, "kanban")
                views = self.env[action.res_model].get_view(modes["kanban"], "kanban")
                card = etree.fromstring(views["arch"])
                self.assertEqual(card.get("action"), root.get("action"))

    def test_no_technical_titles(self):
        """Odoo calls the dialog of a row by the label of the list that it is in."""
        titles = set()
        for view, root in self._views():
            if view.type != "form":
                continue
            for node in root.iter("field"):
                field = self.env[view.model]._fields.get(node.get("name"))
                if field is None or field.type != "one2many" or not len(node):
                    continue
                if any(one.get("editable") for one in node.iter("list")):
                    continue
                titles.add(node.get("string") or field.string)
        self.assertIn("What Is Still There", titles)
        for title in titles:
            self.assertNotRegex(title, r"\b(Line|Trace|Shown|Ids?)\b")

    def test_icons_have_a_name(self):
        for view, root in self._views():
            for node in root.iter("button", "a", "i"):
                has_icon = node.get("icon") or "fa-" in node.get("class", "")
                has_text = node.get("string") or "".join(node.itertext()).strip()
                if has_icon and not has_text and not len(node):
                    told = node.get("aria-label") or node.get("aria-hidden")
                    self.assertTrue(told, f"{view.name}: {node.attrib}")

    def test_one_word(self):
        """Nobody reads of a purge."""
        texts = [view.arch_db for view, _root in self._views()]
        shown = re.findall(r'(?:string|help|confirm|title)="([^"]*)"', " ".join(texts))
        for model in filter(lambda name: name.startswith("partner."), self.env):
            for field in self.env[model]._fields.values():
                if (field._module or "") != MODULE:
                    continue
                shown += [field.string or "", field.help or ""]
                if field.type == "selection" and isinstance(field.selection, list):
                    shown += [label for _code, label in field.selection]
        self.assertGreater(len(shown), 300)
        self.assertEqual([text for text in shown if re.search(r"\b[Pp]urg", text)], [])

    def test_records_have_names(self):
        run = self.person.anonymize()
        line = run.line_ids
        line.action_prove()
        event = self.env["partner.anonymization.event"].search([], limit=1)
        self.assertTrue(event.display_name.endswith(f"#{event.id}"))
        for record in (line.trace_ids[:1], line.kept_ids[:1], run, line, event):
            if record:
                self.assertTrue(record.display_name)
                self.assertNotIn(record._name, record.display_name)
        row = self.env["partner.anonymization.replay"].new({"partner_ref": 12})
        self.assertEqual(row.display_name, "#12")
        candidate = self.env["partner.anonymization.candidate"].sudo()
        candidate = candidate.create(
            {"partner_id": self.person.child_ids[:1].id, "category": "quick"}
        )
        self.assertEqual(candidate.display_name, candidate.name)

    def test_a_run_is_partly_done(self):
        """In the list, too: one of two was refused."""
        held = self.Partner.create({"name": "Held Person", "anonymization_hold": True})
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": (self.person | held).ids,
                "confirmation": "I understand anonymization",
            }
        )
        wizard.action_anonymize()
        run = self.env["partner.anonymization"].search([], limit=1)
        self.assertEqual((run.state, run.result), ("done", "partial"))
        whole = self.Partner.create({"name": "Whole Person"}).anonymize()
        self.assertEqual(whole.result, "done")
        log_rows.update(whole.sudo(), {"state": "paused"})
        self.assertEqual(whole.result, "paused")
        labels = dict(run._fields["result"]._description_selection(self.env))
        self.assertEqual(labels["partial"], "Partly done")
        self.assertEqual(labels["done"], "Done")

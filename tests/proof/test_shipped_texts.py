"""Texts that modules ship are no finds; what the company has written there is."""

import json
from pathlib import Path
from unittest.mock import PropertyMock, patch

from odoo.modules import Manifest
from odoo.tests import tagged

from ..common import AnonymizationCase

NAME = "Zacharias Quillfeather"


class ShippedCase(AnonymizationCase):
    def _line(self, name):
        person = self.Partner.create({"name": name, "phone": "+45 31 41 59 27"})
        person.anonymize()
        return person.sudo().anonymization_line_id

    def _finds(self, line, status=None):
        """``{(model, field): {record id}}`` of what the proof says is left.

        :param status: only of this status
        """
        self.env.flush_all()
        line._prove()
        found = {}
        for kept in line.kept_ids.filtered("found_by_proof"):
            if status and kept.status != status:
                continue
            found.setdefault((kept.model, kept.field), set()).add(kept.res_id)
        return found

    def _put(self, record, column, text):
        self.env.flush_all()
        is_json = record._fields[column].translate
        self.env.cr.execute(
            f'UPDATE "{record._table}" SET "{column}" = %s WHERE id = %s',
            [json.dumps(text) if is_json else text, record.id],
        )
        self.env.invalidate_all()

    def _raw(self, record, column):
        self.env.cr.execute(
            f'SELECT "{column}" FROM "{record._table}" WHERE id = %s', [record.id]
        )
        return self.env.cr.fetchone()[0]


@tagged("slow", "post_install", "-at_install")
class TestShippedTexts(ShippedCase):
    def test_the_modules_own_description(self):
        module = self.env.ref("base.module_partner_anonymization")
        names = ("Ottilie Vandersnoot", "Balthasar Knopfmacher")
        shipped = Manifest.for_addon("partner_anonymization")["description"]
        shipped += f"\nTry it with {names[0]} or {names[1]}.\n"
        told = PropertyMock(return_value=shipped)
        self.startPatcher(patch.object(Manifest, "description", told))
        self._put(module, "description", {"en_US": shipped})
        for name in names:
            line = self._line(name)
            self.assertNotIn(
                module.id, self._finds(line).get((module._name, "description"), ())
            )

    def test_a_description_that_is_not_the_modules(self):
        module = self.env.ref("base.module_partner_anonymization")
        shipped = Manifest.for_addon("partner_anonymization")["description"]
        self._put(
            module, "description", {"en_US": f"{shipped}\nAsk Ottilie Vandersnoot.\n"}
        )
        found = self._finds(self._line("Ottilie Vandersnoot"))
        self.assertIn(module.id, found["ir.module.module", "description"])

    def test_a_module_that_is_gone(self):
        module = self.env["ir.module.module"].create(
            {"name": "pa_gone", "author": NAME, "state": "uninstalled"}
        )
        found = self._finds(self._line(NAME))
        self.assertNotIn(module.id, found.get((module._name, "author"), ()))

    def test_a_template(self):
        """A shipped mail template that the company has changed."""
        template = self.env.ref("account.email_template_edi_invoice")
        place, shipped = (template._name, "name"), self._raw(template, "name")["en_US"]
        line = self._line(NAME)
        self._put(template, "name", {"en_US": f"{shipped} of {NAME}"})
        self.assertIn(template.id, self._finds(line)[place])
        self._put(template, "name", {"en_US": shipped})
        self.assertNotIn(template.id, self._finds(line).get(place, ()))

    def test_one_translation_changed(self):
        template = self.env.ref("account.email_template_edi_invoice")
        self._put(
            template,
            "name",
            {"en_US": "Invoice: Sending", "de_DE": f"Rechnung an {NAME}"},
        )
        found = self._finds(self._line(NAME))
        self.assertIn(template.id, found[template._name, "name"])

    def test_a_translation_as_shipped(self):
        """The German words of a field's label are the module's."""
        field = self.env["ir.model.fields"]._get("res.partner", "anonymization_hold")
        german = self._shipped_german(
            "field_description:partner_anonymization."
            "field_res_partner__anonymization_same_partner_ids"
        )
        self.assertEqual(german, "Dieselbe Person")
        same = self.env["ir.model.fields"]._get(
            "res.partner", "anonymization_same_partner_ids"
        )
        labels = {"en_US": "Same Person", "de_DE": german}
        for record in (field, same):
            self._put(record, "field_description", labels)
        found = self._finds(self._line("Dieselbe Person"))
        ids = found[field._name, "field_description"]
        self.assertIn(field.id, ids)
        self.assertNotIn(same.id, ids)

    def _shipped_german(self, name):
        path = Path(Manifest.for_addon("partner_anonymization").path, "i18n", "de.po")
        _before, _sign, rest = path.read_text(encoding="utf-8").partition(name + "\n")
        return rest.partition('msgstr "')[2].partition('"')[0]

    def test_labels_and_views(self):
        """A menu, a label and a view that say “Same Person”, as they are shipped."""
        found = self._finds(self._line("Same Person"))
        for place in (
            ("ir.model.fields", "field_description"),
            ("ir.ui.view", "arch_db"),
            ("ir.ui.menu", "name"),
        ):
            self.assertFalse(found.get(place), place)

    def test_a_view_that_was_changed(self):
        view = self.env.ref("partner_anonymization.res_partner_view_form")
        shipped = self._raw(view, "arch_db")
        line = self._line("Same Person")
        self._put(
            view,
            "arch_db",
            {
                lang: arch.replace("Anonymized Together", "Together with Same Person")
                for lang, arch in shipped.items()
            },
        )
        found = self._finds(line)
        self.assertIn(view.id, found["ir.ui.view", "arch_db"])
        self.assertIn("Same Person", self._raw(view, "arch_db")["en_US"])

    def test_a_record_of_the_company(self):
        """An external id of an import is none of a module."""
        template = self.env["mail.template"].create({"name": f"Dear {NAME}"})
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "our_template",
                "model": template._name,
                "res_id": template.id,
            }
        )
        found = self._finds(self._line(NAME))
        self.assertIn(template.id, found[template._name, "name"])

    def test_own_records_that_a_module_ships(self):
        """The person may be a module's demo person: what belongs to it is found."""
        partner = self.Partner.create({"name": "Same Person", "ref": "PA-77"})
        self.env["ir.model.data"].create(
            {
                "module": "partner_anonymization",
                "name": "res_partner_view_form_res_partner",
                "model": partner._name,
                "res_id": partner.id,
            }
        )
        partner.anonymize()
        line = partner.sudo().anonymization_line_id
        self._put(partner, "function", "Same Person")
        found = self._finds(line)
        self.assertIn(partner.id, found["res.partner", "function"])


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestShippedByAllApps(ShippedCase):
    NAMES = (
        "Contact Us",
        "Sales Team",
        "Jane Doe",
        "Website Visitor",
    )

    def _described(self, model, ids):
        if model != "ir.attachment":
            return sorted(ids)[:5]
        files = self.env[model].browse(ids)
        return [
            (f.name, f.url, f.res_model, f.res_id, f.res_field, f.mimetype)
            for f in files[:9]
        ]

    def test_words_of_modules(self):
        """Nobody has written these but modules. Of messages that apps have posted by
        templates nobody knows, and a person decides."""
        self.maxDiff = None
        posted = {("mail.message", "body"), ("mail.mail", "body_html")}
        places = {}
        for name in self.NAMES:
            line = self._line(name)
            for (model, field), ids in self._finds(line, "unexpected").items():
                if (model, field) not in posted:
                    places[name, model, field] = self._described(model, ids)
            asked = line.trace_ids.filtered(lambda one: one.status == "unexpected")
            self.assertLessEqual(set(asked.mapped("code")), {"ambiguous"}, name)
        self.assertEqual(places, {})

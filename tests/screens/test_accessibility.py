"""What axe-core, a judge of accessibility, says of every screen of the module."""

import json
import os
from pathlib import Path

from odoo import Command
from odoo.tests import HttpCase, tagged

from .test_overview import OverviewCase

MODULE = "partner_anonymization"
# What Odoo's own client draws around and within every view.
ODOO = (
    ".o_control_panel",
    ".o_main_navbar",
    ".o-mail-ChatterContainer",
    ".o-mail-Form-chatter",
    ".o_pager",
)
# What Odoo's own widgets draw, whatever a view says: (rule, selector).
WIDGETS = (
    ("aria-allowed-attr", ".o_tag, .o-dropdown, .o_field_statusbar, .o-autocomplete"),
    ("aria-required-parent", ".o_settings_container, .settings_tab, .o_notebook"),
    ("autocomplete-valid", ".o_select_menu_input"),
    ("aria-dialog-name", ".modal"),
    ("button-name", ".o-dropdown"),
    ("color-contrast", ".badge, .o_form_label, .o_field_boolean_toggle"),
    ("image-alt", ".o_avatar, .o_field_many2one_avatar_user"),
    ("label", ".o_list_record_selector, .o_data_cell .o-checkbox, [id^=peppol_]"),
    ("label", ".o_setting_box"),
    ("link-name", ".o_form_uri"),
    ("role-img-alt", ".o-mail-ActivityButton, .o_field_contact_statistics"),
    ("scrollable-region-focusable", ".o_content"),
)
JUDGE = (Path(__file__).parent / "accessibility.js").read_text()


@tagged("post_install", "-at_install", "slow")
class TestAccessibility(OverviewCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._situation()
        cls.line = cls.log_run.line_ids[:1]
        cls.hers = cls.Partner.create(
            {"name": "Rowena Larkspur", "email": "rowena@larkspur.example"}
        )
        lead = {"name": "Pump", "contact_name": "Rowena Larkspur", "type": "lead"}
        cls.env["crm.lead"].create(lead)
        cls.boss = cls._overview_user("axe-boss", "group_manager")
        cls.boss.group_ids |= cls.env.ref("base.group_system")
        cls.env["partner.anonymization.unmapped"].sudo()._refresh()
        cls.env["partner.anonymization.request"].create(
            {"partner_ids": [Command.set(cls.hers.ids)]}
        )

    def _screens(self):
        """(name, action) of every list and form of ours, and of what a click opens."""
        actions = self.env["ir.actions.act_window"].search([])
        xml_ids = actions.get_external_id()
        for action in actions:
            if not xml_ids[action.id].startswith(f"{MODULE}."):
                continue
            yield xml_ids[action.id], action.id
            if action.target == "new":
                continue
            record = self.env[action.res_model].sudo().search([], limit=1)
            if record:
                yield f"{xml_ids[action.id]} form", _form(record)
        overview = self.env.ref(f"{MODULE}.partner_anonymization_overview_action")
        yield "overview", overview.id
        yield "contact", _form(self.hers)
        yield "anonymized contact", _form(self.person)
        wizard = self.hers.with_user(self.boss).action_anonymize()
        yield "wizard", {**wizard, "views": [[False, "form"]]}

    def _judge(self):
        found, screens = [], list(self._screens())
        self.assertGreater(len(screens), 30)

        def note(message):
            text = str(message)
            if "AXE " in text:
                found.append(text.partition("AXE ")[2])
                return False
            return True

        axe = Path(os.environ["PA_AXE"]).read_text()
        told = json.dumps([screens, ODOO, WIDGETS], default=str)
        self.browser_js(
            "/odoo",
            f"{axe}\n;{JUDGE}\njudge(...{told})",
            "odoo.isReady === true",
            login=self.boss.login,
            timeout=600,
            error_checker=note,
        )
        self.assertEqual(found, [], "\n".join(["", *found]))

    def test_desktop(self):
        self._judge()

    def test_phone(self):
        self.browser_size, self.touch_enabled = "390x844", True
        self._judge()


def _form(record):
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [[False, "form"]],
        "target": "current",
    }

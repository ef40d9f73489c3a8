"""What lies in other systems is listed with what to do there by hand."""

from odoo.tests import new_test_user, tagged

from ..cases.apps import AppsCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestOutside(AppsCase):
    def _outside(self, partner=None):
        """``{model: reason}`` of what a run has listed under the record itself."""
        line = (partner or self.person).sudo().anonymization_line_id
        traces = line.trace_ids.filtered(lambda trace: trace.field == "id")
        self.assertEqual(set(traces.mapped("status")) - {"declined"}, set())
        kept = line.kept_ids.filtered(lambda one: one.field == "id")
        return {
            (one.model, one.res_id): trace.reason
            for one in kept
            for trace in traces
            if (one.model, one.reason) == (trace.model, trace.reason)
        }

    def test_calendars(self):
        event = {"start": self.past, "stop": self.past}
        google, microsoft, local, foreign = self.env["calendar.event"].create(
            [
                {"name": "Tea", "partner_ids": [(4, partner.id)], **event}
                for partner in (self.person, self.person, self.person, self.other)
            ]
        )
        self._set(google, google_id="g1")
        self._set(microsoft, microsoft_id="m1")
        self._set(foreign, google_id="g2")
        self.person.anonymize()
        found = self._outside()
        self.assertEqual(
            found.keys(),
            {("calendar.event", google.id), ("calendar.event", microsoft.id)},
        )
        self.assertIn("Google Calendar", found["calendar.event", google.id])
        self.assertIn("Outlook", found["calendar.event", microsoft.id])
        self.assertNotIn(local.id, [res_id for _model, res_id in found])

    def test_files_in_a_cloud(self):
        create = self.env["ir.attachment"].create
        values = {"res_model": "res.partner", "url": "https://cloud.example/scan"}
        own, foreign = create(
            [
                {"name": "Scan", "res_id": partner.id, **values}
                for partner in (self.person, self.other)
            ]
        )
        self._set(own + foreign, type="cloud_storage")
        self.person.anonymize()
        found = self._outside()
        self.assertEqual(found.keys(), {("ir.attachment", own.id)})
        self.assertIn("delete the file", found["ir.attachment", own.id])
        self.assertEqual(self._row(own, "url"), (None,))

    def test_logins(self):
        user = new_test_user(
            self.env, "zq", groups="base.group_portal", partner_id=self.person.id
        )
        self._set(user, oauth_uid="oauth-zq", microsoft_calendar_rtoken="secret")
        self.person.anonymize()
        self.assertEqual(self._outside().keys(), {("res.users", user.id)})
        reasons = self.person.sudo().anonymization_line_id.trace_ids.filtered(
            lambda trace: trace.model == "res.users" and trace.field == "id"
        )
        text = " ".join(reasons.mapped("reason"))
        self.assertIn("OAuth", text)
        self.assertIn("Microsoft", text)

    def test_e_invoices(self):
        """The apps that send them are absent here; their fields belong to entries."""
        for network in ("peppol", "nemhandel"):
            rule = self.env.ref(f"partner_anonymization.rule_account_move_{network}")
            self.assertEqual(rule.model, "account.move")
            self.assertEqual(rule.domain, f"[('{network}_message_uuid', '!=', False)]")
            self.assertIn("access point", rule.by_hand)

    def test_a_rule_of_ones_own_and_nothing_for_others(self):
        self.env["partner.anonymization.rule"].create(
            {
                "name": "Loyalty card at the bakery",
                "model": "crm.lead",
                "partner_path": "partner_id",
                "action": "keep",
                "domain": "[('type', '=', 'lead')]",
                "by_hand": "Call the bakery.",
            }
        )
        lead, deal = self.env["crm.lead"].create(
            [
                {"name": "Tea", "type": kind, "partner_id": self.person.id}
                for kind in ("lead", "opportunity")
            ]
        )
        (lead + deal).action_set_lost()
        self.person.anonymize()
        self.assertEqual(self._outside(), {("crm.lead", lead.id): "Call the bakery."})
        self.other.anonymize()
        self.assertEqual(self._outside(self.other), {})
        self.env["partner.anonymization"].resweep(self.person.ids)
        self.assertEqual(self.person.name, "Anonymized")

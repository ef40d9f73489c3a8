"""Nobody is nobody: what is asked of no partner does nothing, and breaks nowhere."""

from odoo import Command
from odoo.tests import tagged

from ...engine import runs
from ...engine.checks import (
    find_blockers,
    open_period,
    unseen_payments,
)
from ...engine.datamap import DataMap
from ...engine.due import document_list, due_date
from ...engine.subject import links, membership, scope
from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestNobody(AnonymizationCase):
    def test_last_partner_taken_out_of_the_wizard(self):
        wizard = self.env["partner.anonymize"].create(
            {"partner_ids": [Command.set(self.person.ids)]}
        )
        wizard.partner_ids = [Command.clear()]
        wizard._onchange_partner_ids()
        self.assertFalse(wizard.can_proceed)
        self.assertFalse(wizard.match_ids)
        self.assertFalse(wizard.blocker_groups)
        form = self.env["partner.anonymize"].onchange(
            {"partner_ids": [Command.clear()]},
            ["partner_ids"],
            {
                "partner_ids": {},
                "can_proceed": {},
                "preview_html": {},
                "blocker_summary": {},
            },
        )
        self.assertFalse(form["value"].get("can_proceed"))

    def test_checks_and_plan(self):
        datamap = DataMap(self.env)
        options = self.person._anonymization_options(show_doubtful=True)
        self.assertEqual(membership.collect(self.env.cr, []), [])
        self.assertEqual(runs.blockers(self.env, []), [])
        self.assertEqual(find_blockers.find(self.env, datamap, [], self.env.user), [])
        self.assertEqual(open_period.unclosed(self.env, datamap, []), {})
        self.assertEqual(unseen_payments.find(self.env, [], 60), {})
        self.assertEqual(due_date.due(self.env, datamap, []), {})
        self.assertEqual(document_list.find(self.env, datamap, []), [])
        found = scope.find(self.env, datamap, [])
        self.assertFalse(any(found.by_rule.values()))
        plan = runs.preview(self.env, [], options)
        self.assertEqual(sum(map(len, plan.changes.values())), 0)
        self.assertEqual(links.count(self.env, []), {})

    def test_runs(self):
        for function in ("anonymization_blockers", "action_anonymize"):
            getattr(self.Partner.browse(), function)()
        outcome = self.Partner.browse()._anonymize("nobody", False)
        self.assertEqual((outcome.done, outcome.blockers), ([], []))
        run = self.env["partner.anonymization"].browse(outcome.run_id)
        self.assertEqual(run.partner_count, 0)
        self.assertFalse(run.line_ids)
        for kind in ("deanonymize", "purge"):
            self._nothing(kind)

    def _nothing(self, kind):
        env = self.env
        if kind == "purge":
            options = self.person._anonymization_options()
            run_id = runs.purge(env, [], None, options)
        else:
            run_id = runs.deanonymize(env, [], None, lambda _terms: None, {}, "_")
        self.assertFalse(env["partner.anonymization"].browse(run_id).line_ids)

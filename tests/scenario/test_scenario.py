"""Five people in all apps: nothing is left but what is listed, and all comes back."""

import logging

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .. import search
from ..cases import files_search
from ..common import differing, digest
from ..mixin import NOT_RESTORED, SKIPPED_TABLES
from .scenario import PEOPLE, values
from .scenario_corners import CornerSteps
from .scenario_purchase import PurchaseSteps
from .scenario_sales import SalesSteps
from .scenario_service import ServiceSteps
from .scenario_staff import StaffSteps
from .scenario_web import WebSteps

_logger = logging.getLogger(__name__)
STATUSES = {"kept", "declined", "shared"}
# What never comes back, besides tokens: keys, and how far a scheduled action is.
GONE = ("ir_cron", "ir_cron_progress", "res_users_apikeys")


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestScenario(
    PurchaseSteps, SalesSteps, ServiceSteps, StaffSteps, WebSteps, CornerSteps
):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._meet_bystanders()
        for step in (
            cls.meet_customer, cls.meet_supplier, cls.agree, cls.buy, cls.settle,
            cls.produce, cls.keep_running, cls.sell, cls.invoice, cls.pay_online,
            cls.sell_in_shop, cls.reward, cls.repair, cls.quote_for_nothing,
            cls.lapse, cls.work, cls.meet, cls.write_letters, cls.meet_prospect,
            cls.invite, cls.ask, cls.advertise, cls.apply, cls.hire, cls.spend,
            cls.be_there, cls.learn, cls.leave, cls.browse_shop, cls.chat,
            cls.talk_in_group, cls.sign_up, cls.take_part, cls.look_up, cls.merge,
            cls.forget_cart, cls.note_on_goods, cls.note_in_books, cls.answer,
            cls.note_in_settings, cls.speak, cls.import_list,
        ):  # fmt: skip
            step()
            cls.flush_tracking()
        cls._share()
        cls.flush_tracking()
        cls.people = (
            cls.customer | cls.supplier | cls.prospect | cls.hired | cls.shopper
        )

    @classmethod
    def _meet_bystanders(cls):
        """Somebody who is in the same documents, and one of the family."""
        cls.friend = cls.make(
            "res.partner", name="Balthasar Rugmel", email="balthasar@rugmel.example"
        )
        cls.relative = cls.make(
            "res.partner", name="Gudrun Skrubmel", email="family@skrubmel.example"
        )

    @classmethod
    def _share(cls):
        """An e-mail, a file and documents that the customer shares with others."""
        cls.customer.child_ids = [
            Command.create({"name": "Mill loft", "type": "other",
                            "email": cls.relative.email})
        ]  # fmt: skip
        file = {"name": "plan.txt", "raw": b"The plan of a mill, for all who grind"}
        cls.files = cls.env["ir.attachment"].create(
            [
                {**file, "res_model": "res.partner", "res_id": owner.id}
                for owner in (cls.customer, cls.friend)
            ]
        )
        cls.order.message_subscribe(partner_ids=cls.friend.ids)
        cls.letter = cls.order.message_post(
            body="Balthasar grinds too", author_id=cls.friend.id
        )

    def _bystanders(self):
        """The rows of everybody else's own records, as the tables have them."""
        self.env.flush_all()
        members = self.channel.channel_member_ids
        records = [
            self.friend,
            self.relative,
            self.env.user.partner_id,
            self.files[1],
            self.letter,
            members.filtered(lambda one: one.partner_id == self.friend),
            self.channel,
            self.product,
            self.vehicle,
        ]
        result = {}
        for record in records:
            self.assertTrue(record)
            result[record] = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t)::text FROM %s t WHERE id = ANY(%s)",
                    SQL.identifier(record._table),
                    record.ids,
                )
            )
        return result

    def _anonymize(self):
        hard = {
            (one["code"], one["model"], one["message"])
            for partner in self.people
            for one in partner.anonymization_blockers()
            if not one["overridable"]
        }
        self.assertEqual(hard, set())
        run = self.people.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        return run

    def _prove(self, run):
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_proof").method_direct_trigger()
        self.env.invalidate_all()
        return run.line_ids

    def _find(self):
        """``{(model, field, id)}``, files by their attachment."""
        self.env.flush_all()
        models = {
            model._table: name
            for name, model in self.env.items()
            if not model._abstract and model._auto
        }
        hits = search.find(self.env.cr, values())
        return {
            (models.get(table, table), column, id_) for table, column, id_ in hits
        } | files_search.find(self.env, values())

    def test_scenario_is_real(self):
        """Each click is a step, and each of the five is in many places."""
        self.assertGreaterEqual(len(self.clicks), 60, self.clicks)
        self.assertEqual(len(set(self.people.ids)), len(PEOPLE))
        for who in PEOPLE:
            places = {(t, c) for t, c, _id in search.find(self.env.cr, [who["name"]])}
            self.assertGreater(len(places), 15, who["name"])

    def test_nothing_is_left_but_what_is_listed(self):
        before = self._find()
        lines = self._prove(self._anonymize())
        after = self._find()
        columns = [len({(model, field) for model, field, _id in found})
                   for found in (before, after)]  # fmt: skip
        _logger.runbot(
            "%s steps; columns with data of the five: %s before, %s after",
            len(self.clicks), *columns,
        )  # fmt: skip
        listed = {(one.model, one.field, one.res_id) for one in lines.kept_ids}
        self.assertEqual(sorted(after - listed, key=str), [])
        # A guest of the web site with the same name and nothing else: a user decides.
        asked = lines.trace_ids.filtered(lambda trace: trace.status == "unexpected")
        self.assertEqual(
            {(one.model, one.field, one.code) for one in asked},
            {("mail.guest", "name", "name_only")},
        )
        asked.action_redact()
        wrong = {
            (trace.model, trace.field, trace.status, trace.reason)
            for trace in lines.trace_ids
            if trace.status not in STATUSES or not trace.reason
        }
        where = {one[:2] for one in wrong}
        rows = lines.kept_ids.filtered(lambda one: (one.model, one.field) in where)
        named = sorted((one.model, one.field, one.res_id) for one in rows)
        self.assertFalse(wrong, f"among these: {named}")
        self.assertEqual(set(lines.mapped("proof_state")), {"proved"})
        self._check_counts(lines)

    def _check_counts(self, lines):
        """The list of traces counts what is listed row by row."""
        for line in lines:
            counted = {}
            for one in line.kept_ids:
                key = (one.model, one.field)
                counted[key] = counted.get(key, 0) + 1
            traces = {}
            for trace in line.trace_ids:
                key = (trace.model, trace.field)
                traces[key] = traces.get(key, 0) + trace.res_count
            self.assertEqual(traces, counted)

    def test_bystanders(self):
        before = self._bystanders()
        content = self.files[1].raw
        run = self._anonymize()
        self._prove(run)
        self.assertEqual(self._bystanders(), before)
        self.assertEqual(self.files[1].raw, content)
        self.people.deanonymize()
        self.assertEqual(self._bystanders(), before)

    def _digest(self):
        """Everything but what never comes back: tokens, and rows of dialogs."""
        self.env.flush_all()
        skipped = (*SKIPPED_TABLES, *GONE, *self._dialog_tables())
        return digest(self.env.cr, skipped, self._not_restored())

    def _dialog_tables(self):
        """Tables of dialogs, and those that join them with records."""
        dialogs = [model for model in self.env.values() if model._transient]
        return {model._table for model in dialogs} | {
            field.relation
            for model in dialogs
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }

    def _not_restored(self):
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'access_token' AND table_schema = current_schema"
        )
        tokens = {name: ["access_token"] for (name,) in self.env.cr.fetchall()}
        return tokens | NOT_RESTORED

    def test_round_trip(self):
        before = self._digest()
        run = self._anonymize()
        self._prove(run)
        self.people.deanonymize()
        self.maxDiff = None
        self.assertEqual(differing(before, self._digest()), {})

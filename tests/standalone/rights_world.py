"""Users with every right, a server, and the records that the rights tests use."""

import itertools

import harness
import rights_table as table
from rights_table import PORTAL, PUBLIC
from rpc import Client, Refused, Server

MODULE = harness.MODULE
# What a call without the right could change.
WATCHED = (
    "^(partner_anonym.*|res_(partner|users|company|groups).*|ir_config_parameter"
    "|mail_message)$"
)

FOUR_EYES = f"{MODULE}.four_eyes"


class World:
    """Hands out the records that probes name; `role` is who will use them, `is_own`
    whether they were made by that user."""

    def __init__(self, case):
        self.case, self.role, self.is_own = case, None, False
        self.numbers = itertools.count()
        self.pools = {"live": [], "sealed": [], "traces": [], "logins": []}

    def unique(self, prefix):
        return f"{prefix}{next(self.numbers)}"

    def live(self):
        return self._next("live", lambda partners: None)

    def sealed(self):
        return self._next("sealed", lambda partners: partners.anonymize())

    def _next(self, kind, prepare):
        """A partner nobody has used before; made forty at a time."""
        if not self.pools[kind]:
            with self.case.db.env(uid=harness.ADMIN) as env:
                values = [{"name": self.unique("Nestor Quill ")} for _i in range(40)]
                partners = env["res.partner"].create(values)
                prepare(partners)
                self.pools[kind] = partners.ids
        return self.pools[kind].pop()

    def _first(self, name):
        return self.case.db.sql(f"SELECT min(id) FROM {MODULE}{name}")[0][0]

    def run(self):
        return self._first("")

    def line(self):
        return self._first("_line")

    def event(self):
        return self._first("_event")

    def seal(self):
        return self._first("_seal")

    def ledger(self):
        return self._first("_ledger")

    def replay(self):
        query = (
            f"INSERT INTO {MODULE}_replay (partner_ref, kind, date, state)"
            " VALUES (%s, 'purge', now(), 'done') RETURNING id"
        )
        ref = 10**6 + next(self.numbers)
        return self.case.db.sql(query, [ref])[0][0]

    def trace(self):
        return self._insert("trace", "model, field, status", "'x', 'x', 'kept'")

    def kept(self):
        return self._insert("kept", "model, res_id, field", "'res.partner', 1, 'x'")

    def _insert(self, name, columns, values):
        query = f"INSERT INTO {MODULE}_{name} (line_id, {columns})"
        values = f"VALUES (%s, {values}) RETURNING id"
        return self.case.db.sql(f"{query} {values}", [self.line()])[0][0]

    def background(self, state):
        """A run in the background that the user has started."""
        query = (
            f"INSERT INTO {MODULE} (kind, state, user_id, is_background, asked)"
            " VALUES ('anonymize', %s, %s, true, '{}') RETURNING id"
        )
        return self.case.db.sql(query, [state, self._user()])[0][0]

    def traces_line(self):
        """A line of which a proof has found something unexpected; one search finds it
        for twenty."""
        if not self.pools["traces"]:
            with self.case.db.env(uid=harness.ADMIN) as env:
                names = [self.unique("Nestor Quill ") for _i in range(20)]
                partners = env["res.partner"].create([{"name": one} for one in names])
                partners.anonymize()
                env["product.template"].create(
                    [
                        {"name": "Jug", "description": f"<p>{one} has asked.</p>"}
                        for one in names
                    ]
                )
                lines = partners.anonymization_line_id
                lines._prove()
                self.pools["traces"] = lines.ids
        return self.pools["traces"].pop()

    def redactable(self):
        query = f"SELECT id FROM {MODULE}_trace WHERE line_id = %s AND status = %s"
        return self.case.db.sql(query, [self.traces_line(), "unexpected"])[0][0]

    def decide_row(self):
        """Values of a decision on something that a proof has found."""
        line = self.traces_line()
        query = (
            f"SELECT model, res_id, field, code FROM {MODULE}_kept WHERE line_id = %s"
        )
        found = self.case.db.sql(f"{query} AND status = %s", [line, "unexpected"])[0]
        values = dict(zip(("model", "res_id", "field", "code"), found, strict=True))
        return {"line_id": line, "decision": "not_this", **values}

    def own_decide(self):
        values = {"row_ids": [(0, 0, self.decide_row())]}
        return self._create(self._user(), "partner.anonymization.decide", values)

    def own_decide_row(self):
        id_ = self.own_decide()
        query = f"SELECT id FROM {MODULE}_decide_row WHERE wizard_id = %s"
        return self.case.db.sql(query, [id_])[0][0]

    def own_accept(self):
        values = {"reason": "a product", "line_ids": [self.traces_line()]}
        return self._create(self._user(), "partner.anonymization.accept", values)

    def taken_login_line(self):
        """A line of a restore that had to leave a login out; made ten at a time."""
        if not self.pools["logins"]:
            with self.case.db.env(uid=harness.ADMIN) as env:
                groups = [(6, 0, env.ref("base.group_portal").ids)]
                portal = {"name": "Nestor Quill", "group_ids": groups}
                logins = [self.unique("nestor-") for _i in range(10)]
                users, others = (
                    [{**portal, "login": login} for login in logins] for _i in range(2)
                )
                partners = env["res.users"].create(users).partner_id
                partners.anonymize()
                env["res.users"].create(others)
                self.pools["logins"] = partners.deanonymize().line_ids.ids
        return self.pools["logins"].pop()

    def own_login(self):
        values = {"line_ids": [self.taken_login_line()]}
        id_ = self._create(self._user(), "partner.anonymization.login", values)
        with self.case.db.env(uid=harness.ADMIN, su=True) as env:
            wizard = env["partner.anonymization.login"].browse(id_)
            wizard.login_ids.login = self.unique("new-")
        return id_

    def own_login_user(self):
        id_ = self.own_login()
        with self.case.db.env(uid=harness.ADMIN, su=True) as env:
            return env["partner.anonymization.login"].browse(id_).login_ids.id

    def own_match(self):
        values = {
            "wizard_id": self.own_wizard(),
            "kind": "record",
            "model": "res.partner",
            "res_id": self.live(),
        }
        return self._create(self._user(), "partner.anonymize.match", values)

    def own_alike(self):
        values = {
            "wizard_id": self.own_wizard(),
            "partner_id": self.live(),
            "other_id": self.live(),
        }
        return self._create(self._user(), "partner.anonymize.alike", values)

    def waiting(self):
        """A record that waits for its own day."""
        query = (
            f"INSERT INTO {MODULE}_kept (line_id, model, res_id, field, status, code,"
            " date_until, is_waiting) VALUES (%s, 'res.partner.industry', 1, 'name',"
            " 'kept', 'retention', '2099-01-01', true) RETURNING id"
        )
        return self.case.db.sql(query, [self.sealed_line()])[0][0]

    def own_postpone(self):
        values = {
            "kept_ids": [self.waiting()],
            "until": "2099-06-30",
            "reason": "T-1",
        }
        return self._create(self._user(), "partner.anonymization.postpone", values)

    def debtor_move(self):
        """An entry whose debtor is sealed and readable for accounting."""
        with self.case.db.env(uid=harness.ADMIN) as env:
            company = env.company
            if not env["account.account"].search([], limit=1):
                env["account.chart.template"].try_loading("generic_coa", company)
            company.anonymization_period_ids.unlink()
            values = {"years": 10, "machine_readable": True}
            company.anonymization_period_ids = [
                (0, 0, {"retention_class": "accounting", **values})
            ]
            partner = env["res.partner"].create({"name": self.unique("Nestor Quill ")})
            account = env["account.account"].search(
                [("account_type", "=", "expense")], limit=1
            )
            line = {"account_id": account.id, "partner_id": partner.id}
            move = env["account.move"].create(
                {
                    "move_type": "entry",
                    "partner_id": partner.id,
                    "line_ids": [(0, 0, line | {"balance": n}) for n in (10, -10)],
                }
            )
            move.action_post()
            partner.anonymize("Ticket 4711", override_retention=True)
            return move.id

    def pdf_task(self):
        """An invoice of which a PDF was made before a run."""
        query = (
            "INSERT INTO partner_anonymization_pdf_task (move_id, state)"
            " VALUES (%s, 'made') RETURNING id"
        )
        return self.case.db.sql(query, [self.debtor_move()])[0][0]

    def own_debtor(self):
        values = {"move_id": self.debtor_move()}
        return self._create(self._user(), "partner.anonymization.debtor", values)

    def sealed_line(self):
        query = "SELECT anonymization_line_id FROM res_partner WHERE id = %s"
        return self.case.db.sql(query, [self.sealed()])[0][0]

    def sealed_run(self):
        """The run of such a line; it is that of others as well."""
        query = f"SELECT run_id FROM {MODULE}_line WHERE id = %s"
        return self.case.db.sql(query, [self.sealed_line()])[0][0]

    def search(self):
        query = (
            f"INSERT INTO {MODULE}_search"
            " (token, line_ids, run_ids, line_count, date_start, date_told)"
            " VALUES ('x', '[]', '[]', 0, now(), now()) RETURNING id"
        )
        return self.case.db.sql(query)[0][0]

    def request(self):
        return self._request([self.live()])

    def recipient(self):
        values = {"request_id": self.request(), "kind": "sms"}
        return self._create(harness.ADMIN, "partner.anonymization.recipient", values)

    def empty_request(self):
        return self._request([])

    def _request(self, partner_ids):
        values = {"partner_ids": partner_ids}
        return self._create(harness.ADMIN, "partner.anonymization.request", values)

    def checked_request(self):
        request = self.request()
        with self.case.db.env(uid=harness.ADMIN) as env:
            env["partner.anonymization.request"].browse(request).action_check_identity()
        return request

    def refused_request(self):
        request = self.request()
        with self.case.db.env(uid=harness.ADMIN) as env:
            env["partner.anonymization.request"].browse(request).refuse("12_5", "x")
        return request

    def own_extend(self):
        values = {"request_ids": [self.request()], "reason": "a reason"}
        return self._create(self._user(), "partner.anonymization.extend", values)

    def own_unidentified(self):
        values = {"request_ids": [self.request()], "reason": "a reason"}
        return self._create(self._user(), "partner.anonymization.unidentified", values)

    def own_refuse(self):
        values = {"request_ids": [self.request()], "ground": "12_5", "reason": "none"}
        return self._create(self._user(), "partner.anonymization.refuse", values)

    def rule(self):
        values = {"name": "Mine", "model": "res.partner.industry", "action": "keep"}
        return self._create(harness.ADMIN, "partner.anonymization.rule", values)

    def rule_field(self):
        values = {"rule_id": self.rule(), "field": "full_name"}
        return self._create(harness.ADMIN, "partner.anonymization.rule.field", values)

    def preset_values(self):
        """A country has one preset for each kind of documents."""
        query = """
            SELECT min(id) FROM res_country WHERE id NOT IN (
                SELECT country_id FROM partner_anonymization_preset
                 WHERE country_id IS NOT NULL)
        """
        return {
            "country_id": self.case.db.sql(query)[0][0],
            "retention_class": "accounting",
            "years": 5,
            "source": "none",
            "source_date": "2026-11-01",
        }

    def preset(self):
        values = self.preset_values()
        return self._create(harness.ADMIN, "partner.anonymization.preset", values)

    def period(self):
        """A company has one period for each kind of documents."""
        self.case.db.sql("DELETE FROM partner_anonymization_period")
        values = {"retention_class": "books", "years": 5}
        return self._create(harness.ADMIN, "partner.anonymization.period", values)

    def own_use_presets(self):
        values = {"preset_ids": [self.preset()]}
        model = "partner.anonymization.use.presets"
        return self._create(self._user(), model, values)

    def exemption(self):
        values = {"model": self.unique("x."), "field": "*", "reason": "none"}
        return self._create(harness.ADMIN, "partner.anonymization.exemption", values)

    def unmapped(self):
        values = {
            "model": "res.partner.bank",
            "field": self.unique("f"),
            "kind": "text",
            "suggested_path": "partner_id",
            "suggested_method": "clear",
            "suggested_category": "notes",
        }
        return self._create(harness.ADMIN, "partner.anonymization.unmapped", values)

    def own_exempt(self):
        values = {"reason": "none", "unmapped_ids": [self.unmapped()]}
        return self._create(self._user(), "partner.anonymization.exempt", values)

    def own_suggestion(self):
        return self._create(self._user(), "partner.anonymization.suggestion", {})

    def own_suggestion_line(self):
        values = {"unmapped_id": self.unmapped()}
        model = "partner.anonymization.suggestion.line"
        return self._create(self._user(), model, values)

    def own_document(self):
        """A row of a list of documents that the user has opened."""
        values = {
            "kind": "document",
            "type": "Contact",
            "model": "res.partner",
            "res_id": self.live(),
        }
        return self._create(self._user(), "partner.anonymization.document", values)

    def candidate(self):
        query = (
            "INSERT INTO partner_anonymization_candidate (partner_id, category, state,"
            " due_date, last_date, last_model, last_id) VALUES (%s, 'contact', 'ready',"
            " '2020-01-01', '2015-01-01', 'res.partner', %s) RETURNING id"
        )
        partner = self.live()
        return self.case.db.sql(query, [partner, partner])[0][0]

    def own_exclude(self):
        values = {"reason": "a reason", "candidate_ids": [(6, 0, [self.candidate()])]}
        return self._create(self._user(), "partner.anonymization.exclude", values)

    def own_simulation(self):
        return self._create(self._user(), "partner.anonymization.simulation", {})

    def own_simulation_period(self):
        model = "partner.anonymization.simulation.period"
        return self._create(self._user(), model, {"retention_class": "accounting"})

    def own_simulation_line(self):
        model = "partner.anonymization.simulation.line"
        return self._create(self._user(), model, {"year": 2020})

    def own_wizard(self):
        values = {
            "partner_ids": [self.live()],
            "confirmation": "I understand anonymization",
        }
        return self._create(self._user(), "partner.anonymize", values)

    def own_dewizard(self):
        values = {"partner_ids": [self.sealed()]}
        return self._create(self._user(), "partner.deanonymize", values)

    def own_purge(self):
        values = {
            "partner_ids": [self.sealed()],
            "note": "T-1",
            "confirmation": "I understand deletion for good",
        }
        return self._create(self._user(), "partner.anonymization.purge", values)

    def approval(self):
        """What an administrator has asked a second person."""
        return self._approval(harness.ADMIN)

    def own_approval(self):
        """What the user has asked, where the user may, and somebody has approved."""
        uid = self._user() if self.role == table.MANAGER else harness.ADMIN
        return self._approval(uid, is_approved=True)

    def wanting_two(self):
        """A partner, where the settings want four eyes from now on."""
        partner = self.live()
        with self.case.db.env(uid=harness.ADMIN) as env:
            env["ir.config_parameter"].set_param(FOUR_EYES, "True")
        return partner

    def _approval(self, uid, is_approved=False):
        partner, manager = self.live(), self.case.users[table.MANAGER]
        with self.case.db.env(uid=harness.ADMIN) as env:
            env["ir.config_parameter"].set_param(FOUR_EYES, "True")
            approval = env(user=uid)["partner.anonymization.approval"].ask(
                "res.partner", "anonymize", [partner], {"note": "T-1"}
            )
            if is_approved:
                other = harness.ADMIN if uid == manager else manager
                approval.with_user(other).action_approve()
            self._turn_off(env)
            return approval.id

    def without_four_eyes(self):
        with self.case.db.env(uid=harness.ADMIN) as env:
            self._turn_off(env)

    def _turn_off(self, env):
        """Past the second person whom it takes."""
        env.cr.execute("DELETE FROM ir_config_parameter WHERE key = %s", [FOUR_EYES])
        env.registry.clear_cache("stable")

    def _user(self):
        self.is_own = True
        return self.case.users.get(self.role, harness.ADMIN)

    def _create(self, uid, model, values):
        """A record created by a user, whatever the user's rights."""
        with self.case.db.env(uid=uid, su=True) as env:
            return env[model].create(values).id

    def module(self):
        query = "SELECT id FROM ir_module_module WHERE name = %s"
        return self.case.db.sql(query, [MODULE])[0][0]


class RightsCase(harness.StandaloneCase):
    label = "rights"
    roles = table.ROLES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users, cls.keys_of = {}, {}
        with cls.db.env() as env:
            for role in dict.fromkeys((*table.INTERNAL, PORTAL, *cls.roles)):
                if role == PUBLIC:
                    continue
                cls.users[role] = cls._user(env, role).id
        cls.world = World(cls)
        cls.world.pools["live"].append(cls.world.sealed())
        cls.world.pools["live"].clear()
        cls.server = Server(cls.db)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.clients = {PUBLIC: Client(cls.server)}
        for role in cls.users:
            cls.clients[role] = Client(cls.server, f"role-{role}", f"{role}-Secret-1")

    @classmethod
    def _user(cls, env, role):
        names = ["base.group_portal"]
        if role != PORTAL:
            names = [
                "base.group_user",
                "base.group_partner_manager",
                "base.group_allow_export",
                "account.group_account_invoice",
                *table.GROUPS[role],
            ]
        user = env["res.users"].create(
            {
                "name": f"Role {role}",
                "login": f"role-{role}",
                "password": f"{role}-Secret-1",
                "group_ids": [env.ref(name).id for name in names],
            }
        )
        api_keys = env(user=user.id)["res.users.apikeys"].sudo()
        cls.keys_of[role] = api_keys._generate("rpc", "test", None)
        return user

    def watched(self):
        """What a refused call leaves as it was: of the events, all but the one that
        says that a right was lacking."""
        events = self.db.sql(
            "SELECT count(*), sum(xmin::text::bigint) FROM partner_anonymization_event"
            " WHERE kind <> 'denied'"
        )
        return {**self.db.versions(WATCHED), "partner_anonymization_event": events}

    def state(self, partner):
        query = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        return self.db.sql(query, [partner])[0][0]

    def assertRefused(self, call, kinds):
        """The call is refused with an error of these kinds, and changes nothing."""
        before = self.watched()
        self.assertError(call, kinds)
        self.assertSame(before, self.watched())

    def assertError(self, call, kinds):
        """The call is refused with an error of these kinds."""
        with self.assertRaises(Refused) as caught:
            call()
        self.assertIn(caught.exception.kind, kinds, str(caught.exception))

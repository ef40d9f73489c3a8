"""Promise 8: nobody without the right, by any route. Real logins, a real server."""

import itertools
import unittest

import harness
import rights_table as table
from rights_table import CLERK, CLERKS, MANAGER, PLAIN, PORTAL, PUBLIC, ROLES
from rpc import Client, Refused, Server

from odoo.orm.models import MetaModel

MODULE = harness.MODULE
OWN_PREFIXES = ("partner.anonymi", "partner.deanonymi")
# What a call without the right could change.
WATCHED = "^(partner_.*anonym.*|res_.*|ir_config_parameter|ir_module_module|mail_message)$"
STATE_AFTER = {
    "anonymize": "anonymized",
    "deanonymize": None,
    "purge_anonymized": "deleted",
}


class World:
    """Hands out the records that probes name; `role` is who will use them."""

    def __init__(self, case):
        self.case, self.role = case, None
        self.numbers = itertools.count()
        self.pools = {"live": [], "sealed": []}

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

    def trace(self):
        return self._insert("trace", "model, field, status", "'x', 'x', 'kept'")

    def kept(self):
        return self._insert("kept", "model, res_id, field", "'x', 1, 'x'")

    def _insert(self, name, columns, values):
        query = f"INSERT INTO {MODULE}_{name} (line_id, {columns}) VALUES (%s, {values}) RETURNING id"
        return self.case.db.sql(query, [self.line()])[0][0]

    def rule(self):
        values = {"name": "Mine", "model": "res.partner.industry", "action": "keep"}
        return self._create(harness.ADMIN, "partner.anonymization.rule", values)

    def rule_field(self):
        values = {"rule_id": self.rule(), "field": "full_name"}
        return self._create(harness.ADMIN, "partner.anonymization.rule.field", values)

    def own_wizard(self):
        values = {
            "partner_ids": [self.live()],
            "confirmation": "I understand anonymization",
        }
        return self._create(self._user(), "partner.anonymize", values)

    def own_dewizard(self):
        values = {"partner_ids": [self.sealed()]}
        return self._create(self._user(), "partner.deanonymize", values)

    def _user(self):
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

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users, cls.keys_of = {}, {}
        with cls.db.env() as env:
            for role in (*table.INTERNAL, PORTAL):
                cls.users[role] = cls._user(env, role).id
        cls.world = World(cls)
        cls.world.pools["live"].append(cls.world.sealed())
        cls.world.pools["live"].clear()
        cls.server = Server(cls.db)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.clients = {
            role: Client(cls.server, f"role-{role}", f"{role}-Secret-1") for role in cls.users
        }
        cls.clients[PUBLIC] = Client(cls.server)

    @classmethod
    def _user(cls, env, role):
        names = ["base.group_portal"]
        if role != PORTAL:
            names = [
                "base.group_user",
                "base.group_partner_manager",
                "base.group_allow_export",
                "account.group_account_invoice",
                *(f"{MODULE}.{name}" for name in table.GROUPS[role]),
            ]
        user = env["res.users"].create(
            {
                "name": f"Role {role}",
                "login": f"role-{role}",
                "password": f"{role}-Secret-1",
                "group_ids": [env.ref(name).id for name in names],
            }
        )
        env = env(user=user.id)
        cls.keys_of[role] = env["res.users.apikeys"].sudo()._generate("rpc", "test", None)
        return user

    def watched(self):
        return self.db.digest(only=WATCHED)

    def state(self, partner):
        query = "SELECT anonymization_state FROM res_partner WHERE id = %s"
        return self.db.sql(query, [partner])[0][0]

    def assertRefused(self, call, kinds):
        """The call is refused with an error of these kinds, and changes nothing."""
        before = self.watched()
        with self.assertRaises(Refused) as caught:
            call()
        self.assertIn(caught.exception.kind, kinds, str(caught.exception))
        self.assertSame(before, self.watched())


class TestMatrix(RightsCase):
    def test_every_public_method_has_a_probe(self):
        probed = {(probe.model, probe.method) for probe in table.probes()}
        self.assertEqual(self._public() - probed - table.OVERRIDES, set())

    def _public(self):
        """(model, method) of all that the module's classes let RPC call."""
        found = set()
        for cls in MetaModel._module_to_models__[MODULE]:
            model = cls._name or cls._inherit
            for name, member in vars(cls).items():
                is_method = callable(member) and hasattr(member, "__code__")
                private = getattr(member, "_api_private", False)
                if is_method and not name.startswith("_") and not private:
                    found.add((model, name))
        for model in self.db.registry():
            if model.startswith(OWN_PREFIXES):
                found |= {(model, name) for name in ("create", "read")}
        return found

    def test_matrix(self):
        count = 0
        for probe in table.probes():
            for role in ROLES:
                with self.subTest(probe=str(probe), role=role):
                    self._cell(probe, role)
                    count += 1
        print(f"\n{count} cells")

    def _cell(self, probe, role):
        self.world.role = role
        args = probe.args(self.world)

        def call():
            return self.clients[role].call(
                probe.model, probe.method, *args, **probe.options
            )

        if role not in probe.allowed:
            kinds = table.NO_SESSION if role == PUBLIC else probe.refused
            self.assertRefused(call, kinds)
            return
        call()
        if probe.method in STATE_AFTER:
            self.assertEqual(self.state(args[0][0]), STATE_AFTER[probe.method])

    def test_scripts(self):
        """The public interface by /jsonrpc and /json/2."""
        for method, kind, allowed in (
            ("anonymization_blockers", "live", CLERKS),
            ("anonymize", "live", CLERKS),
            ("deanonymize", "sealed", (MANAGER,)),
            ("purge_anonymized", "sealed", (MANAGER,)),
        ):
            for role in ROLES:
                with self.subTest(method=method, role=role):
                    self._by_script(method, kind, role, role in allowed)

    def _by_script(self, method, kind, role, allowed):
        client, key = self.clients[role], self.keys_of.get(role, "no-such-key")
        for route in (
            lambda id_: client.execute("res.partner", method, [id_]),
            lambda id_: client.json2("res.partner", method, key, ids=[id_]),
        ):
            partner = getattr(self.world, kind)()
            if not allowed:
                kinds = (*table.NO_SESSION, "401", "403", "Unauthorized")
                self.assertRefused(lambda r=route, p=partner: r(p), kinds)
                continue
            route(partner)
            if method in STATE_AFTER:
                self.assertEqual(self.state(partner), STATE_AFTER[method])


class TestRoutes(RightsCase):
    """Detours around the buttons."""

    def _action(self, code):
        with self.db.env() as env:
            action = env["ir.actions.server"].create(
                {
                    "name": "Detour",
                    "model_id": env.ref("base.model_res_partner").id,
                    "state": "code",
                    "code": code,
                }
            )
            return action.id

    def _run(self, role, action, partner):
        context = {"active_model": "res.partner", "active_id": partner}
        return self.clients[role].call(
            "ir.actions.server", "run", [action], context={**context, "active_ids": [partner]}
        )

    def test_server_action(self):
        for code, kind in (
            ("records.anonymize()", "live"),
            ("records.sudo().anonymize()", "live"),
            ("env(su=True)['res.partner'].browse(record.id).anonymize()", "live"),
            ("records.sudo().deanonymize()", "sealed"),
            ("records.sudo().purge_anonymized()", "sealed"),
            ("records.sudo()._cron_purge()", "sealed"),
        ):
            action, partner = self._action(code), getattr(self.world, kind)()
            if "_cron" not in code:
                with self.subTest(code=code, role=PLAIN):
                    self.assertRefused(
                        lambda a=action, p=partner: self._run(PLAIN, a, p), table.ACCESS
                    )
        clerk_action = self._action("records.anonymize()")
        partner = self.world.live()
        self._run(CLERK, clerk_action, partner)
        self.assertEqual(self.state(partner), "anonymized")

    def test_import(self):
        """Rows of an import cannot set what only the engine sets."""
        for role in (PLAIN, CLERK, MANAGER):
            partner = self.world.live()
            for fields, row in (
                ([".id", "anonymization_state"], [str(partner), "anonymized"]),
                ([".id", "anonymization_state"], [str(self.world.sealed()), ""]),
                (["name", "anonymization_state"], ["Imported", "Deleted"]),
                (["name", "anonymization_line_id/.id"], ["x", str(self.world.line())]),
            ):
                with self.subTest(role=role, fields=fields, row=row[1]):
                    self._import(role, "res.partner", fields, row)

    def test_import_into_the_log(self):
        for model, fields, row in (
            ("partner.anonymization", ["kind", "note"], ["anonymize", "x"]),
            ("partner.anonymization.event", ["kind", "outcome"], ["anonymize", "x"]),
            ("partner.anonymization.line", [".id", "outcome"], ["1", "Failed"]),
        ):
            for role in (PLAIN, CLERK, MANAGER):
                with self.subTest(role=role, model=model):
                    self._import(role, model, fields, row)

    def _import(self, role, model, fields, row):
        """`load` tells errors in its answer."""
        before = self.watched()
        try:
            answer = self.clients[role].call(model, "load", fields, [row])
        except Refused as error:
            self.assertIn(error.kind, table.ACCESS)
        else:
            self.assertFalse(answer["ids"])
            self.assertTrue(answer["messages"])
        self.assertSame(before, self.watched())

    def test_commands(self):
        """x2many commands on other records that reach an anonymized partner."""
        for model, values in (
            ("res.partner", lambda p: {"child_ids": [[1, p, {"name": "x"}]]}),
            ("res.partner", lambda p: {"child_ids": [[4, p]]}),
            ("res.partner", lambda p: {"anonymization_same_partner_ids": [[4, p]]}),
            ("res.partner.category", lambda p: {"partner_ids": [[4, p]]}),
            ("res.partner.category", lambda p: {"partner_ids": [[6, 0, [p]]]}),
        ):
            partner, target = self.world.sealed(), self._target(model)
            call = ("write", [target], values(partner))
            with self.subTest(model=model, call=call):
                self.assertRefused(
                    lambda m=model, c=call: self.clients[PLAIN].call(m, *c),
                    ("UserError", "AccessError"),
                )

    def _target(self, model):
        self.targets = getattr(self, "targets", {})
        if model not in self.targets:
            self.targets[model] = self.world._create(
                harness.ADMIN, model, {"name": f"Target of {model}"}
            )
        return self.targets[model]

    def test_rights_are_not_taken(self):
        """Nobody gives a right to oneself, by check box, group or setting."""
        for role in (PLAIN, CLERK, MANAGER):
            client, uid = self.clients[role], self.users[role]
            with self.db.env() as env:
                group = env.ref(f"{MODULE}.group_manager").id
            for model, ids, values in (
                ("res.users", [uid], {"anonymization_allowed": True}),
                ("res.users", [uid], {"anonymization_override_allowed": True}),
                ("res.users", [uid], {"group_ids": [[4, group]]}),
                ("res.groups", [group], {"user_ids": [[4, uid]]}),
            ):
                with self.subTest(role=role, model=model, values=values):
                    self.assertRefused(
                        lambda c=client, a=(model, "write", ids, values): c.call(*a),
                        table.ACCESS,
                    )
            with self.subTest(role=role, model="ir.config_parameter"):
                self.assertRefused(
                    lambda c=client: c.call(
                        "ir.config_parameter", "set_param", f"{MODULE}.key_dir", "/x"
                    ),
                    table.ACCESS,
                )


if __name__ == "__main__":
    unittest.main()

"""Promise 8: nobody without the right, by any route. Real logins, a real server."""

import unittest
from functools import partial

import harness
import rights_table as table
from rights_table import CLERK, CLERKS, MANAGER, PLAIN, PUBLIC
from rights_world import RightsCase
from rpc import Refused

from odoo.exceptions import AccessError
from odoo.orm.models import MetaModel
from odoo.service.model import get_public_method

LONG = True
MODULE = harness.MODULE
OWN_PREFIXES = ("partner.anonymi", "partner.deanonymi")
STATE_AFTER = {
    "anonymize": "anonymized",
    "deanonymize": None,
    "purge_anonymized": "deleted",
}


class TestMatrix(RightsCase):
    def test_every_public_method_has_a_probe(self):
        probed = {(probe.model, probe.method) for probe in table.probes()}
        self.assertEqual(self._public() - probed - table.OVERRIDES, set())

    def _public(self):
        """(model, method) of all that the module's classes let RPC call."""
        found = set()
        with self.db.env() as env:
            for cls in MetaModel._module_to_models__[MODULE]:
                model = env[cls._name or cls._inherit]
                for name, member in vars(cls).items():
                    if hasattr(member, "__code__") and self._is_public(model, name):
                        found.add((model._name, name))
            for model in filter(lambda name: name.startswith(OWN_PREFIXES), env):
                if not env[model]._abstract:  # has no records
                    found |= {(model, name) for name in ("create", "read")}
        return found

    @staticmethod
    def _is_public(model, name):
        try:
            get_public_method(model, name)
        except AccessError:
            return False
        return True

    def test_matrix(self):
        self.addCleanup(self.world.without_four_eyes)
        count = 0
        for probe in table.probes():
            allowed = [role for role in self.roles if self._may(role, probe.allowed)]
            self._refused(probe, [role for role in self.roles if role not in allowed])
            for role in allowed:
                with self.subTest(probe=str(probe), role=role):
                    self._allowed(probe, role, self._args(probe, role))
            count += len(self.roles)
        print(f"\n{count} cells")

    @staticmethod
    def _may(role, allowed):
        return role in allowed or role in table.OTHERS and PLAIN in allowed

    def _refused(self, probe, roles):
        """Each of the roles is refused, and together they change nothing."""
        wanted = {}
        for role in roles:
            # Who is refused changes nothing: the next one may try the same.
            is_same = wanted and not self.world.is_own
            args = next(iter(wanted.values())) if is_same else self._args(probe, role)
            wanted[role] = args
        before = self.watched()
        for role, args in wanted.items():
            kinds = table.NO_SESSION if role == PUBLIC else probe.refused
            with self.subTest(probe=str(probe), role=role):
                self.assertError(partial(self._call, probe, role, args), kinds)
        with self.subTest(probe=str(probe), roles=roles):
            self.assertSame(before, self.watched())

    def _allowed(self, probe, role, args):
        self._call(probe, role, args)
        if probe.method in STATE_AFTER:
            self.assertEqual(self.state(args[0][0]), STATE_AFTER[probe.method])

    def _args(self, probe, role):
        self.world.role, self.world.is_own = role, False
        return probe.args(self.world)

    def _call(self, probe, role, args):
        client = self.clients[role]
        return client.call(probe.model, probe.method, *args, **probe.options)

    def test_scripts(self):
        """The public interface by /jsonrpc and /json/2."""
        for method, kind, allowed in (
            ("anonymization_blockers", "live", CLERKS),
            ("anonymize", "live", CLERKS),
            ("deanonymize", "sealed", (MANAGER,)),
            ("purge_anonymized", "sealed", (MANAGER,)),
        ):
            for role in self.roles:
                with self.subTest(method=method, role=role):
                    self._by_script(method, kind, role, self._may(role, allowed))

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
        context = {"active_model": "res.partner", "active_ids": [partner]}
        context["active_id"] = partner
        return self.clients[role].call(
            "ir.actions.server", "run", [action], context=context
        )

    def test_server_action(self):
        for code, kind in (
            ("records.anonymize()", "live"),
            ("records.sudo().anonymize()", "live"),
            ("env(su=True)['res.partner'].browse(record.id).anonymize()", "live"),
            ("records.sudo().deanonymize()", "sealed"),
            ("records.sudo().purge_anonymized()", "sealed"),
        ):
            action, partner = self._action(code), getattr(self.world, kind)()
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

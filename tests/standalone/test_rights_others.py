"""Rights of Odoo's own give none of ours: an accountant and an administrator, each
without a right of the module, at every public method."""

import json
import re
import unittest
from functools import partial

import harness
import rights_table as table
import rpc
import test_rights

LATER = True
LONG = True
JSON2_REFUSES = (*table.ACCESS, *table.NO_SESSION, "401", "403")


class TestOthers(test_rights.TestMatrix):
    label = "rights_others"
    roles = table.OTHERS


class TestExports(test_rights.RightsCase):
    """Files that the web client exports, and JSON-2 for what is only read."""

    label = "rights_exports"

    def _export(self, client, model, kind="csv"):
        """The status and the text of an export of all records of a model."""
        page = client.session.get(f"{client.server.url}/odoo").text
        token = re.search(r'csrf_token: "(\w+)"', page)
        told = {
            "model": model,
            "fields": [{"name": "id", "label": "Id", "type": "integer"}],
            "ids": False,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        answer = client.session.post(
            f"{client.server.url}/web/export/{kind}",
            data={"data": json.dumps(told), "csrf_token": token and token[1]},
        )
        return answer.status_code, answer.text

    def _models(self):
        with self.db.env() as env:
            for name in filter(
                lambda one: one.startswith(test_rights.OWN_PREFIXES), env
            ):
                model = env[name]
                if not model._abstract and not model._transient:
                    yield name, model.sudo().search_count([])

    def test_export_of_each_model(self):
        self.world.role = table.CLERK
        self.world.sealed()
        filled = 0
        for model, count in self._models():
            for role in (table.PLAIN, table.ADMINISTRATOR):
                with self.subTest(model=model, role=role):
                    status, text = self._export(self.clients[role], model)
                    self.assertNotEqual(status, 200, text[:200])
                    self.assertRefused(
                        partial(self._read_by_json2, role, model), JSON2_REFUSES
                    )
            status, text = self._export(self.clients[table.MANAGER], model)
            if status == 200 and count:
                filled += len(text.splitlines()) > 1
        self.assertGreater(filled, 5)

    def _read_by_json2(self, role, model):
        key = self.keys_of[role]
        self.clients[role].json2(model, "search_read", key, domain=[], fields=["id"])

    roles = (*table.ROLES, *table.OTHERS)


class TestAnotherCompany(test_rights.RightsCase):
    """The checks see all companies; somebody of another one sees nothing of theirs."""

    label = "rights_company"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.db.env() as env:
            other = env["res.company"].create({"name": "Elsewhere"})
            user = cls._user(env, table.ELSEWHERE)
            user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
            ours = env.ref("base.main_company")
            partners = env["res.partner"].create(
                [
                    {"name": "Own Quillfeather", "company_id": ours.id},
                    {"name": "Shared Quillfeather"},
                ]
            )
            cls.own, cls.shared = partners.ids
            move = harness.draft_invoice(
                env(context={"allowed_company_ids": ours.ids}), cls.shared
            )
            move.action_post()
            cls.secrets = move.name, move.payment_reference or move.name
        cls.client = rpc.Client(cls.server, "role-elsewhere", "elsewhere-Secret-1")

    def test_own_of_the_other_company(self):
        for method in ("anonymization_blockers", "anonymize"):
            call = partial(self.client.call, "res.partner", method, [self.own])
            with self.subTest(method=method):
                self.assertRefused(call, table.ACCESS)

    def test_shared_with_documents_of_the_other_company(self):
        found = self.client.call("res.partner", "anonymization_blockers", [self.shared])
        self.assertTrue(found)
        text = json.dumps(found)
        for secret in self.secrets:
            self.assertNotIn(secret, text)
        with self.assertRaises(rpc.Refused) as caught:
            self.client.call("res.partner", "anonymize", [self.shared])
        for secret in self.secrets:
            self.assertNotIn(secret, str(caught.exception))
        self.assertIsNone(self.state(self.shared))

    def test_log_of_the_other_company(self):
        with self.db.env(uid=harness.ADMIN) as env:
            env["res.partner"].browse(self.own).anonymize()
        domain = [("partner_id", "=", self.own)]
        for role, count in ((table.CLERK, 1), (None, 0)):
            client = self.clients[role] if role else self.client
            with self.subTest(role=role):
                found = client.call("partner.anonymization.line", "search", domain)
                self.assertEqual(len(found), count)


if __name__ == "__main__":
    unittest.main()

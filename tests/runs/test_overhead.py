"""What the module costs those who do not use it: hardly a query.

``benchmarks/overhead.py`` compares with a database without the module, times included.
"""

import re
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.log import log_rows
from ...engine.vault import opt_out_hashes
from ..cases.client_spec import spec_of
from ..common import AnonymizationCase

WRITES = {
    "phone": "+4531415926",
    "email": "another@quillfeather.example",
    "name": "Zoe Quillfeather",
    "street": "Æblegade 3",
}


@tagged("post_install", "-at_install")
class TestOverhead(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls._user("nobody")
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.manager = cls._user("manager", "group_manager")
        cls.other = cls.Partner.create(
            {"name": "Olga Octavius", "phone": "+4520212223"}
        )
        cls.env.flush_all()

    def _statements(self, function):
        """What a second call sends to the database, with an empty record cache."""
        execute = Cursor.execute
        result = []

        def recording(cr, query, *args, **kwargs):
            result.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        function()
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", recording):
            function()
            self.env.flush_all()
        return result

    def _own(self, statements):
        """Those that are there for the module: they ask for something of it, or read
        nothing but its columns."""
        return [text for text in statements if self._is_own(text)]

    def _is_own(self, text):
        columns, _from, rest = text.rpartition(" FROM ")
        names = re.findall(r'"res_partner"\."(\w+)"', columns)
        apart = {name for name in names if not name.startswith("anonymization_")}
        return (
            "anonymization" in rest
            or bool(names)
            and apart <= {"id"}
            and set(names) != {"id"}
        )

    def _partners(self, user):
        return self.env["res.partner"].with_user(user)

    def test_lists(self):
        for user in (self.nobody, self.manager):
            for view_type in ("list", "kanban"):
                partners = self._partners(user)
                spec = spec_of(partners, view_type)
                statements = self._statements(
                    lambda p=partners, s=spec: p.web_search_read([], s, limit=80)
                )
                self.assertTrue(statements)
                self.assertEqual(self._own(statements), [])

    def test_form(self):
        for user, most in ((self.nobody, 0), (self.clerk, 1), (self.manager, 1)):
            partners = self._partners(user)
            spec = spec_of(partners, "form")
            self.assertEqual("anonymization_log_count" in spec, bool(most))
            person = partners.browse(self.other.id)
            statements = self._statements(lambda p=person, s=spec: p.web_read(s))
            own = self._own(statements)
            self.assertEqual(len(own), most, own)
            statements = self._statements(
                lambda p=partners, s=spec: p.onchange({}, [], s)
            )
            self.assertEqual(self._own(statements), [])

    def test_images_of_partners_are_no_kept_files(self):
        models = self.env["partner.anonymization.rule"]._keeping_models()
        self.assertIn("account.move", models)
        self.assertFalse({"res.partner", "res.users", "ir.attachment"} & models)
        person = self._partners(self.nobody).browse(self.other.id)
        statements = self._statements(lambda: person.read(["image_1920", "image_128"]))
        self.assertTrue(statements)
        self.assertEqual(self._own(statements), [])

    def test_write(self):
        for name, value in {
            **WRITES,
            "category_id": [Command.create({"name": "Birds"})],
        }.items():
            person = self.other.with_user(self.nobody)
            statements = self._statements(
                lambda n=name, v=value, p=person: p.write({n: v})
            )
            self.assertEqual(self._own(statements), [], name)

    def test_form_shows_what_the_fields_say(self):
        """What is read together is what each field gives alone."""
        twin, alike, _archived = self.Partner.create(
            [
                {"name": name, "email": self.person.email, "active": name != "Archived"}
                for name in ("Twin", "Alike", "Archived")
            ]
        )
        self.person.anonymization_same_partner_ids = twin
        self.other.anonymize()
        self.other.deanonymize()
        partners = self._partners(self.clerk)
        spec = spec_of(partners, "form")
        both = partners.browse((self.person | self.other).ids)
        self.env.flush_all()
        self.env.invalidate_all()
        person, other = both.web_read(spec)
        self.assertEqual(
            [one["id"] for one in person["anonymization_same_partner_ids"]], twin.ids
        )
        self.assertEqual(
            [one["id"] for one in person["anonymization_suggested_ids"]], alike.ids
        )
        self.assertEqual(person["anonymization_log_count"], 0)
        self.assertEqual(other["anonymization_log_count"], 2)
        self.env.invalidate_all()
        for one, shown in zip(both, (person, other), strict=True):
            for name in (
                "anonymization_suggested_ids",
                "anonymization_same_partner_ids",
            ):
                self.assertEqual([row["id"] for row in shown[name]], one[name].ids)
            count = shown["anonymization_log_count"]
            self.assertEqual(one.anonymization_log_count, count)

    def test_typed_into_a_form(self):
        typed = self._partners(self.clerk).new({"email": self.person.email})
        self.assertEqual(typed.anonymization_suggested_ids._origin, self.person)
        self.assertEqual(typed.anonymization_log_count, 0)

    def test_searches_are_not_restricted(self):
        """The ORM filters relations again where a model overrides its search."""
        self.assertIs(
            type(self.env["res.partner.category"])._search,
            type(self.env["partner.anonymization.rule.field"])._search,
        )

    def test_map_is_read_once(self):
        """A run reads no rules, and sees what has changed since the last one."""
        statements = self._statements(lambda: DataMap(self.env))
        self.assertFalse([one for one in statements if "anonymization_rule" in one])
        first, second = DataMap(self.env), DataMap(self.env)
        self.assertEqual(first.rules, second.rules)
        self.assertIsNot(first.rules, second.rules)
        self.assertIsNot(first.contacts, second.contacts)
        own = {
            "name": "Mine",
            "model": "res.partner.bank",
            "partner_path": "partner_id",
        }
        rule = self.env["partner.anonymization.rule"].create(own)
        self.assertEqual(self._columns(rule), [])
        line = {"rule_id": rule.id, "field": "acc_holder_name", "category": "name"}
        line = self.env["partner.anonymization.rule.field"].create(
            {**line, "method": "clear"}
        )
        self.assertEqual(self._columns(rule), [("acc_holder_name", "clear")])
        line.method = "redact"
        self.assertEqual(self._columns(rule), [("acc_holder_name", "redact")])
        line.unlink()
        self.assertEqual(self._columns(rule), [])
        rule.active = False
        self.assertIsNone(self._columns(rule))

    def _columns(self, rule):
        for one in DataMap(self.env).rules:
            if one.id == rule.id:
                return [(column.name, column.method) for column in one.fields]
        return None

    def test_opt_outs_in_use_are_remembered(self):
        """Until this transaction changes them; then it asks, and so do all others once
        it is committed."""
        keys = self.env["partner.anonymization.opt.out"]._key_refs()
        self.assertEqual(self._statements(lambda: opt_out_hashes.in_use(self.env)), [])
        self.assertEqual(opt_out_hashes.in_use(self.env), bool(keys))
        line = self.person.anonymize().line_ids
        log_rows.insert(
            self.env["partner.anonymization.opt.out"],
            {
                "model": "mail.blacklist",
                "res_id": 0,
                "line_id": line.id,
                "key_ref": "a/b/0",
                "date_until": "2099-01-01",
            },
        )
        self.env.flush_all()
        opt_out_hashes.drop(self.env, "mail.blacklist", [-1])
        self.assertEqual(
            opt_out_hashes.in_use(self.env), bool(keys), "nothing has changed"
        )
        opt_out_hashes.drop(self.env, "mail.blacklist", [0])
        self.assertTrue(self._statements(lambda: opt_out_hashes.in_use(self.env)))
        self.assertEqual(opt_out_hashes.in_use(self.env), bool(keys))

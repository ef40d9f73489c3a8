"""A base case for texts that several people stand in."""

import json
import re
from itertools import count
from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL

from ...engine import runs
from ...engine.datamap import compile_rules
from ...engine.vault import seal_store
from .fakes import FakeModelsCase

PLACEHOLDER = "Anonymized"
UNIQUE = ("name", "badge")


class SharedTextsCase(FakeModelsCase):
    """People who are anonymized, restored and purged one by one.

    A text is written with ``{0}``, ``{1}`` … for the words of the people.
    """

    names = ("Ottokar Brunnwasser", "Zenobia Brunnwasser", "José Ñandú Quillón")

    @classmethod
    def _fake_models(cls):
        from .fake_parties import FakeParty

        return (*super()._fake_models(), FakeParty)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        columns = ("title", "name", "story", "page", "label", "badge", "data", "remark")
        rule = cls.env["partner.anonymization.rule"]._load_records(
            [
                {
                    "xml_id": "pa_fake.rule_party",
                    "values": {
                        "name": "Fake party",
                        "model": "pa.fake.party",
                        "partner_path": "partner_ids",
                        "field_ids": [
                            Command.create({"field": name, "method": "redact"})
                            for name in columns
                        ],
                    },
                }
            ]
        )
        # As if it came with the installation: a rule of one's own leaves these columns.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE partner_anonymization_rule SET shipped = true WHERE id = %s",
            [rule.id],
        )
        compile_rules.changed(cls.env)
        for name in UNIQUE:
            cls.env.cr.execute(
                SQL(
                    "CREATE UNIQUE INDEX ON pa_fake_party ((%s::text))",
                    SQL.identifier(name),
                )
            )
        known = "_anonymization_unique_columns"
        cls.env.registry.__dict__.pop(known, None)
        cls.addClassCleanup(cls.env.registry.__dict__.pop, known, None)

    def setUp(self):
        super().setUp()
        self.numbers = count(1)

    def meet(self):
        """New people of these names."""
        self.people = [self.Partner.create({"name": name}) for name in self.names]
        self.live = dict.fromkeys(range(len(self.people)), True)

    def party(self, **texts):
        """A record with these texts.

        :param texts: with numbers in braces for people; those in json as objects
        """
        words = {name: self._written(text) for name, text in texts.items()}
        party = self.env["pa.fake.party"].create(
            {
                "partner_ids": [Command.set([one.id for one in self.people])],
                "name": f"x{next(self.numbers)}",
                "badge": f"x{next(self.numbers)}",
                **{k: v for k, v in words.items() if isinstance(texts[k], str)},
            }
        )
        self.env.flush_all()
        for name, text in words.items():
            if not isinstance(texts[name], str):
                self.env.cr.execute(
                    SQL(
                        "UPDATE pa_fake_party SET %s = %s::jsonb WHERE id = %s",
                        SQL.identifier(name), json.dumps(text), party.id,
                    )
                )  # fmt: skip
        self.env.invalidate_all()
        return party

    def _written(self, text):
        if isinstance(text, dict):
            return {self._written(k): self._written(v) for k, v in text.items()}
        if isinstance(text, list):
            return list(map(self._written, text))
        if not isinstance(text, str):
            return text
        return re.sub(r"\{(\d)\}", lambda match: self.names[int(match[1])], text)

    def step(self, letter, number):
        """Do something to one of the people.

        :param letter: ``a`` to anonymize, ``r`` to restore, ``p`` to purge
        """
        person = self.people[number]
        self.env.flush_all()
        if letter == "a":
            person.anonymize()
        elif letter == "r":
            person.deanonymize()
        else:
            env = person.sudo().env
            line = person.anonymization_line_id
            runs.purge(env, line.ids, None, person._anonymization_options())
        self.live[number] = letter == "r"
        self.env.flush_all()
        self.env.invalidate_all()

    def steps(self, order):
        """Several of them, as ``a0 a1 r0``."""
        for letter, number in order.split():
            self.step(letter, int(number))

    def opened(self, letter, number):
        """The people whose seals a step opens, besides the person's own."""
        lines = {one.anonymization_line_id.id: n for n, one in enumerate(self.people)}
        found, original = set(), seal_store.content_of

        def content_of(line_id, *arguments):
            found.add(lines[line_id])
            return original(line_id, *arguments)

        with patch.object(seal_store, "content_of", content_of):
            self.step(letter, number)
        return found - {number}

    def marks(self, number):
        self.env.cr.execute(
            "SELECT mark FROM partner_anonymization_seal"
            " WHERE line_id = %s AND mark IS NOT NULL",
            [self.people[number].anonymization_line_id.id],
        )
        return [bytes(mark) for (mark,) in self.env.cr.fetchall()]

    def stored(self, record, name):
        self.env.flush_all()
        query = SQL(
            "SELECT %s::text FROM %s WHERE id = %s",
            SQL.identifier(name), SQL.identifier(record._table), record.id,
        )  # fmt: skip
        return self.env.execute_query(query)[0][0]

    def assertLive(self, record, name, text, says=None):
        """A text has exactly the words of those who are live."""
        stored = self.stored(record, name)
        found = stored if isinstance(text, str) else json.loads(stored)
        if name in ("label", "badge"):
            found = json.loads(stored)
        self._compare(found, text, name, (stored, says))

    def _compare(self, found, text, name, stored):
        if isinstance(text, dict):
            self.assertEqual(len(found), len(text), stored)
            for key, value in text.items():
                pattern = self._pattern(key, True)
                fitting = [one for one in found if pattern.fullmatch(one)]
                self.assertTrue(fitting, (key, stored))
                if len(fitting) == 1:
                    self._compare(found[fitting[0]], value, name, stored)
        elif isinstance(text, list):
            self.assertEqual(len(found), len(text), stored)
            for one, other in zip(found, text, strict=True):
                self._compare(one, other, name, stored)
        elif isinstance(text, str):
            pattern = self._pattern(text, name in UNIQUE, name == "remark")
            self.assertTrue(pattern.fullmatch(found), (pattern.pattern, stored))
        else:
            self.assertEqual(found, text)

    def _pattern(self, text, is_unique=False, is_sized=False):
        """What a text looks like by now."""
        parts = []
        for part in re.split(r"(\{\d\})", text):
            if not re.fullmatch(r"\{\d\}", part):
                parts.append(re.escape(part))
            elif self.live[int(part[1])]:
                parts.append(re.escape(self.names[int(part[1])]))
            else:
                parts.append("A?n?o?n?y?m?i?z?e?d?" if is_sized else PLACEHOLDER)
        has_gone = is_unique and not all(
            self.live[int(number)] for number in re.findall(r"\{(\d)\}", text)
        )
        return re.compile("".join(parts) + (r"(?: \d+)*" if has_gone else ""), re.S)

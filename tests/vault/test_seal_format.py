"""What a seal is made of, read back by the cipher alone."""

import json
import os
import tempfile
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ...engine.vault import cipher, seal_format, sealed_files

KEY = bytes(range(32))
SIZE = cipher.PART_SIZE


@tagged("post_install", "-at_install", "pure")
class TestSealFormat(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.contents = {"a0": b"", "b1": os.urandom(SIZE + 1), "c2": b"tea " * 100}
        paths = {}
        for name, content in self.contents.items():
            paths[name] = os.path.join(folder.name, name)
            with open(paths[name], "wb") as file:
                file.write(content)
        self.subject = seal_format.Subject(
            0, 7, "ref", KEY, 3, sealed_files.measured(paths), []
        )
        self.plan = SimpleNamespace(
            terms={},
            sealed={0: [
                ("res_partner", "name", 7, "Zacharias", None),
                ("res_partner", "name", 8, "Wilhelmina", None),
                ("res_partner", "email", 7, None, None),
                ("mail_message", "body", 9, "<p>Æ</p>", [[0, 3, "x"]]),
            ]},
            relations={0: [["rel", "a", "b", 7, 8]]},
            types={},
        )  # fmt: skip

    def _rows(self):
        return list(seal_format.rows(self.plan, [self.subject]))

    def test_head_lists_everything(self):
        subject, root, ref, part, _mark, blob = self._rows()[0]
        self.assertEqual((subject, root, ref, part), (0, 7, "ref", 3))
        head = json.loads(cipher.unseal(KEY, blob, b"ref|7|3"))
        self.assertEqual(
            head,
            {
                "values": {
                    "res_partner": {
                        "name": [[7, "Zacharias"], [8, "Wilhelmina"]],
                        "email": [[7, None]],
                    },
                    "mail_message": {"body": [[9, "<p>Æ</p>", [[0, 3, "x"]]]]},
                },
                "relations": [["rel", "a", "b", 7, 8]],
                "files": [
                    [name, cipher.part_count(len(content))]
                    for name, content in self.contents.items()
                ],
                "large": [],
            },
        )

    def test_files_follow_part_by_part(self):
        rows = self._rows()[1:]
        counts = [cipher.part_count(len(one)) for one in self.contents.values()]
        self.assertEqual([row[3] for row in rows], list(range(4, 4 + sum(counts))))
        blobs = iter(row[-1] for row in rows)
        first = 4
        for (name, content), count in zip(self.contents.items(), counts, strict=True):
            bound = f"ref|7|{first}|{name}".encode()
            some = [next(blobs) for _part in range(count)]
            opened = b"".join(cipher.unseal_parts(KEY, some, count, bound))
            self.assertEqual(opened, content)
            with self.assertRaises(cipher.SealCorrupt):
                b"".join(cipher.unseal_parts(KEY, some, count, bound + b"x"))
            first += count

    def test_so_many_bytes_at_once(self):
        rows = iter([(n, bytes(3 << 20)) for n in range(5)] + [(5, b"")])
        found = []
        while some := seal_format.some_of(rows):
            found.append([number for number, _blob in some])
        self.assertEqual(found, [[0, 1], [2, 3], [4, 5]])

"""What earlier versions of the cipher have sealed opens."""

from odoo.tests import BaseCase, tagged

from ...engine.vault import cipher
from ..cases.old_seals import decode, load


@tagged("post_install", "-at_install", "pure")
class TestCipherFormat(BaseCase):
    def test_vectors(self):
        for vector in load()["cipher"]:
            one = {name: decode(text) for name, text in vector.items()}
            arguments = one["key"], one["blob"], one["associated"]
            self.assertEqual(cipher.unseal(*arguments), one["payload"])
            pieces = one["key"], [one["blob"]], one["associated"]
            self.assertEqual(b"".join(cipher.unseal_whole(*pieces)), one["payload"])

"""What a clerk waits for before anything is done: the dialog."""

import sys
from pathlib import Path

from contenders import Database, Measured

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "cases"))

import client_spec  # noqa: E402


class Desk(Database):
    """The server's part of a click on *Anonymize*."""

    def open(self, ids):
        """The action, and all that the client asks for to show the dialog; its views
        it has."""
        with self.registry.cursor() as cr:
            partners = self.partners(cr, ids)
            spec = client_spec.spec_of(partners.env["partner.anonymize"], "form")
            with Measured() as measured:
                action = partners.action_anonymize()
                model = partners.env[action["res_model"]]
                model.with_context(**action["context"]).onchange({}, [], spec)
            cr.rollback()
        return measured

"""A person to be put on hold, and who may do it."""

from ...engine.subject import legal_hold
from ..common import AnonymizationCase


class HoldCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.plain = cls._user("plain")

    def _hold(self, partner=None, **values):
        (partner or self.person).write(
            {
                "anonymization_hold": True,
                "anonymization_hold_reason": "Case 7 O 12/26",
                **values,
            }
        )

    def _held(self, *partners):
        return legal_hold.held(self.env, [partner.id for partner in partners])

    def _column(self, name, partner=None):
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT {name} FROM res_partner WHERE id = %s",
            [(partner or self.person).id],
        )
        return self.env.cr.fetchone()[0]

    def _events(self):
        events = self.env["partner.anonymization.event"].search(
            [("partner_ref", "=", self.person.id)], order="id"
        )
        return [(event.kind, event.user_id) for event in events]

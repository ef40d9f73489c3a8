"""A company in Denmark with a request of the person."""

from ..common import AnonymizationCase


class RequestCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.dk")
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.manager = cls._user("manager", "group_manager")
        cls.plain = cls._user("plain")

    @classmethod
    def _request(cls, partners=None, user=None, **values):
        partners = cls.person if partners is None else partners
        Request = cls.env["partner.anonymization.request"]
        if user:
            Request = Request.with_user(user)
        return Request.create(
            {"partner_ids": partners.ids, "channel": "letter", **values}
        )

    def _anonymize(self, request, **values):
        """By the wizard that the button of the request opens."""
        if not (request.identity_verified or request.unidentified_reason):
            request.action_check_identity()
        action = request.action_anonymize()
        wizard = (
            request.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"confirmation": "I understand anonymization", **values})
        )
        wizard.action_anonymize()
        return request.run_ids

    def _extend(self, request, reason="Many requests at once"):
        action = request.action_extend()
        self._wizard(request, action, reason=reason).action_extend()

    def _refuse(self, request, ground="17_3_e", reason="A lawsuit is going on"):
        action = request.action_refuse()
        self._wizard(request, action, ground=ground, reason=reason).action_refuse()

    def _wizard(self, request, action, **values):
        Wizard = request.env[action["res_model"]]
        return Wizard.with_context(**action["context"]).create(values)
